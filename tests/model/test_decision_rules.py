"""Published decision rules, against an independent count of the same points."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneelab.model.findings import InputError
from tests.strategies import LAB, ages, records, settings_ids, sexes

# Written from the published tables, not read from the content: finding that meets an item, points.
WELLS = {
    "active_cancer": 1,
    "wells_item_paralysis": 1,
    "wells_item_surgery": 1,
    "vein_tenderness": 1,
    "wells_item_entire_leg": 1,
    "wells_item_calf_diff": 1,
    "pitting_oedema": 1,
    "collateral_veins": 1,
    "previous_vte": 1,
}
ALTERNATIVE = "alternative_as_likely"
NO_CLOT = dict.fromkeys([*WELLS, "wells_item_immobilisation", "anticoagulant", "oestrogen_pregnancy", "ddimer"], "absent")


def wells(answers, alternative="not_asked", setting="pt_outpatient"):
    record = {**answers, **({"wells_item_immobilisation": answers["wells_item_surgery"]} if "wells_item_surgery" in answers else {})}
    return LAB.assess(record, setting=setting).decision_rule("wells_dvt", {ALTERNATIVE: alternative})


def stratum_of(score):
    return "low" if score <= 0 else "moderate" if score <= 2 else "high"


def test_every_combination_of_wells_items_gives_its_score_and_stratum():
    for chosen in itertools.product([True, False], repeat=len(WELLS)):
        answers = {f: "present" if yes else "absent" for f, yes in zip(WELLS, chosen, strict=True)}
        points = sum(WELLS[f] for f, yes in zip(WELLS, chosen, strict=True) if yes)
        for alternative, minus in (("present", -2), ("absent", 0)):
            done = wells(answers, alternative)
            assert done.score == done.lowest == done.highest == points + minus
            assert done.stratum.id == stratum_of(points + minus)
            assert not done.not_asked


@given(st.dictionaries(st.sampled_from(list(WELLS)), st.booleans()), st.sampled_from(["present", "absent", "not_asked"]))
@settings(max_examples=150, deadline=None)
def test_what_is_not_asked_keeps_every_score_that_it_could_still_give(told, alternative):
    done = wells({f: "present" if yes else "absent" for f, yes in told.items()}, alternative)
    left = [WELLS[f] for f in WELLS if f not in told] + ([-2] if alternative == "not_asked" else [])
    so_far = sum(WELLS[f] for f, yes in told.items() if yes) - (2 if alternative == "present" else 0)
    reachable = {so_far + sum(part) for k in range(len(left) + 1) for part in itertools.combinations(left, k)}
    assert (done.score, done.lowest, done.highest) == (so_far, min(reachable), max(reachable))
    strata = {stratum_of(s) for s in reachable}
    assert (done.stratum and done.stratum.id) == (strata.pop() if len(strata) == 1 else None)
    assert len(done.met) + len(done.absent) + len(done.not_asked) == len(WELLS) + 1


@given(records(40), ages, sexes, settings_ids, st.sampled_from(list(LAB.decision_rules)))
@settings(max_examples=150, deadline=None)
def test_any_record_can_be_scored_by_any_rule(record, age, sex, setting, rule):
    done = LAB.assess(record, age=age, sex=sex, setting=setting).decision_rule(rule)
    ids = [i.id for i in done.rule.items]
    assert sorted((*done.met, *done.absent, *done.not_asked)) == sorted(ids)
    assert done.lowest <= done.score <= done.highest
    assert done.stratum is None or (done.stratum.holds(done.lowest) and done.stratum.holds(done.highest))


def test_the_strata_are_the_published_ones_for_both_populations():
    shares = {s.id: {f.source: f.probability for f in s.figures} for s in LAB.decision_rules["wells_dvt"].strata}
    assert {s: f["wells2004_ash"] for s, f in shares.items()} == {"low": 0.05, "moderate": 0.17, "high": 0.53}
    assert {s: f["riddle2005_ortho_dvt"] for s, f in shares.items()} == {"low": 0.056, "moderate": 0.141, "high": 0.474}
    assert shares["low"]["oudega2005_annals"] == 0.12


def test_an_unsure_answer_leaves_the_score_open():
    sure = wells({**dict.fromkeys(WELLS, "absent"), "pitting_oedema": "present"}, "absent")
    unsure = wells({**dict.fromkeys(WELLS, "absent"), "pitting_oedema": 0.9}, "absent")
    assert (sure.score, sure.stratum.id) == (1, "moderate")
    assert (unsure.score, unsure.lowest, unsure.highest, unsure.stratum) == (0, 0, 1, None)


def test_bed_rest_and_surgery_are_one_wells_point():
    one = {**dict.fromkeys(WELLS, "absent"), "wells_item_immobilisation": "present"}
    assert LAB.assess(one).decision_rule("wells_dvt").score == 1
    assert LAB.assess({**one, "wells_item_surgery": "present"}).decision_rule("wells_dvt").score == 1
    assert "bed_or_surgery" in LAB.assess({"wells_item_surgery": "absent"}).decision_rule("wells_dvt").not_asked


@pytest.mark.parametrize(
    ("record", "sex", "score"),
    [
        ({}, "male", 1),
        ({}, "female", 0),
        ({"ddimer": "present"}, "female", 6),
        ({"wells_item_calf_diff": "present", "active_cancer": "present"}, "female", 3),
        (
            {"recent_trauma": "absent", "collateral_veins": "present", "wells_item_surgery": "present", "oestrogen_pregnancy": "present"},
            "female",
            4,
        ),
        ({"recent_trauma": "present"}, "female", 0),
    ],
)
def test_the_primary_care_rule_has_its_published_weights(record, sex, score):
    names = ["oestrogen_pregnancy", "active_cancer", "wells_item_surgery", "collateral_veins", "wells_item_calf_diff", "ddimer"]
    full = {**dict.fromkeys(names, "absent"), "recent_trauma": "present", **record}
    done = LAB.assess(full, sex=sex, setting="primary_care").decision_rule("primary_care_dvt")
    assert (done.lowest, done.score, done.highest) == (score, score, score)
    assert done.stratum.id == ("very_low" if score <= 3 else "not_low")


OTTAWA = ("patellar_tenderness_isolated", "fibular_head_tenderness", "cannot_flex_90", "cannot_bear_weight")


@pytest.mark.parametrize(("age", "score"), [(54, 0), (54.9, 0), (55, 1), (90, 1)])
def test_ottawa_asks_for_a_radiograph_from_55(age, score):
    done = LAB.assess(dict.fromkeys(OTTAWA, "absent"), age=age).decision_rule("ottawa_knee")
    assert (done.score, done.stratum.id) == (score, "any_item" if score else "no_item")


def test_one_ottawa_item_settles_it_and_no_age_leaves_it_open():
    for item in OTTAWA:
        assert LAB.assess({item: "present"}).decision_rule("ottawa_knee").stratum.id == "any_item"
    assert LAB.assess(dict.fromkeys(OTTAWA, "absent")).decision_rule("ottawa_knee").stratum is None


def test_the_acr_list_needs_three_of_six_and_is_over_50():
    findings = {
        "brief_stiffness": "present",
        "crepitus": "present",
        "bone_tenderness": "absent",
        "bony_enlargement": "absent",
        "warmth": "present",
    }
    assert LAB.assess(findings, age=50).decision_rule("acr_knee_oa").stratum.id == "not_met"
    assert LAB.assess(findings, age=51).decision_rule("acr_knee_oa").stratum.id == "met"
    assert LAB.assess({**findings, "warmth": "absent"}, age=30).decision_rule("acr_knee_oa").score == 3


def is_open(record, setting="pt_outpatient", sex=None):
    return next(r.not_excluded for r in LAB.assess(record, setting=setting, sex=sex).differential if r.condition == "dvt")


def test_low_wells_with_a_negative_d_dimer_clears_a_clot():
    assert not is_open(NO_CLOT)
    rule, out = LAB.assess(NO_CLOT).ruled_out["dvt"]
    assert (rule.id, out) == ("wells_dvt", rule.rules_out[0])
    assert not LAB.assess({**NO_CLOT, "ddimer": None}).ruled_out
    assert not is_open({**NO_CLOT, "pitting_oedema": "present"})
    done = LAB.assess(NO_CLOT).decision_rule("wells_dvt")
    assert [(r.condition, r.leaves, r.n) for r in done.rules_out] == [("dvt", 0.012, 10002)]


@pytest.mark.parametrize(
    "change",
    [
        {"ddimer": "present"},
        {"ddimer": None},
        {"ddimer": 0.01},
        {"pitting_oedema": "present", "vein_tenderness": "present"},
        {"pitting_oedema": None, "vein_tenderness": None},
        {"active_cancer": "present"},
        {"active_cancer": None},
        {"previous_vte": "present"},
        {"oestrogen_pregnancy": "present"},
        {"oestrogen_pregnancy": None},
        {"anticoagulant": "present"},
    ],
    ids=str,
)
def test_nothing_less_clears_it(change):
    assert is_open({**NO_CLOT, **change})


def test_nobody_s_opinion_clears_it():
    """Two points, brought to 0 by "something else is as likely", leave the clot on the list."""
    record = {**NO_CLOT, "pitting_oedema": "present", "vein_tenderness": "present"}
    assert is_open(record)
    assert LAB.assess(record).decision_rule("wells_dvt", {ALTERNATIVE: "present"}).score == 0


def test_a_man_need_not_be_asked_whether_he_is_pregnant():
    assert not is_open({**NO_CLOT, "oestrogen_pregnancy": None}, sex="male")
    assert is_open({**NO_CLOT, "oestrogen_pregnancy": None}, sex="female")


def test_with_a_family_doctor_only_the_primary_care_rule_clears_it():
    thick_calf = {**NO_CLOT, "wells_item_calf_diff": "present", "recent_trauma": "absent"}
    assert not is_open(thick_calf, "pt_outpatient", "male")
    assert is_open(thick_calf, "primary_care", "male")
    assert not is_open(thick_calf, "primary_care", "female")
    assert is_open({**thick_calf, "recent_trauma": None, "oestrogen_pregnancy": None}, "primary_care")
    assert {w.source for w in LAB.assess({}, setting="primary_care").decision_rule("wells_dvt").not_for_this_patient} >= {
        "oudega2005_annals"
    }


@given(st.sets(st.sampled_from([f.id for f in LAB.findings.values() if f.is_binary and f.id != "ddimer"])), settings_ids, sexes)
@settings(max_examples=100, deadline=None)
def test_without_the_blood_test_no_number_of_absent_findings_clears_anything(names, setting, sex):
    a = LAB.assess({**NO_CLOT, **dict.fromkeys(names, "absent"), "ddimer": None}, setting=setting, sex=sex)
    assert a.not_excluded == {c.id for c in LAB.conditions if c.must_not_miss}


@given(records(30), settings_ids)
@settings(max_examples=100, deadline=None)
def test_a_rule_out_changes_no_red_flag(record, setting):
    told = {k: v for k, v in record.items() if k not in NO_CLOT}
    before, after = (LAB.assess({**told, **extra}, setting=setting).red_flags for extra in ({}, NO_CLOT))
    assert before == after


def test_unknown_rules_and_judgements_are_refused_by_name():
    a = LAB.assess({})
    with pytest.raises(InputError, match=r'"wels".*wells_dvt'):
        a.decision_rule("wels")
    with pytest.raises(InputError, match=r'"age_55".*none'):
        a.decision_rule("ottawa_knee", {"age_55": "present"})
    with pytest.raises(InputError, match=r"alternative_as_likely.*maybe.*present"):
        a.decision_rule("wells_dvt", {ALTERNATIVE: "maybe"})


def test_each_rule_says_when_not_to_use_it_with_what_stands_behind():
    for rule in LAB.decision_rules.values():
        assert rule.when_not_to_use, rule.id
        for warning in rule.when_not_to_use:
            assert warning.source in LAB.sources or warning.reason, warning.text
        figures = [f for s in rule.strata for f in s.figures] + list(rule.accuracy)
        assert figures or rule.id == "primary_care_dvt"
        assert all(f.source in LAB.sources and f.n for f in figures)
