"""From compiled content to case studies."""

from __future__ import annotations

from typing import Any

from kneelab.model.cases import (
    Answer,
    Case,
    Commitment,
    Decision,
    Fact,
    Person,
    PlanOption,
    Reasoned,
    Saying,
    Stage,
    Step,
    Story,
    Trap,
    Visit,
)

Data = dict[str, Any]


def build_case(c: Data) -> Case:
    """One case as it is written."""
    p = c["patient"]
    context = c["context"]
    return Case(
        id=c["id"],
        seed=0,
        title=c["title"],
        patient=Person(p["name"], tuple(p["names"]), p["sex"], p["age"], (p["ages"][0], p["ages"][1]), p["about"]),
        setting=c["setting"],
        difficulty=c["difficulty"],
        trap=c["trap"],
        context=Reasoned(context["text"], context["matters"], context["source"]) if context else None,
        consider=tuple(c["consider"]),
        also_consider=tuple(c["also_consider"]),
        facts=_facts(c["facts"]),
        visits=tuple(map(_visit, c["visits"])),
        answer=Answer(**{**c["answer"], "targets": tuple(c["answer"]["targets"])}),
        rivals={k: Reasoned(r["tempting"], r["but"], r["source"]) for k, r in c["rivals"].items()},
        lesson=c["lesson"],
        sources=tuple(c["sources"]),
    )


def build_trap(t: Data) -> Trap:
    """One trap."""
    return Trap(**t)


def _facts(facts: Data) -> dict[str, Fact]:
    return {
        k: Fact(f["state"], f["words"], f["because"], tuple(Saying(v["state"], v["words"]) for v in f["variants"]))
        for k, f in facts.items()
    }


def _visit(v: Data) -> Visit:
    story, decision, plan = v["story"], v["decision"], v["plan"]
    net = plan["safety_net"]
    return Visit(
        day=v["day"],
        resembles=v["resembles"],
        story=Story(story["words"], tuple(story["variants"]), story["scene"], tuple(story["reveals"]), Commitment(**story["expert"])),
        changes=_facts(v["changes"]),
        history=_stage(v["history"]),
        examination=_stage(v["examination"]),
        decision=Decision(decision["level"], tuple(decision["accept"]), decision["options"]),
        plan=tuple(PlanOption(**o) for o in plan["options"]),
        safety_net=Reasoned(net["words"], net["because"], net["source"]),
    )


def _stage(stage: Data | None) -> Stage | None:
    if stage is None:
        return None
    return Stage(tuple(Step(s["lead"], tuple(s["reveals"]), s["why"]) for s in stage["steps"]), Commitment(**stage["expert"]))
