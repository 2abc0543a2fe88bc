"""Scores against independent references, and the rule that honesty pays best."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import beta
from sklearn.metrics import brier_score_loss, log_loss

from kneelab.learning.calibration import calibrate, cause_balances, first_and_practice, forecast, reliability, same_as_always, sure_of_one
from kneelab.learning.record import Confidence, Result, read_learner
from kneelab.model.scoring import LEAST_SHARE, Forecast, brier, log_score
from tests.learning.records import RESULT, attempt, record, spoilt

CAUSES = ["bakers_cyst", "dvt", "sciatica", "something_else"]


def result(answer: str, shares: dict[str, int], confidences: tuple[Confidence, ...] = ()) -> Result:
    return Result(answer, shares, (), None, confidences, max(shares, key=lambda c: shares[c], default=None) == answer)


@st.composite
def whole_shares(draw: st.DrawFn, least: int = 0) -> dict[str, int]:
    """Whole shares of 100 among four causes."""
    cuts = sorted(draw(st.lists(st.integers(0, 100 - 4 * least), min_size=3, max_size=3)))
    parts = [b - a + least for a, b in zip([0, *cuts], [*cuts, 100 - 4 * least], strict=True)]
    return dict(zip(CAUSES, parts, strict=True))


attempts = st.lists(st.tuples(whole_shares(), st.sampled_from(CAUSES)), min_size=1, max_size=12)


@given(attempts)
def test_scores_equal_those_of_an_independent_library(made):
    forecasts = [forecast(result(answer, shares)) for shares, answer in made]
    told = [[shares[c] / 100 for c in CAUSES] for shares, _ in made]
    answers = [answer for _, answer in made]
    expected = brier_score_loss(answers, told, labels=CAUSES, scale_by_half=False)
    assert math.fsum(brier(f) for f in forecasts) / len(forecasts) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.tuples(whole_shares(least=1), st.sampled_from(CAUSES)), min_size=1, max_size=12))
def test_log_scores_equal_those_of_an_independent_library(made):
    forecasts = [forecast(result(answer, shares)) for shares, answer in made]
    told = [[shares[c] / 100 for c in CAUSES] for shares, _ in made]
    assert math.fsum(map(log_score, forecasts)) / len(made) == pytest.approx(log_loss([a for _, a in made], told, labels=CAUSES), abs=1e-9)


@given(whole_shares(least=1), whole_shares())
def test_who_says_what_is_true_scores_best(truth, said):
    """Strictly: any other forecast has a worse expected score, by both scores."""

    def expected(score, told: dict[str, int]) -> float:
        return math.fsum(truth[c] / 100 * score(Forecast(told[c] / 100, tuple(v / 100 for k, v in told.items() if k != c))) for c in CAUSES)

    for score in (brier, log_score):
        if said == truth:
            assert expected(score, said) == expected(score, truth)
        else:
            assert expected(score, said) > expected(score, truth)


def test_the_floor_of_the_log_score():
    assert log_score(Forecast(0.0, (1.0,))) == -math.log(LEAST_SHARE)
    assert log_score(Forecast(1.0, (0.0,))) == 0.0


def test_something_else_is_everything_that_was_not_named():
    told = {"dvt": 70, "something_else": 30}
    assert forecast(result("tumour", told)) == Forecast(0.3, (0.7,))
    assert forecast(result("dvt", told)) == Forecast(0.7, (0.3,))
    assert forecast(result("tumour", {"dvt": 100})) == Forecast(0.0, (1.0,))
    assert forecast(result("dvt", {})) is None


def test_scores_in_plain_words_undo_the_scores():
    for p in (0.2, 0.55, 0.9):
        assert same_as_always(log_score(Forecast(p, (1 - p,)))) == pytest.approx(p)
        assert sure_of_one(brier(Forecast(p, (1 - p,)))) == pytest.approx(p)


def test_reliability_bins_and_their_exact_intervals():
    said = [Confidence(72, True, "answer")] * 3 + [
        Confidence(78, False, "answer"),
        Confidence(100, True, "history"),
        Confidence(0, False, "answer"),
    ]
    low, middle, high = reliability(said)
    assert (low.low, low.high, low.right.hits, low.right.of) == (0, 19, 0, 1)
    assert (middle.low, middle.high, middle.said, middle.right.hits, middle.right.of) == (60, 79, 73.5, 3, 4)
    assert middle.right.low == pytest.approx(beta.ppf(0.025, 3, 2), abs=1e-9)
    assert (high.low, high.high, high.said) == (80, 100, 100)


@given(st.lists(st.integers(0, 100), max_size=40))
def test_every_confidence_is_in_one_bin(said):
    bins = reliability([Confidence(n, n % 2 == 0, "answer") for n in said])
    assert sum(b.right.of for b in bins) == len(said)
    assert all(b.low <= b.said <= b.high for b in bins)


def scored(number: int, answer: str, shares: dict[str, int], case: str | None = None) -> dict:
    raw = attempt(number, {"case": case or f"c{number}", "seed": 0, "mode": "staged"}, ended=f"2026-11-24T22:{number:02d}:00Z")
    raw["result"] = {**RESULT, "condition": answer, "shares": shares, "right": max(shares, key=shares.__getitem__) == answer}
    return raw


def test_a_cause_that_always_gets_much_and_never_is_it_is_given_too_much():
    learner = read_learner(record(*(scored(n, "dvt", {"sciatica": 60, "dvt": 30, "something_else": 10}) for n in range(8))))
    found = {c.condition: c for c in cause_balances(learner.attempts)}
    assert (found["sciatica"].given, found["sciatica"].verdict) == (60, "over")
    assert (found["dvt"].given, found["dvt"].verdict) == (30, "under")
    assert "something_else" not in found


def test_few_attempts_settle_nothing():
    learner = read_learner(record(scored(1, "dvt", {"sciatica": 60, "dvt": 40})))
    assert {c.verdict for c in cause_balances(learner.attempts)} == {"open"}


def test_first_attempts_stand_apart_from_practice():
    wrong, right = {"sciatica": 90, "dvt": 10}, {"dvt": 100}
    learner = read_learner(record(scored(1, "dvt", wrong, "a"), scored(2, "dvt", right, "a"), scored(3, "dvt", wrong, "b"), attempt(4)))
    first, practice = first_and_practice(learner)
    assert (first.scored, practice.scored) == (2, 1)
    assert (first.brier, practice.brier) == (pytest.approx(1.62), 0.0)


def test_nobody_is_scored_without_an_attempt():
    empty = calibrate([])
    assert cause_balances([]) == ()
    assert (empty.scored, empty.brier, empty.log, empty.said, empty.bins) == (0, None, None, None, ())


@settings(suppress_health_check=[HealthCheck.too_slow])  # building strategies anew takes its time on a busy machine
@given(spoilt())
def test_any_record_gives_scores(raw):
    for part in first_and_practice(read_learner(raw)):
        assert part.brier is None or 0 <= part.brier <= 2
        assert part.log is None or 0 <= part.log <= -math.log(LEAST_SHARE)
