"""What to ask next, against sums over everything; and what comes first."""

from __future__ import annotations

import dataclasses
import math
import random

import pytest

from kneelab.model.conditions import Condition, MustNotMiss, Statement
from kneelab.model.workup import WORTH_CHECKING, next_tests, open_checks
from tests.model.networks import random_evidence, random_network, random_shares, weights_by_summing
from tests.strategies import LAB


def conditions(network, dangers: dict[str, tuple[str, ...]] | None = None) -> list[Condition]:
    return [
        Condition(
            c, c, c, "joint", "?", "pt_care", Statement("?", "judged"), (), (), {}, (),
            MustNotMiss("same_day", 0.1, "?", None, dangers[c]) if dangers and c in dangers else None,
        )
        for c in network.conditions
    ]  # fmt: skip


def entropy(p) -> float:
    return -sum(x * math.log2(x) for x in p if x > 0)


def information_by_summing(network, prior, evidence, f, about=None) -> float:
    """Entropy before minus expected entropy after, each posterior from scratch."""

    def together(p):
        return p if about is None else [p[about], 1 - p[about]]

    n = len(network.findings[f].states)
    before = weights_by_summing(network, prior, evidence)
    after = [weights_by_summing(network, prior, evidence | {f: tuple(float(s == t) for t in range(n))}) for s in range(n)]
    assert sum(map(sum, after)) == pytest.approx(sum(before))
    expected = sum(sum(w) / sum(before) * entropy(together([x / sum(w) for x in w])) for w in after)
    return entropy(together([w / sum(before) for w in before])) - expected


@pytest.mark.parametrize("seed", range(60))
def test_information_equals_the_expected_fall_in_entropy(seed):
    """Findings of the condition, tests of a target, named states; alone and erring together."""
    rng = random.Random(seed)
    network = random_network(rng, conditions=4, direct=3, tests=(3, 2), most_states=3)
    if seed % 2:
        network = network.with_dependence({"t0": rng.uniform(0.1, 1.0), "t1": 0.4})
    prior, evidence = random_shares(rng, 4), random_evidence(rng, network, asked=0.5)
    p = network.posterior(prior, evidence)
    found = next_tests(network, conditions(network), p, evidence)
    assert {t.finding for t in found} == set(network.findings) - set(evidence)
    for t in found:
        assert t.information_bits == pytest.approx(information_by_summing(network, prior, evidence, t.finding), abs=1e-9), t


@pytest.mark.parametrize("seed", range(30))
def test_a_safety_check_is_weighed_by_what_it_tells_of_its_cause(seed):
    rng = random.Random(seed)
    network = random_network(rng, conditions=4, direct=4, tests=(2,), most_states=3)
    prior, evidence = random_shares(rng, 4), random_evidence(rng, network, asked=0.3)
    checks = tuple(f for f in network.findings if f not in evidence)[:2]
    p = network.posterior(prior, evidence)
    found = next_tests(network, conditions(network, {"c1": checks}), p, evidence)
    for t in found:
        if t.safety_for:
            assert t.finding in checks
            assert t.information_bits == pytest.approx(information_by_summing(network, prior, evidence, t.finding, about=1), abs=1e-9)
    leads = [bool(t.safety_for) for t in found]
    assert leads == sorted(leads, reverse=True)
    rest = [t.information_bits / t.burden for t in found if not t.safety_for]
    assert rest == sorted(rest, reverse=True)


def test_effort_counts():
    rng = random.Random(1)
    network = random_network(rng, direct=2, tests=(1,))
    prior = random_shares(rng, 3)
    first = next_tests(network, conditions(network), network.posterior(prior, {}), {})[0]
    network.findings[first.finding] = dataclasses.replace(network.findings[first.finding], burden=4)
    again = next_tests(network, conditions(network), network.posterior(prior, {}), {})
    costly = next(t for t in again if t.finding == first.finding)
    assert costly.information_bits == first.information_bits
    assert [t.information_bits / t.burden for t in again] == sorted((t.information_bits / t.burden for t in again), reverse=True)


def test_a_check_of_a_cause_below_1_in_100_waits():
    rng = random.Random(2)
    network = random_network(rng, direct=4, tests=(1,))
    danger = conditions(network, {"c1": ("f00", "f01")})
    for p, leads in ((WORTH_CHECKING * 0.99, False), (WORTH_CHECKING, True)):
        probabilities = [(1 - p) / 2, p, (1 - p) / 2]
        assert bool(next_tests(network, danger, probabilities, {})[0].safety_for) is leads
        assert bool(open_checks(danger, probabilities, {})) is leads


def test_a_check_that_can_tell_nothing_more_does_not_lead():
    """A test whose target is all but settled by others has nothing left to say."""
    rng = random.Random(3)
    network = random_network(rng, direct=2, tests=(2,))
    same = network.by_condition["f00"][0]
    network.by_condition["f00"] = (same,) * 3
    found = next_tests(network, conditions(network, {"c1": ("f00", "f01")}), [0.4, 0.3, 0.3], {})
    assert found[0].finding == "f01"
    assert found[0].safety_for == "c1"
    useless = next(t for t in found if t.finding == "f00")
    assert useless.safety_for is None
    assert useless.information_bits == pytest.approx(0.0, abs=1e-12)
    assert "f00" in open_checks(conditions(network, {"c1": ("f00", "f01")}), [0.4, 0.3, 0.3], {})


def test_in_the_real_lab_every_danger_worth_checking_has_a_check_that_leads():
    for setting in LAB.settings:
        a = LAB.assess({}, setting=setting)
        leading = {t.finding for t in a.next_tests() if t.safety_for}
        for condition, p in zip(LAB.conditions, a.probabilities, strict=True):
            if condition.must_not_miss and p >= WORTH_CHECKING:
                assert leading & set(condition.must_not_miss.checks), (setting, condition.id)
