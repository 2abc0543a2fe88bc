"""How good forecasts were: shares with exact bounds, Brier and log score, calibration slope.

Every function is deterministic; the bootstrap draws the same cases each time.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

LEVEL = 0.95
"""Of every interval here; the studies that stand beside our figures use the same."""
REPLICATES = 2000
SEED = 1
STEEPEST = 20.0
"""Slopes above this are not told apart: the forecasts were never too sure."""
STEPS = 200
TINY = 1e-300
"""Stands for a probability that underflowed."""
LEAST_SHARE = 0.001
"""Floor of the log score: a tenth of the least share that people say, 1 of 100.

Any floor pays somebody who says 0 for what is merely unlikely. Below e times less than 1 of 100, it pays
less than it costs: who thinks 1 of 100 does best by saying it.
"""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, with an exact interval (0 to 1)."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself, 0 to 1."""
        return self.hits / self.of


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure with its interval; an end that the cases do not bound is None."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Probabilities given to the right answer and to each wrong one; they sum to 1.

    Where several answers are accepted, ``right`` is their sum: they count as one.
    """

    right: float
    wrong: tuple[float, ...]


def two_sided(hits: int, of: int, level: float = LEVEL) -> Share:
    """A share with the exact two-sided interval of Clopper and Pearson (1934)."""
    tail = (1.0 - level) / 2.0
    return Share(hits, of, _lower(hits, of, tail), 1.0 - _lower(of - hits, of, tail))


def at_least(hits: int, of: int, level: float = LEVEL) -> Share:
    """A share with the exact one-sided lower bound; its upper end is 1."""
    return Share(hits, of, _lower(hits, of, 1.0 - level), 1.0)


def _lower(hits: int, of: int, tail: float) -> float:
    """Smallest share under which ``hits`` or more are still as likely as ``tail``."""
    if hits == 0:
        return 0.0
    low, high = 0.0, hits / of
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if _at_least_as_many(hits, of, middle) < tail else (low, middle)
    return (low + high) / 2.0


def _at_least_as_many(hits: int, of: int, p: float) -> float:
    """P(X >= hits) of a binomial; in logs, because large coefficients overflow."""
    whole = math.lgamma(of + 1)
    return math.fsum(
        math.exp(whole - math.lgamma(k + 1) - math.lgamma(of - k + 1) + k * math.log(p) + (of - k) * math.log1p(-p))
        for k in range(hits, of + 1)
    )


def mean(values: Sequence[float]) -> Estimate:
    """Mean over cases, with a percentile bootstrap over cases."""

    def of(chosen: Sequence[int]) -> float:
        return math.fsum(values[i] for i in chosen) / len(chosen)

    low, high = _bootstrap(len(values), of)
    return Estimate(of(range(len(values))), _bounded(low), _bounded(high))


def brier(forecast: Forecast) -> float:
    """Brier's multi-class score of one case: 0 is perfect, 2 is sure and wrong."""
    return (1.0 - forecast.right) ** 2 + math.fsum(p * p for p in forecast.wrong)


def log_score(forecast: Forecast) -> float:
    """Logarithmic score of one case (Good 1952): minus the natural log of what was given to the right answer.

    0 is perfect. A share below :data:`LEAST_SHARE` counts as that, so that one zero does not weigh
    infinitely; the worst score is therefore 6.9.
    """
    return -math.log(max(forecast.right, LEAST_SHARE))


def calibration_slope(forecasts: Sequence[Forecast]) -> Estimate:
    """By what factor the log-odds should be multiplied to fit the outcomes best.

    Cox's logistic recalibration (1958) in its multi-class form with one slope, which
    machine learning calls temperature scaling: each probability is raised to the power
    of the slope, and the slope is the one under which the right answers are likeliest.
    1 is right; below 1 the forecasts were too sure; above 1 not sure enough. 0 means no better
    than guessing; None, that the right answer always came first, so that no finite slope fits best.
    """
    scores = [_score_table(f) for f in forecasts]

    def of(chosen: Sequence[int]) -> float:
        return _root(lambda step: math.fsum(scores[i][step] for i in chosen))

    low, high = _bootstrap(len(forecasts), of)
    return Estimate(_bounded(of(range(len(forecasts)))), _bounded(low), _bounded(high))


def _slope_at(step: int) -> float:
    """Slopes of the table: dense near 0, where they differ most."""
    return STEEPEST * (step / STEPS) ** 2


def _score_table(forecast: Forecast) -> list[float]:
    """Derivative of one case's log-likelihood at each slope of the table; it only falls."""
    logs = [math.log(max(p, TINY)) for p in (forecast.right, *forecast.wrong)]
    table = []
    for step in range(STEPS + 1):
        slope = _slope_at(step)
        top = max(slope * x for x in logs)
        weights = [math.exp(slope * x - top) for x in logs]
        table.append(logs[0] - math.fsum(w * x for w, x in zip(weights, logs, strict=True)) / math.fsum(weights))
    return table


def _root(total: Callable[[int], float]) -> float:
    """Where a falling function crosses zero, linear between two steps; the ends where it does not."""
    low, high = 0, STEPS
    if total(low) <= 0.0:
        return 0.0
    if total(high) > 0.0:
        return math.inf
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if total(middle) > 0.0 else (low, middle)
    above, below = total(low), total(high)
    return _slope_at(low) + (_slope_at(high) - _slope_at(low)) * above / (above - below)


def _bounded(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _bootstrap(n: int, statistic: Callable[[Sequence[int]], float]) -> tuple[float, float]:
    """Percentile interval of a statistic over cases drawn with replacement; one case alone bounds nothing."""
    if n < 2:
        return -math.inf, math.inf
    found = sorted(statistic(chosen) for chosen in _draws(n))
    out = round((1.0 - LEVEL) / 2.0 * REPLICATES)
    return found[out], found[-out - 1]


@cache
def _draws(n: int) -> tuple[tuple[int, ...], ...]:
    """Places of the drawn cases, the same in every run."""
    rng = random.Random(SEED)
    return tuple(tuple(int(rng.random() * n) for _ in range(n)) for _ in range(REPLICATES))
