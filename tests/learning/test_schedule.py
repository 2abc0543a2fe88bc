"""The schedule is replayed from the record: ratings, days, and the same dates for the same record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kneelab.learning.record import Quiz, Result, SaidUrgency, read_learner
from kneelab.learning.schedule import due_causes, due_structures, rate
from tests.learning.records import RESULT, attempt, record, spoilt

TOO_LOW = SaidUrgency("pt_care", False, True)
TOO_HIGH = SaidUrgency("emergency", False, False)
FITTING = SaidUrgency("same_day", True, False)


def result(given: int = 60, urgency: SaidUrgency | None = FITTING, right: bool = True) -> Result:
    return Result("dvt", {"dvt": given, "something_else": 100 - given}, (), urgency, (), right)


@pytest.mark.parametrize(
    ("kind", "outcome", "repeated", "rating"),
    [
        ("case", result(90), False, Rating.Easy),
        ("case", result(75, None), False, Rating.Easy),
        ("case", result(90, TOO_HIGH), False, Rating.Good),
        ("case", result(90, TOO_LOW), False, Rating.Again),
        ("patient", result(60), False, Rating.Good),
        ("patient", result(49), False, Rating.Hard),
        ("patient", result(90), True, Rating.Hard),
        ("patient", result(90, right=False), False, Rating.Again),
        ("twins", Result("dvt", {}, (), None, (), True), False, Rating.Good),
        ("script", Result("dvt", {}, (), None, (), False), False, Rating.Again),
    ],
)
def test_ratings(kind, outcome, repeated, rating):
    assert rate(kind, outcome, repeated) is rating


def played(number: int, day: int, right: bool = True, condition: str = "dvt", case: str | None = None) -> dict:
    shares = {condition: 60 if right else 10, "something_else": 40 if right else 90}
    raw = attempt(number, {"case": case or f"case_{number}", "seed": 0, "mode": "staged"}, ended=f"2026-11-{day:02d}T10:00:00Z")
    raw["result"] = {**RESULT, "condition": condition, "shares": shares, "right": right}
    return raw


def test_the_dates_are_those_of_the_scheduler_itself():
    learner = read_learner(record(played(1, 1), played(2, 3, right=False), played(3, 5)))
    card, scheduler = Card(card_id=1), Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    for day, rating in ((1, Rating.Good), (3, Rating.Again), (5, Rating.Good)):
        card, _ = scheduler.review_card(card, rating, datetime(2026, 11, day, 10, tzinfo=UTC))
    due = due_causes(learner)["dvt"]
    assert (due.at, due.times, due.lapses) == (card.due, 3, 1)


def test_right_comes_back_later_than_wrong_and_never_on_the_same_day():
    right, wrong = (due_causes(read_learner(record(played(1, 1, right=r))))["dvt"] for r in (True, False))
    assert right.last + timedelta(days=1) <= wrong.at < right.at


def test_the_same_patient_again_gains_less_than_another_one():
    again = due_causes(read_learner(record(played(1, 1, case="x"), played(2, 4, case="x"))))["dvt"]
    other = due_causes(read_learner(record(played(1, 1, case="x"), played(2, 4, case="y"))))["dvt"]
    assert again.at < other.at


def test_attempts_count_by_their_end_whatever_their_order_in_the_record():
    one, two = played(1, 9, right=False), played(2, 2)
    assert due_causes(read_learner(record(one, two))) == due_causes(read_learner(record(two, one)))
    assert due_causes(read_learner(record(one, two)))["dvt"].last.day == 9


def test_what_has_not_ended_is_not_scheduled():
    assert due_causes(read_learner(record(attempt(1)))) == {}


def test_each_structure_is_a_card_of_its_own():
    at = datetime(2026, 11, 1, tzinfo=UTC)
    quizzes = [Quiz("anatomy", "popliteus", "q", True, at), Quiz("anatomy", "plantaris", "q", False, at)]
    due = due_structures(quizzes)
    assert due["plantaris"].at < due["popliteus"].at
    assert (due["plantaris"].lapses, due["popliteus"].lapses) == (1, 0)


@settings(suppress_health_check=[HealthCheck.too_slow])  # building strategies anew takes its time on a busy machine
@given(spoilt() | st.just(None))
def test_any_record_gives_a_schedule(raw):
    learner = read_learner(raw)
    assert due_causes(learner) == due_causes(learner)
    due_structures(learner.quizzes)
