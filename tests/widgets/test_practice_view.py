"""The practice page's data: nothing of an answer before it is given, a result that the record takes, and no record that breaks it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kneelab
from kneelab.content import load_cases
from kneelab.learning.record import Learner, read_learner
from kneelab.learning.script_exercise import NONE, script_cards
from kneelab.learning.twin_exercise import play_number, twin_exercise
from kneelab.widgets.practice import TABS, Practising
from kneelab.widgets.practice_view import describe_day, moment_of
from tests.learning.records import RESULT, attempt, record, spoilt
from tests.widgets.test_causes_view import RAW_ID, texts

LAB = kneelab.load()
CASES = load_cases()
PAGE = Practising(LAB, CASES)
NOW = "2026-11-24T21:30:00Z"


def move(do: str, **what: object) -> dict:
    return {"at": NOW, "do": do, **what}


def twins_record(*moves: dict, number: int = 0) -> dict:
    raw = attempt(1, {"twins": {"seed": number // 4, "number": number % 4}}, "twins")
    return record({**raw, "moves": list(moves)})


def twins(*moves: dict, number: int = 0) -> dict:
    return PAGE.view({"show": "twins", "twins": "a1", "learner": twins_record(*moves, number=number), "now": NOW})["twins"]


@pytest.mark.parametrize("number", range(8))
def test_a_pair_says_nothing_of_the_answer_before_it_is_given(number):
    exercise = twin_exercise(LAB, play_number(number))
    view = twins(number=number)
    assert view["stage"] == "name"
    assert (view["finding"], view["told"], view["debrief"], view["result"]) == (None, [], None, None)
    label = LAB.findings[exercise.twins.finding].label
    assert not any(label in line for line in view["story"])
    assert {c["id"] for c in view["candidates"]} == set(exercise.candidates)


@pytest.mark.parametrize("right", [True, False])
def test_a_pair_is_played_to_its_end(right):
    exercise = twin_exercise(LAB, play_number(0))
    said = exercise.twins.finding if right else next(f for f in exercise.candidates if f != exercise.twins.finding)
    named = move("name", finding=said, confidence=70)
    middle = twins(named)
    assert (middle["stage"], middle["debrief"], middle["result"]) == ("match", None, None)
    assert middle["finding"] == LAB.findings[exercise.twins.finding].label
    end = twins(named, move("match", first=exercise.answers[0]))
    assert (end["debrief"]["right"], end["debrief"]["matched"]) == (right, True)
    assert len(end["debrief"]["others"]) == 4
    assert [o["chosen"] for o in end["debrief"]["others"]].count(True) == (0 if right else 1)
    for place, line in enumerate(end["debrief"]["leads"]):
        assert LAB.condition(exercise.answers[place]).name in line
    assert end["result"]["confidences"] == [{"said": 70, "right": right, "of": "prediction"}]
    assert end["result"]["right"] is right


def test_only_the_first_answer_counts():
    exercise = twin_exercise(LAB, play_number(0))
    other = next(f for f in exercise.candidates if f != exercise.twins.finding)
    moves = [
        move("name", finding=other, confidence=20),
        move("name", finding=exercise.twins.finding, confidence=100),
        move("match", first="dvt"),
    ]
    assert twins(*moves)["result"]["confidences"] == [{"said": 20, "right": False, "of": "prediction"}]


def test_results_are_such_that_the_record_takes_them():
    end = twins(move("name", finding="fever", confidence=70), move("match", first="dvt"))
    script = PAGE.view(script_raw([move("deal", seed=3), move("check")]))["script"]
    for result, play, kind in (
        (end["result"], {"twins": {"seed": 0, "number": 0}}, "twins"),
        (script["result"], {"script": {"condition": "dvt"}}, "script"),
    ):
        learner = read_learner(record({**attempt(1, play, kind, NOW), "result": result}))
        assert learner.problems == ()
        assert learner.attempts[0].result is not None


def test_the_next_pair_is_another_one_and_the_count_is_said():
    done = {**attempt(1, {"twins": {"seed": 0, "number": 0}}, "twins", NOW), "result": {**RESULT, "shares": {}}}
    view = PAGE.view({"show": "twins", "learner": record(done), "now": NOW})["twins"]
    assert view["play"] == {"twins": {"seed": 0, "number": 1}}
    assert view["done"] == LAB.strings["practice.twins.done_1"]


def test_a_pair_that_cannot_be_drawn_is_said_and_another_one_stands_there():
    raw = record(attempt(1, {"twins": {"seed": -3, "number": 0}}, "twins"))
    view = PAGE.view({"show": "twins", "twins": "a1", "learner": raw, "now": NOW})
    assert view["problems"] == [LAB.strings["practice.twins.unusable"]]
    assert view["twins"]["attempt"] is None


def script_raw(moves: list[dict], condition: str = "dvt") -> dict:
    raw = {**attempt(1, {"script": {"condition": condition}}, "script"), "moves": moves}
    return {"show": "script", "cause": condition, "script": "a1", "learner": record(raw), "now": NOW}


def test_a_script_keeps_where_each_card_was_put_the_last_place_counts():
    view = PAGE.view(script_raw([move("deal", seed=3), move("place", card=0, slot="plan"), move("place", card=0, slot="fault")]))["script"]
    assert (view["seed"], view["stage"], view["placed"], view["result"]) == (3, "place", {"0": "fault"}, None)
    assert len(view["cards"]) == len(script_cards(LAB, "dvt", 3))


def test_a_checked_script_says_of_each_card_where_it_belongs_and_why():
    cards = script_cards(LAB, "dvt", 3)
    moves = [
        move("deal", seed=3),
        *(move("place", card=i, slot=c.accepted[0] if c.accepted else NONE) for i, c in enumerate(cards)),
        move("check"),
    ]
    debrief = PAGE.view(script_raw(moves))["script"]["debrief"]
    assert debrief["passed"]
    assert (len(debrief["right"]), debrief["wrong"]) == (len(cards), [])
    wrong = PAGE.view(script_raw([move("deal", seed=3), move("check")]))["script"]["debrief"]
    assert not wrong["passed"]
    assert {r["verdict"] for r in wrong["wrong"]} == {"missed"}
    for row in (*debrief["right"], *wrong["wrong"]):
        assert row["source"]
        assert row["belongs"]


def test_no_script_of_something_unknown():
    for cause in ("moon", "other", 5):
        view = PAGE.view({"show": "script", "cause": cause, "learner": record()})
        assert view["script"] is None
        assert view["problems"] == [LAB.strings["practice.script.unusable"].format(value=str(cause))]


def patients(*done: tuple[str, bool]) -> dict:
    rows = []
    for n, (condition, right) in enumerate(done):
        play = {"patient": {"seed": n, "condition": None, "difficulty": 2, "noise": 0.0, "setting": "pt_outpatient"}, "mode": "staged"}
        raw = attempt(n, play, "patient", f"2026-11-{n + 1:02d}T10:00:00Z")
        rows.append({**raw, "result": {**RESULT, "condition": condition, "shares": {condition: 100}, "right": right}})
    return record(*rows)


def test_what_comes_next_does_not_name_its_cause():
    view = PAGE.view(
        {"show": "next", "learner": patients(("sciatica", True), ("sciatica", True), ("dvt", True), ("dvt", True)), "now": NOW}
    )["next"]
    shown = json.dumps({k: v for k, v in view.items() if k != "order"}).lower()
    for condition in LAB.conditions:
        named = condition.id in view["href"] or condition.name.lower() in shown
        assert not named or condition.name in (view["among"] or "")


def test_what_is_due_stands_first_and_the_mastered_is_marked():
    rows = PAGE.view(
        {"show": "next", "learner": patients(("sciatica", True), ("sciatica", True), ("dvt", False)), "now": "2026-11-06T10:00:00Z"}
    )["due"]
    assert next(r["name"] for r in rows if r["is_due"]) == LAB.condition("dvt").name
    assert [r["mastered"] for r in rows if r["name"] == LAB.condition("sciatica").name] == [True]
    assert all(re.search(r"\d|now|today|tomorrow|yesterday", r["at"]) for r in rows)


def test_the_first_visit_has_a_next_step_and_an_empty_list():
    view = PAGE.view({"show": "next", "learner": None, "now": NOW})
    assert view["next"]["reason"] == LAB.strings["practice.reason.new"]
    assert view["due"] == []
    assert view["next"]["unfinished"] is None


def test_what_was_left_in_the_middle_is_offered_first():
    view = PAGE.view({"show": "next", "learner": record(attempt(1, {"case": "barbecue", "seed": 0, "mode": "free"})), "now": NOW})["next"]
    assert CASES["barbecue"].title in view["unfinished"]["text"]
    assert view["unfinished"]["href"] == "cases.ipynb#case=barbecue&mode=free&seed=0"


def test_the_reasons_for_the_order_are_each_sourced_or_marked():
    assert all((s.mark == "published" and s.source) or (s.mark == "judged" and s.reason) for s in LAB.practice_order)


@pytest.mark.parametrize(("days", "words"), [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (5, "in 5 days"), (-9, "9 days ago")])
def test_days_in_words(days, words):
    assert describe_day(LAB, datetime(2026, 11, 24 + days, 8, tzinfo=UTC), datetime(2026, 11, 24, 23, tzinfo=UTC)) == words


def test_a_clock_that_cannot_be_read_makes_nothing_due():
    learner = read_learner(patients(("dvt", True)))
    for raw in (None, "soon", "2026-11-24T10:00:00", 7):
        assert moment_of(raw, learner) == learner.attempts[0].ended
    assert moment_of("9999-12-31T23:59:59Z", Learner()).year == 9999


def test_no_raw_id_is_shown():
    for raw in ({"show": "next", "now": NOW}, {"show": "twins"}, script_raw([move("deal", seed=1), move("check")])):
        view = PAGE.view(raw)
        for text in texts({k: v for k, v in view.items() if k != "show"}):
            if not text.startswith(("cases.ipynb", "causes.ipynb", "practice.ipynb")) and text not in (*LAB.findings, "other_slot"):
                assert not RAW_ID.search(text), text


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(raw=spoilt() | st.just({}), show=st.sampled_from([*TABS, "moon", None]), now=st.sampled_from([NOW, None, "x"]))
def test_any_record_gives_a_view(raw, show, now):
    view = PAGE.view({"learner": raw, "show": show, "now": now, "cause": "dvt", "twins": "a2", "script": "a3"})
    json.dumps(view, allow_nan=False)
    assert view["show"] in TABS
