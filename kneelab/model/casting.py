"""What a case leaves open: variants of it, and how the patient is where nobody wrote it down."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from kneelab.model.cases import Case, Fact, Person, Story, Visit
from kneelab.model.consistency import NOT_THERE, Consistency
from kneelab.model.findings import CONDITION
from kneelab.model.triage import is_more_urgent

if TYPE_CHECKING:
    from kneelab.model.lab import Lab

ATTEMPTS = 60
"""So many draws are tried for a variant whose answer still holds; the last resort keeps every fact as written."""

MOST_CHANGED = 4
"""Facts that are in another state, at most: a variant is the same story, not another one."""


def variant(lab: Lab, case: Case, seed: int) -> Case:
    """The same story of somebody else: other name, age, words and details, the same answer.

    Parameters
    ----------
    seed : int
        0 is the case as written. The same seed always gives the same patient.
    """
    if seed == 0:
        return case
    for attempt in range(ATTEMPTS):
        drawn = _drawn(case, seed, Random(f"{case.id} {seed} {attempt}"), change_states=True)
        if not disagreements(lab, drawn):
            return drawn
    return _drawn(case, seed, Random(f"{case.id} {seed}"), change_states=False)


def _drawn(case: Case, seed: int, rng: Random, *, change_states: bool) -> Case:
    p = case.patient
    least, most = p.ages if change_states else (p.age, p.age)
    person = Person(_one_of(rng, p.names), p.names, p.sex, least + int(rng.random() * (most - least + 1)), p.ages, p.about)
    changed = [0]
    facts = {f: _retold(rng, fact, changed, change_states) for f, fact in case.facts.items()}
    visits = tuple(_revisited(rng, v, changed, change_states) for v in case.visits)
    return replace(case, seed=seed, patient=person, facts=facts, visits=visits)


def _revisited(rng: Random, visit: Visit, changed: list[int], change_states: bool) -> Visit:
    story = visit.story
    words = _one_of(rng, (story.words, *story.variants))
    return replace(
        visit,
        story=Story(words, story.variants, story.scene, story.reveals, story.expert),
        changes={f: _retold(rng, fact, changed, change_states) for f, fact in visit.changes.items()},
    )


def _retold(rng: Random, fact: Fact, changed: list[int], change_states: bool) -> Fact:
    """The fact in one of its ways."""
    ways = [v for v in fact.variants if v.state == fact.state or (change_states and changed[0] < MOST_CHANGED)]
    place = int(rng.random() * (len(ways) + 1))
    if place == len(ways):
        return fact
    way = ways[place]
    changed[0] += way.state != fact.state
    # what was written about the fact holds for its state as written only
    return replace(fact, state=way.state, words=way.words, because=fact.because if way.state == fact.state else None)


def _one_of(rng: Random, options: tuple[str, ...]) -> str:
    return options[int(rng.random() * len(options))]


def disagreements(lab: Lab, case: Case) -> list[str]:
    """Where the engine, told what the stages show, says other than the authors; empty when it agrees.

    The main cause must lead at the end; the urgency of each visit must be one of those that
    are right there, and never below what the rules demand.
    """
    found = []
    can_be = Consistency(lab.findings, case.patient.age, case.patient.sex)
    for number, visit in enumerate(case.visits):
        facts = case.facts_at(number)
        if can_be.completed({f: lab.findings[f].state_index(fact.state) for f, fact in facts.items()}) is None:
            found.append(f"On day {visit.day} the facts contradict each other or the person.")
            continue
        a = lab.assess(case.known_after(number), age=case.patient.age, sex=case.patient.sex, setting=case.setting)
        level = a.urgency.level
        if not visit.decision.allows(level):
            why = ", ".join(b.label for b in a.urgency.because)
            found.append(f"On day {visit.day} the engine says {level} ({why}), the case {visit.decision.level}.")
        if any(is_more_urgent(level, accepted) for accepted in visit.decision.accept):
            found.append(f"On day {visit.day} the case accepts a level below the engine's {level}.")
        if visit is case.visits[-1] and a.leader.id != case.answer.condition:
            shares = ", ".join(f"{r.condition} {100 * r.probability:.0f}" for r in a.differential[:3])
            own = a.probabilities[lab.network.index(case.answer.condition)]
            found.append(f"At the end the engine puts {shares} of 100 first; {case.answer.condition} has {100 * own:.0f}.")
    return found


def whole_patient(lab: Lab, case: Case, visit: int) -> dict[str, str]:
    """State of every finding at one visit: as written, and else what is usual with this cause.

    Whatever nobody wrote down is in its likeliest state given the cause (or what it resembles on that
    day) and its targets, and fits the rest, so that free enquiry never meets a surprise that the authors did not mean.
    """
    like = case.visits[visit].resembles
    place = lab.network.index(like or case.answer.condition)
    besides = () if like else case.answer.targets
    present = {t for t, rows in lab.network.targets.items() if t in besides or rows[place].probabilities[0] > 0.5}
    usual = {f: _usual(lab, f, place, present) for f in lab.findings}
    usual |= {f: lab.findings[f].state_index(state) for f, state in case.otherwise.items()}
    written = {f: lab.findings[f].state_index(fact.state) for f, fact in case.facts_at(visit).items()}
    states = Consistency(lab.findings, case.patient.age, case.patient.sex).settled(usual, written)
    return {f: lab.findings[f].states[s].id for f, s in states.items()}


def _usual(lab: Lab, f: str, place: int, present: set[str]) -> int:
    """Likeliest state; a test of something that is not there is negative, however often it errs."""
    parent = lab.findings[f].parent
    if parent == CONDITION:
        row = lab.network.by_condition[f][place].probabilities
    elif parent in present:
        row = lab.network.by_target[f].with_target.probabilities
    else:
        return NOT_THERE
    return max(range(len(row)), key=row.__getitem__)
