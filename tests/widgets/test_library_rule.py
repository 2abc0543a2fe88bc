"""A decision rule in the library: what it says is what content and the scored record say."""

from __future__ import annotations

import pytest

from kneelab import describe
from kneelab.widgets.evidence_library import describe_library, read_and_view
from kneelab.widgets.evidence_library_rule import rule_of, rule_view
from kneelab.widgets.evidence_library_view import library_view
from kneelab.widgets.record import Record, read_record
from tests.model.test_decision_rules import ALTERNATIVE, NO_CLOT

WELLS = "wells_dvt"


def wells(lab, **record):
    return rule_view(lab, lab.decision_rules[WELLS], Record(**record))


def states(view):
    return {i["id"]: i["state"] for i in view["items"]}


def test_every_decision_rule_stands_with_its_studies_and_other_tests_have_none(lab):
    shown = {t: library_view(lab, t, Record())["rule"] for t in (*lab.reference_tests, "mcmurray")}
    assert {v["id"] for v in shown.values() if v} == set(lab.decision_rules)
    for test, view in shown.items():
        if view:
            assert lab.reference_tests[test].category == "rule"
            assert lab.evidence_of(test)


def test_the_items_say_what_the_record_says(lab):
    for rule in lab.decision_rules.values():
        record = Record(age=57, sex="male", answers={"wells_item_surgery": "present", "active_cancer": "absent", "warmth": "absent"})
        done = record.assess(lab).decision_rule(rule.id)
        view = rule_view(lab, rule, record)
        expected = {**dict.fromkeys(done.met, "met"), **dict.fromkeys(done.absent, "absent"), **dict.fromkeys(done.not_asked, "not_asked")}
        assert states(view) == expected
        assert [i["points"].replace("−", "-") for i in view["items"]] == [f"{i.points:+d}" for i in rule.items]
        assert view["score"]["number"] == str(done.score)


def test_an_unsure_answer_counts_as_not_asked_and_says_so(lab):
    item = next(i for i in wells(lab, answers={"pitting_oedema": 0.9})["items"] if i["id"] == "pitting_oedema")
    assert item["state"] == "not_asked"
    assert item["rests_on"].startswith("Not sure")


def test_an_item_of_two_findings_names_what_is_known_and_what_is_open(lab):
    items = {i["id"]: i for i in wells(lab, answers={"wells_item_surgery": "absent"})["items"]}
    surgery, bed = lab.findings["wells_item_surgery"].label, lab.findings["wells_item_immobilisation"].label
    assert items["bed_or_surgery"]["rests_on"] == f"Known: {surgery}: absent. Open: {bed}."
    assert items["active_cancer"]["rests_on"] is None


def test_the_score_stays_open_until_nothing_can_change_its_group(lab):
    start = wells(lab)
    assert "from −2 to 9" in start["score"]["range"]
    assert start["score"]["act"] is None
    assert [r["standing"] for r in start["strata"]["rows"]] == ["possible"] * 3
    done = wells(lab, answers=NO_CLOT, judgements={ALTERNATIVE: "present"})
    assert done["score"]["number"] == "−2"
    assert [r["standing"] for r in done["strata"]["rows"]] == ["here", None, None]
    assert done["score"]["act"] == lab.decision_rules[WELLS].strata[0].act


def test_a_judgement_counts_and_one_of_another_rule_is_left_aside(lab):
    record = Record(judgements={ALTERNATIVE: "present"})
    assert states(rule_view(lab, lab.decision_rules[WELLS], record))[ALTERNATIVE] == "met"
    assert rule_view(lab, lab.decision_rules["ottawa_knee"], record)["score"]["number"] == "0"


def test_wells_has_the_original_shares_beside_those_of_musculoskeletal_outpatients(lab):
    strata = wells(lab)["strata"]
    original, outpatients, *_ = strata["populations"]
    assert "musculoskeletal" in outpatients
    assert [[c["words"] for c in row["cells"][:2]] for row in strata["rows"]] == [
        ["5 of 100", "6 of 100"],
        ["17 of 100", "14 of 100"],
        ["53 of 100", "47 of 100"],
    ]
    assert strata["rows"][0]["cells"][1]["band"] == "4 to 9"
    assert strata["rows"][0]["cells"][0]["band"] == lab.strings["library.rule.no_interval"]
    sources = {x["population"]: (x["source"]["text"], x["size"]) for x in strata["studies"]}
    assert sources[original] == (lab.sources["wells2004_ash"].short, "8,000 people")
    assert sources[outpatients] == (lab.sources["riddle2005_ortho_dvt"].short, "464 people")


