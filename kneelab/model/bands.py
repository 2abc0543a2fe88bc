"""How sure a probability is: 90 % bands by first-order propagation, in closed form.

Each number of the network is normal on its logit with the weight of its study. A band
says what the numbers' own uncertainty does to a posterior; the prior's is left out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kneelab.model.dependence import States, joint_likelihood, readings
from kneelab.model.findings import Evidence, Weights
from kneelab.model.network import Column, Distribution, Network, likelihood

Z90 = 1.6448536269514722
"""Half width of a 90 % band in standard deviations."""

STEP = 1e-5
"""Step, on a cell's log count, of the one derivative that has no short closed form."""


@dataclass(frozen=True, slots=True)
class Influence:
    """One uncertain number and how it moves each condition's log weight.

    Parameters
    ----------
    origin : str
        Finding or target id that the number belongs to.
    number : Distribution
        The number itself.
    variance : float
        Variance of the log likelihood it enters.
    slopes : tuple of (int, float)
        Place of a condition and how strongly the number enters it.
    """

    origin: str
    number: Distribution
    variance: float
    slopes: tuple[tuple[int, float], ...]


def _shared(origin: str, column: Column, weights: Weights) -> list[Influence]:
    """Influences of one column of numbers, each shared by the conditions it stands for."""
    return [Influence(origin, number, number.variance(weights), slopes) for number, slopes in column.numbers]


def influences(network: Network, evidence: Evidence) -> Iterator[Influence]:
    """Every number that the evidence makes matter."""
    direct, groups = network.split(evidence)
    for f, weights in direct.items():
        yield from _shared(f, network.columns[f], weights)
    for target, group in groups.items():
        if target in network.chains and len(group) > 1:
            yield from _of_dependent_tests(network, target, group)
        else:
            given = network.target_given_condition(target, group)
            for f, weights in group.items():
                test = network.by_target[f]
                yield Influence(f, test.with_target, test.with_target.variance(weights), tuple(enumerate(given)))
                yield Influence(f, test.without, test.without.variance(weights), tuple((i, 1.0 - q) for i, q in enumerate(given)))
        with_it, without = network.target_likelihoods(target, group)
        top = max(with_it, without)
        yield from _shared(target, network.columns[target], (math.exp(with_it - top), math.exp(without - top)))


def _of_dependent_tests(network: Network, target: str, group: Evidence) -> Iterator[Influence]:
    """Numbers of tests that err together: one influence for each cell (one for both of a present-or-absent test).

    A number enters its own likelihood and, as the strongest or weakest of the target, the
    shared reading; the derivative is taken as a central difference.
    """
    tests = network.tests_of(target)
    weights = [d.probabilities for d in network.targets[target]]

    def logs(f: str, place: int, cell: int, step: float) -> list[float]:
        moved = list(tests[f])
        moved[place] = _moved(moved[place], cell, step)
        changed = tests | {f: (moved[0], moved[1])}
        seen = {g: (likelihood(changed[g][0], w), likelihood(changed[g][1], w)) for g, w in group.items()}
        present, absent = joint_likelihood(readings(changed, network.dependence[target]), seen)
        return [math.log(q * present + r * absent) for q, r in weights]

    for f in tests:
        for place, number in enumerate((network.by_target[f].with_target, network.by_target[f].without)):
            variances = [1.0 / (number.weight * p + 0.5) for p in number.probabilities]
            if len(variances) == 2:  # two cells only move against each other
                variances = [math.fsum(variances)]
            for cell, variance in enumerate(variances):
                up, down = logs(f, place, cell, STEP), logs(f, place, cell, -STEP)
                slopes = [(a - b) / (2.0 * STEP) for a, b in zip(up, down, strict=True)]
                yield Influence(f, number, variance, tuple(enumerate(slopes)))


def _moved(probabilities: States, cell: int, step: float) -> States:
    """Probabilities after a step of one cell's log count."""
    factor = math.exp(step)
    total = 1.0 + probabilities[cell] * (factor - 1.0)
    return tuple([p * (factor if s == cell else 1.0) / total for s, p in enumerate(probabilities)])


def logit_variances(probabilities: Sequence[float], found: Sequence[Influence]) -> list[float]:
    """Variance of each condition's logit."""
    own = [0.0] * len(probabilities)
    shift = [0.0] * len(probabilities)
    everyone = 0.0
    for item in found:
        variance, slopes = item.variance, item.slopes
        if len(slopes) == 1:
            own[slopes[0][0]] += variance
            continue
        mean = math.fsum([probabilities[i] * g for i, g in slopes])
        everyone += variance * mean * mean
        for i, g in slopes:
            shift[i] += variance * g * (g - 2.0 * mean)
    everyone += math.fsum([v * p * p for v, p in zip(own, probabilities, strict=True)])
    return [
        (t + everyone - v * p * p + v * (1.0 - p) ** 2) / max(1.0 - p, 1e-12) ** 2
        for t, v, p in zip(shift, own, probabilities, strict=True)
    ]


def band(probability: float, variance: float) -> tuple[float, float]:
    """Low and high end of the 90 % band around a probability."""
    if variance <= 0.0:
        return probability, probability
    centre = math.log(probability) - math.log1p(-probability)
    half = Z90 * math.sqrt(variance)
    return min(_expit(centre - half), probability), max(_expit(centre + half), probability)


def number_band(number: Distribution, state: int) -> tuple[float, float]:
    """90 % band of one state's own probability, from the number's weight."""
    p = number.probabilities[state]
    one = tuple(1.0 if i == state else 0.0 for i in range(len(number.probabilities)))
    return band(p, number.variance(one) / (1.0 - p) ** 2)


def weakest_link(place: int, probabilities: Sequence[float], found: Sequence[Influence]) -> Influence | None:
    """The number that adds most to the uncertainty of one condition; None without evidence."""
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for item in found:
        mean = math.fsum([probabilities[i] * g for i, g in item.slopes])
        shares[item.origin, item.number.key] += item.variance * (dict(item.slopes).get(place, 0.0) - mean) ** 2
    return max(found, key=lambda item: shares[item.origin, item.number.key], default=None)


def _expit(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x > -700.0 else 0.0
