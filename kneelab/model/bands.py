"""How sure a probability is: 90 % bands by first-order propagation, in closed form.

Each number of the network is normal on its logit with the weight of its study. A band
says what the numbers' own uncertainty does to a posterior; the prior's is left out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kneelab.model.findings import Evidence, Weights
from kneelab.model.network import Distribution, Network

Z90 = 1.6448536269514722
"""Half width of a 90 % band in standard deviations."""


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


def _shared(origin: str, rows: Sequence[Distribution], weights: Weights) -> Iterator[Influence]:
    """Influences of one row of numbers; equal keys are one number."""
    members: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        members.setdefault(row.key, []).append(i)
    for places in members.values():
        number = rows[places[0]]
        yield Influence(origin, number, number.variance(weights), tuple((i, 1.0) for i in places))


def influences(network: Network, evidence: Evidence) -> Iterator[Influence]:
    """Every number that the evidence makes matter."""
    direct, groups = network.split(evidence)
    for f, weights in direct.items():
        yield from _shared(f, network.by_condition[f], weights)
    for target, group in groups.items():
        given = network.target_given_condition(target, group)
        for f, weights in group.items():
            table = network.by_target[f]
            yield Influence(f, table.with_target, table.with_target.variance(weights), tuple(enumerate(given)))
            yield Influence(f, table.without, table.without.variance(weights), tuple((i, 1.0 - q) for i, q in enumerate(given)))
        with_it, without = network.target_likelihoods(group)
        top = max(with_it, without)
        yield from _shared(target, network.targets[target], (math.exp(with_it - top), math.exp(without - top)))


def logit_variances(probabilities: Sequence[float], found: Sequence[Influence]) -> list[float]:
    """Variance of each condition's logit."""
    own = [0.0] * len(probabilities)
    total = [0.0] * len(probabilities)
    for item in found:
        if len(item.slopes) == 1:
            own[item.slopes[0][0]] += item.variance
            continue
        mean = sum(probabilities[i] * g for i, g in item.slopes)
        base = item.variance * mean * mean
        total = [t + base for t in total]
        for i, g in item.slopes:
            total[i] += item.variance * ((g - mean) ** 2 - mean * mean)
    everyone = sum(v * p * p for v, p in zip(own, probabilities, strict=True))
    return [
        (t + everyone - v * p * p + v * (1.0 - p) ** 2) / max(1.0 - p, 1e-12) ** 2
        for t, v, p in zip(total, own, probabilities, strict=True)
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

    def share(item: Influence) -> float:
        mean = sum(probabilities[i] * g for i, g in item.slopes)
        return item.variance * (dict(item.slopes).get(place, 0.0) - mean) ** 2

    return max(found, key=share, default=None)


def _expit(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x > -700.0 else 0.0
