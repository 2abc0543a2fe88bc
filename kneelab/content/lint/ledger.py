"""Every number: rows of evidence, reference tests, grades, and the sources behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pydantic import BaseModel

from kneelab.content import schema
from kneelab.content.bundle import Bundle
from kneelab.content.lint.lookup import Lookup, at, unknown
from kneelab.content.reading import Document, Problem, Where
from kneelab.model.findings import CONDITION


def evidence_problems(bundle: Bundle, look: Lookup) -> Iterator[Problem]:
    """Rows that link what does not exist, have a second parent, or hide a disagreement."""
    rows = [r for _, file in bundle.of(schema.EvidenceFile) for r in file.rows]
    told = Counter((r.finding, r.about) for r in rows)
    used = Counter((r.finding, r.about) for r in rows if r.used)
    for doc, file in bundle.of(schema.EvidenceFile):
        for i, row in enumerate(file.rows):
            where: Where = ("rows", i)
            if row.finding in look.reference_tests:
                yield from _reference_row_problems(doc, where, row)
            elif row.finding in look.findings:
                yield from _finding_row_problems(doc, where, row, look)
            else:
                yield unknown(doc, (*where, "finding"), "finding", row.finding, look.findings)
                continue
            if row.target and row.target not in look.targets:
                yield unknown(doc, (*where, "target"), "target", row.target, look.targets)
            if row.used and used[row.finding, row.about] > 1:
                yield at(doc, where, f"More than one used row links {row.finding} to {row.about}.", "Set used: false on the others.")
            if not row.used and not row.why:
                yield at(doc, where, f"{row.id} is not used and does not say why.", "Add why.")
            if row.used and not row.why and told[row.finding, row.about] > 1:
                yield at(doc, where, f"Studies disagree on {row.finding}, and {row.id} does not say why it is used.", "Add why.")


def _reference_row_problems(doc: Document, where: Where, row: schema.EvidenceRow) -> Iterator[Problem]:
    if row.used or row.condition:
        yield at(
            doc,
            where,
            f"{row.id} is about {row.finding}, a reference test and no finding of the network.",
            "Link it to a target or a target_text and set used: false.",
        )


def _finding_row_problems(doc: Document, where: Where, row: schema.EvidenceRow, look: Lookup) -> Iterator[Problem]:
    f = look.findings[row.finding]
    parent = row.target or CONDITION
    # a row that is not used stays out of the network, so it may look at something else than the finding's parent
    if row.used and parent != f.parent:
        yield at(
            doc,
            where,
            f"{row.id} links {f.id} to a {'target' if row.target else 'condition'}, its parent is {f.parent}.",
            "A finding has exactly one parent.",
        )
    if row.condition and row.condition not in look.conditions:
        yield unknown(doc, (*where, "condition"), "condition", row.condition, look.conditions)
    if row.condition and (row.states is None) != (f.states is None):
        yield at(doc, where, f"{row.id} does not fit {f.id}.", "Named states take states; others frequency or grade.")
    elif row.states is not None and f.states and set(row.states) != {s.id for s in f.states}:
        yield at(doc, where, f"{row.id} does not name the states of {f.id}.", f"Allowed: {', '.join(s.id for s in f.states)}.")


def reference_test_problems(bundle: Bundle) -> Iterator[Problem]:
    """Reference tests that no study speaks of."""
    told = {r.finding for _, file in bundle.of(schema.EvidenceFile) for r in file.rows}
    for doc, file in bundle.of(schema.ReferenceTestsFile):
        for i, test in enumerate(file.tests):
            if test.id not in told:
                yield at(doc, ("tests", i), f"No evidence row speaks of the reference test {test.id}.", "Add one under evidence/.")


def grade_problems(bundle: Bundle, look: Lookup) -> Iterator[Problem]:
    """Grades of what does not exist, or is given a number elsewhere."""
    told = Counter((r.finding, r.condition) for _, file in bundle.of(schema.EvidenceFile) for r in file.rows if r.used and r.condition)
    graded = Counter(g.finding for _, file in bundle.of(schema.GradesFile) for g in file.findings)
    for doc, file in bundle.of(schema.GradesFile):
        for i, g in enumerate(file.findings):
            where: Where = ("findings", i)
            f = look.findings.get(g.finding)
            if f is None:
                yield unknown(doc, (*where, "finding"), "finding", g.finding, look.findings)
                continue
            if f.parent != CONDITION:
                yield at(
                    doc,
                    where,
                    f"{f.id} tests the target {f.parent}.",
                    "A finding has exactly one parent: grade the target in targets.yaml.",
                )
            if (g.states is None) != (f.states is None):
                yield at(doc, where, f"The numbers do not fit {f.id}.", "Named states take states; others take grades.")
            if graded[f.id] > 1:
                yield at(doc, where, f"{f.id} is graded {graded[f.id]} times.", "Keep one of them.")
            names = Counter(g.named())
            for name, times in names.items():
                if name not in look.conditions:
                    yield unknown(doc, where, "condition", name, look.conditions)
                if times > 1:
                    yield at(doc, where, f"{f.id} grades {name} {times} times.", "Keep one of them.")
                if told[f.id, name]:
                    yield at(doc, where, f"An evidence row gives {f.id} in {name} already.", "Keep the row, remove the grade.")
            for name, shares in (g.states or {}).items():
                if f.states and set(shares) != {s.id for s in f.states}:
                    yield at(
                        doc,
                        (*where, "states"),
                        f"{name} does not name the states of {f.id}.",
                        f"Allowed: {', '.join(s.id for s in f.states)}.",
                    )


def source_problems(bundle: Bundle, look: Lookup) -> Iterator[Problem]:
    """Sources that do not exist, or are not verified."""
    for doc, file in bundle.files:
        for where, model in _walk(file, ()):
            for name in _cited(model):
                if name not in look.sources:
                    yield at(doc, where, f'There is no source called "{name}".', "Add it to sources.yaml.")
                elif getattr(model, "mark", None) == "published" and not look.sources[name].verified:
                    yield at(doc, where, f"{name} was not verified, so nothing of it is published fact.", "Mark it judged, with a reason.")


def uncited_source_problems(bundle: Bundle) -> Iterator[Problem]:
    """Sources cited by nobody; only a bundle with the case studies can tell, as some are cited there alone."""
    cited = {name for _, file in bundle.files for _, model in _walk(file, ()) for name in _cited(model)}
    for doc, sources in bundle.of(schema.SourcesFile):
        for i, source in enumerate(sources.sources):
            if source.id not in cited:
                yield at(doc, ("sources", i), f"Nothing cites {source.id}.", "Remove it, or cite it.")


def _walk(model: BaseModel, where: Where) -> Iterator[tuple[Where, BaseModel]]:
    yield where, model
    for name, value in model:
        for key, item in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(item, BaseModel):
                yield from _walk(item, (*where, name) if key is None else (*where, name, key))


def _cited(model: BaseModel) -> list[str]:
    if isinstance(model, schema.SourcesFile):
        return []
    single = getattr(model, "source", None)
    return ([single] if single else []) + list(getattr(model, "sources", None) or [] if not isinstance(model, schema.SourceModel) else [])
