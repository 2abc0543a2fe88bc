"""What separates causes: the measure, its order, its mirror."""

from __future__ import annotations

import math
import random

import pytest

from kneelab.model.contrast import against_cause, against_rest
from tests.model.test_network_reference import small_network


def test_two_causes_separate_the_same_both_ways_and_best_comes_first():
    network = small_network(random.Random(1))
    forth, back = against_cause(network, "a", "c"), against_cause(network, "c", "a")
    assert [c.finding for c in forth] == [c.finding for c in back]
    assert [c.bits for c in forth] == pytest.approx(sorted((c.bits for c in back), reverse=True))
    assert forth[0].log_ratio == pytest.approx(-back[0].log_ratio)


def test_the_measure_is_the_expected_weight_of_evidence():
    network = small_network(random.Random(2))
    for c in against_cause(network, "a", "b"):
        (p, _), (q, _) = c.here, c.there
        expected = p * math.log2(p / q) + (1 - p) * math.log2((1 - p) / (1 - q))
        expected += q * math.log2(q / p) + (1 - q) * math.log2((1 - q) / (1 - p))
        assert c.bits == pytest.approx(expected)
        assert c.bits >= 0.0


def test_the_rest_is_the_average_of_the_others_by_their_shares():
    network = small_network(random.Random(4))
    for c in against_rest(network, "a", (0.5, 0.4, 0.1)):
        _, b, d = network.given_condition(c.finding)
        assert c.there == pytest.approx([(0.4 * x + 0.1 * y) / 0.5 for x, y in zip(b, d, strict=True)])


def test_a_named_state_is_one_that_speaks_for_the_cause(lab):
    for condition in lab.network.conditions:
        for c in against_rest(lab.network, condition, lab.settings["pt_outpatient"].mix):
            if not lab.findings[c.finding].is_binary and c.bits > 0.01:
                assert c.here[c.state] > c.there[c.state]


def test_a_ratio_of_two_rarities_comes_after_a_plain_difference(lab):
    """4 against 1 of 100 is four times as often, and separates fewer people than 80 against 40."""
    from kneelab.model.contrast import _contrast

    rare = _contrast("x", (0.04, 0.96), (0.01, 0.99), True)
    plain = _contrast("x", (0.80, 0.20), (0.40, 0.60), True)
    assert rare.log_ratio > plain.log_ratio
    assert rare.bits < plain.bits
