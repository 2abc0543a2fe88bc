"""How well a learner's certainty fits what was so: scores, reliability, and causes that get too much or too little."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kneelab.learning.record import Attempt, Confidence, Learner, Result
from kneelab.model.scoring import Forecast, Share, brier, log_score, two_sided

SOMETHING_ELSE = "something_else"
"""The share of everything that the learner did not name."""
BINS = ((0, 20), (20, 40), (40, 60), (60, 80), (80, 101))
"""Confidences from the first (included) to the second (not). Five, because a learner's answers are few."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Confidences that were about the same.

    Parameters
    ----------
    low, high : int
        Of 100; both included.
    said : float
        Their mean, of 100.
    right : Share
        How many of them were right, with its exact 95 % interval.
    """

    low: int
    high: int
    said: float
    right: Share


@dataclass(frozen=True, slots=True)
class CauseBalance:
    """What a learner gives a cause, against how often it was the answer.

    Parameters
    ----------
    given : float
        Mean share of 100 over all scored attempts; 0 where it was not named.
    was : Share
        In how many attempts it was the answer, with its exact 95 % interval.
    """

    condition: str
    given: float
    was: Share

    @property
    def verdict(self) -> str:
        """``over``, ``under``, or ``open`` while chance alone could have made the difference."""
        if self.given / 100 > self.was.high:
            return "over"
        return "under" if self.given / 100 < self.was.low else "open"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Scores of some attempts.

    Parameters
    ----------
    scored : int
        Attempts in which shares were committed.
    brier, log : float or None
        Means; None without any scored attempt.
    said, right : float or None
        Mean confidence and share of right answers, of 100; None without any confidence.
    bins : tuple of Bin
        Those that hold something.
    """

    scored: int
    brier: float | None
    log: float | None
    said: float | None
    right: float | None
    bins: tuple[Bin, ...]


def forecast(result: Result) -> Forecast | None:
    """Committed shares as a forecast; None where none were committed.

    The share of "something else" is everything that was not named, so it is what the answer got
    when the learner did not name it.
    """
    total = sum(result.shares.values())
    if total == 0:
        return None
    right = result.condition if result.condition in result.shares else SOMETHING_ELSE
    shares = {SOMETHING_ELSE: 0, **result.shares}
    return Forecast(shares[right] / total, tuple(s / total for c, s in shares.items() if c != right))


def calibrate(attempts: Iterable[Attempt]) -> Calibration:
    """Score attempts that came to a result."""
    results = [a.result for a in attempts if a.result is not None]
    scored = [f for r in results if (f := forecast(r)) is not None]
    confidences = [c for r in results for c in r.confidences]
    return Calibration(
        scored=len(scored),
        brier=_mean([brier(f) for f in scored]),
        log=_mean([log_score(f) for f in scored]),
        said=_mean([float(c.said) for c in confidences]),
        right=_mean([100.0 * c.right for c in confidences]),
        bins=reliability(confidences),
    )


def first_and_practice(learner: Learner) -> tuple[Calibration, Calibration]:
    """First attempts, and all others that ended: a patient met before is no test of reasoning."""
    first = learner.first_attempts
    ids = {a.id for a in first}
    return calibrate(first), calibrate(a for a in learner.attempts if a.ended and a.id not in ids)


def reliability(confidences: Sequence[Confidence]) -> tuple[Bin, ...]:
    """Confidences by how sure they were: said against right."""
    bins = []
    for low, end in BINS:
        inside = [c for c in confidences if low <= c.said < end]
        if inside:
            said = math.fsum(c.said for c in inside) / len(inside)
            bins.append(Bin(low, end - 1, said, two_sided(sum(c.right for c in inside), len(inside))))
    return tuple(bins)


def same_as_always(log: float) -> float:
    """Log score in plain words: the share (0 to 1) that, given to the right answer each time, scores the same."""
    return math.exp(-log)


def sure_of_one(score: float) -> float:
    """Brier score in plain words: the share (0 to 1) that scores the same when all the rest goes to one wrong cause each time."""
    return 1.0 - math.sqrt(max(0.0, score) / 2.0)


def cause_balances(attempts: Iterable[Attempt]) -> tuple[CauseBalance, ...]:
    """Causes that were named or met, the widest difference first."""
    results = [a.result for a in attempts if a.result is not None and forecast(a.result) is not None]
    named = {c for r in results for c in r.shares if c != SOMETHING_ELSE} | {r.condition for r in results}
    balances = []
    for condition in sorted(named):
        given = math.fsum(100.0 * r.shares.get(condition, 0) / sum(r.shares.values()) for r in results) / len(results)
        balances.append(CauseBalance(condition, given, two_sided(sum(r.condition == condition for r in results), len(results))))
    return tuple(sorted(balances, key=lambda b: -abs(b.given / 100 - b.was.value)))


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None
