"""Urgency by rules: combinations act, single weak flags inform, nothing lowers a level."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneelab.model.triage import LEVELS, NOTE, literals, most_urgent, red_flags
from tests.strategies import LAB, ages, records, settings_ids, sexes

ACTING = [r for r in LAB.rules if not r.informs]
NOTES = [r for r in LAB.rules if r.informs]
LITERALS = sorted({x for r in LAB.rules for g in r.when for x in g.literals})


def rank(level):
    return LEVELS.index(level)


def level_of(held):
    return most_urgent(f.rule.advice.level for f in red_flags(LAB.rules, frozenset(held)))


def record_of(held):
    """The record that says these literals and nothing else."""
    return {name: state or "present" for name, _, state in (x.partition("=") for x in held)}


def level(*held):
    return most_urgent(f.rule.advice.level for f in LAB.assess(record_of(held)).red_flags)


def some_way(rule):
    """Strategy: one smallest set of literals that makes a rule hold, one state for each finding."""

    def choose(group):
        return st.lists(st.sampled_from(group.literals), min_size=group.at_least, max_size=group.at_least, unique=True)

    ways = st.tuples(*map(choose, rule.when)).map(lambda parts: frozenset(x for part in parts for x in part))
    return ways.filter(lambda held: len({x.partition("=")[0] for x in held}) == len(held))


held_sets = st.sets(st.sampled_from(LITERALS), max_size=40)


@given(held_sets, st.sampled_from(LITERALS))
@settings(max_examples=300, deadline=None)
def test_adding_a_finding_never_lowers_the_level(held, more):
    assert rank(level_of(held | {more})) <= rank(level_of(held))


@given(records(40), st.sampled_from([f for f in LAB.findings.values() if f.is_binary]))
@settings(max_examples=150, deadline=None)
def test_answering_a_question_with_present_never_lowers_the_level(record, finding):
    before, after = (LAB.assess(r).red_flags for r in (record, {**record, finding.id: "present"}))
    assert rank(most_urgent(f.rule.advice.level for f in after)) <= rank(most_urgent(f.rule.advice.level for f in before))


@given(records(40), settings_ids, ages, sexes)
@settings(max_examples=150, deadline=None)
def test_no_setting_age_sex_or_probability_lowers_what_rules_demand(record, setting, age, sex):
    a = LAB.assess(record, setting=setting, age=age, sex=sex)
    assert a.red_flags == LAB.assess(record).red_flags
    assert rank(a.urgency.level) <= rank(most_urgent(f.rule.advice.level for f in a.red_flags))


@given(records(30), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_does_not_matter(record, random):
    items = list(record.items())
    random.shuffle(items)
    assert LAB.assess(dict(items)).urgency == LAB.assess(record).urgency
    rules = list(LAB.rules)
    random.shuffle(rules)
    held = literals(dict(LAB.findings), LAB.assess(record).evidence)
    one, two = (red_flags(r, held) for r in (LAB.rules, rules))
    assert {(f.rule.id, f.findings) for f in one} == {(f.rule.id, f.findings) for f in two}


@given(held_sets)
@settings(max_examples=200, deadline=None)
def test_the_level_is_the_highest_of_the_rules_that_hold(held):
    """Counted anew, straight from the groups."""
    holding = [r for r in LAB.rules if all(sum(x in held for x in g.literals) >= g.at_least for g in r.when)]
    assert level_of(held) == most_urgent(r.advice.level for r in holding)
    assert {f.rule.id for f in red_flags(LAB.rules, frozenset(held)) if not f.rule.informs} == {r.id for r in holding if not r.informs}


@pytest.mark.parametrize("rule", LAB.rules, ids=lambda r: r.id)
@given(data=st.data())
@settings(max_examples=8, deadline=None)
def test_each_rule_is_reached_and_gives_its_level_whatever_else_is_absent(rule, data):
    held = data.draw(some_way(rule))
    names = {x.partition("=")[0] for x in held}
    rest = {f.id: "absent" for f in LAB.findings.values() if f.is_binary and f.id not in names}
    a = LAB.assess({**rest, **record_of(held)}, setting=data.draw(settings_ids))
    assert rank(a.urgency.level) <= rank(rule.advice.level)
    assert rule.informs or rule.id in {f.rule.id for f in a.red_flags}
    assert {f.rule.id for f in a.red_flags} == {f.rule.id for f in LAB.assess(record_of(held)).red_flags}


@pytest.mark.parametrize("weak", sorted({x for r in NOTES for g in r.when for x in g.literals}))
def test_a_single_weak_flag_informs_and_raises_nothing(weak):
    flags = LAB.assess({weak: "present"}).red_flags
    assert [f.rule.advice.level for f in flags] == [NOTE] * len(flags)
    assert any(weak in f.findings for f in flags)
    assert all(f.rule.advice.say and f.rule.label for f in flags)


def test_a_note_falls_silent_once_a_rule_acts_on_its_finding():
    alone = [f.rule.id for f in LAB.assess({"calf_swelling": "present"}).red_flags]
    acted = [f.rule for f in LAB.assess({"calf_swelling": "present", "wells_item_surgery": "present"}).red_flags]
    assert alone == ["one_vein_sign"]
    assert acted
    assert not any(r.informs for r in acted)


def test_a_note_adds_what_to_watch_but_is_no_reason():
    plain, noted = (LAB.assess(r, setting="sports_clinic").urgency for r in ({}, {"vascular_risk": "present"}))
    watch = next(r for r in NOTES if r.id == "vascular_risk").advice.watch
    assert noted.level == plain.level
    assert [b.rule for b in noted.because] == ["leading_cause"]
    assert noted.watch[-1:] == watch
    acted = LAB.assess({"vascular_risk": "present", "foot_drop": "present"}).urgency
    assert watch[0] not in acted.watch


ALONE = {
    "emergency": ["cold_pale_limb", "passive_stretch_pain", "saddle_change"],
    "same_day": [
        "pulsatile_mass",
        "thompson",
        "vein_cord",
        "skin_spreading_redness",
        "joint_movement_agony",
        "pain_out_of_proportion",
        "breathless_chest_pain",
    ],
    "within_2_weeks": ["foot_drop", "true_lock", "hard_enlarging_mass", "mass_over_5cm", "popliteal_pulse_prominent", "resting_abi_low"],
}


@pytest.mark.parametrize(("expected", "finding"), [(k, f) for k, names in ALONE.items() for f in names])
def test_a_strong_sign_acts_alone(expected, finding):
    assert level(finding) == expected


TOGETHER = {
    "clot after surgery": ("same_day", "calf_swelling", "wells_item_surgery"),
    "clot without a risk": ("same_day", "calf_swelling", "pitting_oedema"),
    "calf pain with cancer": ("same_day", "pain_calf", "active_cancer"),
    "swelling on the pill": ("same_day", "calf_swelling", "oestrogen_pregnancy"),
    "clot in the lung": ("emergency", "breathless_chest_pain", "calf_swelling"),
    "clot in the lung, risk only": ("emergency", "breathless_chest_pain", "previous_vte"),
    "embolus": ("emergency", "reduced_pulses", "onset=sudden", "atrial_fibrillation"),
    "silent thrombosis": ("emergency", "cool_skin", "course=acute", "paraesthesia"),
    "dislocated knee": ("emergency", "recent_trauma", "reduced_pulses"),
    "dislocated knee, index": ("emergency", "high_energy_injury", "resting_abi_low"),
    "two ligaments": ("same_day", "posterior_drawer", "varus_laxity", "recent_trauma"),
    "two ligaments and the nerve": ("emergency", "posterior_drawer", "varus_laxity", "recent_trauma", "foot_drop"),
    "aneurysm, lump and pulse": ("same_day", "popliteal_mass", "popliteal_pulse_prominent"),
    "aneurysm on the vein": ("same_day", "calf_swelling", "popliteal_pulse_prominent"),
    "hot joint without fever": ("emergency", "warmth", "effusion", "joint_movement_agony"),
    "hot stiff joint at rest": ("emergency", "erythema", "effusion", "limited_flexion", "rest_pain"),
    "fever and fluid": ("emergency", "fever", "effusion"),
    "hot joint at risk": ("emergency", "warmth", "effusion", "joint_infection_risk"),
    "warm joint at risk": ("same_day", "warmth", "joint_infection_risk"),
    "new swelling at risk": ("same_day", "effusion", "joint_infection_risk", "course=acute"),
    "quiet swelling at risk": ("within_2_weeks", "effusion", "joint_infection_risk"),
    "drugs and a swollen calf": ("same_day", "iv_drug_use", "calf_swelling"),
    "drugs and a swollen joint": ("same_day", "iv_drug_use", "effusion"),
    "infected cyst": ("same_day", "popliteal_mass", "erythema"),
    "deep soft-tissue infection": ("emergency", "skin_spreading_redness", "severe_pain"),
    "compartment after a blow": ("emergency", "severe_pain", "recent_trauma", "calf_swelling"),
    "compartment on blood thinners": ("emergency", "severe_pain", "anticoagulant", "calf_swelling"),
    "a foot that drops with back pain": ("same_day", "foot_drop", "pain_back_buttock"),
    "a foot that drops after an injury": ("same_day", "foot_drop", "recent_trauma"),
    "a foot that drags after an injury": ("same_day", "foot_catches", "recent_trauma"),
    "oedema and calf pain": ("same_day", "pitting_oedema", "pain_calf"),
    "a calf that hurts on the pill": ("same_day", "pain_calf", "oestrogen_pregnancy"),
    "bladder and thigh": ("emergency", "bladder_change", "pain_posterior_thigh"),
    "a lump that grows in spite of treatment": ("within_2_weeks", "lump_noticed", "course_progressive", "failed_treatment"),
    "a lump and weak pulses": ("within_2_weeks", "popliteal_mass", "reduced_pulses"),
    "a tender bone after more training": ("within_2_weeks", "bone_tenderness", "training_increase"),
    "severe calf pain on blood thinners": ("same_day", "anticoagulant", "severe_pain", "pain_calf"),
    "painless compartment": ("emergency", "calf_swelling", "foot_drop"),
    "bleeding": ("same_day", "anticoagulant", "calf_swelling"),
    "Ottawa": ("same_day", "ottawa_item", "recent_trauma"),
    "Ottawa, four steps": ("same_day", "cannot_bear_weight", "twist"),
    "haemarthrosis": ("within_2_weeks", "immediate_swelling", "recent_trauma"),
    "loose knee": ("within_2_weeks", "lachman", "recent_trauma"),
    "cauda equina, bladder": ("emergency", "bladder_change", "pain_below_knee"),
    "growing weakness": ("same_day", "weak_leg", "course_progressive"),
    "growing weakness of both legs": ("emergency", "weak_leg", "bilateral_leg", "course_progressive"),
    "root deficit": ("within_2_weeks", "weak_leg", "reflex_loss"),
    "lump at night": ("within_2_weeks", "popliteal_mass", "night_pain"),
    "lump after cancer": ("within_2_weeks", "popliteal_mass", "cancer_history"),
    "night pain and weight loss": ("within_2_weeks", "night_pain", "weight_loss_sweats"),
    "entrapment": ("within_2_weeks", "pulses_fall_plantarflexion", "exercise_predictable"),
    "artery cyst": ("within_2_weeks", "pulses_fall_knee_bent", "ease_rest_minutes"),
    "cool foot on running": ("within_2_weeks", "cool_foot_reported", "exercise_predictable"),
    "claudication": ("within_2_weeks", "worse_walk_better_standstill", "vascular_risk"),
    "no flow after a blow": ("emergency", "hyperext_varus", "capillary_refill_slow"),
    "compartment, pain beyond the injury": ("emergency", "pain_out_of_proportion", "calf_swelling"),
    "claudication on the treadmill": ("within_2_weeks", "pedal_plantarflexion_test", "walk_test_reduced"),
    "bone at night, still growing": ("within_2_weeks", "still_growing", "night_pain"),
    "slipped hip": ("same_day", "still_growing", "hip_rotation_painful", "limp"),
    "lump noticed, after cancer": ("within_2_weeks", "lump_noticed", "cancer_history"),
    "hot replaced knee": ("same_day", "warmth", "effusion", "previous_knee_surgery"),
    "threatened foot": ("same_day", "reduced_pulses", "skin_wound"),
}


@pytest.mark.parametrize("story", TOGETHER)
def test_a_combination_acts_and_each_part_is_needed(story):
    expected, *held = TOGETHER[story]
    assert level(*held) == expected
    strong = {f for names in ALONE.values() for f in names}
    for left_out in held:
        rest = [x for x in held if x != left_out]
        if not strong & {left_out, *rest}:
            assert rank(level(*rest)) > rank(expected), left_out


BENIGN = {
    "a chronic soft lump": ["popliteal_mass", "mass_soft", "foucher", "joint_disease", "limited_flexion", "course=chronic", "onset=gradual", "pain_posterior_central"],
    "a chronic swollen arthritic knee": ["effusion", "ballottement", "joint_disease", "crepitus", "bony_enlargement", "brief_stiffness", "limited_flexion", "cannot_straighten", "course=chronic", "onset=gradual", "limp", "pain_generalised", "night_pain", "bone_tenderness"],
    "an old sprain": ["twist", "pop_snap", "giving_way", "immediate_swelling", "valgus_laxity", "course=chronic", "previous_same_injury", "worse_twist"],
    "gradual stiffness": ["limited_flexion", "cannot_straighten", "brief_stiffness", "crepitus", "onset=gradual", "course=chronic", "vascular_risk"],
    "tingling with back pain": ["paraesthesia", "pain_back_buttock", "pain_below_knee", "leg_worse_than_back", "slr", "slump", "cough_sneeze", "sole_paraesthesia", "night_pain", "onset=gradual"],
    "a calf strain": ["onset=sudden", "sprint_jump", "pop_snap", "pain_calf", "calf_tenderness", "heel_raise_pain", "dorsiflexion_stretch_pain", "plantarflexion_weakness", "bruising", "limp", "course=acute"],
    "a degenerative meniscus": ["twist", "catching_locking", "joint_line_tenderness", "mcmurray", "effusion", "worse_squat", "night_pain", "course=chronic"],
    "stenosis": ["bilateral_leg", "worse_stand_walk_better_sit", "paraesthesia", "pain_back_buttock", "reflex_loss", "vascular_risk", "course=chronic", "onset=gradual"],
    "exertional compartments": ["exercise_predictable", "tense_after_exercise", "ease_rest_minutes", "pain_calf", "paraesthesia", "bilateral_leg"],
    "a smoker with tendon pain": ["vascular_risk", "local_tendon_tender", "resisted_knee_flexion_pain", "rest_pain", "oestrogen_pregnancy"],
}  # fmt: skip


@pytest.mark.parametrize("story", BENIGN)
def test_a_benign_story_is_not_sent_on_by_rules(story):
    assert level(*BENIGN[story]) == NOTE, [f.rule.id for f in LAB.assess(record_of(BENIGN[story])).red_flags if not f.rule.informs]


def test_every_rule_says_where_it_comes_from_and_uses_present_findings_only():
    assert ACTING
    for rule in LAB.rules:
        assert rule.source in LAB.sources or rule.reason, rule.id
        assert rule.advice.watch
        assert not [x for g in rule.when for x in g.literals if x.endswith("=absent")]
