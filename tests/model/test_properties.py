"""What must hold for any record at all."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kneelab.model.flips import reverse
from kneelab.model.triage import LEVELS, most_urgent
from tests.strategies import CONDITIONS, LAB, ages, records, settings_ids, sexes

BINARY = [f for f in LAB.findings.values() if f.is_binary]
TESTED = [f for f in BINARY if f.parent != "condition"]


@given(records(), ages, sexes, settings_ids)
@settings(max_examples=200, deadline=None)
def test_any_consistent_record_gives_probabilities_inside_0_and_1_that_sum_to_1(record, age, sex, setting):
    a = LAB.assess(record, age=age, sex=sex, setting=setting)
    p = [r.probability for r in a.differential]
    assert {r.condition for r in a.differential} == set(CONDITIONS)
    assert math.isclose(math.fsum(p), 1.0, abs_tol=1e-9)
    assert all(0.0 < x < 1.0 for x in p)
    assert all(0.0 <= r.low <= r.probability <= r.high <= 1.0 for r in a.differential)
    assert all(0.0 < t.probability < 1.0 for t in a.targets)
    assert a.urgency.level in LEVELS


@given(st.booleans(), settings_ids)
@settings(max_examples=10, deadline=None)
def test_everything_present_or_everything_absent_is_neither_zero_nor_one_nor_an_error(present, setting):
    record = {f.id: ("present" if present else "absent") if f.is_binary else f.states[0].id for f in LAB.findings.values()}
    a = LAB.assess(record, setting=setting)
    assert all(0.0 < r.probability < 1.0 for r in a.differential)
    assert math.isclose(math.fsum(r.probability for r in a.differential), 1.0, abs_tol=1e-9)


@given(records(30), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_order_of_entry_does_not_matter(record, random):
    items = list(record.items())
    random.shuffle(items)
    assert LAB.assess(dict(items)).differential == LAB.assess(record).differential


@given(records(20), st.sampled_from(BINARY))
@settings(max_examples=100, deadline=None)
def test_soft_evidence_meets_its_ends(record, finding):
    def p(value):
        return LAB.assess({**record, finding.id: value}).differential

    assert p(1.0) == p("present")
    assert p(0.0) == p("absent")
    record.pop(finding.id, None)
    assert p(0.5) == p("not_asked") == p(None) == LAB.assess(record).differential


@given(records(20), st.sampled_from(TESTED), settings_ids)
@settings(max_examples=200, deadline=None)
def test_a_positive_test_never_lowers_its_target(record, finding, setting):
    """Every test in the content has LR+ above 1 (checked in test_content)."""

    def target(value):
        a = LAB.assess({**record, finding.id: value}, setting=setting)
        return next(t.probability for t in a.targets if t.target == finding.parent)

    record.pop(finding.id, None)
    before = target(None)
    assert target("present") >= before - 1e-12
    assert target("absent") <= before + 1e-12


@given(records(25), ages, sexes, settings_ids, st.data())
@settings(max_examples=150, deadline=None)
def test_contributions_sum_to_the_log_odds(record, age, sex, setting, data):
    a = LAB.assess(record, age=age, sex=sex, setting=setting)
    one, two = data.draw(st.lists(st.sampled_from(CONDITIONS), min_size=2, max_size=2, unique=True))
    why = a.why(one, against=two)
    p = {r.condition: r.probability for r in a.differential}
    weights = dict(zip(LAB.network.conditions, LAB.network.log_weights(a.prior.probabilities, a.evidence), strict=True))
    assert math.isclose(math.fsum(c.log_ratio for c in why.contributions), weights[one] - weights[two], abs_tol=1e-9)
    if min(p[one], p[two]) > 1e-12:
        assert math.isclose(why.log_odds, math.log(p[one] / p[two]), abs_tol=1e-9)


@given(records(40), records(40))
@settings(max_examples=150, deadline=None)
def test_adding_evidence_never_lowers_the_urgency_that_rules_give(record, more):
    def level(findings):
        return most_urgent(f.rule.advice.level for f in LAB.assess(findings).red_flags)

    together = {**more, **{k: v for k, v in record.items() if v not in (None, "not_asked", 0.5)}}
    assert LEVELS.index(level(together)) <= LEVELS.index(level(record))


@given(records(40), settings_ids, ages)
@settings(max_examples=150, deadline=None)
def test_no_ranking_or_setting_lowers_what_rules_demand(record, setting, age):
    a = LAB.assess(record, setting=setting, age=age)
    demanded = most_urgent(f.rule.advice.level for f in a.red_flags)
    assert LEVELS.index(a.urgency.level) <= LEVELS.index(demanded)


@given(records(30))
@settings(max_examples=60, deadline=None)
def test_no_absent_finding_clears_a_dangerous_cause(record):
    """The one published rule-out needs a negative D-dimer; see test_decision_rules."""
    absent = {k: "absent" for k in record if LAB.findings[k].is_binary and k != "ddimer"}
    dangerous = {c.id for c in LAB.conditions if c.must_not_miss}
    assert dangerous
    assert all(r.not_excluded for r in LAB.assess(absent).differential if r.condition in dangerous)


@given(records(30), settings_ids)
@settings(max_examples=60, deadline=None)
def test_the_same_input_gives_the_same_result(record, setting):
    one, two = (LAB.assess(record, setting=setting) for _ in range(2))
    assert one.differential == two.differential
    assert one.next_tests() == two.next_tests()
    assert one.urgency == two.urgency


@given(records(8))
@settings(max_examples=60, deadline=None)
def test_a_flip_changes_the_leader_and_nothing_smaller_does(record):
    a = LAB.assess(record)
    for flip in a.flips():
        turned = dict(a.evidence)
        for f in flip.findings:
            turned[f] = reverse(turned[f])
        p = LAB.network.posterior(a.prior.probabilities, turned)
        assert LAB.network.conditions[p.index(max(p))] == flip.leader != a.leader.id
    sizes = {len(flip.findings) for flip in a.flips()}
    assert len(sizes) <= 1
    for size in sizes:
        assert not a.flips(limit=size - 1)


def test_a_part_that_is_absent_with_its_whole_says_nothing_more():
    without = LAB.assess({"popliteal_mass": "absent"}, age=55)
    parts = [f.id for f in LAB.findings.values() if "popliteal_mass" in f.requires]
    assert parts
    again = LAB.assess({"popliteal_mass": "absent", **dict.fromkeys(parts, "absent")}, age=55)
    assert again.probabilities == pytest.approx(without.probabilities, abs=1e-12)
    assert not {t.finding for t in without.next_tests()} & set(parts)
    alone = LAB.assess(dict.fromkeys(parts, "absent"), age=55)
    assert alone.probabilities != pytest.approx(LAB.assess({}, age=55).probabilities, abs=1e-6)


@pytest.mark.parametrize("setting", list(LAB.settings))
def test_a_place_an_age_or_a_sex_alone_sends_nobody_on(setting):
    for age in range(10, 111, 5):
        for sex in (None, "female", "male"):
            a = LAB.assess({}, age=age, sex=sex, setting=setting)
            assert a.urgency.level in ("routine", "pt_care"), (age, sex)
