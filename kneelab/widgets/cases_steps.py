"""The debrief step by step: what each moment should have done to the belief, and what the learner did."""

from __future__ import annotations

from typing import Any

from kneelab import describe
from kneelab.model.appraisal import MOVED, Appraised, Effect, share_of_answer
from kneelab.model.cases import STAGES, Commitment, Visit
from kneelab.model.conditions import weakest
from kneelab.model.encounter import Encounter
from kneelab.model.lab import Lab
from kneelab.widgets.cases_play import moment_label, option_label, visit_day, words
from kneelab.widgets.causes_findings import rests_on

View = dict[str, Any]

LITTLE = 0.05
"""Bits below which a step told next to nothing."""


def summary(e: Encounter, moments: list[Appraised]) -> str:
    """The answer, then the one moment where the belief went another way than the finding."""
    lab, case = e.lab, e.case
    key = "case.summary_other" if case.answer.condition == "other" else "case.summary_answer"
    parts = [lab.strings[key].format(name=case.patient.name, cause=describe.in_sentence(lab, case.answer.condition))]
    astray = [a for a in moments if a.should != 0 and _together(e, a) is False]
    if astray:
        worst = max(astray, key=lambda a: abs(a.after - a.before))
        key = "case.summary_stayed" if worst.did == 0 else "case.summary_astray"
        parts.append(
            lab.strings[key].format(
                finding=moment_label(e, worst.moment),
                towards=lab.strings["case.towards" if worst.should > 0 else "case.away"],
            )
        )
    return " ".join(parts)


def path_view(e: Encounter, moments: list[Appraised]) -> View:
    """Belief in the answer, moment by moment: the learner's, the engine's with its band, and the authors'."""
    lab, case = e.lab, e.case
    experts: dict[tuple[int, str], int] = {}
    for n, v in enumerate(case.visits if case.authored else ()):
        for name in ("story", *STAGES):
            expert = commitment(v, name)
            if expert:
                rest = 100 - sum(expert.shares.values())
                # as a whole text all is told with the story, so the authors' last word of the visit is the one to compare
                experts[n, "story" if e.mode == "whole" else name] = expert.shares.get(
                    case.answer.condition, rest if case.answer.condition == "other" else 0
                )
    points = []
    for i, a in enumerate(moments):
        key = (a.moment.visit, a.moment.stage)
        ends = i + 1 == len(moments) or (moments[i + 1].moment.visit, moments[i + 1].moment.stage) != key
        points.append(
            {
                "label": moment_label(e, a.moment),
                "day": case.visits[a.moment.visit].day,
                "you": share_of_answer(case, a.moment.after) if a.moment.after is not None else None,
                "engine": round(100 * a.after),
                "low": round(100 * a.low),
                "high": round(100 * a.high),
                "expert": experts.get(key) if ends else None,
            }
        )
    return {
        "points": points,
        "heading": lab.strings["case.path_heading"].format(cause=describe.in_sentence(lab, case.answer.condition)),
        "note": lab.strings["case.path_note"].format(name=case.patient.name),
    }


def step_row(e: Encounter, a: Appraised) -> View:
    """One moment: predicted, found, why, how far the model went, and what the learner did."""
    lab = e.lab
    p = a.moment.prediction
    return {
        "label": moment_label(e, a.moment),
        "stage": lab.strings[f"case.rail_{a.moment.stage}" if a.moment.stage != "check" else "case.rail_check"],
        "day": visit_day(e, a.moment.visit),
        "predicted": option_label(lab, p.finding, p.said) if p else None,
        "confidence": p.confidence if p else None,
        "right": p.right if p else None,
        "effects": [_effect(e, a.moment.visit, x) for x in a.effects],
        "before": describe.describe_share(lab, a.before),
        "after": describe.describe_share(lab, a.after),
        "bits": round(a.bits, 2),
        "bits_words": lab.strings["case.bits"].format(bits=f"{a.bits:.2f}"),
        "little": a.bits < LITTLE and (p is None or p.right),
        "should": a.should,
        "should_words": _should_words(lab, a),
        "did": a.did,
        "did_words": _did_words(e, a),
        "did_shares": _did_shares(e, a),
        "together": _together(e, a),
    }


