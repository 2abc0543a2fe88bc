"""The debrief of a case, as plain data: belief against engine and expert, finding by finding, with reasons and sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kneelab import describe
from kneelab.model import appraisal
from kneelab.model.appraisal import Appraised, share_of_answer
from kneelab.model.cases import SOMETHING_ELSE, STAGES, Reasoned, Trap
from kneelab.model.encounter import Encounter
from kneelab.model.lab import Lab
from kneelab.model.triage import is_more_urgent
from kneelab.widgets.cases_play import visit_day
from kneelab.widgets.cases_steps import commitment, path_view, step_row, summary

View = dict[str, Any]


def debrief_view(e: Encounter, traps: Mapping[str, Trap]) -> View:
    """Everything that a finished encounter teaches."""
    lab, case = e.lab, e.case
    moments = appraisal.appraise(e)
    return {
        "answer": _answer(e),
        "headline": _headline(e),
        "summary": summary(e, moments),
        "facts": _verdicts(e, moments),
        "path": path_view(e, moments),
        "rows": [step_row(e, a) for a in moments],
        "points": _points(e),
        "urgency": [_urgency(e, n) for n in range(len(e.decisions))],
        "plan": [_plan(e, n) for n in range(len(e.plans))],
        "rivals": _rivals(e),
        "expert": _experts(e),
        "grid": _grid(e),
        "check": _last_check(e),
        "flip": describe.describe_flip(lab, e.assess(e.told)),
        "lesson": case.lesson,
        "context": _reasoned(e, case.context) if case.context else None,
        "trap": _trap(e, traps.get(case.trap or "")),
        "sources": [{"short": lab.sources[s].short, "title": lab.sources[s].title} for s in case.sources],
        "authored": case.authored,
        "basis": lab.strings["case.basis_authors" if case.authored else "case.basis_drawn"],
        "result": appraisal.result(e),
    }


def _trap(e: Encounter, trap: Trap | None) -> View | None:
    if trap is None:
        return None
    return {"label": trap.label, "text": trap.text, "source": _source(e, trap.source)}


def _answer(e: Encounter) -> View:
    lab, answer = e.lab, e.case.answer
    condition = lab.condition(answer.condition)
    return {
        "id": condition.id,
        "name": condition.name,
        "family": condition.family,
        "in_sentence": describe.in_sentence(lab, condition.id),
        "because": answer.because,
        "source": _source(e, answer.source),
        "besides": [_in_sentence(lab.targets[t].label) for t in answer.targets],
    }


def _in_sentence(label: str) -> str:
    """A label inside a sentence; names of people keep their capital."""
    return label[:1].lower() + label[1:]


def _source(e: Encounter, source: str | None) -> str:
    """A study, or who judged: the authors, or the model where nobody wrote the patient."""
    return e.lab.sources[source].short if source else e.lab.strings["case.judged_authors" if e.case.authored else "case.judged_model"]


def _reasoned(e: Encounter, r: Reasoned) -> View:
    return {"text": r.text, "because": r.because, "source": _source(e, r.source)}


def _headline(e: Encounter) -> str:
    found = "found" if appraisal.led(e.case, e.commitments[-1]) else "other"
    urgent = appraisal.urgencies(e)
    when = "late" if any(low for _, _, low in urgent) else "right" if all(ok for _, ok, _ in urgent) else "early"
    return e.lab.strings[f"case.headline_{found}_{when}"]


def _verdicts(e: Encounter, moments: list[Appraised]) -> list[View]:
    """First cause, urgency, surest mistake: right or not, never without what was right."""
    lab, case = e.lab, e.case
    last = e.commitments[-1]
    led = appraisal.led(case, last)
    rows = [
        {
            "label": lab.strings["case.verdict_first"],
            "right": led,
            "text": _cause_name(lab, last.leader),
            "instead": None if led else lab.condition(case.answer.condition).name,
        }
    ]
    for n, (said, right, _) in enumerate(appraisal.urgencies(e)):
        rows.append(
            {
                "label": ", ".join([lab.strings["case.verdict_urgency"], *filter(None, [(visit_day(e, n) or "").lower()])]),
                "right": right,
                "text": lab.advice[said].word,
                "instead": None if right else lab.advice[case.visits[n].decision.level].word,
            }
        )
    mistake = appraisal.surest_mistake([a.moment for a in moments])
    if mistake and mistake.prediction:
        p = mistake.prediction
        text = lab.strings["case.surest"].format(n=p.confidence, said=describe.describe_state(lab, p.finding, p.said))
        rows.append({"label": lab.strings["case.verdict_surest"], "right": None, "text": text, "instead": None})
    return rows


def _cause_name(lab: Lab, cause: str) -> str:
    return lab.strings["case.something_else"] if cause == SOMETHING_ELSE else lab.condition(cause).name


def _points(e: Encounter) -> View:
    lab, case = e.lab, e.case
    last = e.commitments[-1]
    scored = appraisal.points(case, last)
    main = lab.strings["case.points_main"].format(
        n=share_of_answer(case, last.shares), cause=describe.in_sentence(lab, case.answer.condition), points=round(scored.main)
    )
    besides = [
        lab.strings["case.points_there" if t in case.answer.targets else "case.points_not_there"].format(
            n=said, target=_in_sentence(lab.targets[t].label)
        )
        for t, said in last.targets.items()
    ]
    return {
        "total": round(scored.total),
        "main": main,
        "besides": besides,
        "how": lab.strings["case.points_how"].format(
            main=round(100 * appraisal.MAIN_WEIGHT), besides=round(100 - 100 * appraisal.MAIN_WEIGHT)
        ),
    }


def _urgency(e: Encounter, n: int) -> View:
    """Every level with its reason; the learner's and the right one marked."""
    lab, visit, said = e.lab, e.case.visits[n], e.decisions[n]
    right = visit.decision.allows(said)
    wrong = "low" if is_more_urgent(visit.decision.level, said) else "high"
    key = "right" if said == visit.decision.level else "accepted" if right else wrong
    return {
        "day": visit_day(e, n),
        "verdict": lab.strings[f"case.urgency_{key}"].format(said=lab.advice[said].word, level=lab.advice[visit.decision.level].word),
        "right": right,
        "engine": lab.strings["case.urgency_engine"].format(level=e.assess(_told_by(e, n)).urgency.word),
        "options": [
            {
                "level": level,
                "word": lab.advice[level].word,
                "because": visit.decision.options[level],
                "said": level == said,
                "right": visit.decision.allows(level),
            }
            for level in lab.advice
            if level in visit.decision.options
        ],
    }


