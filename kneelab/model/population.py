"""Who comes to a setting: faithful draws from the network.

Everything is drawn in the network's own order, condition, then person, then targets, then
findings, with the very probabilities that the inference uses. Only ``Random.random`` is
called, whose sequence Python guarantees, and nothing is iterated in hash order: the same
seed gives the same draw everywhere.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import TypeVar

from kneelab.model import workup
from kneelab.model.differential import Prior
from kneelab.model.findings import CONDITION, Evidence
from kneelab.model.network import Network

YEARS = range(16, 86)
"""Ages that are drawn, equally often before a condition's own factor applies. Assumed:
adolescents and adults up to the age where the factors of the content still change."""

Bend = Callable[[str, Sequence[float]], Sequence[float]]
"""Turns the probabilities of a target's or finding's states (by its id) into weights to draw with."""

T = TypeVar("T")


def draw(rng: Random, options: Sequence[T], weights: Sequence[float]) -> T:
    """One of some options, in proportion to its weight."""
    mark = rng.random() * math.fsum(weights)
    for option, end in zip(options, itertools.accumulate(weights), strict=True):
        if mark < end:
            return option
    return options[-1]


@dataclass(frozen=True, slots=True)
class Contrast:
    """How findings and targets tell one condition from all others of a setting.

    Parameters
    ----------
    relevance : mapping
        What each tells when the odds are even, in bits.
    support : mapping
        Log likelihood ratio of each state, for the condition against the others.
    """

    relevance: Mapping[str, float]
    support: Mapping[str, tuple[float, ...]]


def _faithful(name: str, probabilities: Sequence[float]) -> Sequence[float]:  # noqa: ARG001
    """The network as it is."""
    return probabilities


class Population:
    """The fictional people of one setting.

    Parameters
    ----------
    network : Network
    prior : callable
        The prior at an age (years) and a sex, None standing for not known.
    sexes : sequence of str
    """

    def __init__(self, network: Network, prior: Callable[[float | None, str | None], Prior], sexes: Sequence[str]) -> None:
        self.network = network
        self.prior = prior
        self.mix = prior(None, None).probabilities
        self._people = tuple(itertools.product(YEARS, sexes))
        self._contrasts: dict[str, Contrast] = {}

    @cached_property
    def _person_weights(self) -> tuple[tuple[float, ...], ...]:
        """For each condition, the weight of each person."""
        priors = [self.prior(age, sex) for age, sex in self._people]
        return tuple(tuple(p.age[i] * p.sex[i] for p in priors) for i in range(len(self.mix)))

    @cached_property
    def _tables(self) -> dict[str, tuple[tuple[float, ...], ...]]:
        """P(state | condition) of each finding and target, nothing else being known: conditions by states."""
        tables = {f: tuple(workup.state_table(self.network, finding, {})) for f, finding in self.network.findings.items()}
        return tables | {t: tuple(row.probabilities for row in rows) for t, rows in self.network.targets.items()}

    @cached_property
    def likelihoods(self) -> dict[str, tuple[tuple[float, ...], ...]]:
        """The same, states by conditions."""
        return {name: tuple(zip(*table, strict=True)) for name, table in self._tables.items()}

    def contrast(self, condition: str) -> Contrast:
        """How findings and targets tell a condition from all others here; made once."""
        if condition not in self._contrasts:
            place = self.network.index(condition)
            pairs = {name: self._against_others(name, place) for name in self._tables}
            self._contrasts[condition] = Contrast(
                {name: workup.information((0.5, 0.5), pair) for name, pair in pairs.items()},
                {name: tuple(math.log(p / q) for p, q in zip(*pair, strict=True)) for name, pair in pairs.items()},
            )
        return self._contrasts[condition]

    def _against_others(self, name: str, place: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """P(state) with a condition, and with any other, as often as those are met here."""
        own, share = self._tables[name][place], self.mix[place]
        return own, tuple((everyone - share * p) / (1.0 - share) for p, everyone in zip(own, self.frequency(name), strict=True))

    def frequency(self, name: str) -> tuple[float, ...]:
        """How often each state of a finding or target is met here, all conditions together."""
        return tuple(math.fsum(m * p for m, p in zip(self.mix, shares, strict=True)) for shares in self.likelihoods[name])

    def draw_condition(self, rng: Random) -> str:
        """A condition, by its share among the setting's people of all ages and both sexes."""
        return draw(rng, self.network.conditions, self._condition_weights)

    @cached_property
    def _condition_weights(self) -> list[float]:
        return [m * math.fsum(w) for m, w in zip(self.mix, self._person_weights, strict=True)]

    def draw_person(self, rng: Random, condition: str) -> tuple[int, str]:
        """Age in years, and sex, of somebody with a condition."""
        return draw(rng, self._people, self._person_weights[self.network.index(condition)])

    def draw_targets(self, rng: Random, condition: str, bend: Bend = _faithful) -> dict[str, bool]:
        """Which targets somebody with a condition has."""
        place = self.network.index(condition)
        return {t: draw(rng, (True, False), bend(t, rows[place].probabilities)) for t, rows in self.network.targets.items()}

    def draw_targets_given(self, rng: Random, condition: str, evidence: Evidence) -> dict[str, bool]:
        """Which targets somebody with a condition and these findings has."""
        place = self.network.index(condition)
        groups = self.network.split(evidence)[1]
        given = {t: self.network.target_given_condition(t, groups.get(t, {}))[place] for t in self.network.targets}
        return {t: rng.random() < p for t, p in given.items()}

    def draw_states(self, rng: Random, condition: str, targets: Mapping[str, bool], bend: Bend = _faithful) -> dict[str, int]:
        """The state of every finding, given its one parent."""
        place = self.network.index(condition)
        states = {}
        for f, finding in self.network.findings.items():
            if finding.parent == CONDITION:
                row = self.network.by_condition[f][place]
            else:
                test = self.network.by_target[f]
                row = test.with_target if targets[finding.parent] else test.without
            states[f] = draw(rng, range(len(row.probabilities)), bend(f, row.probabilities))
        return states
