"""Everything that an author wants to know before a change goes in: shape, references, and whether the engine agrees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kneelab.content import schema
from kneelab.content.building import build_lab
from kneelab.content.building_cases import build_case
from kneelab.content.bundle import Bundle, read_bundle
from kneelab.content.compiling import compile_content
from kneelab.content.lint import lint
from kneelab.content.reading import Problem
from kneelab.model.casting import disagreements, variant
from kneelab.version import __version__

COVERAGE = "cases/coverage.yaml"

VARIANTS = 20
"""So many variants of each case are tried."""

FEWEST_PATIENTS = 8
"""So many of them must differ from each other in more than a name: else an answer key stays valid."""


def check_content(folder: Path) -> list[Problem]:
    """Every problem of a content folder, sorted by file and line; the engine is asked once every file is right."""
    problems = lint(folder)
    if all(p.file == COVERAGE for p in problems):
        problems += set(_engine_problems(read_bundle(folder), folder))
    return sorted(problems)


def _engine_problems(bundle: Bundle, folder: Path) -> Iterator[Problem]:
    """Cases on which engine and authors disagree, as written or in a variant, and cases whose variants are all alike."""
    lab = build_lab(compile_content(folder, __version__))
    for doc, file in bundle.of(schema.CaseFile):
        case = build_case(file.model_dump(exclude={"schema_version"}))
        as_written = disagreements(lab, case)
        for sentence in as_written:
            yield Problem(doc.name, doc.line(("answer",)), sentence, "Look at facts, setting and answer with `kneelab assess`.")
        if as_written:
            continue
        variants = [variant(lab, case, seed) for seed in range(1, VARIANTS + 1)]
        for v in variants:
            for sentence in disagreements(lab, v):
                yield Problem(doc.name, doc.line(("facts",)), f"Variant {v.seed}: {sentence}", "Look at the variants of the facts.")
        different = {(v.patient.age, *(fact.words for fact in v.facts.values())) for v in variants}
        if len(different) < FEWEST_PATIENTS:
            what = f"{VARIANTS} variants are only {len(different)} different patients."
            yield Problem(doc.name, doc.line(("facts",)), what, "Give more facts variants, or ages a wider range.")
