"""A virtual patient as a case: the network's answers in the frame that people write by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kneelab import describe
from kneelab.model.cases import (
    KINDS_OF_STAGE,
    STAGES,
    Answer,
    Case,
    Commitment,
    Decision,
    Fact,
    Person,
    PlanOption,
    Reasoned,
    Stage,
    Step,
    Story,
    Visit,
)
from kneelab.model.differential import Assessment
from kneelab.model.findings import InputError
from kneelab.model.lab import Lab
from kneelab.model.patients import VirtualPatient
from kneelab.model.triage import LEVELS, is_more_urgent

TOLD_AT_ONCE = 2
"""Findings that the story gives away."""
A_STEP = 2
"""Findings that one step shows at most."""
RIVALS = 4
"""Wrong causes that are offered."""

UNSAID = Commitment({}, 0, "")
"""Nobody committed to anything about a drawn patient."""


def drawn_case(lab: Lab, asked: Mapping[str, Any]) -> Case:
    """The case of a virtual patient.

    Parameters
    ----------
    asked : mapping
        ``seed``, ``condition`` (None: drawn by the setting's case mix), ``difficulty``, ``noise`` and ``setting``.

    Raises
    ------
    InputError
        If such a patient cannot be drawn; the message says what is allowed.
    """
    arguments = {k: asked[k] for k in ("condition", "difficulty", "noise", "setting") if asked.get(k) is not None}
    try:
        p = lab.patient(asked.get("seed") or 0, **arguments)
    except InputError as error:
        raise InputError(lab.strings["case.unknown_patient"].format(reason=error)) from None
    a = lab.assess(p.answers, age=p.age, sex=p.sex, setting=p.setting)
    names = lab.strings["case.drawn_names"].split(", ")
    name = names[p.seed % len(names)]
    answer = describe.in_sentence(lab, p.condition)
    about = lab.strings["case.drawn_about"].format(difficulty=p.difficulty, noise=round(100 * float(arguments.get("noise", 0.0))))
    rivals = _rivals(lab, a, p.condition)
    return Case(
        id="patient",
        seed=p.seed,
        title=lab.strings["case.drawn_title"],
        patient=Person(name, (name,), p.sex, p.age, (p.age, p.age), about),
        setting=p.setting,
        difficulty=p.difficulty,
        trap=None,
        context=None,
        consider=(*([] if p.condition == "other" else [p.condition]), *rivals),
        also_consider=(),
        facts={f: Fact(s, None, _misled(lab, p, f)) for f, s in p.answers.items()},
        visits=(_visit(lab, p, a),),
        answer=Answer(p.condition, (), lab.strings["case.drawn_because"].format(name=name, cause=answer), None),
        rivals=rivals,
        lesson=lab.condition(p.condition).script["discriminators"][0].text,
        sources=(),
        authored=False,
        misled=p.misleading,
        otherwise=p.withheld,
    )


def _misled(lab: Lab, p: VirtualPatient, finding: str) -> str | None:
    if finding not in p.misleading:
        return None
    return lab.strings["case.drawn_misled"].format(truth=describe.describe_state(lab, finding, p.misleading[finding]))


def _rivals(lab: Lab, a: Assessment, condition: str) -> dict[str, Reasoned]:
    """The wrong causes that the model ranks highest, with what speaks most against each."""
    found = {}
    for r in [r for r in a.differential if r.condition not in (condition, "other")][:RIVALS]:
        parts = [c for c in a.why(condition, against=r.condition).contributions if c.kind == "finding"]
        best = max(parts, key=lambda c: c.log_ratio, default=None)
        but = lab.strings["case.drawn_but"].format(
            cause=describe.in_sentence(lab, condition), finding=describe.describe_answer(lab, best.name, a) if best else "–"
        )
        tempting = lab.strings["case.drawn_tempting"].format(share=describe.describe_share(lab, r.probability))
        found[r.condition] = Reasoned(tempting, but, None)
    return found


def _visit(lab: Lab, p: VirtualPatient, a: Assessment) -> Visit:
    spoken = [f for f in p.answers if lab.findings[f].kind in KINDS_OF_STAGE["history"]]
    seen = [f for f in p.answers if f not in spoken]
    level = a.urgency.level
    because = ", ".join(dict.fromkeys(b.label for b in a.urgency.because))
    options = {
        x: lab.strings[
            "case.drawn_level" if x == level else "case.drawn_higher" if is_more_urgent(x, level) else "case.drawn_lower"
        ].format(because=because)
        for x in LEVELS
    }
    stages = dict(zip(STAGES, (_stage(lab, spoken[TOLD_AT_ONCE:]), _stage(lab, seen)), strict=True))
    return Visit(
        day=0,
        resembles=None,
        story=Story(lab.strings["case.drawn_words"], (), lab.strings["case.drawn_scene"], tuple(spoken[:TOLD_AT_ONCE]), UNSAID),
        changes={},
        history=stages["history"],
        examination=stages["examination"],
        decision=Decision(level, (), options),
        plan=_plan(lab, p.condition),
        safety_net=Reasoned(a.urgency.say, lab.strings["case.drawn_net"], None),
    )


def _stage(lab: Lab, findings: list[str]) -> Stage | None:
    steps = [findings[i : i + A_STEP] for i in range(0, len(findings), A_STEP)]
    return Stage(tuple(Step(s[0], tuple(s[1:]), lab.strings["case.drawn_why"]) for s in steps), UNSAID) if steps else None


def _plan(lab: Lab, condition: str) -> tuple[PlanOption, ...]:
    """Two things from the cause's own plan, and one from the plan of each of two look-alikes."""
    own = lab.condition(condition)
    known = {c.id for c in lab.conditions}
    others = [x.condition for x in own.look_alikes if x.condition in known][:2]
    options = []
    for n, s in enumerate(own.script["plan"][:2]):
        because = lab.strings["case.drawn_plan_right"].format(cause=describe.in_sentence(lab, condition))
        options.append(PlanOption(f"own_{n}", s.text, "right", because, s.source))
    for other in others:
        s = lab.condition(other).script["plan"][0]
        because = lab.strings["case.drawn_plan_wrong"].format(cause=describe.in_sentence(lab, other))
        options.append(PlanOption(f"other_{other}", s.text, "wrong", because, s.source))
    return tuple(sorted(options, key=lambda o: o.text))
