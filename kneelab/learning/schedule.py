"""When each cause is due again: spaced repetition, replayed from the record.

Nothing is stored but attempts. Each time, the whole record is played through the scheduler
(FSRS, without its fuzzing), so the same record always gives the same dates, and a changed
rating rule changes them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from fsrs import Card, Rating, Scheduler

from kneelab.learning.plays import CasePlay, Play, Subject
from kneelab.learning.record import Attempt, Learner, Quiz, Result

HALF = 50
"""Share of 100 below which the answer led without being likelier than all others together."""
SURE = 75
"""Share of 100 from which the answer counts as seen clearly."""

# A patient takes minutes, not seconds, and is not shown twice within an hour: no learning steps, so every interval is in days.
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@dataclass(frozen=True, slots=True)
class Due:
    """One cause, or one structure, and when it should come again.

    Parameters
    ----------
    subject : str
        Id of the condition or structure.
    at : datetime
        When it is due.
    last : datetime
        When it was last practised.
    times : int
        How often it was practised.
    lapses : int
        How often it was rated *again*.
    """

    subject: str
    at: datetime
    last: datetime
    times: int
    lapses: int


def rate(kind: str, result: Result, repeated: bool) -> Rating:
    """How well an attempt went, in the scheduler's four grades. The limits are judged.

    *again*: the answer did not lead, or the urgency was too low, which harms whatever the answer was.
    *hard*: it led with less than half, so the others together were thought likelier; or the very same
    patient was met before, which tests the memory of that patient.
    *easy*: three quarters or more, and the urgency right: nothing was left to learn here for a while.
    *good*: the rest. Twins and scripts have no shares: right is good, wrong is again.
    """
    if not result.right or (result.urgency is not None and result.urgency.too_low):
        return Rating.Again
    if kind not in ("case", "patient"):
        return Rating.Good
    given = result.shares.get(result.condition, 0)
    if given < HALF or repeated:
        return Rating.Hard
    urgency_right = result.urgency is None or result.urgency.right
    return Rating.Easy if given >= SURE and urgency_right else Rating.Good


def who(play: Play) -> Subject:
    """The one patient that a play is about: a variant of a case is another one, another mode is not."""
    return ("case", play.case, play.seed) if isinstance(play, CasePlay) else play.subject


def ended(learner: Learner) -> list[tuple[Attempt, Result, datetime]]:
    """Attempts that came to a result, by the time of their end."""
    done = [(a, a.result, a.ended) for a in learner.attempts if a.result is not None and a.ended is not None]
    return sorted(done, key=lambda d: (d[2], d[0].id))


def due_causes(learner: Learner) -> dict[str, Due]:
    """Every cause that was practised, by id, with its next date."""
    met: set[Subject] = set()
    reviews: dict[str, list[tuple[datetime, Rating]]] = {}
    for attempt, result, at in ended(learner):
        reviews.setdefault(result.condition, []).append((at, rate(attempt.kind, result, who(attempt.play) in met)))
        met.add(who(attempt.play))
    return {condition: _replayed(condition, rated) for condition, rated in reviews.items()}


def due_structures(quizzes: Iterable[Quiz]) -> dict[str, Due]:
    """Every structure that was asked for, by id, with its next date: each is a card of its own."""
    reviews: dict[str, list[tuple[datetime, Rating]]] = {}
    for quiz in sorted(quizzes, key=lambda q: q.at):
        reviews.setdefault(quiz.structure, []).append((quiz.at, Rating.Good if quiz.right else Rating.Again))
    return {structure: _replayed(structure, rated) for structure, rated in reviews.items()}


def _replayed(subject: str, reviews: list[tuple[datetime, Rating]]) -> Due:
    card = Card(card_id=0, due=reviews[0][0])
    for at, rating in reviews:
        card, _ = _SCHEDULER.review_card(card, rating, at)
    lapses = sum(rating is Rating.Again for _, rating in reviews)
    return Due(subject, card.due, reviews[-1][0], len(reviews), lapses)
