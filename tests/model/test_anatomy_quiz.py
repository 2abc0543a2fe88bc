"""Questions about the anatomy: one right answer each, distractors that belong there, all from data."""

from __future__ import annotations

import pytest

from kneelab.model.anatomy_quiz import DEPTH, FINGER, KINDS, LOCATE, NAME, ROOTS, draw_quiz
from kneelab.model.findings import InputError

SEEDS = range(150)


@pytest.fixture(scope="module")
def questions(lab):
    return [q for seed in SEEDS for q in draw_quiz(lab.structures, lab.sites, seed)]


def test_the_same_seed_gives_the_same_questions_and_another_does_not(lab):
    assert draw_quiz(lab.structures, lab.sites, 7) == draw_quiz(lab.structures, lab.sites, 7)
    assert draw_quiz(lab.structures, lab.sites, 7) != draw_quiz(lab.structures, lab.sites, 8)


def test_each_round_asks_in_every_way_and_nothing_twice(lab):
    for seed in SEEDS:
        drawn = draw_quiz(lab.structures, lab.sites, seed)
        assert {q.kind for q in drawn} == set(KINDS)
        assert len({(q.kind, q.structure, q.site) for q in drawn}) == len(drawn) == 10


def test_exactly_one_option_is_right(lab, questions):
    for q in questions:
        assert len(set(q.options)) == len(q.options) >= 3
        if q.kind == DEPTH:
            continue
        (right,) = q.right
        fits = {
            LOCATE: lambda x, q=q: x == q.structure,
            NAME: lambda x, q=q: x == q.structure,
            FINGER: lambda x, q=q: x in lab.sites[q.site].structures,
            ROOTS: lambda x, q=q: lab.structures[x].roots == lab.structures[q.structure].roots,
        }[q.kind]
        assert [x for x in q.options if fits(x)] == [right], q


def test_distractors_share_layer_or_family_and_are_told_apart_by_name(lab, questions):
    for q in (q for q in questions if q.kind != DEPTH):
        asked = lab.structures[q.right[0]]
        others = [lab.structures[x] for x in q.options if x != asked.id]
        assert all(x.layer == asked.layer or x.family == asked.family for x in others), q
        if q.kind == LOCATE:
            assert {x.layer for x in others} == {asked.layer}
        assert len({lab.structures[x].name for x in q.options}) == len(q.options)


def test_an_order_runs_from_skin_to_bone_through_one_site_and_is_not_given_away(lab, questions):
    for q in (q for q in questions if q.kind == DEPTH):
        depths = [lab.structures[x].layer for x in q.right]
        assert depths == sorted(set(depths))
        assert set(q.right) == set(q.options) <= set(lab.sites[q.site].structures)
        assert q.options != q.right


def test_roots_that_no_source_confirmed_are_never_asked_or_offered(lab, questions):
    offered = {x for q in questions if q.kind == ROOTS for x in q.options}
    assert offered
    assert all(lab.structures[x].roots for x in offered)
    assert "sartorius_tendon" not in offered  # its roots are listed as unverified


def test_more_questions_than_the_anatomy_holds_are_refused(lab):
    with pytest.raises(InputError, match="not 9999"):
        draw_quiz(lab.structures, lab.sites, 1, n=9999)
