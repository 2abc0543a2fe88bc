"""Tests of one target that err together."""

from __future__ import annotations

import itertools
import math
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kneelab.model import bands
from kneelab.model.dependence import joint_likelihood, readings
from kneelab.model.findings import InputError
from kneelab.model.network import Accuracy, Network
from tests.model.networks import distribution, posterior_by_summing, random_evidence, random_network, random_shares
from tests.strategies import LAB, records

PROBABILITY = st.floats(0.01, 0.99)
STRENGTH = st.floats(0.0, 1.0)
BATTERY = st.lists(st.tuples(PROBABILITY, PROBABILITY), min_size=1, max_size=5)


def battery(pairs):
    return {f"t{i}": ((a, 1 - a), (b, 1 - b)) for i, (a, b) in enumerate(pairs)}


def every_result(tests):
    """All joint results of binary tests, as likelihoods with and without the target."""
    for cells in itertools.product((0, 1), repeat=len(tests)):
        yield dict(zip(tests, cells, strict=True)), {f: (tests[f][0][s], tests[f][1][s]) for f, s in zip(tests, cells, strict=True)}


@given(BATTERY, st.floats(0.001, 1.0))
@settings(max_examples=300, deadline=None)
def test_each_test_keeps_its_study_s_numbers_and_all_results_sum_to_1(pairs, d):
    tests = battery(pairs)
    chain = readings(tests, d)
    total = [0.0, 0.0]
    positive = {f: [0.0, 0.0] for f in tests}
    for cells, results in every_result(tests):
        joint = joint_likelihood(chain, results)
        assert 0.0 < joint[0] < 1.0
        assert 0.0 < joint[1] < 1.0
        for k in (0, 1):
            total[k] += joint[k]
            for f, s in cells.items():
                positive[f][k] += joint[k] * (s == 0)
    assert total == pytest.approx([1.0, 1.0], abs=1e-9)
    for f, (with_target, without) in tests.items():
        assert positive[f] == pytest.approx([with_target[0], without[0]], abs=1e-9)