def test_a_rule_without_published_shares_says_so(lab):
    bare = rule_view(lab, lab.decision_rules["primary_care_dvt"], Record())["strata"]
    assert not bare["populations"]
    assert bare["none"] == lab.strings["library.rule.no_shares"]


@pytest.mark.parametrize("setting", ["pt_outpatient", "primary_care"])
def test_every_reason_not_to_use_a_rule_has_its_source_and_those_that_hold_come_first(lab, setting):
    for rule in lab.decision_rules.values():
        record = Record(setting=setting, answers={"anticoagulant": "present", "warmth": "present"})
        holding = record.assess(lab).decision_rule(rule.id).not_for_this_patient
        view = rule_view(lab, rule, record)
        assert [w["text"] for w in view["warnings"] if w["holds"]] == [w.text for w in holding]
        assert sorted(w["text"] for w in view["warnings"]) == sorted(w.text for w in rule.when_not_to_use)
        flags = [bool(w["holds"]) for w in view["warnings"]]
        assert flags == sorted(flags, reverse=True)
        assert all(w["source"] or w["reason"] for w in view["warnings"])
        assert bool(view["score"]["warned"]) == bool(holding)


def test_a_clot_score_waits_behind_a_question(lab):
    for rule in lab.decision_rules.values():
        looks_for_a_clot = any(out.condition == "dvt" for out in rule.rules_out)
        assert bool(rule_view(lab, rule, Record())["ask_first"]) == looks_for_a_clot


def test_a_rule_out_says_whether_it_holds(lab):
    closed, told = (wells(lab, answers=answers)["rule_outs"][0] for answers in ({}, NO_CLOT))
    assert not closed["holds"]
    assert told["holds"]
    assert "95 % interval: 0.7 to 1.8 of 100." in told["study"]
    assert describe.describe_text(lab, told["why"]) == told["why"], "no id is left in the sentence"


def test_a_negative_blood_test_shows_where_it_excludes_a_clot(lab):
    answers = {f: v for f, v in NO_CLOT.items() if f != "ddimer"}
    effect = library_view(lab, "ddimer", Record(answers=answers, cause="dvt"))["effect"]
    row = next(r for r in effect["rows"] if r["id"] == "dvt")
    assert [bool(c["ruled_out"]) for c in row["cells"]] == [False, False, True]
    assert row["not_excluded"]
    plain = library_view(lab, "ddimer", Record(cause="dvt"))["effect"]
    assert not any(c["ruled_out"] for r in plain["rows"] for c in r["cells"])


def test_judgements_that_cannot_be_used_are_named(lab):
    record = read_record(lab, {"judgements": {ALTERNATIVE: "present", "luck": "present"}})
    assert record.judgements == {ALTERNATIVE: "present"}
    assert "luck" in record.problems[0]
    wrong = read_record(lab, {"judgements": {ALTERNATIVE: "perhaps"}})
    assert not wrong.judgements
    assert "perhaps" in wrong.problems[0]


def test_the_text_twin_says_what_the_panel_says(lab):
    raw = {"test": WELLS, "age": 58, "answers": {"wells_item_surgery": 100, "anticoagulant": 100}}
    view = read_and_view(lab, raw)
    text = describe_library(lab, view)
    rule = view["rule"]
    for part in (
        *(w["text"] for w in rule["warnings"]),
        *(f"{i['label']}: {i['state_label']}" for i in rule["items"]),
        *(c["words"] for r in rule["strata"]["rows"] for c in r["cells"] if c),
        rule["ask_first"],
        rule["score"]["range"],
        rule["score"]["warned"],
        rule["rule_outs"][0]["verdict"],
    ):
        assert part in text
    assert text.index(rule["warnings"][0]["text"]) < text.index(rule["ask_first"]) < text.index(rule["score"]["range"])


def test_no_rule_belongs_to_two_tests(lab):
    found = [rule_of(lab, t) for t in lab.reference_tests]
    assert len([r for r in found if r]) == len(lab.decision_rules)
