from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given

from kneelab.learning.plays import CasePlay, PatientPlay, ScriptPlay, TwinsPlay
from kneelab.learning.record import Confidence, Learner, SaidTarget, SaidUrgency, read_learner
from tests.learning.records import RESULT, any_json, attempt, record, spoilt
from tests.strategies import LAB


def test_a_whole_record_is_read() -> None:
    learner = read_learner(record(attempt(1, ended="2026-11-24T21:40:00Z")))
    (a,) = learner.attempts
    assert (learner.id, learner.problems) == ("r1", ())
    assert a.play == CasePlay("movie_theatre", 0, "staged")
    assert a.started == datetime(2026, 11, 24, 21, 1, tzinfo=UTC)
    assert [(m.do, dict(m.what)) for m in a.moves] == [("predict", {"finding": "fever"})]
    assert a.result is not None
    assert dict(a.result.shares) == RESULT["shares"]
    assert a.result.targets == (SaidTarget("popliteal_cyst", 20, True),)
    assert a.result.urgency == SaidUrgency("same_day", True, False)
    assert a.result.confidences == (Confidence(70, True, "answer"),)
    assert [q.structure for q in learner.quizzes] == ["popliteus"]


@pytest.mark.parametrize(
    ("kind", "play", "read"),
    [
        (
            "patient",
            {"patient": {"seed": 7, "condition": None, "difficulty": 2, "noise": 0.1, "setting": "pt_outpatient"}, "mode": "whole"},
            PatientPlay(7, None, 2, 0.1, "pt_outpatient", "whole"),
        ),
        ("twins", {"twins": {"seed": 3, "number": 12}}, TwinsPlay(3, 12)),
        ("script", {"script": {"condition": "dvt"}}, ScriptPlay("dvt")),
    ],
)
def test_every_kind_of_play_is_read(kind: str, play: dict[str, Any], read: object) -> None:
    assert read_learner(record(attempt(1, play, kind))).attempts[0].play == read


def test_first_attempt_is_the_one_that_ended_first_whatever_the_mode() -> None:
    late = attempt(1, ended="2026-11-24T23:00:00Z")
    early = attempt(2, {"case": "movie_theatre", "seed": 4, "mode": "free"}, ended="2026-11-24T22:00:00Z")
    other = attempt(3, {"case": "barbecue", "seed": 0, "mode": "free"}, ended="2026-11-24T23:30:00Z")
    unfinished = attempt(4, {"case": "third", "seed": 0, "mode": "free"})
    assert [a.id for a in read_learner(record(late, early, other, unfinished)).first_attempts] == ["a2", "a3"]


def test_unknown_keys_are_passed_over() -> None:
    raw = record({**attempt(1), "mood": "curious"}) | {"later": [1]}
    assert read_learner(raw).problems == ()


def test_an_attempt_twice_counts_once_with_most_moves() -> None:
    longer = attempt(1)
    longer["moves"] = longer["moves"] * 3
    assert [len(a.moves) for a in read_learner(record(attempt(1), longer, attempt(1))).attempts] == [3]


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        ({"shares": {"dvt": 60, "calf_strain": 30}}, "shares"),
        ({"shares": {"dvt": 99.5, "calf_strain": 0.5}}, "dvt"),
        ({"confidences": [{"said": 170, "right": True, "of": "answer"}]}, "said"),
        ({"confidences": [{"said": float("nan"), "right": True, "of": "answer"}]}, "said"),
        ({"urgency": {"said": "soon", "right": True, "too_low": False}}, "said"),
        ({"right": 1}, "right"),
    ],
)
def test_an_unusable_result_is_named_and_the_attempt_stays(spoil: dict[str, Any], named: str) -> None:
    raw = attempt(1, ended="2026-11-24T22:00:00Z")
    raw["result"] |= spoil
    learner = read_learner(record(raw))
    assert learner.attempts[0].result is None
    assert f"“{named}”" in learner.problems[0].sentence(LAB.strings)


@pytest.mark.parametrize("when", ["2026-11-24", "2026-11-24T21:30:00", "2026-13-24T21:30:00Z", "٢٠٢٦-11-24T21:30:00Z", 5])
def test_a_time_that_is_not_utc_is_named(when: object) -> None:
    learner = read_learner(record({**attempt(1), "started": when}, attempt(2)))
    assert [a.id for a in learner.attempts] == ["a2"]
    assert "started" in learner.problems[0].sentence(LAB.strings)


def test_a_newer_record_is_refused_in_words() -> None:
    learner = read_learner(record(attempt(1)) | {"kneelab_record": 2})
    assert learner.attempts == ()
    assert "newer" in learner.problems[0].sentence(LAB.strings)


def _sound(learner: Learner) -> None:
    assert [f.name for f in fields(learner)] == ["id", "attempts", "quizzes", "problems"]
    for problem in learner.problems:
        assert problem.sentence(LAB.strings)
    for a in learner.attempts:
        assert hash(a.play)
        assert a.result is None or sum(a.result.shares.values()) in (0, 100)


@given(any_json)
def test_any_json_gives_a_learner(raw: object) -> None:
    _sound(read_learner(raw))


@given(spoilt())
def test_a_spoilt_record_gives_the_rest(raw: Any) -> None:
    learner = read_learner(raw)
    _sound(learner)
    assert learner.problems or learner.attempts or learner.quizzes or raw.get("attempts") == raw.get("quizzes") == []
