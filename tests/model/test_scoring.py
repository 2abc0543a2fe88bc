"""The measures against hand-made values and an independent library."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import beta

from kneelab.model.scoring import Forecast, at_least, brier, calibration_slope, mean, two_sided


@pytest.mark.parametrize(("hits", "of"), [(0, 6), (1, 6), (5, 6), (6, 6), (18, 20), (1, 400), (399, 400), (731, 2000)])
def test_exact_bounds_are_those_of_the_beta_distribution(hits, of):
    both, one = two_sided(hits, of), at_least(hits, of)
    assert both.low == pytest.approx(beta.ppf(0.025, hits, of - hits + 1) if hits else 0.0, abs=1e-9)
    assert both.high == pytest.approx(beta.ppf(0.975, hits + 1, of - hits) if hits < of else 1.0, abs=1e-9)
    assert one.low == pytest.approx(beta.ppf(0.05, hits, of - hits + 1) if hits else 0.0, abs=1e-9)
    assert one.high == 1.0


def test_exact_bounds_by_hand():
    assert at_least(6, 6).low == pytest.approx(0.05 ** (1 / 6))
    assert two_sided(0, 10).high == pytest.approx(1 - 0.025 ** (1 / 10))


def test_brier_by_hand():
    assert brier(Forecast(1.0, (0.0, 0.0))) == 0.0
    assert brier(Forecast(0.0, (1.0, 0.0))) == 2.0
    assert brier(Forecast(0.25, (0.25, 0.25, 0.25))) == pytest.approx(0.75)
    assert brier(Forecast(0.5, (0.3, 0.2))) == pytest.approx(0.25 + 0.09 + 0.04)


shares = st.lists(st.floats(0.001, 1), min_size=2, max_size=6).map(lambda w: [x / math.fsum(w) for x in w])


def expected_brier(truth: list[float], said: list[float]) -> float:
    return math.fsum(q * brier(Forecast(p, tuple(said[:i] + said[i + 1 :]))) for i, (q, p) in enumerate(zip(truth, said, strict=True)))


@given(shares, st.data())
@settings(deadline=None)
def test_who_says_the_true_probabilities_scores_best(truth, data):
    raw = data.draw(st.lists(st.floats(0.001, 1), min_size=len(truth), max_size=len(truth)))
    other = [x / math.fsum(raw) for x in raw]
    assert expected_brier(truth, truth) <= expected_brier(truth, other) + 1e-12


def forecasts(n: int, sharpness: float, seed: int = 5) -> list[Forecast]:
    """Outcomes drawn from true probabilities, forecast with their log-odds stretched."""
    rng = random.Random(seed)
    made = []
    for _ in range(n):
        weights = [rng.random() ** 4 + 1e-6 for _ in range(12)]
        right = rng.choices(range(12), weights)[0]
        stretched = [w**sharpness for w in weights]
        total = math.fsum(stretched)
        said = [x / total for x in stretched]
        made.append(Forecast(said[right], tuple(p for i, p in enumerate(said) if i != right)))
    return made


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 2.0])
def test_the_slope_is_the_likeliest_one(sharpness):
    made = forecasts(60, sharpness)

    def minus_log_likelihood(slope: float) -> float:
        return math.fsum(math.log(f.right**slope + math.fsum(p**slope for p in f.wrong)) - slope * math.log(f.right) for f in made)

    reference = minimize_scalar(minus_log_likelihood, bounds=(0, 20), method="bounded", options={"xatol": 1e-9}).x
    assert calibration_slope(made).value == pytest.approx(reference, abs=1e-3)


def test_stretched_log_odds_are_too_sure_by_that_factor():
    honest, sure = calibration_slope(forecasts(400, 1.0)), calibration_slope(forecasts(400, 2.0))
    assert honest.low < 1 < honest.high
    assert sure.high < 1
    assert sure.value == pytest.approx(honest.value / 2, rel=1e-3)


def test_a_slope_that_no_case_bounds_is_none():
    always_first = [Forecast(0.6, (0.3, 0.1)), Forecast(0.5, (0.4, 0.1)), Forecast(0.9, (0.05, 0.05))]
    assert (calibration_slope(always_first).value, calibration_slope(always_first).high) == (None, None)
    assert calibration_slope([Forecast(0.05, (0.9, 0.05))] * 3).value == 0.0


def test_the_bootstrap_brackets_the_mean_and_repeats_itself():
    values = [0.0, 0.2, 0.4, 0.9, 1.0, 0.3, 0.5]
    once = mean(values)
    assert once.value == pytest.approx(sum(values) / 7)
    assert min(values) < once.low < once.value < once.high < max(values)
    assert mean(list(values)) == once
    assert mean([0.4]).low is None
