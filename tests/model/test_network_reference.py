"""The closed forms against sums over every joint state of a small network."""

from __future__ import annotations

import itertools
import math
import random

import pytest

from kneelab.model import bands
from kneelab.model.findings import Finding
from kneelab.model.network import Accuracy, Distribution, Network, normalise


def dist(p: float, key: str, weight: float = 40) -> Distribution:
    return Distribution((p, 1 - p), weight, "judged", None, key)


def small_network(rng: random.Random) -> Network:
    conditions = ("a", "b", "c")
    finding = lambda i, parent: Finding(i, i, "sign", "story", "?", "?", 1, parent)  # noqa: E731
    findings = {
        f.id: f for f in (finding("f", "condition"), finding("g", "condition"), finding("t1", "x"), finding("t2", "x"), finding("u", "y"))
    }
    p = lambda: rng.uniform(0.03, 0.97)  # noqa: E731
    return Network(
        conditions,
        findings,
        {f: [dist(p(), f"{f}|{c}") for c in conditions] for f in ("f", "g")},
        {t: Accuracy(dist(p(), f"{t}+"), dist(p(), f"{t}-")) for t in ("t1", "t2", "u")},
        {x: [dist(p(), f"{x}|{c}") for c in conditions] for x in ("x", "y")},
    )


def brute_force(network: Network, prior, evidence) -> list[float]:
    """Posterior of each condition."""
    total = joint_weights(network, prior, evidence)
    return [w / sum(total) for w in total]


def joint_weights(network: Network, prior, evidence) -> list[float]:
    """Sum over both targets and all findings' states, for each condition."""
    total = []
    for i in range(len(network.conditions)):
        weight = 0.0
        for x, y in itertools.product((0, 1), repeat=2):
            w = prior[i] * network.targets["x"][i].probabilities[x] * network.targets["y"][i].probabilities[y]
            for f, finding in network.findings.items():
                if f not in evidence:
                    continue
                if finding.parent == "condition":
                    d = network.by_condition[f][i]
                else:
                    state = {"x": x, "y": y}[finding.parent]
                    d = network.by_target[f].with_target if state == 0 else network.by_target[f].without
                w *= sum(e * q for e, q in zip(evidence[f], d.probabilities, strict=True))
            weight += w
        total.append(weight)
    return total


@pytest.mark.parametrize("seed", range(50))
def test_posterior_equals_the_sum_over_all_states(seed):
    rng = random.Random(seed)
    network = small_network(rng)
    prior = normalise([rng.uniform(-2, 2) for _ in range(3)])
    evidence = {f: (w := rng.choice([0.0, 1.0, rng.random()]), 1 - w) for f in network.findings if rng.random() < 0.8}
    assert network.posterior(prior, evidence) == pytest.approx(brute_force(network, prior, evidence), abs=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_a_finding_given_a_condition_is_the_sum_over_its_target(seed):
    """P(state | condition) against the evidence of that state, with all prior weight on one condition."""
    network = small_network(random.Random(seed))
    for f in network.findings:
        for i, states in enumerate(network.given_condition(f)):
            prior = [1.0 if j == i else 0.0 for j in range(3)]
            summed = [sum(joint_weights(network, prior, {f: w})) for w in ((1.0, 0.0), (0.0, 1.0))]
            assert states == pytest.approx(summed, abs=1e-12)
            assert sum(states) == pytest.approx(1.0)


def test_the_numbers_behind_a_finding_rebuild_it():
    network = small_network(random.Random(3))
    assert network.numbers_behind("f", "b") == (network.by_condition["f"][1],)
    hit, miss, target = network.numbers_behind("t1", "b")
    p = target.probabilities[0]
    assert network.given_condition("t1")[1][0] == pytest.approx(p * hit.probabilities[0] + (1 - p) * miss.probabilities[0])


@pytest.mark.parametrize("seed", range(20))
def test_bands_follow_the_numerical_derivative(seed):
    """Move each number a little on its logit and compare with the closed form."""
    rng = random.Random(seed)
    network = small_network(rng)
    prior = (0.5, 0.3, 0.2)
    evidence = {"f": (1.0, 0.0), "g": (0.3, 0.7), "t1": (1.0, 0.0), "t2": (0.0, 1.0), "u": (0.8, 0.2)}
    found = tuple(bands.influences(network, evidence))
    closed = bands.logit_variances(network.posterior(prior, evidence), found)
    numeric = [0.0] * 3
    for key, weight, p in numbers(network):
        up, down = (posterior_with(network, prior, evidence, key, shift) for shift in (1e-5, -1e-5))
        variance = 1 / (weight * p + 0.5) + 1 / (weight * (1 - p) + 0.5)
        for i in range(3):
            slope = (logit(up[i]) - logit(down[i])) / 2e-5
            numeric[i] += slope * slope * variance
    assert closed == pytest.approx(numeric, rel=1e-5)


def numbers(network: Network):
    for table in [*network.by_condition.values(), *network.targets.values()]:
        yield from ((d.key, d.weight, d.probabilities[0]) for d in table)
    for test in network.by_target.values():
        yield from ((d.key, d.weight, d.probabilities[0]) for d in (test.with_target, test.without))


def posterior_with(network: Network, prior, evidence, key: str, shift: float) -> list[float]:
    def moved(d: Distribution) -> Distribution:
        if d.key != key:
            return d
        p = 1 / (1 + math.exp(-(logit(d.probabilities[0]) + shift)))
        return Distribution((p, 1 - p), d.weight, d.mark, d.source, d.key)

    return Network(
        network.conditions,
        network.findings,
        {f: [moved(d) for d in rows] for f, rows in network.by_condition.items()},
        {f: Accuracy(moved(t.with_target), moved(t.without)) for f, t in network.by_target.items()},
        {t: [moved(d) for d in rows] for t, rows in network.targets.items()},
    ).posterior(prior, evidence)


def logit(p: float) -> float:
    return math.log(p / (1 - p))
