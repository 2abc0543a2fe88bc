"""Twins: two fictional patients, one finding apart, with different leading causes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from kneelab.model.consistency import Consistency, States
from kneelab.model.findings import CONDITION
from kneelab.model.patients import VirtualPatient, check_whole, generator, named, virtual_patient

if TYPE_CHECKING:
    from kneelab.model.lab import Lab

CLEAR_LEAD = 1.5
"""Least odds of each leading cause against the second."""

TELLING = 6.0
"""Least likelihood ratio between the two causes, one answer against the other."""

DIFFICULTY = 2
"""Of the first twin."""

PATIENCE = 500
"""So many patients are looked at for a pair unlike those before."""


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
    own = _clear_leader(before)
    if own is None or lab.conditions[own].family == "other" or lab.conditions[own].id != one.condition:
        return []
    can_be = Consistency(lab.findings, one.age, one.sex)
    found = []
    for f in one.answers:
        for state in lab.findings[f].states:
            answers = {**one.answers, f: state.id}
            after = lab.network.log_weights(prior, lab.vocabulary.read(answers))
            new = _clear_leader(after)
            if new is None or new == own or lab.conditions[new].family == "other":
                continue
            log_ratio = before[own] - before[new] - after[own] + after[new]
            named_for_both = all(mark != "assumed" for mark in _marks(lab, f, (own, new)))
            if named_for_both and log_ratio >= math.log(TELLING) and can_be.completed(_places(lab, answers)) is not None:
                found.append(_Turn(f, state.id, lab.conditions[new].id, log_ratio))
    return sorted(found, key=lambda turn: (-turn.log_ratio, turn.finding, turn.state))


def _marks(lab: Lab, f: str, causes: Sequence[int]) -> list[str]:
    """Marks of the numbers that a finding has for some causes; a base rate is assumed, so nobody said it of that cause."""
    parent = lab.findings[f].parent
    rows = lab.network.by_condition[f] if parent == CONDITION else lab.network.targets[parent]
    return [rows[i].mark for i in causes]


def _clear_leader(log_weights: Sequence[float]) -> int | None:
    """Place of the leading cause; None where the second is close."""
    first, second = sorted(range(len(log_weights)), key=lambda i: -log_weights[i])[:2]
    return first if log_weights[first] - log_weights[second] >= math.log(CLEAR_LEAD) else None


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
