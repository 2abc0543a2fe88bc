"""Case studies: stages that can be reached, facts that fit, reasons for everything, nothing given away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from kneelab.content import schema
from kneelab.content.bundle import Bundle
from kneelab.content.lint.lookup import Lookup, at, unknown
from kneelab.content.lint.reading_level import HARDEST, grade
from kneelab.content.reading import Document, Problem, Where
from kneelab.model.cases import KINDS_OF_STAGE, SOMETHING_ELSE, STAGES
from kneelab.model.findings import ABSENT, PRESENT

BELONGS_TO_CAUSE = 0.8
"""A target that a cause nearly always has is no second thing."""

OTHER = "other"
"""The cause that is on no list. It may be the answer; whatever a commitment leaves over is its share, so it is never offered by name."""


def case_problems(bundle: Bundle) -> Iterator[Problem]:
    """What is wrong in the case studies; the lab is built without them, so they do not stop it."""
    look = Lookup(bundle)
    traps = {t.id for _, file in bundle.of(schema.TrapsFile) for t in file.traps}
    for doc, file in bundle.of(schema.TrapsFile):
        for i, trap in enumerate(file.traps):
            yield from _source(doc, ("traps", i, "source"), trap.source, look)
    count = Counter(case.id for _, case in bundle.of(schema.CaseFile))
    for doc, case in bundle.of(schema.CaseFile):
        folder = doc.name.split("/")[-2]
        if case.id != folder:
            yield at(doc, ("id",), f'The case in the folder {folder} is called "{case.id}".', "Folder and id must be the same.")
        if count[case.id] > 1:
            yield at(doc, ("id",), f"The case id {case.id} is used {count[case.id]} times.", "Ids are unique.")
        yield from _one_case(doc, case, look, traps)


def _one_case(doc: Document, case: schema.CaseFile, look: Lookup, traps: set[str]) -> Iterator[Problem]:
    if case.setting not in look.settings:
        yield unknown(doc, ("setting",), "setting", case.setting, look.settings)
    if case.trap is not None and case.trap not in traps:
        yield unknown(doc, ("trap",), "trap", case.trap, traps)
    yield from _answer_problems(doc, case, look)
    yield from _fact_problems(doc, ("facts",), case.facts, look)
    yield from _visit_problems(doc, case, look)
    yield from _given_away(doc, case, look)
    yield from _hard_to_read(doc, case, look)
    named: list[tuple[Where, str | None]] = [(("sources", i), s) for i, s in enumerate(case.sources)]
    named += [(("answer", "source"), case.answer.source)]
    named += [(("rivals", k, "source"), r.source) for k, r in case.rivals.items()]
    named += [(("context", "source"), case.context.source)] if case.context else []
    for n, v in enumerate(case.visits):
        where: Where = ("visits", n, "plan")
        named += [((*where, "options", i, "source"), o.source) for i, o in enumerate(v.plan.options)]
        named += [((*where, "safety_net", "source"), v.plan.safety_net.source)]
    for place, source in named:
        yield from _source(doc, place, source, look)


def _source(doc: Document, where: Where, source: str | None, look: Lookup) -> Iterator[Problem]:
    if source is not None and source not in look.sources:
        yield unknown(doc, where, "source", source, look.sources)


def _answer_problems(doc: Document, case: schema.CaseFile, look: Lookup) -> Iterator[Problem]:
    """The answer, what is offered beside it, and a rationale for each."""
    own = case.answer.condition
    for i, condition in enumerate(case.consider):
        if condition not in look.conditions or condition == OTHER:
            yield unknown(doc, ("consider", i), "condition", condition, set(look.conditions) - {OTHER})
    if own not in (*case.consider, OTHER):
        yield at(doc, ("consider",), f"The answer {own} is not among the causes to consider.", f"Add {own}.")
    for condition in sorted(set(case.consider) - {own} - set(case.rivals)):
        yield at(doc, ("rivals",), f"{condition} is offered without a rationale.", "Say why it tempts, and what speaks against it.")
    for condition in sorted(set(case.rivals) - set(case.consider) | ({own} & set(case.rivals))):
        yield at(
            doc, ("rivals", condition), f"{condition} is no wrong cause that is offered.", "Allowed: those under consider, but the answer."
        )
    for i, target in enumerate(case.also_consider):
        if target not in look.targets:
            yield unknown(doc, ("also_consider", i), "target", target, look.targets)
        elif any(g.condition == own and g.probability >= BELONGS_TO_CAUSE for g in look.targets[target].given):
            yield at(doc, ("also_consider", i), f"{target} belongs to {own} itself.", "Ask for something that may be there besides it.")
    for i, target in enumerate(case.answer.targets):
        if target not in case.also_consider:
            yield at(doc, ("answer", "targets", i), f"{target} is there, but nobody asks for it.", "Add it to also_consider.")


def _fact_problems(doc: Document, where: Where, facts: dict[str, schema.FactModel], look: Lookup) -> Iterator[Problem]:
    for name, fact in facts.items():
        if name not in look.findings:
            yield unknown(doc, (*where, name), "finding", name, look.findings)
            continue
        states = [s.id for s in look.findings[name].states or []] or [PRESENT, ABSENT]
        for place, state in [((*where, name, "state"), fact.state)] + [
            ((*where, name, "variants", i, "state"), v.state) for i, v in enumerate(fact.variants)
        ]:
            if state not in states:
                yield at(doc, place, f'{name} cannot be "{state}".', f"Allowed: {', '.join(states)}.")


def _visit_problems(doc: Document, case: schema.CaseFile, look: Lookup) -> Iterator[Problem]:
    """Stages in an order that can be played, each step with something new to show."""
    facts = dict(case.facts)
    known: set[str] = set()
    day = -1
    for n, visit in enumerate(case.visits):
        where: Where = ("visits", n)
        if (n == 0 and visit.day != 0) or visit.day <= day:
            yield at(
                doc, (*where, "day"), f"Visit {n + 1} is on day {visit.day}.", "The first is day 0, each later one after the one before."
            )
        day = visit.day
        if visit.resembles is not None and visit.resembles not in look.conditions:
            yield unknown(doc, (*where, "resembles"), "condition", visit.resembles, look.conditions)
        yield from _fact_problems(doc, (*where, "changes"), visit.changes, look)
        facts |= visit.changes
        fresh = set(visit.changes) | (set(facts) - known)
        told = list(visit.story.reveals)
        for i, f in enumerate(visit.story.reveals):
            yield from _revealed(doc, (*where, "story", "reveals", i), f, facts)
        for name in STAGES:
            stage = getattr(visit, name)
            for i, step in enumerate(stage.steps if stage else []):
                place: Where = (*where, name, "steps", i)
                shown = [step.lead, *(f for f in step.reveals if f != step.lead)]
                for f in shown:
                    yield from _revealed(doc, place, f, facts)
                    if f in look.findings and look.findings[f].kind not in KINDS_OF_STAGE[name]:
                        kinds = " or ".join(KINDS_OF_STAGE[name])
                        yield at(doc, place, f"{f} is a {look.findings[f].kind}; the {name} shows only {kinds}.", "Move it.")
                if step.lead in told or step.lead not in fresh:
                    yield at(
                        doc,
                        (*place, "lead"),
                        f"{step.lead} is known before this step, so the step cannot be reached.",
                        "Name one that is not.",
                    )
                told += shown
            if stage:
                yield from _expert_problems(doc, (*where, name, "expert"), stage.expert, case, look)
        yield from _expert_problems(doc, (*where, "story", "expert"), visit.story.expert, case, look)
        known |= set(told)
        for f in sorted(set(visit.changes) - set(told)):
            yield at(doc, (*where, "changes", f), f"{f} changes on day {visit.day}, but no stage shows it.", "Reveal it, or leave it out.")
        for f in sorted(set(told) & set(facts)):
            if facts[f].because is None:
                yield at(doc, _home(n, f, case), f"{f} is shown without a because.", "Say what it should do to one's thinking.")
    last = [getattr(case.visits[-1], name) for name in STAGES if getattr(case.visits[-1], name)][-1]
    shares = {**last.expert.shares, OTHER: 100 - sum(last.expert.shares.values())}
    if max(shares, key=lambda c: (shares[c], c == case.answer.condition)) != case.answer.condition:
        yield at(
            doc,
            ("visits", len(case.visits) - 1),
            "The expert's last commitment does not put the answer first.",
            "Expert and answer must agree.",
        )


def _home(visit: int, finding: str, case: schema.CaseFile) -> Where:
    """Where a fact is written that holds at a visit."""
    for n in range(visit, -1, -1):
        if finding in case.visits[n].changes:
            return ("visits", n, "changes", finding)
    return ("facts", finding)


def _revealed(doc: Document, where: Where, finding: str, facts: dict[str, schema.FactModel]) -> Iterator[Problem]:
    if finding not in facts:
        yield at(doc, where, f"{finding} is revealed, but no fact says how it is.", "Add it to facts.")


def _expert_problems(doc: Document, where: Where, expert: schema.ExpertModel, case: schema.CaseFile, look: Lookup) -> Iterator[Problem]:
    for condition in expert.shares:
        if condition not in look.conditions:
            yield unknown(doc, (*where, "shares", condition), "condition", condition, look.conditions)
        elif condition not in case.consider:
            hint = f"Allowed: {', '.join(case.consider)}; what is left is {SOMETHING_ELSE}."
            yield at(doc, (*where, "shares", condition), f"{condition} is not among the causes to consider.", hint)


def _shown_before_debrief(case: schema.CaseFile, look: Lookup) -> Iterator[tuple[Where, str, bool]]:
    """Each text that a learner meets while playing, and whether the patient says it."""
    yield ("title",), case.title, False
    yield ("patient", "about"), case.patient.about, False
    if case.context:
        yield ("context", "text"), case.context.text, False
    for where, facts in [(("facts",), case.facts), *((("visits", n, "changes"), v.changes) for n, v in enumerate(case.visits))]:
        for name, fact in facts.items():
            spoken = name in look.findings and look.findings[name].kind in KINDS_OF_STAGE["history"]
            yield (*where, name, "words"), fact.words, spoken
            for i, v in enumerate(fact.variants):
                yield (*where, name, "variants", i, "words"), v.words, spoken
    for n, visit in enumerate(case.visits):
        yield ("visits", n, "story", "words"), visit.story.words, True
        yield ("visits", n, "story", "scene"), visit.story.scene, False
        for i, words in enumerate(visit.story.variants):
            yield ("visits", n, "story", "variants", i), words, True
        for name in STAGES:
            stage = getattr(visit, name)
            for i, step in enumerate(stage.steps if stage else []):
                yield ("visits", n, name, "steps", i, "why"), step.why, False


def _given_away(doc: Document, case: schema.CaseFile, look: Lookup) -> Iterator[Problem]:
    """Texts before the debrief that name the answer."""
    condition = look.conditions.get(case.answer.condition)
    if condition is None:
        yield unknown(doc, ("answer", "condition"), "condition", case.answer.condition, look.conditions)
        return
    if condition.id == OTHER:  # its name is an everyday word, and what it stands for here has none
        return
    names = {condition.name, condition.short, condition.id.replace("_", " "), *condition.also_called}
    pattern = re.compile(r"\b(" + "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)) + r")\b", re.IGNORECASE)
    for where, text, _ in _shown_before_debrief(case, look):
        if said := pattern.search(text):
            yield at(doc, where, f'"{said.group()}" gives the answer away.', "Say it without naming the cause.")


def _hard_to_read(doc: Document, case: schema.CaseFile, look: Lookup) -> Iterator[Problem]:
    """Patient's words, and words for the patient, above the allowed school grade."""
    spoken = [(where, text) for where, text, by_patient in _shown_before_debrief(case, look) if by_patient]
    spoken += [(("visits", n, "plan", "safety_net", "words"), v.plan.safety_net.words) for n, v in enumerate(case.visits)]
    for where, text in spoken:
        level = grade(text)
        if level is not None and level > HARDEST:
            yield at(
                doc,
                where,
                f"This reads at school grade {level:.0f}.",
                f"A patient speaks at grade {HARDEST:.0f} or below: shorter words and sentences.",
            )
