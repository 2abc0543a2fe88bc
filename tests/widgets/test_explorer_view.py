"""The explorer's view: notes that raise nothing, and causes that a published rule excludes."""

from __future__ import annotations

from kneelab.model.triage import NOTE
from kneelab.widgets.explorer_view import explorer_view
from kneelab.widgets.record import Record
from tests.model.test_decision_rules import NO_CLOT


def test_a_single_weak_flag_is_noted_and_is_no_reason(lab):
    view = explorer_view(lab, Record(answers={"calf_swelling": "present"}))["urgency"]
    plain = explorer_view(lab, Record())["urgency"]
    note = next(r for r in lab.rules if r.id == "one_vein_sign")
    assert [(n["label"], n["findings"]) for n in view["noted"]] == [(note.label, [lab.findings["calf_swelling"].label])]
    assert view["level"] == plain["level"] == NOTE
    assert note.label not in [b["label"] for b in view["because"]]
    assert not plain["noted"]


def test_a_flag_that_acts_is_no_note(lab):
    urgency = explorer_view(lab, Record(answers={"calf_swelling": "present", "pitting_oedema": "present"}))["urgency"]
    assert urgency["level"] != NOTE
    assert urgency["because"][0]["findings"]
    assert not urgency["noted"]


def test_an_excluded_cause_says_by_which_rule_and_not_that_it_is_open(lab):
    view = explorer_view(lab, Record(answers=NO_CLOT, cause="dvt"))
    row = next(r for r in view["ranking"] if r["id"] == "dvt")
    assert (row["not_excluded"], row["not_excluded_label"]) == (False, None)
    assert view["selected"]["not_excluded"] is None
    rule = lab.decision_rules["wells_dvt"]
    out = rule.rules_out[0]
    for part in (rule.name, out.text, lab.sources[out.source].short):
        assert part in view["selected"]["ruled_out"]


def test_a_dangerous_cause_that_nothing_excludes_stays_open(lab):
    for cause in (c.id for c in lab.conditions):
        selected = explorer_view(lab, Record(cause=cause))["selected"]
        assert selected["ruled_out"] is None
        assert bool(selected["not_excluded"]) == bool(lab.condition(cause).must_not_miss)
