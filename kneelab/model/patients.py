"""Virtual patients: fictional people drawn from the network, as hard as a teacher wants.

A patient is drawn whole, every finding with its true state, and then tells a part of it.
*Difficulty* bends both steps towards the textbook or away from it, with two numbers:

* ``typical``, a power on each state's probability: above 1 the likely is likelier still;
* ``telling``, a power on how much a state speaks for the cause against all others of the
  setting: above 0 the hallmarks are there and are told, below 0 they tend to be missing.

With 1 and 0 a patient would be as the network has it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING

from kneelab.model.consistency import THERE, Consistency, States
from kneelab.model.findings import Finding, InputError
from kneelab.model.population import Bend, Population, draw

if TYPE_CHECKING:
    from kneelab.model.lab import Lab

Answers = Mapping[str, str]

AFFIRMED = 0.6
"""Share of the answers that say what the patient has, rather than what not."""

LEAST = 1e-9
"""Weight with which a finding that tells nothing is told: after all others."""


@dataclass(frozen=True, slots=True)
class Difficulty:
    """How far a patient is from the textbook.

    Parameters
    ----------
    findings : int
        How many findings are answered, unless the caller says so.
    typical, telling : float
        See the module.
    """

    findings: int
    typical: float
    telling: float


DIFFICULTIES = {
    1: Difficulty(findings=14, typical=1.5, telling=1.2),
    2: Difficulty(findings=12, typical=1.2, telling=0.4),
    3: Difficulty(findings=10, typical=1.0, telling=0.15),
    4: Difficulty(findings=8, typical=1.0, telling=-0.1),
}
"""1 the textbook, 2 typical, 3 about as people come, 4 sparse and atypical."""


@dataclass(frozen=True, slots=True)
class VirtualPatient:
    """One fictional patient.

    Parameters
    ----------
    seed : int
    condition : str
        The main cause, which the learner is to find.
    age : int
        Years.
    sex, setting : str
    difficulty : int
    answers : mapping
        Finding id to state id, ready for ``lab.assess``, in the order in which one asks.
    targets : tuple of str
        Targets that are present.
    misleading : mapping
        Answers that are not so: finding id to its true state.
    withheld : mapping
        True state of every finding that is not among the answers.
    """

    seed: int
    condition: str
    age: int
    sex: str
    setting: str
    difficulty: int
    answers: Answers
    targets: tuple[str, ...]
    misleading: Answers
    withheld: Answers


def virtual_patient(
    lab: Lab, seed: int, condition: str | None, difficulty: int, noise: float, setting: str, findings: int | None
) -> VirtualPatient:
    """Draw one patient; see :meth:`kneelab.model.lab.Lab.patient`."""
    population = lab.population(setting)
    _check(lab, seed, condition, difficulty, noise, findings)
    dial = DIFFICULTIES[difficulty]
    cause = condition or population.draw_condition(Random(seed))
    rng = generator(seed, cause)
    age, sex = population.draw_person(rng, cause)
    bend = _bend(population, cause, dial)
    targets = population.draw_targets(rng, cause, bend)
    can_be = Consistency(lab.findings, age, sex)
    states = can_be.settled(population.draw_states(rng, cause, targets, bend))
    telling = _Telling(population, cause, population.prior(age, sex).probabilities, states, dial.telling)
    told = {f: states[f] for f in telling.draw(rng, dial.findings if findings is None else findings)}
    false = _misled(rng, population, can_be, told, noise)
    return VirtualPatient(
        seed,
        cause,
        age,
        sex,
        setting,
        difficulty,
        answers=named(lab.findings, told | false),
        targets=tuple(t for t, present in targets.items() if present),
        misleading=named(lab.findings, {f: states[f] for f in false}),
        withheld=named(lab.findings, {f: s for f, s in states.items() if f not in told}),
    )


def generator(seed: int, condition: str) -> Random:
    """Random numbers of one patient; the cause is part of it, so that one seed is not one story told for each cause."""
    return Random(f"{seed} {condition}")


def named(vocabulary: Mapping[str, Finding], states: Mapping[str, int]) -> Answers:
    """State ids, in the order in which one asks; cannot be changed."""
    return MappingProxyType({f: finding.states[states[f]].id for f, finding in vocabulary.items() if f in states})


def _bend(population: Population, condition: str, dial: Difficulty) -> Bend:
    support = population.contrast(condition).support

    def bend(name: str, probabilities: Sequence[float]) -> Sequence[float]:
        return [p**dial.typical * math.exp(dial.telling * s) for p, s in zip(probabilities, support[name], strict=True)]

    return bend


class _Telling:
    """What a patient tells: how it began and where it hurts, what else is there, then what is not.

    Each finding is drawn by what it tells of the cause in general, bent by how its state
    speaks for the cause against the rivals that what was told before has left.
    """

    def __init__(self, population: Population, condition: str, prior: Sequence[float], states: States, telling: float) -> None:
        self._population = population
        self._place = population.network.index(condition)
        others = 1.0 - prior[self._place]
        self._rivals = [0.0 if i == self._place else p / others for i, p in enumerate(prior)]
        self._relevance = population.contrast(condition).relevance
        self._states = states
        self._telling = telling

    def draw(self, rng: Random, count: int) -> list[str]:
        """Ids of so many findings."""
        # the least of exponential times, each divided by its weight, is a draw by weight
        times = {f: -math.log(1.0 - rng.random()) for f in self._states}
        vocabulary = self._population.network.findings
        there = [f for f, s in self._states.items() if _says_there(vocabulary[f], s)]
        not_there = [f for f in self._states if f not in there]
        where = [f for f in there if vocabulary[f].group == "place"]
        how = [f for f in there if vocabulary[f].group == "story" and not vocabulary[f].is_binary]
        positive = min(len(there), max(math.ceil(AFFIRMED * count), count - len(not_there)))
        told: list[str] = []
        for number in range(count):
            first = where if number == 0 else [f for f in how if f not in told]
            pool = (first or there) if number < positive else not_there
            told.append(min((f for f in pool if f not in told), key=lambda f: (times[f] / self._weight(f), f)))
            self._learn(told[-1])
        return told

    def _weight(self, f: str) -> float:
        weight = self._relevance[f]
        if self._telling:
            likelihood = self._population.likelihoods[f][self._states[f]]
            against = math.fsum(map(mul, self._rivals, likelihood))
            weight *= math.exp(self._telling * math.log(likelihood[self._place] / against))
        return max(weight, LEAST)

    def _learn(self, f: str) -> None:
        likelihood = self._population.likelihoods[f][self._states[f]]
        heard = list(map(mul, self._rivals, likelihood))
        total = math.fsum(heard)
        self._rivals = [r / total for r in heard]


def _says_there(finding: Finding, state: int) -> bool:
    return not finding.is_binary or state == THERE


def _misled(rng: Random, population: Population, can_be: Consistency, told: States, noise: float) -> States:
    """Answers that are not so: other states, as often as each is met in the setting.

    Only such that the answers do not contradict each other, so at the far end of the dial
    there can be fewer than asked for.
    """
    wanted = int(noise * len(told) + 0.5)
    order = {f: rng.random() for f in told}
    false: States = {}
    for f in sorted(told, key=lambda f: (order[f], f)):
        others = [0.0 if s == told[f] else p for s, p in enumerate(population.frequency(f))]
        state = draw(rng, range(len(others)), others)
        if len(false) < wanted and can_be.completed(told | false | {f: state}) is not None:
            false[f] = state
    return false


def check_whole(name: str, value: object, least: int, most: float = math.inf) -> None:
    """Refuse what is not a whole number in a range.

    Raises
    ------
    InputError
        It names what is allowed.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        allowed = f"from {least}" if most == math.inf else f"from {least} to {most}"
        raise InputError(f'{name} cannot be "{str(value)[:40]}". Allowed: a whole number {allowed}.')


def _check(lab: Lab, seed: int, condition: str | None, difficulty: int, noise: float, findings: int | None) -> None:
    check_whole("seed", seed, 0)
    check_whole("difficulty", difficulty, min(DIFFICULTIES), max(DIFFICULTIES))
    if findings is not None:
        check_whole("findings", findings, 1, len(lab.findings))
    if condition is not None and condition not in lab.network.conditions:
        raise InputError(f'condition cannot be "{str(condition)[:40]}". Allowed: {", ".join(lab.network.conditions)}.')
    if isinstance(noise, bool) or not isinstance(noise, (int, float)) or not 0.0 <= noise <= 1.0:
        raise InputError(f'noise cannot be "{str(noise)[:40]}". Allowed: a number from 0 to 1.')
