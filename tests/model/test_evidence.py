"""The ledger in the lab: rows, their ratios, and who may look them up."""

from __future__ import annotations

import pytest

from kneelab.model.evidence import EvidenceRow
from kneelab.model.findings import InputError


def row(**values: object) -> EvidenceRow:
    return EvidenceRow("r", "f", "published", False, **values)  # type: ignore[arg-type]


def test_the_used_row_comes_first_and_is_the_one_in_the_network(lab):
    for finding in lab.findings.values():
        rows = lab.evidence_of(finding.id)
        assert all(r.finding == finding.id for r in rows)
        assert [r.used for r in rows] == sorted((r.used for r in rows), reverse=True)
        if finding.parent != "condition":
            assert [r.target for r in rows if r.used] == [finding.parent]
            key = lab.network.by_target[finding.id].with_target.key
            assert key == f"{rows[0].id}:sensitivity"
        else:
            assert not any(r.used for r in rows)


def test_reference_tests_have_rows_and_stay_out_of_the_network(lab):
    assert lab.reference_tests
    for name in lab.reference_tests:
        assert name not in lab.findings
        rows = lab.evidence_of(name)
        assert rows
        assert not any(r.used for r in rows)


def test_each_row_has_its_provenance_and_each_study_says_why(lab):
    for r in lab.evidence:
        if r.mark == "published":
            assert r.source in lab.sources
            assert r.why
        else:
            assert r.reason
        assert r.target in lab.targets if r.target else r.target_text


def test_an_unknown_test_is_refused_by_name(lab):
    with pytest.raises(InputError, match='"mood"'):
        lab.evidence_of("mood")


def test_ratios_are_as_printed_or_follow_from_the_pair():
    assert row(sensitivity=0.6, specificity=0.8).ratios() == (pytest.approx(3.0), pytest.approx(0.5))
    assert row(sensitivity=0.6, specificity=0.8, lr_positive=2.5).ratios() == (2.5, pytest.approx(0.5))
    assert row(lr_positive=4.0).ratios() == (4.0, None)
    assert row(sensitivity=0.9).ratios() == (None, None)


def test_a_perfect_or_useless_specificity_gives_no_ratio_instead_of_a_division_by_zero():
    assert row(sensitivity=0.6, specificity=1.0).ratios() == (None, pytest.approx(0.4))
    assert row(sensitivity=1.0, specificity=0.0).ratios() == (1.0, None)


def test_a_missing_interval_is_wilsons_from_the_people_studied():
    # 8 of 10 and 45 of 50, against scipy.stats.binomtest(...).proportion_ci(method="wilson")
    counted = row(sensitivity=0.8, specificity=0.9, counts={"tp": 8, "fn": 2, "fp": 5, "tn": 45})
    assert counted.intervals()[0] == pytest.approx((0.490162, 0.943318), abs=1e-5)
    assert counted.intervals()[1] == pytest.approx((0.786398, 0.956524), abs=1e-5)


def test_a_printed_interval_stands_and_an_unknown_size_gives_none():
    assert row(sensitivity=0.8, sensitivity_ci95=(0.7, 0.9), n=40).intervals()[0] == (0.7, 0.9)
    assert row(sensitivity=0.8, specificity=0.5).intervals() == (None, None)