@given(BATTERY, st.floats(0.001, 1.0), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_a_test_that_was_not_done_changes_nothing(pairs, d, random):
    """Summing a test out gives what leaving it out gives: one network, any set of tests."""
    tests = battery(pairs)
    chain = readings(tests, d)
    _, results = random.choice(list(every_result(tests)))
    left_out = random.choice(list(tests))
    rest = {f: x for f, x in results.items() if f != left_out}
    with_target, without = tests[left_out]
    summed = [sum(x) for x in zip(*(joint_likelihood(chain, rest | {left_out: (with_target[s], without[s])}) for s in (0, 1)), strict=True)]
    assert summed == pytest.approx(joint_likelihood(chain, rest), rel=1e-9, abs=1e-15)


@given(BATTERY, st.floats(0.01, 1.0))
@example([(0.5, 0.75), (0.5, 0.75), (0.75, 0.5), (0.75, 0.5), (0.75, 0.5)], 1.0)  # results that nearly exclude each other
@settings(max_examples=300, deadline=None)
def test_no_results_convince_more_than_the_strongest_over_the_dependence(pairs, d):
    tests = battery(pairs)
    ratios = [a / b for states in tests.values() for a, b in zip(*states, strict=True)]
    for _, results in every_result(tests):
        with_target, without = joint_likelihood(readings(tests, d), results)
        assert min(ratios) * d * (1 - 1e-5) <= with_target / without <= max(ratios) / d * (1 + 1e-5)


@given(st.tuples(PROBABILITY, PROBABILITY), st.integers(2, 6))
@settings(max_examples=100, deadline=None)
def test_equal_tests_that_err_together_are_one_test(pair, n):
    tests = battery([pair] * n)
    for s in (0, 1):
        one = tests["t0"][0][s] / tests["t0"][1][s]
        with_target, without = joint_likelihood(readings(tests, 1.0), {f: (x[0][s], x[1][s]) for f, x in tests.items()})
        assert with_target / without == pytest.approx(one, rel=1e-4)


@given(st.floats(0.3, 0.99), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
@settings(max_examples=100, deadline=None)
def test_a_weaker_test_adds_nothing_to_a_stronger_one_whatever_it_says(sensitivity, share, noise):
    """The weaker test is the stronger one with chance added."""
    strong = (sensitivity, sensitivity * share)
    hit, miss = noise + (1 - noise) * 0.8, noise * 0.5
    weak = tuple(p * hit + (1 - p) * miss for p in strong)
    tests = battery([strong, weak])
    chain = readings(tests, 1.0)
    for cells, results in every_result(tests):
        with_target, without = joint_likelihood(chain, results)
        alone = tests["t0"][0][cells["t0"]] / tests["t0"][1][cells["t0"]]
        assert with_target / without == pytest.approx(alone, rel=1e-3)


@given(BATTERY, STRENGTH, st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_a_positive_test_never_speaks_against_the_target(pairs, d, random):
    tests = battery([(max(p), min(p)) for p in pairs])
    chain = readings(tests, max(d, 1e-3))
    f = random.choice(list(tests))
    for _, results in every_result({g: x for g, x in tests.items() if g != f}):
        before = joint_likelihood(chain, results)
        after = joint_likelihood(chain, results | {f: (tests[f][0][0], tests[f][1][0])})
        assert after[0] / after[1] >= before[0] / before[1] * (1 - 1e-6)


@pytest.mark.parametrize("seed", range(60))
def test_posteriors_equal_the_sum_over_every_shared_reading(seed):
    rng = random.Random(seed)
    network = random_network(rng, tests=(4, 2), most_states=4).with_dependence({"t0": rng.uniform(0.05, 1.0), "t1": rng.uniform(0.0, 0.9)})
    prior, evidence = random_shares(rng, 3), random_evidence(rng, network)
    assert network.posterior(prior, evidence) == pytest.approx(posterior_by_summing(network, prior, evidence), abs=1e-9)


@given(records(40))
@settings(max_examples=60, deadline=None)
def test_no_dependence_is_todays_result_to_the_bit(record):
    plain = LAB.assess(record)
    for none in (0, 0.0, {}, dict.fromkeys(LAB.targets, 0.0)):
        a = LAB.assess(record, dependence=none)
        assert a.probabilities == plain.probabilities
        assert a.differential == plain.differential
        assert a.targets == plain.targets
        assert a.next_tests() == plain.next_tests()


@given(records(40), STRENGTH, st.data())
@settings(max_examples=80, deadline=None)
def test_reasons_targets_and_flips_agree_with_the_ranking(record, d, data):
    a = LAB.assess(record, dependence=d)
    one, two = data.draw(st.lists(st.sampled_from([c.id for c in LAB.conditions]), min_size=2, max_size=2, unique=True))
    p = {r.condition: r.probability for r in a.differential}
    assert math.fsum(p.values()) == pytest.approx(1.0, abs=1e-9)
    assert all(0.0 <= r.low <= r.probability <= r.high <= 1.0 for r in a.differential)
    if min(p[one], p[two]) > 1e-12:
        assert a.why(one, against=two).log_odds == pytest.approx(math.log(p[one] / p[two]), abs=1e-8)
    assert all(0.0 < t.probability < 1.0 for t in a.targets)


@pytest.mark.parametrize("seed", range(15))
def test_the_expected_posterior_of_a_test_is_the_posterior_before_it(seed):
    """What ``next_tests`` expects of a test is what the test then does."""
    from kneelab.model.workup import state_table

    rng = random.Random(seed)
    network = random_network(rng, tests=(4,), most_states=3).with_dependence({"t0": rng.uniform(0.1, 1.0)})
    prior, evidence = random_shares(rng, 3), random_evidence(rng, network, asked=0.6)
    evidence.pop("f05", None)
    group = {f: w for f, w in evidence.items() if network.findings[f].parent == "t0"}
    before = network.posterior(prior, evidence)
    table = state_table(network, network.findings["f05"], group)
    assert [sum(row) for row in table] == pytest.approx([1.0] * 3, abs=1e-9)
    for s in range(len(network.findings["f05"].states)):
        after = network.posterior(prior, evidence | {"f05": tuple(float(s == t) for t in range(len(table[0])))})
        joint = [p * row[s] for p, row in zip(before, table, strict=True)]
        assert after == pytest.approx([x / sum(joint) for x in joint], abs=1e-9)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("d", [0.2, 0.5, 0.95])
def test_bands_follow_the_numerical_derivative(seed, d):
    """Move each study's number a little on its logit; the posterior moves as the band says."""
    rng = random.Random(seed)
    network = random_network(rng, tests=(3,))
    prior, evidence = (
        random_shares(rng, 3),
        {"f00": (1.0, 0.0)} | {f"f0{i}": rng.choice([(1.0, 0.0), (0.0, 1.0), (0.7, 0.3)]) for i in (2, 3, 4)},
    )

    def posterior(moved: dict[tuple[str, bool], float]) -> list[float]:
        tests = {}
        for f, test in network.by_target.items():
            sides = []
            for side, number in ((True, test.with_target), (False, test.without)):
                p = 1 / (1 + math.exp(-(logit(number.probabilities[0]) + moved.get((f, side), 0.0))))
                sides.append(distribution([p, 1 - p], number.key, number.weight))
            tests[f] = Accuracy(*sides)
        twin = Network(network.conditions, network.findings, network.by_condition, tests, network.targets)
        return twin.with_dependence({"t0": d}).posterior(prior, evidence)

    numeric = [0.0] * 3
    for f, test in network.by_target.items():
        for side, number in ((True, test.with_target), (False, test.without)):
            up, down = (posterior({(f, side): step}) for step in (1e-5, -1e-5))
            p, n = number.probabilities[0], number.weight
            variance = 1 / (n * p + 0.5) + 1 / (n * (1 - p) + 0.5)
            numeric = [v + variance * ((logit(a) - logit(b)) / 2e-5) ** 2 for v, a, b in zip(numeric, up, down, strict=True)]
    dependent = network.with_dependence({"t0": d})
    of_tests = [i for i in bands.influences(dependent, evidence) if i.origin in network.by_target]
    assert bands.logit_variances(dependent.posterior(prior, evidence), of_tests) == pytest.approx(numeric, rel=1e-4)


def logit(p: float) -> float:
    return math.log(p / (1 - p))


def test_more_dependence_means_less_from_agreeing_tests():
    record = {"mcmurray": "present", "joint_line_tenderness": "present", "ege": "present"}

    def tear(d):
        return next(t.probability for t in LAB.assess(record, dependence={"meniscal_lesion": d}).targets if t.target == "meniscal_lesion")

    curve = [tear(d / 10) for d in range(11)]
    assert curve == sorted(curve, reverse=True)
    best = max(LAB.assess({f: "present"}).targets[0].probability for f in record)
    assert curve[-1] <= best * 1.02
    assert curve[0] > curve[-1] + 0.05


@pytest.mark.parametrize(
    ("dependence", "named"),
    [
        ({"meniscus": 0.5}, ["meniscus", "meniscal_lesion"]),
        ({"meniscal_lesion": 1.5}, ["meniscal_lesion", "1.5", "0 to 1"]),
        ({"meniscal_lesion": True}, ["meniscal_lesion", "True"]),
        ({"meniscal_lesion": "half"}, ["meniscal_lesion", "half"]),
        (-0.1, ["dependence", "-0.1"]),
        (float("nan"), ["dependence", "nan"]),
        ("much", ["dependence", "much"]),
    ],
)
def test_a_dependence_that_cannot_be_is_refused_by_name(dependence, named):
    with pytest.raises(InputError) as refused:
        LAB.assess({}, dependence=dependence)
    assert all(word in str(refused.value) for word in named)
