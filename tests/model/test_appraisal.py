"""The debrief's numbers, against the engine asked anew and against theory."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kneelab
from kneelab.content import load_cases
from kneelab.model.appraisal import MAIN_WEIGHT, appraise, grid, led, points, result, share_of_answer, surest_mistake, urgencies
from kneelab.model.cases import SOMETHING_ELSE
from kneelab.model.encounter import Committed
from tests.model.learner import play_through

LAB = kneelab.load()
CASES = load_cases()
every_case = pytest.mark.parametrize("case", CASES)


@every_case
def test_the_path_is_the_engine_asked_at_each_moment(case):
    c = CASES[case]
    _, e = play_through(LAB, c, "staged", "asked")
    place = LAB.network.index(c.answer.condition)
    before = LAB.assess({}, age=c.patient.age, sex=c.patient.sex, setting=c.setting).probabilities
    told: dict[str, str] = {}

    def ask(known: dict[str, str]):
        return LAB.assess(known, age=c.patient.age, sex=c.patient.sex, setting=c.setting)

    for a in appraise(e):
        now = LAB.assess(dict(a.moment.told), age=c.patient.age, sex=c.patient.sex, setting=c.setting)
        ranked = next(r for r in now.differential if r.condition == c.answer.condition)
        assert (a.before, a.after) == (before[place], now.probabilities[place])
        assert (a.low, a.high) == (ranked.low, ranked.high)
        bits = sum(q * math.log2(q / p) for p, q in zip(before, now.probabilities, strict=True) if q > 0)
        assert a.bits == pytest.approx(bits, abs=1e-9)
        assert a.effects[0].before == a.before
        assert a.effects[-1].after == a.after
        assert all(x.after == y.before for x, y in zip(a.effects, a.effects[1:], strict=False))
        assert [x.finding for x in a.effects] == list(a.moment.findings)
        for x in a.effects:
            known = ask(told).evidence
            told[x.finding] = x.state
            if ask(told).evidence == {**known, x.finding: ask(told).evidence[x.finding]} and x.finding not in known:
                odds = (x.after / (1 - x.after)) / (x.before / (1 - x.before))
                assert odds == pytest.approx(x.here / x.there, rel=1e-6)
        before = now.probabilities


@every_case
def test_directions_follow_the_belief_that_was_said(case):
    c = CASES[case]
    _, e = play_through(LAB, c, "staged")
    for a in appraise(e):
        if a.moment.before is None or a.moment.after is None:
            assert a.did is None
            continue
        change = share_of_answer(c, a.moment.after) - share_of_answer(c, a.moment.before)
        assert a.did == (0 if abs(change) < 3 else 1 if change > 0 else -1)
        if a.should:
            assert (a.after > a.before) == (a.should > 0)


@every_case
def test_the_grid_sorts_by_what_the_numbers_say(case):
    c = CASES[case]
    _, e = play_through(LAB, c, "staged")
    prior = LAB.population(c.setting).prior(c.patient.age, c.patient.sex).probabilities
    for cause in c.consider:
        g = grid(e, cause)
        place = LAB.network.index(cause)
        assert len({*g.fits, *g.against, *g.missing}) == len(g.fits) + len(g.against) + len(g.missing)
        for f, state in e.told.items():
            column = LAB.findings[f].state_index(state)
            rows = [row[column] for row in LAB.network.given_condition(f)]
            others = sum(p * r for i, (p, r) in enumerate(zip(prior, rows, strict=True)) if i != place) / (1 - prior[place])
            ratio = rows[place] / others
            expected = "neither"
            if ratio > 1.5:
                expected = "fits"
            elif ratio < 1 / 1.5:
                expected = "missing" if state == "absent" else "against"
            assert g.place(f) == expected


BARBECUE = CASES["barbecue"]
TWO = dataclasses.replace(BARBECUE, answer=dataclasses.replace(BARBECUE.answer, targets=("joint_effusion",)))


def committed(shares: dict[str, int], targets: dict[str, int] | None = None) -> Committed:
    return Committed(0, "examination", {SOMETHING_ELSE: 0} | shares, 50, targets or {})


def test_points_by_hand():
    sure = committed({"spinal_stenosis": 100}, {"joint_effusion": 100, "popliteal_swelling": 0})
    p = points(TWO, sure)
    assert (p.main, p.besides, p.total) == (100, 100, 100)
    wrong = points(TWO, committed({"dvt": 100, "spinal_stenosis": 0}, {"joint_effusion": 0, "popliteal_swelling": 100}))
    assert (wrong.main, wrong.besides, wrong.total) == (0, 0, 0)
    half = points(TWO, committed({"dvt": 50, "spinal_stenosis": 50}, {"joint_effusion": 50, "popliteal_swelling": 50}))
    assert (half.main, half.besides) == (75, 75)
    mixed = points(TWO, committed({"spinal_stenosis": 100}, {"joint_effusion": 0, "popliteal_swelling": 100}))
    assert mixed.total == 100 * MAIN_WEIGHT
    assert points(TWO, committed({"spinal_stenosis": 100})).besides is None


def test_an_answer_that_was_not_named_is_something_else():
    c = committed({"dvt": 30, SOMETHING_ELSE: 70})
    assert share_of_answer(BARBECUE, c.shares) == 70
    assert led(BARBECUE, c)
    assert points(BARBECUE, c).main == pytest.approx(100 * (1 - (0.3**2 + 0.3**2) / 2))


@settings(deadline=None)
@given(st.lists(st.integers(0, 100), min_size=3, max_size=3), st.lists(st.integers(0, 100), min_size=3, max_size=3), st.data())
def test_saying_what_one_believes_pays_best(believed, said, data):
    """Expected points over answers drawn from one's belief are highest when that belief is said."""
    causes = ("spinal_stenosis", "dvt", "pad")

    def of_100(raw: list[int]) -> list[float]:
        total = sum(raw)
        return [100 * x / total for x in raw] if total else [100 / 3] * 3

    truth, other = of_100(believed), of_100(said)
    besides, own = data.draw(st.integers(0, 100)), data.draw(st.integers(0, 100))

    def expected(shares: list[float], target: int) -> float:
        c = committed(dict(zip(causes, shares, strict=True)), {"joint_effusion": target})  # type: ignore[arg-type]
        return sum(
            p
            / 100
            * q
            * points(dataclasses.replace(BARBECUE, answer=dataclasses.replace(BARBECUE.answer, condition=cause, targets=there)), c).total
            for cause, p in zip(causes, truth, strict=True)
            for there, q in ((("joint_effusion",), own / 100), ((), 1 - own / 100))
        )

    assert expected(truth, own) >= expected(other, besides) - 1e-9


@every_case
def test_the_result_is_what_the_record_takes(case):
    c = CASES[case]
    for mode in ("staged", "free", "whole"):
        _, e = play_through(LAB, c, mode)
        r = result(e)
        assert r["condition"] == c.answer.condition
        assert sum(r["shares"].values()) == 100
        assert {t["target"]: t["there"] for t in r["targets"]} == {t: t in c.answer.targets for t in c.also_consider}
        predictions = [m.prediction for m in e.moments if m.prediction]
        assert len(r["confidences"]) == len(predictions) + len(e.commitments)
        assert r["right"] == led(c, e.commitments[-1])
        said = urgencies(e)
        assert r["urgency"]["right"] == all(ok for _, ok, _ in said)
        assert r["urgency"]["too_low"] == any(low for _, _, low in said)


def test_the_surest_mistake_is_the_wrong_prediction_with_most_confidence():
    _, e = play_through(LAB, BARBECUE, "staged")
    wrong = [m.prediction.confidence for m in e.moments if m.prediction and not m.prediction.right]
    assert surest_mistake(e.moments).prediction.confidence == max(wrong)
    assert surest_mistake([m for m in e.moments if m.prediction and m.prediction.right]) is None
