"""What the progress page shows, as plain data: scores, reliability, causes given too much or too little, attempts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kneelab import describe
from kneelab.learning.calibration import (
    Bin,
    Calibration,
    CauseBalance,
    cause_balances,
    first_and_practice,
    reliability,
    same_as_always,
    sure_of_one,
)
from kneelab.learning.next_up import fragment
from kneelab.learning.plays import CasePlay, PatientPlay, ScriptPlay
from kneelab.learning.record import Attempt, Learner
from kneelab.model.lab import Lab
from kneelab.plots import ReliabilityPoint, plot_reliability
from kneelab.widgets.chart import figure_content
from kneelab.widgets.practice_view import PLAYER, Cases, describe_day

View = dict[str, Any]

ENOUGH = 10
"""Confidences below which their mean says nothing. Judged: of ten throws of a coin, heads are off by two or more in a third of tries."""
CLOSE = 5
"""Said and right at most so far apart, of 100, are called fitting. Judged."""
CAUSES = 12
"""Causes shown, the widest differences first."""


def scores_view(lab: Lab, learner: Learner) -> View:
    """Scores of first attempts and of practice; None where nothing was scored or said."""
    first, practice = first_and_practice(learner)
    return {
        "empty": not any((part.scored or part.bins) for part in (first, practice)),
        "parts": [
            {
                "title": lab.strings[f"progress.{key}"],
                "text": lab.strings[f"progress.{key}_text"],
                "tiles": _tiles(lab, part) if part.scored or part.bins else None,
            }
            for key, part in (("first", first), ("practice", practice))
        ],
        "causes": [_cause_row(lab, c) for c in cause_balances(learner.first_attempts) if c.condition in lab.network.conditions][:CAUSES],
    }


def reliability_view(lab: Lab, learner: Learner) -> View | None:
    """The reliability diagram with its twins; None without any confidence."""
    bins = reliability([c for a in learner.attempts if a.ended and a.result for c in a.result.confidences])
    if not bins:
        return None
    s = lab.strings
    points = [ReliabilityPoint(b.said, 100 * b.right.value, 100 * b.right.low, 100 * b.right.high, b.right.of) for b in bins]
    words = {"said": s["progress.axis_said"], "right": s["progress.axis_right"]}
    parts = " ".join(
        s["progress.reliability_part"].format(low=b.low, high=b.high, hits=b.right.hits, of=b.right.of) for b in sorted(bins, key=_most)
    )
    summary = s["progress.reliability_summary"].format(parts=parts)
    head = [s[f"progress.col.{c}"] for c in ("said", "mean", "right", "of", "interval")]
    content = figure_content(plot_reliability(points, words), summary, [head, *(_bin_row(lab, b) for b in bins)])
    return {**content, "text": s["progress.reliability_of"].format(n=sum(b.right.of for b in bins))}


def attempts_view(lab: Lab, cases: Cases, learner: Learner, now: datetime) -> list[View]:
    """Every attempt, the latest first, with the way to play it again."""
    first = {a.id for a in learner.first_attempts}
    latest = sorted(learner.attempts, key=lambda a: (a.ended or a.started, a.id), reverse=True)
    return [_attempt_row(lab, cases, a, a.id in first, now) for a in latest]


def _most(b: Bin) -> int:
    return -b.right.of


def _tiles(lab: Lab, part: Calibration) -> list[View]:
    s = lab.strings
    tiles = []
    if part.brier is not None and part.log is not None:
        patients = s["progress.scored_1"] if part.scored == 1 else s["progress.scored"].format(n=part.scored)
        for key, score, p in (("brier", part.brier, sure_of_one(part.brier)), ("log", part.log, same_as_always(part.log))):
            tiles.append(
                {
                    "name": s[f"progress.{key}"],
                    "number": f"{score:.2f}",
                    "text": s[f"progress.{key}_means"].format(n=round(100 * p)),
                    "of": patients,
                }
            )
    if part.said is not None and part.right is not None:
        said, right, n = round(part.said), round(part.right), sum(b.right.of for b in part.bins)
        text = s["progress.said_right_text"].format(said=said, right=right)
        tiles.append(
            {"name": s["progress.said_right"], "number": f"{said} / {right}", "text": text, "of": _sure_words(lab, said - right, n)}
        )
    return tiles


def _sure_words(lab: Lab, over: int, n: int) -> str:
    s = lab.strings
    if n < ENOUGH:
        return s["progress.few"].format(n=n)
    if abs(over) <= CLOSE:
        return s["progress.fits"]
    return s["progress.too_sure" if over > 0 else "progress.too_unsure"].format(n=abs(over))


def _cause_row(lab: Lab, c: CauseBalance) -> View:
    condition = lab.condition(c.condition)
    return {
        "name": condition.name,
        "family": condition.family,
        "given": c.given,
        "given_words": describe.describe_share(lab, c.given / 100),
        "was": 100 * c.was.value,
        "was_words": lab.strings["progress.was"].format(hits=c.was.hits, of=c.was.of),
        "low": 100 * c.was.low,
        "high": 100 * c.was.high,
        "verdict": c.verdict,
        "verdict_words": lab.strings[f"progress.{c.verdict}"],
    }


def _bin_row(lab: Lab, b: Bin) -> Sequence[str]:
    between = lab.strings["progress.range"]
    interval = between.format(low=round(100 * b.right.low), high=round(100 * b.right.high))
    return [between.format(low=b.low, high=b.high), f"{b.said:.0f}", str(b.right.hits), str(b.right.of), interval]


def _attempt_row(lab: Lab, cases: Cases, a: Attempt, first: bool, now: datetime) -> View:
    s = lab.strings
    known = a.result is not None and a.result.condition in lab.network.conditions
    said = []
    if a.result is not None and a.result.shares and known:
        said.append(s["progress.col.share"].format(n=a.result.shares.get(a.result.condition, 0)))
    if a.result is not None and a.result.urgency is not None and a.result.urgency.too_low:
        said.append(s["progress.too_low"])
    state = "open" if a.result is None or a.ended is None else "right" if a.result.right else "wrong"
    return {
        "when": describe_day(lab, a.ended or a.started, now),
        "what": _what(lab, cases, a),
        "answer": lab.condition(a.result.condition).name if a.result and known and a.ended else None,
        "state": state,
        "word": s[f"progress.was_{state}"],
        "first": s["progress.is_first" if first else "progress.is_practice"] if state != "open" else None,
        "said": said,
        "href": _href(cases, a),
    }


def _what(lab: Lab, cases: Cases, a: Attempt) -> str:
    s = lab.strings
    if isinstance(a.play, CasePlay):
        return cases[a.play.case].title if a.play.case in cases else s["progress.attempt.gone"]
    if isinstance(a.play, PatientPlay):
        return s["progress.attempt.patient"].format(seed=a.play.seed, difficulty=a.play.difficulty)
    if isinstance(a.play, ScriptPlay):
        known = a.play.condition in lab.network.conditions
        return s["progress.attempt.script"].format(cause=lab.condition(a.play.condition).name if known else a.play.condition[:40])
    return s["progress.attempt.twins"]


def _href(cases: Cases, a: Attempt) -> str | None:
    if isinstance(a.play, CasePlay) and a.play.case not in cases:
        return None
    if isinstance(a.play, (CasePlay, PatientPlay)):
        return f"{PLAYER}#{fragment(a.play)}"
    return f"practice.ipynb#show=script&cause={a.play.condition}" if isinstance(a.play, ScriptPlay) else "practice.ipynb#show=twins"
