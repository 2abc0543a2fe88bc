"""Twins: two fictional patients, one finding apart, with different leading causes."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from kneelab.model.consistency import Consistency, States
from kneelab.model.findings import CONDITION, Weights
from kneelab.model.patients import VirtualPatient, check_whole, generator, named, virtual_patient

if TYPE_CHECKING:
    from kneelab.model.lab import Lab

CLEAR_LEAD = 1.5
"""Least odds of each leading cause against the second."""

TELLING = 6.0
"""Least likelihood ratio between the two causes, one answer against the other."""

DIFFICULTY = 3
"""Of the first twin: in a textbook patient no single answer decides."""

PATIENCE = 500
"""So many patients are drawn in search of a pair unlike those before."""


@dataclass(frozen=True, slots=True)
class Twins:
    """Two patients with the same age, sex, setting and answers, but for one finding.

    Parameters
    ----------
    one, other : VirtualPatient
        Each one's condition is its leading cause. Both carry the same seed; with it and the
        condition, difficulty and setting of ``one``, ``lab.patient`` draws ``one`` again.
    finding : str
        The finding that tells them apart.
    answer_one, answer_other : str
        Its two states.
    leader_one, leader_other : str
        The two leading causes.
    """

    one: VirtualPatient
    other: VirtualPatient
    finding: str
    answer_one: str
    answer_other: str
    leader_one: str
    leader_other: str


@dataclass(frozen=True, slots=True)
class _Turn:
    """One answer changed, the cause that leads then, and how strongly the change speaks for it."""

    finding: str
    state: str
    leader: str
    log_ratio: float


def find_twins(lab: Lab, seed: int, n: int, setting: str) -> tuple[Twins, ...]:
    """Search for pairs; see :meth:`kneelab.model.lab.Lab.twins`."""
    check_whole("seed", seed, 0)
    check_whole("n", n, 1)
    return tuple(islice(_pairs(lab, Random(seed), setting), n))


def _pairs(lab: Lab, rng: Random, setting: str) -> Iterator[Twins]:
    """Pairs without end; a finding between the same two causes comes again only when no other pair is met any more."""
    kinds: set[tuple[str, ...]] = set()
    waited = 0
    while waited < PATIENCE or kinds:
        if waited == PATIENCE:
            kinds, waited = set(), 0
        waited += 1
        one = virtual_patient(lab, int(rng.random() * 2**32), None, DIFFICULTY, 0.0, setting, None)
        for turn in _turns(lab, one):
            kind = (turn.finding, *sorted((one.condition, turn.leader)))
            if kind not in kinds and _leads(lab, one) == one.condition:
                other = _other(lab, one, turn)
                if _leads(lab, other) == turn.leader:
                    kinds, waited = kinds | {kind}, 0
                    answers = one.answers[turn.finding], other.answers[turn.finding]
                    yield Twins(one, other, turn.finding, *answers, one.condition, turn.leader)
                    break


def _leads(lab: Lab, patient: VirtualPatient) -> str:
    return lab.assess(patient.answers, age=patient.age, sex=patient.sex, setting=patient.setting).leader.id


def _turns(lab: Lab, one: VirtualPatient) -> list[_Turn]:
    """Single answers whose change makes another cause lead, the most telling first; none where the patient's own does not lead."""
    prior = lab.population(one.setting).prior(one.age, one.sex).probabilities
    evidence = lab.vocabulary.read(one.answers)
    before = lab.network.log_weights(prior, evidence)
    own = _clear_leader(lab, before)
    if own is None or lab.conditions[own].id != one.condition:
        return []
    can_be = Consistency(lab.findings, one.age, one.sex)
    said = _places(lab, one.answers)
    found = []
    for f in one.answers:
        stated = _stated(lab, f)
        for state, weights in enumerate(_sure(len(lab.findings[f].states))):
            if state == said[f] or not stated[own]:
                continue
            after = lab.network.log_weights(prior, evidence | {f: weights})
            new = _clear_leader(lab, after)
            if new is None or new == own or not stated[new]:
                continue
            log_ratio = before[own] - before[new] - after[own] + after[new]
            if log_ratio >= math.log(TELLING) and can_be.completed(said | {f: state}) is not None:
                found.append(_Turn(f, lab.findings[f].states[state].id, lab.conditions[new].id, log_ratio))
    return sorted(found, key=lambda turn: (-turn.log_ratio, turn.finding, turn.state))


def _stated(lab: Lab, f: str) -> list[bool]:
    """Whether the content states the finding's number for each cause; a base rate is assumed, nobody said it of that cause."""
    parent = lab.findings[f].parent
    rows = lab.network.by_condition[f] if parent == CONDITION else lab.network.targets[parent]
    return [row.mark != "assumed" for row in rows]


def _clear_leader(lab: Lab, log_weights: Sequence[float]) -> int | None:
    """Place of the leading cause; None where the second is close, or the leader is something else."""
    first, second = heapq.nlargest(2, range(len(log_weights)), key=log_weights.__getitem__)
    clear = log_weights[first] - log_weights[second] >= math.log(CLEAR_LEAD)
    return first if clear and lab.conditions[first].family != "other" else None


def _sure(states: int) -> list[Weights]:
    """Weights of each state when one is sure of it."""
    return [tuple(float(i == state) for i in range(states)) for state in range(states)]


def _places(lab: Lab, answers: Mapping[str, str]) -> States:
    return {f: lab.findings[f].state_index(state) for f, state in answers.items()}


def _other(lab: Lab, one: VirtualPatient, turn: _Turn) -> VirtualPatient:
    """The second twin: the same story but for one answer, and a cause, targets and untold findings that fit it."""
    population, rng = lab.population(one.setting), generator(one.seed, turn.leader)
    answers = {**one.answers, turn.finding: turn.state}
    said = _places(lab, answers)
    targets = population.draw_targets_given(rng, turn.leader, lab.vocabulary.read(answers))
    states = Consistency(lab.findings, one.age, one.sex).settled(population.draw_states(rng, turn.leader, targets), said)
    return replace(
        one,
        condition=turn.leader,
        answers=named(lab.findings, said),
        targets=tuple(t for t, present in targets.items() if present),
        withheld=named(lab.findings, {f: s for f, s in states.items() if f not in said}),
    )
