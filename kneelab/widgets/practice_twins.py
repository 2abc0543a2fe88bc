"""The twins exercise as plain data: what is asked, and after each answer what it was and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kneelab import describe
from kneelab.learning.plays import TwinsPlay
from kneelab.learning.record import Move
from kneelab.learning.twin_exercise import TwinExercise, contrast, swing
from kneelab.model.lab import Lab
from kneelab.widgets.causes_findings import pair_finding

View = dict[str, Any]


def twins_view(lab: Lab, play: TwinsPlay, exercise: TwinExercise, moves: Sequence[Move]) -> View:
    """One pair as far as the learner has come: nothing of an answer is there before it was given.

    Moves are ``name`` (``finding``, ``confidence``) and ``match`` (``first``: the cause of the first person); the first of each counts.
    """
    named, matched = _first(moves, "name"), _first(moves, "match")
    stage = "name" if named is None else "match" if matched is None else "done"
    view = {
        "play": {"twins": {"seed": play.seed, "number": play.number}},
        "stage": stage,
        "who": _who(lab, exercise),
        "story": [describe_state(lab, f, state) for f, state in exercise.twins.one.answers.items() if f != exercise.twins.finding],
        "causes": [_cause(lab, c) for c in exercise.causes],
        "candidates": [{"id": f, "label": lab.findings[f].label, "ask": lab.findings[f].ask} for f in exercise.candidates],
        "finding": None,
        "told": [],
        "debrief": None,
        "result": None,
    }
    if named is not None:
        view["finding"] = lab.findings[exercise.twins.finding].label
        states = lab.findings[exercise.twins.finding].states
        view["told"] = [next(s.label for s in states if s.id == state) for state in exercise.states]
    if named is not None and matched is not None:
        view["debrief"] = _debrief(lab, exercise, str(named.get("finding")), matched.get("first") == exercise.answers[0])
        view["result"] = _result(exercise, named)
    return view


def describe_state(lab: Lab, finding: str, state: str) -> str:
    """An answer for sure: "Calf swelling", "Calf swelling: absent", "Onset: sudden"."""
    f = lab.findings[finding]
    if f.is_binary:
        return f.label if state == "present" else lab.strings["words.absent"].format(label=f.label)
    return lab.strings["words.state"].format(label=f.label, state=f.states[f.state_index(state)].label.lower())


def _times(factor: float) -> str:
    return f"{factor:.1f}" if factor < 9.95 else f"{factor:,.0f}"


def _first(moves: Sequence[Move], do: str) -> Mapping[str, Any] | None:
    return next((m.what for m in moves if m.do == do), None)


def _cause(lab: Lab, condition: str) -> View:
    c = lab.condition(condition)
    return {"id": c.id, "name": c.name, "short": c.short, "family": c.family}


def _who(lab: Lab, exercise: TwinExercise) -> str:
    one = exercise.twins.one
    return lab.strings["practice.twins.who"].format(
        age=one.age, sex=lab.strings[f"patient.{one.sex}"], setting=lab.settings[one.setting].label
    )


def _debrief(lab: Lab, exercise: TwinExercise, said: str, matched: bool) -> View:
    s, finding = lab.strings, exercise.twins.finding
    label = lab.findings[finding].label
    right = said == finding
    known = lab.findings[said].label if said in lab.findings else said[:40]
    named = s["practice.twins.named" if right else "practice.twins.not_named"].format(finding=label, said=known)
    other = "practice.twins.not_matched" if right else "practice.twins.not_matched_too"
    match = s["practice.twins.matched"] if matched else s[other].format(cause=describe.in_sentence(lab, exercise.answers[0]))
    one, two = exercise.causes
    return {
        "right": right,
        "matched": matched,
        "heading": f"{named} {match}",
        "swing": s["practice.twins.swing"].format(
            one=describe.in_sentence(lab, one), other=describe.in_sentence(lab, two), times=_times(swing(lab, exercise))
        ),
        "leads": [_leads(lab, exercise, place) for place in (0, 1)],
        "telling": pair_finding(lab, one, two, contrast(lab, exercise, finding)),
        "others": [
            {**pair_finding(lab, one, two, contrast(lab, exercise, f)), "chosen": f == said} for f in exercise.candidates if f != finding
        ],
        "href": f"causes.ipynb#cause={one}&against={two}",
    }


def _leads(lab: Lab, exercise: TwinExercise, place: int) -> str:
    """What the engine makes of one of the two."""
    one = exercise.twins.one
    answers = {**one.answers, exercise.twins.finding: exercise.states[place]}
    leader = lab.assess(answers, age=one.age, sex=one.sex, setting=one.setting).differential[0]
    share = f"{describe.describe_share(lab, leader.probability)} ({describe.describe_band(lab, leader.low, leader.high)})"
    person = lab.strings[("practice.twins.one", "practice.twins.other")[place]]
    return lab.strings["practice.twins.leads"].format(person=person, cause=describe.condition_name(lab, leader.condition), share=share)


def _result(exercise: TwinExercise, named: Mapping[str, Any]) -> View:
    right = named.get("finding") == exercise.twins.finding
    said = named.get("confidence")
    sure = isinstance(said, int) and not isinstance(said, bool) and 0 <= said <= 100
    return {
        "condition": exercise.twins.leader_one,
        "shares": {},
        "targets": [],
        "urgency": None,
        "confidences": [{"said": said, "right": right, "of": "prediction"}] if sure else [],
        "right": right,
    }
