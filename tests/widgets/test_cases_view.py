"""What the player shows: words only, nothing given away, everything explained at the end."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kneelab
from kneelab.content import load_cases
from kneelab.describe import describe_state
from kneelab.model.appraisal import MOVED, appraise
from kneelab.model.encounter import MODES, play
from kneelab.widgets.cases import cases_view
from kneelab.widgets.cases_debrief import debrief_view
from kneelab.widgets.cases_drawn import drawn_case
from kneelab.widgets.cases_play import cases_catalog, question_view
from tests.model.learner import play_through

LAB = kneelab.load()
CASES = load_cases()
RAW_ID = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")
KEYS_OF_IDS = {"id", "finding", "state", "phase", "case", "level", "cause", "given", "place", "said", "consider", "shares", "result", "kind", "verdict", "mark", "stage", "family", "mode"}  # fmt: skip
every_case = pytest.mark.parametrize("case", CASES)


def texts(part, key=None):
    """Every string of a view that a reader may see."""
    if isinstance(part, dict):
        for k, v in part.items():
            if k not in ("result", "shares"):
                yield from texts(v, k)
    elif isinstance(part, (list, tuple)):
        for item in part:
            yield from texts(item, key)
    elif isinstance(part, str) and key not in KEYS_OF_IDS:
        yield part


def asked(case: str, mode: str = "staged", seed: int = 0) -> dict:
    return {"case": case, "seed": seed, "mode": mode}


@every_case
@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_given_away_before_the_debrief_and_no_id_is_shown(case, mode):
    c = CASES[case]
    moves, _ = play_through(LAB, c, mode, "asked")
    secrets = [c.answer.because, c.lesson, *(r.because for r in c.rivals.values())]
    secrets += [f.because for v in range(len(c.visits)) for f in c.facts_at(v).values() if f.because]
    secrets += [v.story.expert.because for v in c.visits] + [o.because for v in c.visits for o in v.plan]
    for n in range(len(moves) + 1):
        view = cases_view(LAB, {"play": asked(case, mode), "scaffold": "asked", "moves": moves[:n]})
        assert view["problems"] == []
        shown = list(texts(view))
        assert [t for t in shown if RAW_ID.search(t) and "://" not in t] == []
        if view["phase"] == "debrief":
            assert n == len(moves)
            whole = json.dumps(view["debrief"], ensure_ascii=False)
            assert c.lesson in whole
            assert c.answer.because in whole
            for v in c.visits:
                for option in v.decision.options.values():
                    assert option in whole
                for o in v.plan:
                    assert o.because in whole
            for r in c.rivals.values():
                assert r.because in whole
        else:
            assert view["debrief"] is None
            told = "\n".join(shown)
            assert [s for s in secrets if s in told] == []


@every_case
def test_every_finding_of_the_debrief_has_a_reason_a_frequency_and_a_source(case):
    moves, e = play_through(LAB, CASES[case], "staged")
    d = cases_view(LAB, {"play": asked(case), "scaffold": "modelled", "moves": moves})["debrief"]
    assert len(d["rows"]) == len(e.moments)
    for row in d["rows"]:
        for x in row["effects"]:
            assert x["because"]
            assert x["source"]
            marks = {
                n.mark for c in (CASES[case].answer.condition, *CASES[case].consider) for n in LAB.network.numbers_behind(x["finding"], c)
            }
            weakest = next(m for m in ("assumed", "judged", "published") if m in marks)
            assert x["mark"] == weakest
            assert weakest == "published" or x["source"].endswith((LAB.strings["causes.base"], LAB.strings[f"mark.{weakest}"]))
            assert "of 100" in x["frequencies"]
            assert "→" in x["moved"] or "Hardly" in x["moved"]
    assert d["flip"]
    assert len(d["facts"]) >= 2
    assert sum(o["right"] for o in d["urgency"][-1]["options"]) >= 1
    assert len(d["path"]["points"]) == len(d["rows"])


def at(case: str, moves: list, mode: str = "staged") -> dict:
    return cases_view(LAB, {"play": asked(case, mode), "scaffold": "modelled", "moves": moves})


def moved(moves: list, shares: dict[int, dict]) -> list:
    """The moves with these shares said in place of those that were."""
    return [{**m, "shares": shares[i]} if i in shares else m for i, m in enumerate(moves)]


def test_an_answer_is_called_as_a_person_would_call_it():
    """Yes and no for what is asked, found for what is seen, positive for what is tested."""
    assert describe_state(LAB, "rest_pain", "absent") == "Pain at rest: no"
    assert describe_state(LAB, "reduced_pulses", "absent") == "Weak or absent foot pulses: not found"
    assert describe_state(LAB, "slr", "present") == "Straight leg raise: positive"
    assert [o["label"] for o in question_view(LAB, "rest_pain")["options"]] == ["Yes", "No"]
    assert [o["label"] for o in question_view(LAB, "slr")["options"]] == ["Positive", "Negative"]


def test_what_is_asked_along_stands_with_its_question():
    moves, _ = play_through(LAB, CASES["story_time"], "staged")
    saddle = next(i for i, m in enumerate(moves) if m.get("finding") == "saddle_change")
    shown = at("story_time", moves[: saddle + 1])["revealed"]["shown"]
    assert [s["asked"] for s in shown] == [None, LAB.findings["bladder_change"].ask, LAB.findings["bowel_sexual_change"].ask]


def test_the_last_look_is_shown_before_the_decision():
    moves, _ = play_through(LAB, CASES["drop_shot"], "staged")
    checked = next(i for i, m in enumerate(moves) if m["do"] == "check")
    view = at("drop_shot", [*moves[:checked], {"do": "check", "findings": ["previous_vte"]}])
    assert [s["words"] for s in view["decide"]["looked"]] == ["No, never."]
    assert at("drop_shot", [*moves[:checked], {"do": "check", "findings": []}])["decide"]["looked"] == []


def test_a_later_visit_lists_what_is_said_today_before_what_is_known():
    moves, _ = play_through(LAB, CASES["story_time"], "staged")
    second = next(i for i, m in enumerate(moves) if m["do"] == "plan") + 1
    known = at("story_time", moves[:second])["known"]
    assert known[0]["finding"] == "saddle_change"
    assert known[0]["day"] is None
    assert all(k["day"] for k in known[1:])


def test_who_believes_already_is_not_blamed_for_staying():
    """Sure of the answer from the start, and staying: where the model only arrives, that is no mistake."""
    sure = {"calf_strain": 95, "something_else": 5}
    moves, _ = play_through(LAB, CASES["drop_shot"], "staged")
    d = at("drop_shot", moved(moves, {i: sure for i, m in enumerate(moves) if "shares" in m}))["debrief"]
    ups = [r for r in d["rows"][1:] if r["should"] == 1]
    assert len(ups) >= 3
    assert {r["together"] for r in ups} == {None}
    assert {r["did_words"] for r in ups} == {LAB.strings["case.did_ahead"]}
    assert d["rows"][0]["did_words"] == LAB.strings["case.did_first"]
    assert d["summary"] == "Pradeep has a calf strain."
    doubtful = {"calf_strain": 40, "dvt": 30, "something_else": 30}
    d = at("drop_shot", moved(moves, {i: doubtful for i, m in enumerate(moves) if "shares" in m}))["debrief"]
    assert "should have moved you towards it, and you stayed" in d["summary"]
    assert False in {r["together"] for r in d["rows"]}


def test_nobody_is_judged_by_a_move_that_cannot_be_read():
    moves, _ = play_through(LAB, CASES["story_time"], "staged")
    rows = at("story_time", moves)["debrief"]["rows"]
    unseen = [r for r in rows if r["should"] and r["should_words"] == LAB.strings["case.should_unseen"]]
    assert len(unseen) > 3
    assert False not in {r["together"] for r in unseen}
    assert not any(" 0 " in r["should_words"] for r in rows)
    assert {r["day"] for r in rows} == {"First visit", "Day 2"}


def test_the_catalog_tells_stories_and_no_answers():
    catalog = cases_catalog(LAB, CASES)
    assert [c["id"] for c in catalog["cases"]][:2] == ["barbecue", "movie_theatre"]
    assert {c["id"] for c in catalog["cases"]} == set(CASES)
    plain = json.dumps(catalog["cases"])
    for c in CASES.values():
        assert c.answer.because not in plain
        assert c.lesson not in plain
    assert "other" not in {c["id"] for c in catalog["causes"]}


def test_the_offer_does_not_put_the_answer_first():
    """Causes are offered in the order of the content, whatever order the author wrote."""
    order = list(LAB.network.conditions)
    first = 0
    for c in CASES.values():
        offered = cases_view(LAB, {"play": asked(c.id), "moves": []})["consider"]
        assert offered == sorted(offered, key=order.index)
        assert set(offered) == set(c.consider)
        first += offered[0] == c.answer.condition
    assert first < len(CASES) / 2


@pytest.mark.parametrize("seed", range(12))
def test_a_virtual_patient_is_played_like_a_case(seed):
    patient = {"seed": seed, "condition": None, "difficulty": 1 + seed % 4, "noise": 0.1 * (seed % 3), "setting": "teaching"}
    c = drawn_case(LAB, patient)
    own = LAB.patient(seed, difficulty=patient["difficulty"], noise=patient["noise"], setting="teaching")
    assert c.answer.condition == own.condition
    assert {f: fact.state for f, fact in c.facts.items()} == dict(own.answers)
    for mode in MODES:
        moves, e = play_through(LAB, c, mode)
        view = cases_view(LAB, {"play": {"patient": patient, "mode": mode}, "scaffold": "modelled", "moves": moves})
        assert view["debrief"]["answer"]["id"] == own.condition
        assert view["debrief"]["expert"] == []
        engine = LAB.assess(own.answers, age=own.age, sex=own.sex, setting=own.setting).urgency.level
        assert [o["level"] for o in view["debrief"]["urgency"][0]["options"] if o["right"]] == [engine]
        if mode == "free":
            for f, s in e.told.items():
                assert s == {**own.withheld, **own.answers}[f]


def test_a_misleading_answer_is_called_so_at_the_debrief():
    patient = {"seed": 3, "condition": "bakers_cyst", "difficulty": 2, "noise": 0.3, "setting": "pt_outpatient"}
    c = drawn_case(LAB, patient)
    assert c.misled
    moves, _ = play_through(LAB, c, "staged")
    d = cases_view(LAB, {"play": {"patient": patient, "mode": "staged"}, "moves": moves})["debrief"]
    misled = [x["finding"] for row in d["rows"] for x in row["effects"] if "misled" in x["because"]]
    assert set(misled) == set(c.misled)


def test_what_cannot_be_played_is_said_in_a_sentence():
    assert "There is no case called “nobody”" in cases_view(LAB, {"play": asked("nobody")})["problems"][0]
    assert "seed cannot be" in cases_view(LAB, {"play": {**asked("barbecue"), "seed": -4}})["problems"][0]
    assert "mode cannot be" in cases_view(LAB, {"play": {**asked("barbecue"), "mode": "loud"}})["problems"][0]
    assert "condition cannot be" in cases_view(LAB, {"play": {"patient": {"seed": 1, "condition": "flu"}}})["problems"][0]
    assert cases_view(LAB, {"play": None})["phase"] == "choose"


def test_a_stored_move_that_no_longer_fits_is_left_out_and_said():
    moves = [{"do": "begin"}, {"do": "predict", "finding": "gone_finding", "state": "present", "confidence": 50}]
    view = cases_view(LAB, {"play": asked("barbecue"), "moves": moves})
    assert view["phase"] == "predict"
    assert "no longer fits" in view["problems"][0]


anything = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=8), x, max_size=3), max_leaves=6)  # fmt: skip


@settings(deadline=None, max_examples=100)
@given(st.fixed_dictionaries({}, optional={"play": st.fixed_dictionaries({}, optional={"case": anything | st.sampled_from(list(CASES)), "seed": anything, "mode": anything, "patient": anything}) | anything, "moves": anything, "scaffold": anything}))  # fmt: skip
def test_whatever_an_address_or_a_record_holds_gives_a_view(raw):
    view = cases_view(LAB, raw)
    assert view["phase"]
    assert all(isinstance(p, str) for p in view["problems"])


def test_the_view_is_the_encounter():
    moves, e = play_through(LAB, CASES["barbecue"], "staged")
    for n in (0, 3, len(moves) - 1):
        view = cases_view(LAB, {"play": asked("barbecue"), "moves": moves[:n]})
        at = play(LAB, CASES["barbecue"], moves[:n])
        assert (view["phase"], view["taken"]) == (at.phase, n)
        assert len(view["known"]) == len(at.told)
    assert e.phase == "debrief"


def viewed(case: str, moves: list, mode: str = "staged") -> dict:
    return cases_view(LAB, {"play": asked(case, mode), "scaffold": "modelled", "moves": moves})


@every_case
def test_the_whole_text_tells_everything_in_words_and_in_order(case):
    told = viewed(case, [], "whole")["story"]["told"]
    c = CASES[case]
    order = list(dict.fromkeys(c.visits[0].revealed()))
    assert [t["spoken"] for t in told] == [LAB.findings[f].kind in ("history", "risk") for f in order]
    written = [c.facts_at(0)[f].words for f in order if f in c.facts_at(0) and c.facts_at(0)[f].words]
    assert [t["words"] for t in told if t["words"] in written] == written


def test_a_finding_is_said_as_people_say_it():
    kinds = {"pain_calf": ("Calf pain", "Calf pain: no"), "effusion": ("Knee effusion", "Knee effusion: not found")}
    kinds["slump"] = ("Slump test: positive", "Slump test: negative")
    for f, (present, absent) in kinds.items():
        assert (describe_state(LAB, f, "present"), describe_state(LAB, f, "absent")) == (present, absent)


def test_what_a_last_check_shows_is_said_before_the_decision():
    moves, _ = play_through(LAB, CASES["leave_it_alone"], "staged")
    at = next(n for n, m in enumerate(moves) if m["do"] == "check")
    commit = moves[at - 1] | {"shares": {"popliteal_aneurysm": 90, "something_else": 10}}
    view = viewed("leave_it_alone", [*moves[: at - 1], commit, {"do": "check", "findings": ["hard_enlarging_mass"]}])
    assert [t["label"] for t in view["decide"]["looked"]] == [LAB.findings["hard_enlarging_mass"].label]
    assert view["decide"]["looked"][0]["words"] == CASES["leave_it_alone"].facts["hard_enlarging_mass"].words


def test_nobody_is_blamed_for_a_belief_that_was_not_asked_for():
    moves, _ = play_through(LAB, CASES["leave_it_alone"], "staged")
    silent = [m if m["do"] == "commit" else {k: v for k, v in m.items() if k != "shares"} for m in moves]
    debrief = viewed("leave_it_alone", silent)["debrief"]
    commits = sum(m["do"] == "commit" for m in silent)
    assert sum(p["you"] is not None for p in debrief["path"]["points"]) == commits
    assert [r["together"] for r in debrief["rows"] if r["did"] is not None] == []
    assert "you stayed" not in debrief["summary"]


@every_case
def test_a_finding_that_hardly_moves_the_model_asks_nothing_of_the_learner(case):
    _, e = play_through(LAB, CASES[case], "staged")
    for a, row in zip(appraise(e), debrief_view(e, {})["rows"], strict=True):
        moved = abs(round(100 * a.after) - round(100 * a.before))
        assert moved or row["should_words"] in (LAB.strings["case.should_same"], LAB.strings["case.should_unseen"])
        if row["did"] == 0 and moved < MOVED:
            assert row["together"] is not False


def test_the_authors_are_compared_where_they_knew_as_much():
    case = CASES["done_this_before"]
    _, e = play_through(LAB, case, "whole")
    points = [p["expert"] for p in debrief_view(e, {})["path"]["points"] if p["expert"] is not None]
    assert points == [v.stage("examination").expert.shares["septic_arthritis"] for v in case.visits]


def test_an_answer_on_no_list_is_said_so_and_the_authors_share_of_it_is_shown():
    case = CASES["long_shift"]
    _, e = play_through(LAB, case, "staged")
    debrief = debrief_view(e, {})
    assert debrief["summary"].startswith(f"What {case.patient.name} has is on no list of the knee")
    for x in debrief["expert"]:
        assert sum(s["expert"] for s in x["shares"]) == 100
