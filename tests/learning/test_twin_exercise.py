"""Twins as an exercise: the pair is valid, one candidate decides, the others do not."""

from __future__ import annotations

import pytest

import kneelab
from kneelab.learning.plays import TwinsPlay
from kneelab.learning.twin_exercise import CANDIDATES, SAME, contrast, play_number, swing, twin_exercise
from kneelab.model.findings import InputError
from kneelab.model.twins import TELLING

LAB = kneelab.load()
EXERCISES = [twin_exercise(LAB, play_number(n)) for n in range(64)]


def leader(patient, answers) -> str:
    return LAB.assess(answers, age=patient.age, sex=patient.sex, setting=patient.setting).leader.id


def test_at_least_sixty_pairs_are_different_and_the_named_finding_alone_flips_each():
    assert len({(*e.twins.one.answers.items(), e.twins.finding, *e.causes) for e in EXERCISES}) >= 60
    for e in EXERCISES:
        story = dict(e.twins.one.answers)
        assert {leader(e.twins.one, {**story, e.twins.finding: state}) for state in e.states} == set(e.causes)
        for state, cause in zip(e.states, e.answers, strict=True):
            assert leader(e.twins.one, {**story, e.twins.finding: state}) == cause


def test_one_candidate_tells_and_no_other_does():
    for e in EXERCISES:
        assert len(set(e.candidates)) == CANDIDATES
        assert e.twins.finding in e.candidates
        assert swing(LAB, e) >= TELLING * 0.999
        for finding in set(e.candidates) - {e.twins.finding}:
            assert finding not in e.twins.one.answers
            c = contrast(LAB, e, finding)
            assert all(1 / SAME <= here / there <= SAME for here, there in zip(c.here, c.there, strict=True))


def test_the_place_of_the_right_answer_says_nothing():
    places = [e.candidates.index(e.twins.finding) for e in EXERCISES]
    assert {places.count(i) > 4 for i in range(CANDIDATES)} == {True}
    first = [e.answers[0] == e.causes[0] for e in EXERCISES]
    assert 16 <= sum(first) <= 48


def test_the_same_play_gives_the_same_exercise_and_the_next_another():
    assert twin_exercise(LAB, play_number(5)) == EXERCISES[5]
    assert [play_number(n) for n in (0, 3, 4)] == [TwinsPlay(0, 0), TwinsPlay(0, 3), TwinsPlay(1, 0)]


def test_a_seed_that_cannot_be_is_refused():
    with pytest.raises(InputError):
        twin_exercise(LAB, TwinsPlay(-1, 0))
