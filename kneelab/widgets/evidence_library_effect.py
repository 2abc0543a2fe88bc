"""What one answer does to one differential: before, and after each possible result, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kneelab import describe
from kneelab.model.differential import Assessment, Ranked
from kneelab.model.findings import ABSENT, PRESENT, Finding
from kneelab.model.lab import Lab
from kneelab.widgets.explorer_view import WIDE_AXIS
from kneelab.widgets.record import Record, to_slider
from kneelab.widgets.shared_view import share_view

LEADERS = 3
"""So many leading causes are always shown, and so many that move most."""
STILL = 0.01
"""A cause that moves less than one of 100 people has hardly moved."""

View = dict[str, Any]


def effect(lab: Lab, finding: Finding, record: Record) -> View:
    """Shares of the causes that matter before the answer and after each result.

    Parameters
    ----------
    finding : Finding
        What is asked; an answer to it in the record is set aside first.
    """
    answers = {name: value for name, value in record.answers.items() if finding.id not in lab.vocabulary.read({name: value})}
    facts: dict[str, Any] = {"age": record.age, "sex": record.sex, "setting": record.setting}
    before = lab.assess(answers, **facts)
    after = {s.id: lab.assess({**answers, finding.id: s.id}, **facts) for s in finding.states}
    causes = _causes(lab, before, after, record.cause)
    shown = record.cause or _most_moved(lab, before, after)
    ranked = [{r.condition: r for r in a.differential} for a in (before, *after.values())]
    top = max(max(r[c].probability for r in ranked) for c in causes)
    titles = [lab.strings["library.before"], *(_title(lab, finding, s) for s in after)]
    return {
        "titles": titles,
        "outcomes": [
            {
                "state": s.id,
                "value": to_slider(s.id),
                "label": lab.strings["library.explore_label"].format(label=finding.label, state=s.label.lower()),
            }
            for s in finding.states
        ],
        "rows": [_row(lab, c, [r[c] for r in ranked]) for c in causes],
        "axis_max": 60 if top <= WIDE_AXIS else 100,
        "cause": shown,
        "people": _people(lab, shown, titles, [r[shown] for r in ranked]),
        "headline": _headline(lab, shown, titles, [r[shown] for r in ranked]),
        "start": _start(lab, record, len(answers)),
        "ignored": lab.strings["library.start_ignored"] if len(answers) < len(record.answers) else None,
        "finding": finding.id,
        "prior_note": lab.strings["words.prior_note"],
    }


def _movement(lab: Lab, before: Assessment, after: Mapping[str, Assessment], cause: str) -> float:
    place = lab.network.index(cause)
    return max(abs(a.probabilities[place] - before.probabilities[place]) for a in after.values())


def _most_moved(lab: Lab, before: Assessment, after: Mapping[str, Assessment]) -> str:
    return max(lab.network.conditions, key=lambda c: _movement(lab, before, after, c))


def _causes(lab: Lab, before: Assessment, after: Mapping[str, Assessment], wished: str | None) -> list[str]:
    """Leaders before and after, and those that move most; in the order before."""
    order = [r.condition for r in before.differential]
    movers = sorted(order, key=lambda c: -_movement(lab, before, after, c))[:LEADERS]
    chosen = {*order[:LEADERS], *movers, *(a.leader.id for a in after.values()), *([wished] if wished else [])}
    return [c for c in order if c in chosen]


def _title(lab: Lab, finding: Finding, state: str) -> str:
    if not finding.is_binary:
        return next(s.label for s in finding.states if s.id == state)
    if finding.kind == "test":
        return lab.strings[{PRESENT: "library.if_positive", ABSENT: "library.if_negative"}[state]]
    return lab.strings[{PRESENT: "library.if_present", ABSENT: "library.if_absent"}[state]]


def _row(lab: Lab, cause: str, shares: list[Ranked]) -> View:
    condition = lab.condition(cause)
    return {
        "id": cause,
        "name": condition.name,
        "short": condition.short,
        "family": condition.family,
        "not_excluded": lab.strings["words.not_excluded"] if any(r.not_excluded for r in shares) else None,
        "cells": [
            {
                **share_view(lab, r),
                "ruled_out": lab.strings["words.ruled_out"] if condition.must_not_miss and not r.not_excluded else None,
            }
            for r in shares
        ],
    }


def _people(lab: Lab, cause: str, titles: list[str], shares: list[Ranked]) -> list[View]:
    name = describe.in_sentence(lab, cause)
    return [
        {
            "title": title,
            "n": round(100 * r.probability),
            "share": describe.describe_share(lab, r.probability),
            "label": f"{title}: " + lab.strings["library.people"].format(share=describe.describe_share(lab, r.probability), cause=name),
        }
        for title, r in zip(titles, shares, strict=True)
    ]


def _headline(lab: Lab, cause: str, titles: list[str], shares: list[Ranked]) -> str:
    if max(abs(r.probability - shares[0].probability) for r in shares) < STILL:
        return lab.strings["library.headline_still"]
    tail = lab.strings["words.of_100_tail"]
    outcomes = [
        lab.strings["library.headline_outcome"].format(title=title, share=describe.describe_share(lab, r.probability).removesuffix(tail))
        for title, r in zip(titles[1:], shares[1:], strict=True)
    ]
    listed = ", ".join([outcomes[0], *(o[:1].lower() + o[1:] for o in outcomes[1:])])
    return lab.strings["library.headline"].format(
        cause=describe.condition_name(lab, cause), before=describe.describe_share(lab, shares[0].probability), outcomes=listed
    )


def _start(lab: Lab, record: Record, answers: int) -> str:
    """Who the hundred people are."""
    facts = record_facts(lab, record, answers)
    return lab.strings["library.start_record"].format(facts=", ".join(facts)) if facts else lab.strings["library.start_empty"]


def record_facts(lab: Lab, record: Record, answers: int) -> list[str]:
    """What is known of a fictional patient, in short: age, sex, how many answers."""
    s = lab.strings
    facts = [s["library.start_age"].format(age=f"{record.age:g}")] if record.age is not None else []
    facts += [s[f"patient.{record.sex}"]] if record.sex else []
    if answers:
        facts.append(s["library.start_answers_1" if answers == 1 else "library.start_answers"].format(n=answers))
    return facts
