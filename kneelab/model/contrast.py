"""What sets one cause apart: findings by how well they separate it from another, or from the rest."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kneelab.model.network import Network


@dataclass(frozen=True, slots=True)
class Contrast:
    """One finding under two hypotheses.

    Parameters
    ----------
    state : int
        Place of the state to show: present, or the named state that speaks most for the one.
    here, there : tuple of float
        Probability of each state under the one and under the other.
    bits : float
        Expected weight of evidence in bits, over a patient of either kind (Jeffreys's divergence):
        a large ratio between two rare frequencies separates nobody and counts little.
    """

    finding: str
    state: int
    here: tuple[float, ...]
    there: tuple[float, ...]
    bits: float

    @property
    def log_ratio(self) -> float:
        """Natural log of the likelihood ratio of the state to show."""
        return math.log(self.here[self.state] / self.there[self.state])


def against_cause(network: Network, cause: str, other: str) -> list[Contrast]:
    """Every finding by how well it separates two causes, best first."""
    one, two = network.index(cause), network.index(other)
    tables = {f: network.given_condition(f) for f in network.findings}
    return _sorted(network, [(f, rows[one], rows[two]) for f, rows in tables.items()])


def against_rest(network: Network, cause: str, mix: Sequence[float]) -> list[Contrast]:
    """Every finding by how well it separates a cause from all others together, best first.

    Parameters
    ----------
    mix : sequence of float
        Share of each condition, by which the others are averaged.
    """
    place = network.index(cause)
    total = math.fsum(mix) - mix[place]
    pairs = []
    for f in network.findings:
        rows = network.given_condition(f)
        others = [(m, row) for i, (m, row) in enumerate(zip(mix, rows, strict=True)) if i != place]
        rest = tuple(math.fsum(m * row[s] for m, row in others) / total for s in range(len(rows[0])))
        pairs.append((f, rows[place], rest))
    return _sorted(network, pairs)


def _sorted(network: Network, pairs: Sequence[tuple[str, tuple[float, ...], tuple[float, ...]]]) -> list[Contrast]:
    found = [_contrast(f, here, there, network.findings[f].is_binary) for f, here, there in pairs]
    return sorted(found, key=lambda c: -round(c.bits, 9))  # equal ones stay in asking order, whichever cause comes first


def _contrast(finding: str, here: tuple[float, ...], there: tuple[float, ...], binary: bool) -> Contrast:
    terms = [(p - q) * math.log2(p / q) for p, q in zip(here, there, strict=True)]
    state = 0 if binary else max(range(len(terms)), key=lambda s: terms[s] if here[s] > there[s] else 0.0)
    return Contrast(finding, state, here, there, math.fsum(terms))
