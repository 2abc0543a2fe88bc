"""What a learner is told about their own moves and about what they found: fair, and in words that people use."""

from __future__ import annotations

from functools import cache
from random import Random

import pytest

import kneelab
from kneelab import describe
from kneelab.content import load_cases
from kneelab.model.appraisal import MOVED, appraise
from kneelab.model.cases import SOMETHING_ELSE
from kneelab.model.encounter import play
from kneelab.widgets.cases import cases_view
from kneelab.widgets.cases_moves import asked_way, went_together
from tests.model.learner import next_move, play_through

LAB = kneelab.load()
CASES = load_cases()


def played_with(case: str, share: int) -> list[dict]:
    """The moves of a learner who gives the answer the same share from the first story to the end."""
    c, rng = CASES[case], Random(case)
    steady = {c.answer.condition: share, SOMETHING_ELSE: 100 - share}
    moves: list[dict] = []
    while (e := play(LAB, c, moves)).phase != "debrief":
        move = next_move(e, rng)
        moves.append({**move, "shares": steady} if "shares" in move else move)
    return moves


@cache
def finished(case: str, share: int):
    moves = played_with(case, share)
    e = play(LAB, CASES[case], moves)
    view = cases_view(LAB, {"play": {"case": case, "seed": 0, "mode": "staged"}, "scaffold": "modelled", "moves": moves})
    return e, view["debrief"]


@pytest.mark.parametrize("case", ["hill_run", "pool_edge", "movie_theatre"])
def test_who_was_sure_from_the_start_is_not_told_to_have_stayed_behind(case):
    e, d = finished(case, 100)
    moments = appraise(e)
    ups = [a for a in moments if asked_way(a) == 1 and a.did is not None]
    assert ups
    assert all(went_together(e, a) for a in ups)
    assert "towards it" not in d["summary"]
    assert LAB.strings["case.did_there"] in [r["did_words"] for r in d["rows"]]


def test_who_never_moved_is_told_of_the_finding_that_asked_for_it():
    e, d = finished("hill_run", 1)
    worst = max((a for a in appraise(e) if went_together(e, a) is False), key=lambda a: abs(a.after - a.before))
    assert round(100 * worst.after) - round(100 * worst.before) >= 20
    assert LAB.findings[worst.moment.findings[0]].label in d["summary"]
    assert "towards it" in d["summary"]


@pytest.mark.parametrize("case", ["hill_run", "pool_edge", "small_chairs"])
def test_nobody_is_asked_for_a_step_too_small_to_take(case):
    e, d = finished(case, 50)
    for a, row in zip(appraise(e), d["rows"], strict=True):
        small = abs(round(100 * a.after) - round(100 * a.before)) < MOVED
        assert (row["should_words"] == LAB.strings["case.should_same"]) == (small or a.should == 0)
        for x in row["effects"]:
            before, _, after = x["moved"].partition(": ")[2].partition(" → ")
            assert before != after


def test_a_first_belief_is_not_called_unsaid():
    _, d = finished("movie_theatre", 20)
    assert d["rows"][0]["did_words"] == "you began at 20 of 100"


@pytest.mark.parametrize(
    ("finding", "absent", "present"),
    [
        ("night_pain", "Night pain: no", "Night pain"),
        ("previous_vte", "A clot before: no", "A clot before"),
        ("calf_swelling", "Calf swelling: absent", "Calf swelling"),
        ("mcmurray", "McMurray test: negative", "McMurray test: positive"),
    ],
)
def test_a_finding_is_answered_as_its_kind_is(finding, absent, present):
    assert describe.describe_state(LAB, finding, "absent") == absent
    assert describe.describe_state(LAB, finding, "present") == present


def test_an_answer_that_was_not_predicted_comes_with_its_question():
    moves, _ = play_through(LAB, CASES["hill_run"], "staged")
    heard = 0
    for n in range(len(moves)):
        view = cases_view(LAB, {"play": {"case": "hill_run", "seed": 0, "mode": "staged"}, "moves": moves[:n]})
        if view["phase"] == "revealed":
            first, *others = view["revealed"]["shown"]
            assert first["asked"] is None
            assert all(bool(o["asked"]) == o["spoken"] for o in others)
            heard += sum(o["spoken"] for o in others)
    assert heard


def test_a_return_is_announced_and_a_last_look_is_answered():
    case = CASES["hill_run"]
    moves, _ = play_through(LAB, case, "staged")
    headings, looked = [], []
    for n in range(len(moves) + 1):
        e = play(LAB, case, moves[:n])
        view = cases_view(LAB, {"play": {"case": "hill_run", "seed": 0, "mode": "staged"}, "moves": moves[:n]})
        if view["phase"] == "story":
            headings.append(view["story"]["heading"])
        if view["phase"] == "decide" and moves[n - 1]["do"] == "check":
            looked.append((moves[n - 1]["findings"], view["decide"]["looked"]))
            assert view["decide"]["looked"] == [
                describe.describe_state(LAB, f, e.told[f]) for f in (e.moments[-1].findings if e.moments[-1].stage == "check" else ())
            ]
    assert headings == ["Read the story. What could it be?", "Day 4: Rafael is back. What could it be now?"]
    assert any(shown for _, shown in looked)
