"""The debrief of a case, as plain data: belief against engine and expert, finding by finding, with reasons and sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kneelab import describe
from kneelab.model import appraisal
from kneelab.model.appraisal import Appraised, Effect, share_of_answer
from kneelab.model.cases import SOMETHING_ELSE, STAGES, Commitment, Reasoned, Trap, Visit
from kneelab.model.conditions import weakest
from kneelab.model.encounter import Encounter
from kneelab.model.lab import Lab
from kneelab.model.triage import is_more_urgent
from kneelab.widgets.cases_moves import asked_way, move_view, went_together
from kneelab.widgets.cases_play import day_words

View = dict[str, Any]


def debrief_view(e: Encounter, traps: Mapping[str, Trap]) -> View:
    """Everything that a finished encounter teaches."""
    lab, case = e.lab, e.case
    moments = appraisal.appraise(e)
    return {
        "answer": _answer(e),
        "headline": _headline(e),
        "summary": _summary(e, moments),
        "facts": _verdicts(e, moments),
        "path": _path(e, moments),
        "rows": [_row(e, a) for a in moments],
        "points": _points(e),
        "urgency": [_urgency(e, n) for n in range(len(e.decisions))],
        "plan": [_plan(e, n) for n in range(len(e.plans))],
        "rivals": _rivals(e),
        "expert": _experts(e),
        "grid": _grid(e),
        "check": _last_check(e),
        "flip": describe.describe_flip(lab, e.assess(e.told)),
        "lesson": case.lesson,
        "context": _reasoned(lab, case.context) if case.context else None,
        "trap": _trap(lab, traps.get(case.trap or "")),
        "sources": [{"short": lab.sources[s].short, "title": lab.sources[s].title} for s in case.sources],
        "authored": case.authored,
        "basis": lab.strings["case.basis_authors" if case.authored else "case.basis_drawn"],
        "result": appraisal.result(e),
    }


def _trap(lab: Lab, trap: Trap | None) -> View | None:
    if trap is None:
        return None
    return {"label": trap.label, "text": trap.text, "source": _source(lab, trap.source)}


def _answer(e: Encounter) -> View:
    lab, answer = e.lab, e.case.answer
    condition = lab.condition(answer.condition)
    return {
        "id": condition.id,
        "name": condition.name,
        "in_sentence": describe.in_sentence(lab, condition.id),
        "family": condition.family,
        "because": answer.because,
        "source": _source(lab, answer.source),
        "besides": [lab.targets[t].label for t in answer.targets],
    }


def _source(lab: Lab, source: str | None) -> str:
    return lab.sources[source].short if source else lab.strings["case.judged_authors"]


def _reasoned(lab: Lab, r: Reasoned) -> View:
    return {"text": r.text, "because": r.because, "source": _source(lab, r.source)}


def _headline(e: Encounter) -> str:
    found = "found" if appraisal.led(e.case, e.commitments[-1]) else "other"
    urgent = appraisal.urgencies(e)
    when = "late" if any(low for _, _, low in urgent) else "right" if all(ok for _, ok, _ in urgent) else "early"
    return e.lab.strings[f"case.headline_{found}_{when}"]


def _summary(e: Encounter, moments: list[Appraised]) -> str:
    """The answer, then the one moment where the belief went another way than the finding."""
    lab, case = e.lab, e.case
    parts = [lab.strings["case.summary_answer"].format(name=case.patient.name, cause=describe.in_sentence(lab, case.answer.condition))]
    astray = [a for a in moments if asked_way(a) and went_together(e, a) is False]
    if astray:
        worst = max(astray, key=lambda a: abs(a.after - a.before))
        key = "case.summary_stayed" if worst.did == 0 else "case.summary_astray"
        parts.append(
            lab.strings[key].format(
                finding=_step_label(e, worst),
                towards=lab.strings["case.towards" if worst.should > 0 else "case.away"],
            )
        )
    return " ".join(parts)


def _step_label(e: Encounter, a: Appraised) -> str:
    if a.moment.stage != "story":
        return e.lab.findings[a.moment.findings[0]].label
    return _on_day(e, e.lab.strings["case.rail_story"], a.moment.visit)


def _on_day(e: Encounter, label: str, visit: int) -> str:
    """A label with its visit, where the patient comes more than once."""
    day = day_words(e.lab, e.case, visit)
    return e.lab.strings["case.on_day"].format(label=label, day=day.lower()) if day else label


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
                "label": _on_day(e, lab.strings["case.verdict_urgency"], n),
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


def _path(e: Encounter, moments: list[Appraised]) -> View:
    """Belief in the answer, moment by moment: the learner's, the engine's with its band, and the authors'."""
    lab, case = e.lab, e.case
    experts: dict[tuple[int, str], int] = {}
    for n, v in enumerate(case.visits if case.authored else ()):
        for name in ("story", *STAGES):
            expert = _commitment(v, name)
            if expert:
                rest = 100 - sum(expert.shares.values())
                experts[n, name] = expert.shares.get(case.answer.condition, rest if case.answer.condition == "other" else 0)
    points = []
    for i, a in enumerate(moments):
        key = (a.moment.visit, a.moment.stage)
        ends = i + 1 == len(moments) or (moments[i + 1].moment.visit, moments[i + 1].moment.stage) != key
        points.append(
            {
                "label": _step_label(e, a),
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


def _row(e: Encounter, a: Appraised) -> View:
    lab = e.lab
    p = a.moment.prediction
    return {
        "label": _step_label(e, a),
        "predicted": describe.describe_state(lab, p.finding, p.said) if p else None,
        "confidence": p.confidence if p else None,
        "right": p.right if p else None,
        "effects": [_effect(e, x) for x in a.effects],
        "before": describe.describe_share(lab, a.before),
        "after": describe.describe_share(lab, a.after),
        "bits": round(a.bits, 2),
        "bits_words": lab.strings["case.bits"].format(bits=f"{a.bits:.2f}"),
        **move_view(e, a),
    }


def _effect(e: Encounter, x: Effect) -> View:
    """One finding: what it was, what it should have done, and why; in people, with its source."""
    lab, case = e.lab, e.case
    numbers = lab.network.numbers_behind(x.finding, case.answer.condition)
    mark = weakest([n.mark for n in numbers])
    source = next((n.source for n in numbers if n.source), None)
    before, after = describe.describe_share(lab, x.before), describe.describe_share(lab, x.after)
    direction = "same" if before == after else "up" if x.after > x.before else "down"
    return {
        "finding": x.finding,
        "was": describe.describe_state(lab, x.finding, x.state),
        "because": x.fact.because if x.fact and x.fact.because else _engine_because(e, x),
        "frequencies": lab.strings["case.frequencies"].format(
            cause=describe.in_sentence(lab, case.answer.condition),
            here=describe.describe_share(lab, x.here),
            there=describe.describe_share(lab, x.there),
        ),
        "moved": lab.strings[f"case.moved_{direction}"].format(before=before, after=after),
        "mark": mark,
        "source": describe.describe_source(lab, mark, source),
    }


def _engine_because(e: Encounter, x: Effect) -> str:
    """What a finding does where the authors wrote nothing about it."""
    ratio = x.here / x.there
    key = "same" if 1 / 1.25 < ratio < 1.25 else "up" if ratio > 1 else "down"
    return e.lab.strings[f"case.because_{key}"].format(cause=describe.in_sentence(e.lab, e.case.answer.condition))


def _points(e: Encounter) -> View:
    lab, case = e.lab, e.case
    last = e.commitments[-1]
    scored = appraisal.points(case, last)
    main = lab.strings["case.points_main"].format(
        n=share_of_answer(case, last.shares), cause=describe.in_sentence(lab, case.answer.condition), points=round(scored.main)
    )
    besides = [
        lab.strings["case.points_there" if t in case.answer.targets else "case.points_not_there"].format(
            n=said, target=lab.targets[t].label.lower()
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
    key = "right" if right else "low" if is_more_urgent(visit.decision.level, said) else "high"
    return {
        "heading": _on_day(e, lab.strings["case.urgency_heading"], n),
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
        "heading": _on_day(e, lab.strings["case.plan_debrief"], n),
        "options": [
            {
                "text": o.text,
                "verdict": o.verdict,
                "verdict_words": lab.strings[f"case.plan_{o.verdict}"],
                "chosen": o.id in chosen,
                "well": (o.id in chosen) == (o.verdict == "right") or o.verdict == "acceptable",
                "because": o.because,
                "source": _source(lab, o.source),
            }
            for o in visit.plan
        ],
        "safety_net": _reasoned(lab, visit.safety_net),
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
                "source": _source(e.lab, r.source),
            }
            for c, r in e.case.rivals.items()
        ),
        key=lambda r: -r["said"],
    )


def _experts(e: Encounter) -> list[View]:
    """What the authors committed to, stage by stage, beside the learner's own."""
    lab, case = e.lab, e.case
    own = {(c.visit, c.stage): c for c in e.commitments}
    rows: list[View] = []
    if not case.authored:
        return rows
    for n, v in enumerate(case.visits):
        for name in ("story", *STAGES):
            expert = _commitment(v, name)
            if expert is None:
                continue
            mine = own.get((n, name))
            rows.append(
                {
                    "stage": _on_day(e, lab.strings[f"case.rail_{name}"], n),
                    "shares": [
                        {"name": _cause_name(lab, c), "expert": s, "you": mine.shares.get(c, 0) if mine else None}
                        for c, s in sorted(expert.shares.items(), key=lambda pair: -pair[1])
                    ],
                    "confidence": expert.confidence,
                    "because": expert.because,
                }
            )
    return rows


def _commitment(v: Visit, name: str) -> Commitment | None:
    """What the authors stood by after the story or a stage of a visit."""
    if name == "story":
        return v.story.expert
    stage = v.stage(name)
    return stage.expert if stage else None


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
