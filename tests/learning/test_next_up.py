"""What comes next: blocks first, then a mix by what is due, and somebody to send on among any three."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kneelab
from kneelab.learning.next_up import FIRST, fragment, mastered, must_be_sent_on, next_up
from kneelab.learning.plays import CasePlay, PatientPlay
from kneelab.learning.record import Learner, read_learner
from tests.learning.records import RESULT, spoilt

LAB = kneelab.load()
START = datetime(2026, 11, 1, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    condition: str


@dataclass(frozen=True)
class Written:
    id: str
    difficulty: int
    answer: Answer


CASES = {f"{c}_{n}": Written(f"{c}_{n}", n, Answer(c)) for c in FIRST for n in (1, 2)}


def play_of(play: CasePlay | PatientPlay) -> dict:
    if isinstance(play, CasePlay):
        return {"case": play.case, "seed": play.seed, "mode": play.mode}
    said = {k: getattr(play, k) for k in ("seed", "condition", "difficulty", "noise", "setting")}
    return {"patient": said, "mode": play.mode}


@dataclass
class Pupil:
    """Follows every recommendation, one an hour, ten a day."""

    raw: list[dict]

    def learner(self) -> Learner:
        return read_learner({"kneelab_record": 1, "id": "x", "attempts": self.raw, "quizzes": []})

    def at(self) -> datetime:
        n = len(self.raw)
        return START + timedelta(days=n // 10, hours=n % 10)

    def asked(self):
        return next_up(self.learner(), CASES, LAB, self.at())

    def plays(self, right: bool = True, recommendation=None):
        one = recommendation or self.asked()
        end = self.at() + timedelta(minutes=20)
        shares = {one.condition: 60 if right else 10, "something_else": 40 if right else 90}
        self.raw.append(
            {
                "id": f"a{len(self.raw)}",
                "kind": "case" if isinstance(one.play, CasePlay) else "patient",
                "play": play_of(one.play),
                "content_version": "1",
                "started": f"{self.at():%Y-%m-%dT%H:%M:%SZ}",
                "ended": f"{end:%Y-%m-%dT%H:%M:%SZ}",
                "moves": [],
                "result": {**RESULT, "condition": one.condition, "shares": shares, "right": right},
            }
        )
        return one


def test_it_begins_with_a_case_of_the_first_cause_and_then_the_same_cause_in_somebody_else():
    pupil = Pupil([])
    first, second = pupil.plays(), pupil.plays()
    assert (first.reason, first.play) == ("new", CasePlay("sciatica_1", 0, "staged"))
    assert (second.reason, second.condition) == ("again", "sciatica")
    assert isinstance(second.play, PatientPlay)
    assert LAB.patient(second.play.seed, difficulty=second.play.difficulty).condition == "sciatica"
    assert "sciatica" not in fragment(second.play)


def test_after_a_wrong_answer_the_same_case_comes_as_a_variant():
    pupil = Pupil([])
    pupil.plays(right=False)
    assert pupil.asked().play == CasePlay("sciatica_1", 1, "staged")


def test_the_first_eight_causes_come_before_the_others_but_for_those_who_must_be_sent_on():
    pupil = Pupil([])
    met = list(dict.fromkeys(pupil.plays().condition for _ in range(40)))
    assert set(FIRST) <= set(met[: len(FIRST) * 2])
    calm = [c for c in met if not must_be_sent_on(LAB.condition(c))]
    in_first = [c for c in FIRST if not must_be_sent_on(LAB.condition(c))]
    assert calm[: len(in_first)] == in_first


@given(st.lists(st.booleans(), min_size=12, max_size=30))
@settings(deadline=None, max_examples=15)
def test_among_any_three_patients_one_must_be_sent_on(outcomes):
    pupil = Pupil([])
    sent_on = [must_be_sent_on(LAB.condition(pupil.plays(right).condition)) for right in outcomes]
    assert all(any(sent_on[i : i + 3]) for i in range(len(sent_on) - 2))


@given(st.lists(st.booleans(), min_size=12, max_size=30))
@settings(deadline=None, max_examples=15)
def test_nobody_is_met_twice_and_new_causes_come_in_blocks_of_two(outcomes):
    pupil = Pupil([])
    made = [pupil.plays(right) for right in outcomes]
    assert len({fragment(one.play) for one in made}) == len(made)
    seen: set[str] = set()
    for one, after in pairwise(made):
        if one.condition not in seen:
            assert (after.condition, after.reason) == (one.condition, "again")
        seen.add(one.condition)


def test_what_is_due_comes_back_mixed_with_what_looks_like_it():
    pupil = Pupil([])
    for _ in range(11):
        pupil.plays()  # the last one stands alone, so no block is open
    later = START + timedelta(days=60)
    one = next_up(pupil.learner(), CASES, LAB, later)
    last = pupil.learner().attempts[-1].result.condition
    assert one.reason == "due"
    assert one.condition != last
    assert one.among == () or one.condition in one.among


def test_a_look_alike_of_the_last_cause_comes_before_what_was_due_earlier():
    pupil = Pupil([])
    for condition in ("knee_oa", "knee_oa", "calf_strain", "calf_strain", "dvt", "dvt"):
        n = len(pupil.raw)
        pupil.plays(recommendation=type("R", (), {"play": CasePlay(f"x{n}", 0, "staged"), "condition": condition})())
    one = next_up(pupil.learner(), CASES, LAB, START + timedelta(days=60))
    assert one.condition == "calf_strain"
    assert set(one.among) == {"calf_strain", "dvt"}


def test_new_causes_wait_while_three_are_open():
    pupil = Pupil([])
    for _ in range(6):
        pupil.plays(right=False)
    assert len({a.result.condition for a in pupil.learner().attempts}) == 3
    for _ in range(6):
        assert pupil.plays(right=False).reason != "new"


def test_mastery_needs_two_in_a_row_in_patients_not_met_before():
    pupil = Pupil([])
    same = type("R", (), {"play": CasePlay("x", 0, "staged"), "condition": "dvt"})()
    pupil.plays(recommendation=same)
    pupil.plays(recommendation=same)
    assert mastered(pupil.learner()) == frozenset()
    variant = type("R", (), {"play": CasePlay("x", 1, "staged"), "condition": "dvt"})()
    pupil.plays(recommendation=variant)
    assert mastered(pupil.learner()) == {"dvt"}


def test_the_same_record_and_time_give_the_same_recommendation():
    pupil = Pupil([])
    for right in (True, False, True, True):
        pupil.plays(right)
    assert pupil.asked() == pupil.asked()


@pytest.mark.parametrize("cases", [{}, CASES])
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)
@given(raw=spoilt() | st.just({}))
def test_any_record_gives_a_recommendation(cases, raw):
    one = next_up(read_learner(raw), cases, LAB, START)
    assert one.condition in LAB.network.conditions
    assert fragment(one.play)
