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


def coverage_matrix(cases: Sequence[schema.CaseFile], conditions: Sequence[str]) -> list[list[str]]:
    """Cause by setting, difficulty and trap: a row for each cause, with the cases that fill it; "-" where none does."""
    rows = [["cause", "cases", "settings", "difficulties", "traps", "sent on", "second thing", "visits"]]
    for condition in conditions:
        own = [c for c in cases if c.answer.condition == condition]
        if not own:
            rows.append([condition, *["-"] * 7])
            continue
        rows.append(
            [
                condition,
                " ".join(c.id for c in own),
                " ".join(sorted({c.setting for c in own})),
                " ".join(sorted({str(c.difficulty) for c in own})),
                " ".join(sorted({c.trap for c in own if c.trap})) or "-",
                str(sum(is_sent_on(c) for c in own)),
                str(sum(bool(c.answer.targets) for c in own)),
                str(sum(len(c.visits) for c in own)),
            ]
        )
    return rows
