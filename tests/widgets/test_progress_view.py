"""The progress page's data: scores with their plain words, reliability with its twins, attempts, and no record that breaks it."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kneelab
from kneelab.content import load_cases
from kneelab.learning.calibration import first_and_practice
from kneelab.learning.record import read_learner
from kneelab.plots import ReliabilityPoint, plot_reliability
from kneelab.widgets.progress import progress_view
from kneelab.widgets.progress_view import attempts_view, reliability_view, scores_view
from tests.learning.records import RESULT, attempt, record, spoilt

LAB = kneelab.load()
CASES = load_cases()
NOW = datetime(2026, 11, 24, 21, tzinfo=UTC)


def done(number: int, case: str, said: int, right: bool, confidence: int = 70) -> dict:
    raw = attempt(number, {"case": case, "seed": 0, "mode": "staged"}, ended=f"2026-11-{number + 1:02d}T10:00:00Z")
    shares = {"dvt": said, "something_else": 100 - said}
    confidences = [{"said": confidence, "right": right, "of": "answer"}]
    return {**raw, "result": {**RESULT, "shares": shares, "right": right, "confidences": confidences}}


def learner(*attempts: dict):
    return read_learner(record(*attempts))


def test_an_empty_record_says_so():
    view = progress_view(LAB, CASES, {"learner": None, "now": None})
    assert (view["scores"]["empty"], view["reliability"], view["attempts"], view["problems"]) == (True, None, [], [])


def test_scores_and_their_plain_words():
    one = learner(done(1, "a", 60, True), done(2, "b", 60, True))
    brier, log, sure = scores_view(LAB, one)["parts"][0]["tiles"]
    assert (brier["number"], log["number"]) == ("0.32", f"{-math.log(0.6):.2f}")
    for tile in (brier, log):
        assert "60 of 100" in tile["text"]
    assert sure["of"] == LAB.strings["progress.few"].format(n=2)
    assert scores_view(LAB, one)["parts"][1]["tiles"] is None


@pytest.mark.parametrize(("confidence", "key"), [(95, "too_sure"), (30, "too_unsure"), (75, "fits")])
def test_too_sure_and_not_sure_enough_are_told_apart(confidence, key):
    one = learner(*(done(n, f"c{n}", 50, n % 4 != 0, confidence) for n in range(12)))
    n = abs(confidence - 75)
    assert scores_view(LAB, one)["parts"][0]["tiles"][2]["of"] == LAB.strings[f"progress.{key}"].format(n=n)


def test_the_diagram_its_sentence_and_its_table_say_the_same():
    one = learner(done(1, "a", 60, True, 72), done(2, "b", 60, False, 78), done(3, "c", 60, True, 100))
    view = reliability_view(LAB, one)
    assert "60 to 79 of 100, 1 of 2 were right" in view["summary"]
    assert [row[:4] for row in view["table"][1:]] == [["60 to 79", "75", "1", "2"], ["80 to 100", "100", "1", "1"]]
    points = view["figure"]["data"][1]
    assert (points["x"], points["y"]) == ([75, 100], [50, 100])


def test_the_figure_has_the_diagonal_the_points_and_their_intervals():
    figure = plot_reliability([ReliabilityPoint(75, 50, 10, 90, 4)], {"said": "s", "right": "r"})
    line, points = figure.data
    assert (list(line.x), list(line.y)) == ([0, 100], [0, 100])
    assert (points.error_y.array[0], points.error_y.arrayminus[0]) == (40, 40)
    assert points.text[0].strip() == "n = 4"


def test_causes_and_their_verdict():
    causes = scores_view(LAB, learner(*(done(n, f"c{n}", 10, False) for n in range(6))))["causes"]
    assert [(c["name"], c["verdict"], c["was_words"]) for c in causes] == [(LAB.condition("dvt").name, "under", "6 of 6")]


def test_attempts_the_latest_first_with_the_way_back():
    case = next(iter(CASES))
    left, again, first, gone = attempts_view(
        LAB, CASES, learner(done(3, case, 60, True), done(2, case, 20, False), done(1, "gone", 60, True), attempt(0)), NOW
    )
    assert (again["first"], first["first"]) == (LAB.strings["progress.is_practice"], LAB.strings["progress.is_first"])
    assert (again["state"], first["state"]) == ("right", "wrong")
    assert again["href"] == f"cases.ipynb#case={case}&mode=staged&seed=0"
    assert (gone["what"], gone["href"]) == (LAB.strings["progress.attempt.gone"], None)
    assert left["answer"] is None


def test_what_is_not_finished_says_nothing_of_its_answer():
    raw = attempt(
        1, {"patient": {"seed": 7, "condition": None, "difficulty": 2, "noise": 0.0, "setting": "pt_outpatient"}, "mode": "free"}, "patient"
    )
    (row,) = attempts_view(LAB, CASES, learner(raw), NOW)
    assert (row["state"], row["answer"], row["first"], row["said"]) == ("open", None, None, [])


def test_scores_are_those_of_the_pure_functions():
    one = learner(*(done(n, f"c{n % 3}", 20 + 10 * n, n % 2 == 0) for n in range(6)))
    for part, shown in zip(first_and_practice(one), scores_view(LAB, one)["parts"], strict=True):
        assert shown["tiles"][0]["number"] == f"{part.brier:.2f}"


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(raw=spoilt() | st.just({}))
def test_any_record_gives_a_view(raw):
    json.dumps(progress_view(LAB, CASES, {"learner": raw, "now": "2026-11-24T21:30:00Z"}), allow_nan=False)