def _change(a: Appraised) -> int:
    """How many of 100 the model moved, as the learner reads it."""
    return round(100 * a.after) - round(100 * a.before)


def _is_ahead(e: Encounter, a: Appraised) -> bool:
    """Whether the learner, who stayed, already stood where the model arrived, or beyond."""
    if a.did != 0 or a.moment.after is None:
        return False
    return a.should * (share_of_answer(e.case, a.moment.after) - 100 * a.after) >= 0


def _together(e: Encounter, a: Appraised) -> bool | None:
    """Whether learner and model went the same way; None where there was no way to go, or it was gone before."""
    if a.did is None or a.did == a.should:
        return None if a.did is None else True
    stayed = a.did == 0 and abs(_change(a)) < MOVED  # of less than what counts as moved, nobody is blamed
    return None if a.should and (stayed or _change(a) == 0 or _is_ahead(e, a)) else False


def _should_words(lab: Lab, a: Appraised) -> str:
    if a.should and not _change(a):
        return lab.strings["case.should_unseen"]
    return lab.strings[f"case.should_{('down', 'same', 'up')[a.should + 1]}"].format(n=abs(_change(a)))


def _did_words(e: Encounter, a: Appraised) -> str:
    if a.did is None:
        key = "unsaid" if a.moment.after is None else "first"
    else:
        key = "ahead" if a.should and _change(a) and _is_ahead(e, a) else ("down", "same", "up")[a.did + 1]
    return e.lab.strings[f"case.did_{key}"]


def _did_shares(e: Encounter, a: Appraised) -> str | None:
    """The learner's own numbers, as those of the model."""
    said = [e.lab.strings["words.of_100"].format(n=share_of_answer(e.case, x)) for x in (a.moment.before, a.moment.after) if x is not None]
    return " → ".join(dict.fromkeys(said)) or None


def _effect(e: Encounter, visit: int, x: Effect) -> View:
    """One finding: what it was, what it should have done, and why; in people, with its source."""
    lab, case = e.lab, e.case
    numbers = lab.network.numbers_behind(x.finding, case.answer.condition)
    # the sentence sets the answer against its rivals, so it is no firmer than the weakest number of any of them
    mark = weakest([n.mark for c in (case.answer.condition, *case.consider) for n in lab.network.numbers_behind(x.finding, c)])
    change = round(100 * x.after) - round(100 * x.before)
    direction = "same" if change == 0 else "up" if change > 0 else "down"
    return {
        "finding": x.finding,
        "was": describe.describe_state(lab, x.finding, x.state),
        "words": words(lab, case, visit, x.finding, x.state),
        "because": x.fact.because if x.fact and x.fact.because else _engine_because(e, x),
        "frequencies": lab.strings["case.frequencies"].format(
            cause=describe.in_sentence(lab, case.answer.condition),
            here=describe.describe_share(lab, x.here),
            there=describe.describe_share(lab, x.there),
        ),
        "moved": lab.strings[f"case.moved_{direction}"].format(
            before=describe.describe_share(lab, x.before), after=describe.describe_share(lab, x.after)
        ),
        "mark": mark,
        "source": rests_on(lab, numbers, mark),
    }


def _engine_because(e: Encounter, x: Effect) -> str:
    """What a finding does where the authors wrote nothing about it."""
    ratio = x.here / x.there
    key = "same" if 1 / 1.25 < ratio < 1.25 else "up" if ratio > 1 else "down"
    return e.lab.strings[f"case.because_{key}"].format(cause=describe.in_sentence(e.lab, e.case.answer.condition))


def commitment(v: Visit, name: str) -> Commitment | None:
    """What the authors stood by after the story or a stage of a visit."""
    if name == "story":
        return v.story.expert
    stage = v.stage(name)
    return stage.expert if stage else None