def _told_by(e: Encounter, visit: int) -> dict[str, str]:
    """What was known when a visit ended."""
    return dict(next(m.told for m in reversed(e.moments) if m.visit <= visit))


def _plan(e: Encounter, n: int) -> View:
    lab, visit, chosen = e.lab, e.case.visits[n], e.plans[n]
    return {
        "day": visit_day(e, n),
        "options": [
            {
                "text": o.text,
                "verdict": o.verdict,
                "verdict_words": lab.strings[f"case.plan_{o.verdict}"],
                "chosen": o.id in chosen,
                "well": (o.id in chosen) == (o.verdict == "right") or o.verdict == "acceptable",
                "because": o.because,
                "source": _source(e, o.source),
            }
            for o in visit.plan
        ],
        "safety_net": _reasoned(e, visit.safety_net),
    }


def _rivals(e: Encounter) -> list[View]:
    """Each wrong cause: why it tempted, what spoke against it, and how much the learner gave it."""
    last = e.commitments[-1].shares
    return sorted(
        (
            {
                "name": e.lab.condition(c).name,
                "family": e.lab.condition(c).family,
                "said": last.get(c, 0),
                "tempting": r.text,
                "but": r.because,
                "source": _source(e, r.source),
            }
            for c, r in e.case.rivals.items()
        ),
        key=lambda r: -r["said"],
    )


def _experts(e: Encounter) -> list[View]:
    """What the authors committed to, stage by stage, beside the learner's own."""
    lab, case = e.lab, e.case
    own = {(m.visit, m.stage): m.after for m in e.moments if m.stage == "story"} | {(c.visit, c.stage): c.shares for c in e.commitments}
    rows: list[View] = []
    if not case.authored:
        return rows
    for n, v in enumerate(case.visits):
        for name in ("story", *STAGES):
            expert = commitment(v, name)
            if expert is None:
                continue
            mine = own.get((n, name))
            said = dict(expert.shares)
            if case.answer.condition == "other":
                said[SOMETHING_ELSE] = 100 - sum(said.values())
            rows.append(
                {
                    "stage": lab.strings[f"case.rail_{name}"],
                    "day": visit_day(e, n),
                    "shares": [
                        {"name": _cause_name(lab, c), "expert": s, "you": mine.get(c, 0) if mine else None}
                        for c, s in sorted(said.items(), key=lambda pair: -pair[1])
                    ],
                    "confidence": expert.confidence,
                    "because": expert.because,
                }
            )
    return rows


def _grid(e: Encounter) -> View:
    """Fits, does not fit, expected but missing: for the answer, beside what the learner sorted."""
    lab, case = e.lab, e.case
    own = e.reflection
    last = e.commitments[-1].leader
    cause = case.answer.condition if own is None or last == SOMETHING_ELSE else last
    known = appraisal.grid(e, cause)
    rows = []
    for f, state in e.told.items():
        place = known.place(f)
        said = None
        if own is not None:
            said = next((k for k in ("fits", "against", "missing") if f in getattr(own, k)), "neither")
        if place != "neither" or said not in (None, "neither"):
            rows.append(
                {
                    "label": describe.describe_state(lab, f, state),
                    "place": place,
                    "place_words": lab.strings[f"case.grid_{place}"],
                    "said": said,
                    "said_words": lab.strings[f"case.grid_{said}"] if said else None,
                    "right": None if said is None else said == place,
                }
            )
    order = ("fits", "against", "missing", "neither")
    return {
        "cause": describe.in_sentence(lab, cause),
        "level": e.scaffold,
        "rows": sorted(rows, key=lambda r: order.index(r["place"])),
    }


def _last_check(e: Encounter) -> View | None:
    lab = e.lab
    check = lab.condition(e.case.answer.condition).last_check
    if check is None:
        return None
    done = [f for f in check.findings if f in e.told]
    return {
        "question": check.question,
        "because": check.because,
        "done": [describe.describe_state(lab, f, e.told[f]) for f in done],
        "not_done": [lab.findings[f].label for f in check.findings if f not in e.told],
        "source": describe.describe_source(lab, check.mark, check.source),
    }
