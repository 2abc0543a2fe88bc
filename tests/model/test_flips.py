"""The smallest change that flips the ranking, proved by trying every set of answers."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from kneelab.model.differential import normalise
from kneelab.model.flips import Reversals, reverse
from tests.model.networks import random_evidence, random_network, random_shares


def by_trying_everything(network, prior, evidence) -> dict[frozenset[str], str]:
    """Every set of the smallest size that changes the leader, with the new leader."""

    def leader(answers) -> str:
        p = network.posterior(prior, answers)
        return network.conditions[p.index(max(p))]

    first = leader(evidence)
    for size in range(1, len(evidence) + 1):
        found = {}
        for chosen in combinations(evidence, size):
            new = leader({f: reverse(w) if f in chosen else w for f, w in evidence.items()})
            if new != first:
                found[frozenset(chosen)] = new
        if found:
            return found
    return {}


@pytest.mark.parametrize("seed", range(300))
def test_flips_are_those_that_trying_every_set_finds(seed):
    rng = random.Random(seed)
    network = random_network(rng, conditions=rng.randint(2, 5), direct=rng.randint(0, 5), tests=(rng.randint(1, 3), 2), most_states=3)
    if seed % 3 == 0:
        network = network.with_dependence({"t0": rng.random(), "t1": rng.random()})
    prior = random_shares(rng, len(network.conditions))
    evidence = random_evidence(rng, network)
    found = Reversals(network, evidence, network.log_weights(prior, evidence)).smallest(len(evidence))
    assert {frozenset(flip.findings): flip.leader for flip in found} == by_trying_everything(network, prior, evidence)
    assert len(found) == len({flip.findings for flip in found})


def test_the_cases_tried_hold_flips_of_several_sizes():
    """Else the equality above would prove little."""
    sizes = set()
    for seed in range(300):
        rng = random.Random(seed)
        network = random_network(rng, conditions=3, direct=4, tests=(2,))
        prior, evidence = normalise([rng.uniform(-3, 3) for _ in range(3)]), random_evidence(rng, network)
        found = by_trying_everything(network, prior, evidence)
        sizes.add(len(next(iter(found), ())))
    assert {0, 1, 2, 3} <= sizes


def test_the_most_decisive_comes_first():
    rng = random.Random(4)
    several = 0
    for _ in range(50):
        network = random_network(rng, direct=6, tests=(2,))
        prior, evidence = random_shares(rng, 3), random_evidence(rng, network)
        found = Reversals(network, evidence, network.log_weights(prior, evidence)).smallest(8)
        first = max(range(3), key=network.log_weights(prior, evidence).__getitem__)
        leads = []
        for flip in found:
            w = network.log_weights(prior, {f: reverse(x) if f in flip.findings else x for f, x in evidence.items()})
            leads.append(w[network.index(flip.leader)] - w[first])
        assert leads == pytest.approx(sorted(leads, reverse=True))
        several += len(found) > 1
    assert several > 5


@pytest.mark.parametrize(
    ("answer", "opposite"),
    [
        ((1.0, 0.0), (0.0, 1.0)),
        ((0.7, 0.3), (0.3, 0.7)),
        ((1.0, 0.0, 0.0), (0.0, 1.0, 1.0)),  # "sudden" becomes "anything but sudden"
        ((0.0, 1.0, 1.0), (1.0, 0.0, 0.0)),
    ],
)
def test_reversing_says_the_opposite_and_twice_is_what_it_was(answer, opposite):
    assert reverse(answer) == pytest.approx(opposite)
    assert reverse(reverse(answer)) == pytest.approx(answer)
