"""Playing: every case in every mode ends in the debrief, and nothing that comes from a page breaks it."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kneelab
from kneelab.content import load_cases
from kneelab.model.cases import KINDS_OF_STAGE, STAGES
from kneelab.model.casting import variant, whole_patient
from kneelab.model.encounter import MODES, SCAFFOLDS, play
from kneelab.model.findings import InputError
from tests.model.learner import play_through

LAB = kneelab.load()
CASES = load_cases()
every_case = pytest.mark.parametrize("case", CASES)
every_mode = pytest.mark.parametrize("mode", MODES)


def state(e) -> dict:
    """Everything about an encounter that a view may show."""
    return {f.name: getattr(e, f.name) for f in dataclasses.fields(e) if f.name not in ("lab", "case")}


@every_case
@every_mode
def test_every_case_can_be_played_to_the_debrief(case, mode):
    for n, scaffold in enumerate(SCAFFOLDS):
        played = variant(LAB, CASES[case], n)
        moves, e = play_through(LAB, played, mode, scaffold, seed=n)
        assert e.taken == len(moves)
        assert len(e.decisions) == len(e.plans) == len(played.visits)
        assert (e.reflection is not None) == (scaffold != "modelled")
        assert e.commitments[-1].targets.keys() == set(played.also_consider)


@every_case
def test_stages_show_what_the_authors_wrote_and_the_whole_text_shows_the_same(case):
    c = CASES[case]
    staged, whole = play_through(LAB, c, "staged")[1], play_through(LAB, c, "whole")[1]
    expected = {f for v in c.visits for f in v.revealed()}
    looked_at = {f for m in staged.moments if m.stage == "check" for f in m.findings}
    assert set(staged.told) - looked_at <= expected <= set(staged.told)
    assert expected <= set(whole.told)
    for f, s in c.known_after(len(c.visits) - 1).items():
        assert staged.told[f] == s
    steps = [s for v in c.visits for name in STAGES if v.stage(name) for s in v.stage(name).steps]
    assert [m.prediction.finding for m in staged.moments if m.prediction] == [s.lead for s in steps]
    assert not any(m.prediction for m in whole.moments)


@every_case
def test_free_enquiry_answers_every_question_of_its_stage_as_the_patient_is(case):
    c = CASES[case]
    e = play(LAB, c, [{"do": "begin"}], "free")
    assert e.phase == "enquire"
    truth = whole_patient(LAB, c, 0)
    for finding in e.askable():
        assert LAB.findings[finding].kind in KINDS_OF_STAGE["history"]
        asked = play(LAB, c, [{"do": "begin"}, {"do": "predict", "finding": finding, "state": truth[finding], "confidence": 50}], "free")
        assert asked.told[finding] == truth[finding]
        assert asked.moments[-1].prediction.right
        assert finding not in asked.askable()


def test_what_changed_since_the_last_visit_can_be_asked_again():
    revisited = [c for c in CASES.values() if len(c.visits) > 1]
    assert revisited
    for c in revisited:
        moves, _ = play_through(LAB, c, "free")
        n = next(i for i in range(len(moves)) if play(LAB, c, moves[:i], "free").visit == 1)
        e = play(LAB, c, [*moves[:n], {"do": "begin"}], "free")
        for name in STAGES:
            e.stage = name
            changed = {f for f in e.here.changes if LAB.findings[f].kind in KINDS_OF_STAGE[name] and f not in e.here.story.reveals}
            assert changed <= set(e.askable())


@every_mode
def test_a_prefix_of_the_moves_leads_to_where_the_learner_stood(mode):
    c = next(iter(CASES.values()))
    moves, whole = play_through(LAB, c, mode, "asked")
    for n in range(len(moves)):
        cut = play(LAB, c, moves[:n], mode, "asked")
        assert (cut.taken, cut.refused) == (n, None)
        cut.take(moves[n])
        cut.taken += 1
        assert state(cut) == state(play(LAB, c, moves[: n + 1], mode, "asked"))
    assert state(play(LAB, c, moves, mode, "asked")) == state(whole)


REFUSED = {
    "a move of another phase": ([{"do": "decide", "level": "routine"}], "does not fit here"),
    "an unknown move": ([{"do": "fly"}], '"fly" does not fit here'),
    "no move": ([{}], "does not fit here"),
    "another finding than the step's": ([{"do": "begin"}, {"do": "predict", "finding": "fever", "state": "absent", "confidence": 50}], "cannot be asked"),
    "a state that the finding lacks": ([{"do": "begin"}, {"do": "predict", "finding": "LEAD", "state": "purple", "confidence": 50}], 'cannot be "purple"'),
    "a confidence of 101": ([{"do": "begin"}, {"do": "predict", "finding": "LEAD", "state": "STATE", "confidence": 101}], "whole number from 0 to 100"),
    "shares that sum to 90": ([{"do": "begin", "shares": {"dvt": 40, "something_else": 50}}], "sum to 90"),
    "a share below 0": ([{"do": "begin", "shares": {"dvt": -10, "something_else": 110}}], "whole number from 0 to 100"),
    "an unknown cause": ([{"do": "begin", "shares": {"flu": 100}}], 'no cause called "flu"'),
    "shares that are a list": ([{"do": "begin", "shares": [1]}], "must be a mapping"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_move_that_does_not_fit_is_refused_by_name_and_the_rest_is_kept(what):
    c = CASES["barbecue"]
    lead = c.visits[0].history.steps[0].lead
    filled = [
        {k: {"LEAD": lead, "STATE": LAB.findings[lead].states[0].id}.get(str(v), v) for k, v in move.items()} for move in REFUSED[what][0]
    ]
    e = play(LAB, c, filled)
    assert REFUSED[what][1] in e.refused
    assert e.taken == len(filled) - 1
    assert state(e) == {**state(play(LAB, c, filled[:-1])), "refused": e.refused}


def test_mode_and_scaffold_are_checked():
    with pytest.raises(InputError, match="mode cannot be"):
        play(LAB, CASES["barbecue"], [], "backwards")
    with pytest.raises(InputError, match="scaffold cannot be"):
        play(LAB, CASES["barbecue"], [], "free", "none")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-200, 200) | st.text(max_size=12) | st.sampled_from(["dvt", "onset", "sudden", "routine"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
wild_moves = st.lists(
    st.dictionaries(
        st.sampled_from(["do", "finding", "state", "confidence", "shares", "targets", "level", "chosen", "findings", "fits"]),
        st.sampled_from(["begin", "predict", "next", "done", "commit", "check", "decide", "plan", "reflect"]) | json_values,
    )
    | json_values,
    max_size=6,
)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(MODES), st.integers(0, 12), wild_moves)
def test_whatever_a_page_sends_ends_in_a_state_or_a_sentence(mode, kept, wild):
    c = CASES["barbecue"]
    moves = play_through(LAB, c, mode, "asked")[0][:kept]
    e = play(LAB, c, [*moves, *wild], mode, "asked")
    assert e.taken >= len(moves) or e.refused
    assert e.refused is None or (e.refused.endswith(".") and e.taken < len(moves) + len(wild))
