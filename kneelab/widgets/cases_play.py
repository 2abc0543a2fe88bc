"""What the player of a case shows while it is being played, as plain data: a pure function of the moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kneelab import describe
from kneelab.model.appraisal import grid
from kneelab.model.cases import KINDS_OF_STAGE, SOMETHING_ELSE, STAGES, Case
from kneelab.model.encounter import Encounter, Moment
from kneelab.model.findings import ABSENT, PRESENT
from kneelab.model.lab import Lab
from kneelab.model.triage import LEVELS

View = dict[str, Any]

RAIL = ("story", *STAGES, "decision", "plan", "debrief")
GROUPS: dict[str, tuple[tuple[str, str | None], ...]] = {
    "history": tuple((g, None) for g in ("story", "place", "changes", "risk")),
    "examination": (("examination", "sign"), ("examination", "test")),
}
"""Groups of the menu of each stage, with the kind of finding where a group is split."""


def cases_catalog(lab: Lab, cases: Mapping[str, Case]) -> View:
    """Everything that never changes while the page is open; it gives no answer away.

    The two openers come first, then the easier before the harder.
    """
    first = list(lab.openers)
    return {
        "strings": dict(lab.strings),
        "cases": [
            {
                "id": c.id,
                "title": c.title,
                "name": c.patient.name,
                "age": c.patient.age,
                "words": c.visits[0].story.words,
                "setting": lab.settings[c.setting].label,
                "difficulty": c.difficulty,
                "difficulty_label": lab.strings[f"case.difficulty_{c.difficulty}"],
                "days": len(c.visits),
            }
            for c in sorted(cases.values(), key=lambda c: (first.index(c.id) if c.id in first else len(first), c.difficulty, c.title))
        ],
        "causes": [
            {"id": c.id, "name": c.name, "in_sentence": describe.in_sentence(lab, c.id), "family": c.family}
            for c in lab.conditions
            if c.id != "other"
        ],
        "levels": [{"id": level, "word": lab.advice[level].word} for level in LEVELS],
        "content_version": lab.version,
    }


def play_view(e: Encounter) -> View:
    """The screen of one moment of play; what the learner may not know yet is not in it."""
    lab, case = e.lab, e.case
    return {
        "case": case.id,
        "title": case.title,
        "phase": e.phase,
        "refused": lab.strings["case.refused"].format(reason=e.refused) if e.refused else None,
        "taken": e.taken,
        "mode": e.mode,
        "rail": _rail(e),
        "day": visit_day(e, e.visit),
        "patient": _patient(e),
        "known": _known(e),
        "asked": lab.strings["case.asked"].format(n=len(e.told)),
        "consider": [c.id for c in lab.conditions if c.id in case.consider] if e.mode != "free" else [],
        "shares": dict(e.shares) if e.shares else {SOMETHING_ELSE: 100},
        "path": [{"label": moment_label(e, m), "shares": m.after} for m in e.moments],
        **_task(e),
    }


def _rail(e: Encounter) -> list[View]:
    now = {"decide": "decision", "plan": "plan", "check": "decision", "reflect": "debrief", "debrief": "debrief"}.get(e.phase, e.stage)
    places = [s for s in RAIL if s not in STAGES or e.mode == "free" or (e.mode == "staged" and e.here.stage(s)) or s == now]
    at = places.index(now)
    return [
        {"id": s, "label": e.lab.strings[f"case.rail_{s}"], "state": "done" if i < at else "now" if i == at else "later"}
        for i, s in enumerate(places)
    ]


def _day(lab: Lab, day: int) -> str:
    return lab.strings["case.day_first"] if day == 0 else lab.strings["case.day_later"].format(n=day)


def _patient(e: Encounter) -> View:
    p, s = e.case.patient, e.lab.strings
    return {
        "heading": s["case.patient"].format(name=p.name, age=p.age),
        "about": p.about,
        "context": e.case.context.text if e.case.context else None,
        "setting": e.lab.settings[e.case.setting].label,
        "words": e.here.story.words,
        "scene": e.here.story.scene,
        "before": [
            {"day": _day(e.lab, v.day), "words": v.story.words, "level": e.lab.advice[level].word, "plan": _chosen(v.plan, plan)}
            for v, level, plan in zip(e.case.visits[: e.visit], e.decisions, e.plans, strict=False)
        ],
    }


def _chosen(options: Any, ids: tuple[str, ...]) -> list[str]:
    return [o.text for o in options if o.id in ids]


def _known(e: Encounter) -> list[View]:
    """What has been told: this visit before earlier ones, and the latest first; a whole text in its own order."""
    told = sorted(e.told.items() if e.mode == "whole" else reversed(e.told.items()), key=lambda item: e.told_on[item[0]] != e.visit)
    return [
        {
            "finding": f,
            "label": describe.describe_state(e.lab, f, state),
            "mark": {PRESENT: "+", ABSENT: "−"}.get(state, "="),
            "day": _day(e.lab, e.case.visits[e.told_on[f]].day) if e.told_on[f] != e.visit else None,
        }
        for f, state in told
    ]


def is_spoken(lab: Lab, finding: str) -> bool:
    """Whether the patient tells it, rather than hands or eyes."""
    return lab.findings[finding].kind in KINDS_OF_STAGE["history"]


def _manner(lab: Lab, finding: str) -> str:
    """How a finding with two states comes out: said (yes, no), tested (positive, negative) or seen (found, not found)."""
    return "said" if is_spoken(lab, finding) else "tested" if lab.findings[finding].kind == "test" else "seen"


def option_label(lab: Lab, finding: str, state: str) -> str:
    """A state as an answer to choose: "Yes", "Negative", "Suddenly"."""
    f = lab.findings[finding]
    return lab.strings[f"case.option_{_manner(lab, finding)}_{state}"] if f.is_binary else f.states[f.state_index(state)].label


def visit_day(e: Encounter, visit: int) -> str | None:
    """Which visit it was, in words; None where there is only one."""
    return _day(e.lab, e.case.visits[visit].day) if len(e.case.visits) > 1 else None


def words(lab: Lab, case: Case, visit: int, finding: str, state: str) -> str:
    """How the patient says it, or how it looks; a plain sentence where nobody wrote one."""
    fact = case.facts_at(visit).get(finding)
    if fact and fact.words and fact.state == state:
        return fact.words
    f = lab.findings[finding]
    if f.is_binary:
        return lab.strings[f"case.{_manner(lab, finding)}_{state}"]
    label = f.states[f.state_index(state)].label
    return lab.strings["case.said_state"].format(state=label) if is_spoken(lab, finding) else label


def moment_label(e: Encounter, moment: Moment) -> str:
    """What a moment was about: the story, everything at once, the day of a later visit, or what was asked."""
    if moment.stage != "story":
        return e.lab.findings[moment.findings[0]].label
    day = visit_day(e, moment.visit)
    if day and (moment.visit or e.mode == "whole"):
        return day
    return e.lab.strings["case.mode_whole" if e.mode == "whole" else "case.rail_story"]


def _task(e: Encounter) -> View:
    """What is to be done now; one key, named as the phase."""
    make = {
        "story": _story_task,
        "predict": _predict_task,
        "revealed": _revealed_task,
        "enquire": _enquire_task,
        "commit": _commit_task,
        "check": _check_task,
        "decide": _decide_task,
        "plan": _plan_task,
        "reflect": _reflect_task,
    }.get(e.phase)
    return {e.phase: make(e)} if make else {}


def _story_task(e: Encounter) -> View:
    """The story to read. Whoever comes back is announced; a whole text tells everything of the visit, in asking order."""
    s, whole = e.lab.strings, e.mode == "whole"
    heading, hint = s["case.story_task"], s["case.story_hint_whole" if whole else "case.story_hint"]
    if e.visit:
        heading = s["case.story_task_later"].format(day=visit_day(e, e.visit), name=e.case.patient.name)
        hint = hint if whole else s["case.story_hint_later"]
    return {"heading": heading, "hint": hint, "told": [_shown(e, f, True) for f in e.moments[-1].findings] if e.mode == "whole" else []}


def question_view(lab: Lab, finding: str) -> View:
    """A finding as something to ask or to do, with the ways in which it may turn out."""
    f = lab.findings[finding]
    spoken = is_spoken(lab, finding)
    return {
        "finding": f.id,
        "label": f.label,
        "kind": lab.strings[f"kind.{f.kind}"],
        "heading": f.ask if spoken else f.label,
        "how": None if spoken else f.ask,
        "positive": f.positive,
        "positive_label": lab.strings[f"case.positive_{_manner(lab, finding)}" if f.is_binary else "case.positive_states"],
        "options": [{"state": s.id, "label": option_label(lab, finding, s.id)} for s in f.states],
    }


def _predict_task(e: Encounter) -> View:
    step = e.now
    assert step is not None
    stage = e.here.stage(e.stage)
    assert stage is not None
    return {
        **question_view(e.lab, step.lead),
        "why": step.why,
        "place": e.lab.strings["case.step"].format(n=e.step + 1, of=len(stage.steps)),
    }


def _revealed_task(e: Encounter) -> View:
    moment = e.moments[-1]
    p = moment.prediction
    assert p is not None
    lab = e.lab
    said = option_label(lab, p.finding, p.said)
    return {
        "heading": question_view(lab, p.finding)["heading"],
        "shown": [_shown(e, f, f != p.finding) for f in moment.findings],
        "right": p.right,
        "verdict": lab.strings["case.expected" if p.right else "case.not_expected"].format(said=said, n=p.confidence),
    }


def _shown(e: Encounter, finding: str, along: bool) -> View:
    """An answer or a sign as it came; one that came along with another brings the question that it answers."""
    lab, spoken = e.lab, is_spoken(e.lab, finding)
    return {
        "asked": lab.findings[finding].ask if along and spoken else None,
        "label": describe.describe_state(lab, finding, e.told[finding]),
        "words": words(lab, e.case, e.visit, finding, e.told[finding]),
        "spoken": spoken,
    }


def _enquire_task(e: Encounter) -> View:
    """The menu; the examination is long, so what is looked and felt for stands apart from the tests."""
    lab = e.lab
    allowed = set(e.askable())
    groups = []
    for group, kind in GROUPS[e.stage]:
        found = [f for f in lab.findings.values() if f.group == group and kind in (None, f.kind) and f.id in allowed]
        if found:
            groups.append(
                {
                    "label": lab.strings[f"case.menu_{kind}" if kind else f"group.{group}"],
                    "findings": [{**question_view(lab, f.id), "synonyms": list(f.synonyms), "burden": f.burden} for f in found],
                }
            )
    return {"stage": e.stage, "groups": groups, "heading": lab.strings[f"case.enquire_{e.stage}"]}


def _commit_task(e: Encounter) -> View:
    last = e.stage != "history"
    return {
        "stage": e.stage,
        "heading": e.lab.strings["case.commit_last" if last else "case.commit_history"],
        "targets": [{"id": t, "label": e.lab.targets[t].label} for t in e.case.also_consider] if last else [],
    }


def _check_task(e: Encounter) -> View:
    check, lab = e.last_check(), e.lab
    assert check is not None
    return {
        "cause": describe.in_sentence(lab, e.commitments[-1].leader),
        "question": check.question,
        "because": check.because,
        "findings": [
            {
                "finding": f,
                "label": lab.findings[f].ask if is_spoken(lab, f) else lab.findings[f].label,
                "known": describe.describe_state(lab, f, e.told[f]) if f in e.told else None,
            }
            for f in check.findings
        ],
    }


def _decide_task(e: Encounter) -> View:
    """The levels; what the last check found stands above them."""
    advice, latest = e.lab.advice, e.moments[-1]
    looked = latest.findings if (latest.visit, latest.stage) == (e.visit, "check") else ()
    return {
        "looked": [_shown(e, f, True) for f in looked],
        "levels": [{"id": x, "word": advice[x].word, "who": advice[x].who, "how_fast": advice[x].how_fast} for x in LEVELS],
    }


def _plan_task(e: Encounter) -> View:
    return {"options": [{"id": o.id, "text": o.text} for o in e.here.plan], "level": e.lab.advice[e.decisions[-1]].word}


def _reflect_task(e: Encounter) -> View:
    """The findings to sort; in the cued form every second one is sorted already."""
    lab = e.lab
    cause = e.commitments[-1].leader
    cause = cause if cause != SOMETHING_ELSE else e.case.consider[0]
    known = grid(e, cause)
    listed = [f for f in e.told if known.place(f) != "neither" or e.scaffold == "asked"]
    return {
        "cause": describe.in_sentence(lab, cause),
        "level": e.scaffold,
        "findings": [
            {
                "finding": f,
                "label": describe.describe_state(lab, f, e.told[f]),
                "given": known.place(f) if e.scaffold == "cued" and i % 2 == 0 else None,
            }
            for i, f in enumerate(listed)
        ],
    }
