"""What the case studies cover: the whole matrix, and the cells that were promised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kneelab.content import schema
from kneelab.content.bundle import Bundle
from kneelab.content.lint.lookup import Lookup, at
from kneelab.content.reading import Problem

SENT_ON = ("emergency", "same_day", "within_2_weeks")


def coverage_problems(bundle: Bundle) -> Iterator[Problem]:
    """Promised cells that too few cases fill, or that nothing can fill."""
    look = Lookup(bundle)
    cases = [case for _, case in bundle.of(schema.CaseFile)]
    traps = {t.id for _, file in bundle.of(schema.TrapsFile) for t in file.traps}
    for doc, file in bundle.of(schema.CoverageFile):
        for i, promise in enumerate(file.promises):
            known = {"condition": set(look.conditions), "setting": look.settings, "trap": traps}
            for key, allowed in known.items():
                value = getattr(promise, key)
                if value is not None and value not in allowed:
                    yield at(doc, ("promises", i, key), f'There is no {key} called "{value}".', f"Allowed: {', '.join(sorted(allowed))}.")
            found = sum(fills(case, promise) for case in cases)
            if found < promise.at_least:
                cell = promise.model_dump(exclude_none=True, exclude={"at_least"})
                words = ", ".join(f"{k}: {v}" for k, v in cell.items()) or "any"
                yield at(
                    doc,
                    ("promises", i),
                    f"{promise.at_least} cases are promised for {words}; there are {found}.",
                    "Write them, or promise less.",
                )


def fills(case: schema.CaseFile, promise: schema.PromiseModel) -> bool:
    """Whether a case is of the promised kind."""
    is_so = {
        "condition": case.answer.condition,
        "setting": case.setting,
        "difficulty": case.difficulty,
        "trap": case.trap,
        "any_trap": case.trap is not None,
        "sent_on": is_sent_on(case),
        "second_thing": bool(case.answer.targets),
        "revisited": len(case.visits) > 1,
        "context": case.context is not None,
    }
    return all(getattr(promise, key) in (None, value) for key, value in is_so.items())


def is_sent_on(case: schema.CaseFile) -> bool:
    """Whether the patient must be seen by somebody else within two weeks, at one visit at least."""
    return any(v.decision.level in SENT_ON for v in case.visits)


def coverage_matrix(cases: Sequence[schema.CaseFile], conditions: Sequence[str], settings: Sequence[str]) -> list[list[str]]:
    """Cause by setting: in each cell the difficulties of its cases, with t for a trap; "-" where no case is."""
    rows = [["cause", *settings]]
    for condition in conditions:
        cells = []
        for setting in settings:
            own = sorted(f"{c.difficulty}{'t' if c.trap else ''}" for c in cases if (c.answer.condition, c.setting) == (condition, setting))
            cells.append(" ".join(own) or "-")
        rows.append([condition, *cells])
    return rows


def coverage_list(cases: Sequence[schema.CaseFile]) -> list[list[str]]:
    """Every case with what it covers."""
    rows = [["case", "cause", "setting", "difficulty", "trap", "sent on", "second thing", "visits", "context"]]
    for c in sorted(cases, key=lambda c: (c.answer.condition, c.id)):
        marks = ["yes" if is_sent_on(c) else "-", " ".join(c.answer.targets) or "-", str(len(c.visits)), "yes" if c.context else "-"]
        rows.append([c.id, c.answer.condition, c.setting, str(c.difficulty), c.trap or "-", *marks])
    return rows
