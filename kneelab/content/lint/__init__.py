"""What must hold across files: ids that exist, one parent, provenance for every number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kneelab.content.bundle import Bundle, read_bundle
from kneelab.content.lint.anatomy import anatomy_problems
from kneelab.content.lint.cases import case_problems
from kneelab.content.lint.coverage import coverage_problems
from kneelab.content.lint.knee_map import knee_map_problems
from kneelab.content.lint.ledger import (
    evidence_problems,
    grade_problems,
    reference_test_problems,
    source_problems,
    uncited_source_problems,
)
from kneelab.content.lint.lookup import Lookup
from kneelab.content.lint.patients import opener_problems, prior_problems, vignette_problems
from kneelab.content.lint.scripts import condition_problems, decision_rule_problems, rule_problems
from kneelab.content.lint.vocabulary import duplicates, finding_problems, target_problems
from kneelab.content.reading import Problem


def lint(folder: Path) -> list[Problem]:
    """Every problem of a content folder, sorted by file and line."""
    bundle = read_bundle(folder)
    # A file of the wrong shape is missing from the bundle: what refers to it would seem wrong too.
    return sorted(
        bundle.problems
        or {
            *cross_problems(bundle),
            *uncited_source_problems(bundle),
            *vignette_problems(bundle),
            *case_problems(bundle),
            *coverage_problems(bundle),
        }
    )


def cross_problems(bundle: Bundle) -> Iterator[Problem]:
    """Everything that only several files together can show."""
    look = Lookup(bundle)
    yield from duplicates(bundle)
    yield from finding_problems(bundle, look)
    yield from target_problems(bundle, look)
    yield from evidence_problems(bundle, look)
    yield from reference_test_problems(bundle)
    yield from grade_problems(bundle, look)
    yield from condition_problems(bundle, look)
    yield from rule_problems(bundle, look)
    yield from decision_rule_problems(bundle, look)
    yield from prior_problems(bundle, look)
    yield from opener_problems(bundle, look)
    yield from knee_map_problems(bundle, look)
    yield from anatomy_problems(bundle, look)
    yield from source_problems(bundle, look)
