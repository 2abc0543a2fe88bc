"""Small random networks, and the same answers by summing over everything."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence

from kneelab.model.findings import BINARY, CONDITION, Evidence, Finding, State
from kneelab.model.network import Accuracy, Distribution, Network


def distribution(p: Sequence[float], key: str, weight: float = 40) -> Distribution:
    return Distribution(tuple(p), weight, "judged", None, key)


def random_shares(rng: random.Random, states: int = 2) -> list[float]:
    raw = [rng.uniform(0.03, 1.0) for _ in range(states)]
    return [r / sum(raw) for r in raw]


def named(count: int) -> tuple[State, ...]:
    return BINARY if count == 2 else tuple(State(f"s{i}", f"S{i}") for i in range(count))


def random_network(
    rng: random.Random, conditions: int = 3, direct: int = 2, tests: tuple[int, ...] = (2, 1), most_states: int = 2
) -> Network:
    """Findings on the condition, then targets with so many tests each."""
    ids = [f"c{i}" for i in range(conditions)]
    parents = [CONDITION] * direct + [f"t{t}" for t, n in enumerate(tests) for _ in range(n)]
    findings = {
        f"f{i:02}": Finding(f"f{i:02}", f"F{i}", "sign", "story", "?", "?", 1, parent, named(rng.randint(2, most_states)))
        for i, parent in enumerate(parents)
    }

    def column(name: str, states: int) -> list[Distribution]:
        return [distribution(random_shares(rng, states), f"{name}|{c}", rng.randint(5, 90)) for c in ids]

    return Network(
        ids,
        findings,
        {f.id: column(f.id, len(f.states)) for f in findings.values() if f.parent == CONDITION},
        {
            f.id: Accuracy(
                distribution(random_shares(rng, len(f.states)), f"{f.id}+", rng.randint(5, 90)),
                distribution(random_shares(rng, len(f.states)), f"{f.id}-", rng.randint(5, 90)),
            )
            for f in findings.values()
            if f.parent != CONDITION
        },
        {f"t{t}": column(f"t{t}", 2) for t in range(len(tests))},
    )


def random_evidence(rng: random.Random, network: Network, asked: float = 0.8) -> Evidence:
    """Sure and unsure answers to some findings."""
    found: Evidence = {}
    for f, finding in network.findings.items():
        if rng.random() < asked:
            n = len(finding.states)
            sure = rng.randrange(n)
            soft = rng.random() < 0.4
            found[f] = tuple(rng.uniform(0.05, 1.0) if soft else float(i == sure) for i in range(n))
    return found


def target_likelihood_by_summing(network: Network, target: str, group: Evidence, present: bool) -> float:
    """P(answers of one target | target), summed over the whole chain of shared readings."""
    tests = network.tests_of(target)
    chain = network.chains.get(target)
    row = 0 if present else 1
    if chain is None:
        return math.prod(seen(tests[f][row], w) for f, w in group.items())
    # transition of a reading from the one before; the target itself comes first
    before = ((1.0, 0.0), (0.0, 1.0))
    steps, reports = [], []
    for f, reading in chain.items():
        now = ((reading.given_present, 1 - reading.given_present), (reading.given_absent, 1 - reading.given_absent))
        steps.append(solve(before, now))
        reports.append(solve(now, tests[f]))
        before = now
    total = 0.0
    for path in itertools.product((0, 1), repeat=len(chain)):
        weight, at = 1.0, row
        for f, step, report, read in zip(chain, steps, reports, path, strict=True):
            weight *= step[at][read]
            at = read
            if f in group:
                weight *= seen(report[read], group[f])
        total += weight
    return total


def solve(before, now) -> list[list[float]]:
    """Rows X with before · X = now, for a 2 by 2 ``before``; each row must be a distribution."""
    (a, b), (c, d) = before
    det = a * d - b * c
    found = [[(d * x - b * y) / det for x, y in zip(*now, strict=True)], [(a * y - c * x) / det for x, y in zip(*now, strict=True)]]
    assert all(-1e-9 <= p <= 1 + 1e-9 for row in found for p in row), found
    return found


def seen(probabilities: Sequence[float], weights: Sequence[float]) -> float:
    return sum(p * w for p, w in zip(probabilities, weights, strict=True))


def posterior_by_summing(network: Network, prior: Sequence[float], evidence: Evidence) -> list[float]:
    """Each condition's share of the sum."""
    weights = weights_by_summing(network, prior, evidence)
    return [w / sum(weights) for w in weights]


def weights_by_summing(network: Network, prior: Sequence[float], evidence: Evidence) -> list[float]:
    """P(condition, evidence), summed over targets and shared readings."""
    direct = {f: w for f, w in evidence.items() if network.findings[f].parent == CONDITION}
    total = []
    for i, p in enumerate(prior):
        weight = p * math.prod(seen(network.by_condition[f][i].probabilities, w) for f, w in direct.items())
        for t, rows in network.targets.items():
            group = {f: w for f, w in evidence.items() if network.findings[f].parent == t}
            weight *= sum(q * target_likelihood_by_summing(network, t, group, k == 0) for k, q in enumerate(rows[i].probabilities))
        total.append(weight)
    return total
