"""The next best question or test: information about the cause, weighed by its burden."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

from kneelab.model.conditions import Condition
from kneelab.model.findings import CONDITION, Evidence, Finding, is_moot
from kneelab.model.network import Network

WORTH_CHECKING = 0.01
"""Probability from which a dangerous cause's own checks come first."""

WORTH_LEADING = 0.01
"""Share of what is unknown about a dangerous cause that a check must be expected to tell, to come first."""


@dataclass(frozen=True, slots=True)
class NextTest:
    """A finding worth asking now.

    Parameters
    ----------
    finding : str
        Finding id.
    information_bits : float
        Expected information, in bits, about the condition; about one dangerous cause
        against all others when ``safety_for`` names it.
    burden : int
        1 (a question) to 4.
    safety_for : str or None
        Dangerous cause that this checks.
    tells_apart : tuple of str
        The two leading causes whose odds it moves most, most favoured by a positive first.
    """

    finding: str
    information_bits: float
    burden: int
    safety_for: str | None
    tells_apart: tuple[str, ...]


def open_checks(conditions: Sequence[Condition], probabilities: Sequence[float], evidence: Evidence) -> tuple[str, ...]:
    """Safety checks not yet asked, of dangerous causes that are still worth checking."""
    asked = []
    for condition, p in zip(conditions, probabilities, strict=True):
        if condition.must_not_miss and p >= WORTH_CHECKING:
            asked += [f for f in condition.must_not_miss.checks if f not in evidence]
    return tuple(dict.fromkeys(asked))


def next_tests(
    network: Network, conditions: Sequence[Condition], probabilities: Sequence[float], evidence: Evidence
) -> tuple[NextTest, ...]:
    """Everything not asked yet, most useful first; dangerous causes' checks lead.

    A check that can tell next to nothing of its cause any more is ranked like any other finding.
    """
    groups = network.split(evidence)[1]
    safety: dict[str, NextTest] = {}
    plain = []
    leaders = sorted(range(len(probabilities)), key=lambda i: -probabilities[i])[:3]
    for f, finding in network.findings.items():
        if f in evidence or is_moot(finding, network.findings, evidence):
            continue
        table = state_table(network, finding, groups.get(finding.parent, {}))
        plain.append(NextTest(f, information(probabilities, table), finding.burden, None, _tells(network, table, leaders)))
        for place, condition in enumerate(conditions):
            danger = condition.must_not_miss
            if danger and f in danger.checks and probabilities[place] >= WORTH_CHECKING:
                bits = information(*_against_rest(probabilities, table, place))
                if bits < WORTH_LEADING * _entropy(probabilities[place]):
                    continue
                if f not in safety or bits > safety[f].information_bits:
                    safety[f] = NextTest(f, bits, finding.burden, condition.id, plain[-1].tells_apart)
    first = sorted(safety.values(), key=_usefulness)
    return (*first, *sorted((t for t in plain if t.finding not in safety), key=_usefulness))


def _usefulness(test: NextTest) -> tuple[float, str]:
    return (-test.information_bits / test.burden, test.finding)


def state_table(network: Network, finding: Finding, group: Evidence) -> list[tuple[float, ...]]:
    """P(state | condition, evidence), one row per condition.

    Parameters
    ----------
    network : Network
    finding : Finding
        Not asked yet.
    group : dict
        The evidence that hangs on the same target; empty for a finding of the condition.
    """
    if finding.parent == CONDITION:
        return [row.probabilities for row in network.by_condition[finding.id]]
    if group and finding.parent in network.chains:
        return _dependent_table(network, finding, group)
    test = network.by_target[finding.id]
    given = network.target_given_condition(finding.parent, group)
    return [
        tuple([q * a + (1.0 - q) * b for a, b in zip(test.with_target.probabilities, test.without.probabilities, strict=True)])
        for q in given
    ]


def _dependent_table(network: Network, finding: Finding, group: Evidence) -> list[tuple[float, ...]]:
    """The same where tests of the target err together: what each answer adds to those given."""
    before = network.target_terms(finding.parent, group)
    states = range(len(finding.states))
    after = [network.target_terms(finding.parent, group | {finding.id: tuple([float(s == t) for t in states])}) for s in states]
    return [tuple([math.exp(row[c] - before[c]) for row in after]) for c in range(len(before))]


def information(probabilities: Sequence[float], table: Sequence[Sequence[float]]) -> float:
    """Mutual information, in bits, between the condition and the state."""
    bits = 0.0
    for column in zip(*table, strict=True):
        joint = list(map(mul, probabilities, column))
        overall = math.fsum(joint)
        bits += math.fsum([w * math.log2(x / overall) for w, x in zip(joint, column, strict=True)])
    return max(bits, 0.0)


def _entropy(p: float) -> float:
    """What is unknown about something of probability ``p``, in bits."""
    return -p * math.log2(p) - (1.0 - p) * math.log2(1.0 - p)


def _against_rest(
    probabilities: Sequence[float], table: Sequence[Sequence[float]], place: int
) -> tuple[tuple[float, float], tuple[tuple[float, ...], tuple[float, ...]]]:
    """The same table with all conditions but one taken together."""
    rest = 1.0 - probabilities[place]
    others = tuple(
        math.fsum(p * row[s] for i, (p, row) in enumerate(zip(probabilities, table, strict=True)) if i != place) / rest
        for s in range(len(table[0]))
    )
    return (probabilities[place], rest), (tuple(table[place]), others)


def _tells(network: Network, table: Sequence[Sequence[float]], leaders: Sequence[int]) -> tuple[str, ...]:
    """The two leaders that the first state separates most."""
    ordered = sorted(leaders, key=lambda i: -table[i][0])
    return (network.conditions[ordered[0]], network.conditions[ordered[-1]])
