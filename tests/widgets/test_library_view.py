"""The library's view: what it says is what content and engine say."""

from __future__ import annotations

import dataclasses

import pytest

from kneelab import describe
from kneelab.model.evidence import EvidenceRow, ReferenceTest
from kneelab.model.findings import CONDITION, InputError
from kneelab.widgets.evidence_library import Library, read_and_view
from kneelab.widgets.evidence_library_view import first_test, library_catalog, library_view
from kneelab.widgets.record import Record


def disputed(lab) -> str:
    """Test with the most rows."""
    return max((f for f in lab.findings if lab.evidence_of(f)), key=lambda f: len(lab.evidence_of(f)))


def row(**changes) -> EvidenceRow:
    blank = dict.fromkeys(f.name for f in dataclasses.fields(EvidenceRow))
    return EvidenceRow(**{**blank, "id": "r", "finding": "scan", "mark": "published", "used": True, **changes})


def test_every_finding_can_be_shown_and_says_how_and_what_positive_means(lab):
    for f in lab.findings.values():
        view = library_view(lab, f.id, Record())
        assert view["head"]["how"] == f.ask
        assert view["head"]["positive"] == f.positive
        assert (view["frequencies"] is not None) == (f.parent == CONDITION)
        assert (view["forest"] is not None) == (f.parent != CONDITION)


def test_the_list_has_everything_once_and_special_tests_first(lab):
    groups = library_catalog(lab)["groups"]
    listed = [t["id"] for g in groups for t in g["tests"]]
    assert sorted(listed) == sorted([*lab.findings, *lab.reference_tests])
    assert all(lab.findings[t["id"]].kind == "test" for t in groups[0]["tests"])
    assert first_test(lab) == groups[0]["tests"][0]["id"]


def test_the_number_of_studies_counts_sources_and_not_rows(lab):
    test = disputed(lab)
    entry = next(t for g in library_catalog(lab)["groups"] for t in g["tests"] if t["id"] == test)
    assert entry["studies"] == len({r.source for r in lab.evidence_of(test)}) < len(lab.evidence_of(test))


def test_the_forest_has_every_row_with_the_used_one_first(lab):
    test = disputed(lab)
    shown = library_view(lab, test, Record())["forest"]["rows"]
    rows = lab.evidence_of(test)
    assert sorted(r["id"] for r in shown) == sorted(r.id for r in rows)
    assert [r["used"] for r in shown] == [True] + [False] * (len(rows) - 1)
    by_id = {r.id: r for r in rows}
    for r in shown:
        study = by_id[r["id"]]
        if study.sensitivity is None:
            assert r["sensitivity"] is None
            assert r["ratio_only"] or study.specificity is not None
        else:
            assert r["sensitivity"]["of_100"] == pytest.approx(100 * study.sensitivity)
            assert r["sensitivity"]["computed"] == (study.sensitivity_ci95 is None)
            assert (r["sensitivity"]["interval"] is None) == (study.intervals()[0] is None)


def test_rows_without_an_interval_are_counted_in_words(lab):
    test = disputed(lab)
    pairs = [r for r in lab.evidence_of(test) if r.sensitivity is not None]
    bare = sum(r.intervals()[0] is None for r in pairs)
    computed = sum(r.sensitivity_ci95 is None for r in pairs) - bare
    assert bare
    assert computed
    forest = library_view(lab, test, Record())["forest"]
    assert f"({bare} of " in forest["no_interval"]
    assert f"({computed} of " in forest["computed"]


def test_the_forest_states_both_groups_as_people(lab):
    used = next(r for r in lab.evidence_of("mcmurray") if r.used)
    sentence = library_view(lab, "mcmurray", Record())["forest"]["shares"]["sentence"]
    assert f"{round(100 * used.sensitivity)} of 100 people with it" in sentence
    assert f"{round(100 - 100 * used.specificity)} of 100 without it" in sentence


def test_a_lone_ratio_says_that_its_shares_rest_on_an_assumption(lab):
    lone = next(r for r in lab.evidence if r.used and r.sensitivity is None and r.lr_negative is None)
    view = library_view(lab, lone.finding, Record())
    assert view["forest"]["shares"]["derived"] == lab.strings["library.shares_assumed"]
    assert view["head"]["basis"] == "assumed"


def test_a_published_ratio_that_the_model_shrinks_is_explained(lab):
    def differs(r):
        a = lab.network.by_target[r.finding]
        return not 0.8 < r.lr_positive / (a.with_target.probabilities[0] / a.without.probabilities[0]) < 1.25

    shrunk = next(r for r in lab.evidence if r.used and r.lr_positive and differs(r))
    sentences = library_view(lab, shrunk.finding, Record())["forest"]["ratios"]
    assert len(sentences) == 3
    assert f"{shrunk.lr_positive:.2g}" in sentences[2]


def test_the_effect_is_what_the_engine_says(lab):
    o = lab.openers["movie_theatre"]
    record = Record(age=o.age, sex=o.sex, setting="sports_clinic", answers=dict(o.answers))
    effect = library_view(lab, "mcmurray", record)["effect"]
    cells = {r["id"]: [c["of_100"] for c in r["cells"]] for r in effect["rows"]}
    for i, added in enumerate(({}, {"mcmurray": "present"}, {"mcmurray": "absent"})):
        a = lab.assess({**o.answers, **added}, age=o.age, sex=o.sex, setting="sports_clinic")
        for cause, shares in cells.items():
            assert shares[i] == pytest.approx(100 * a.probabilities[lab.network.index(cause)])
    assert effect["people"][0]["n"] == round(cells[effect["cause"]][0])


def test_the_cause_shown_moves_most_unless_one_is_wished(lab):
    effect = library_view(lab, "mcmurray", Record())["effect"]
    moved = {r["id"]: max(abs(c["of_100"] - r["cells"][0]["of_100"]) for c in r["cells"]) for r in effect["rows"]}
    assert effect["cause"] == max(moved, key=moved.__getitem__)
    wished = lab.network.conditions[-1]
    assert library_view(lab, "mcmurray", Record(cause=wished))["effect"]["cause"] == wished


def test_an_answer_already_given_is_set_aside(lab):
    plain = library_view(lab, "mcmurray", Record())["effect"]
    answered = library_view(lab, "mcmurray", Record(answers={"mcmurray_pos": 1.0}))["effect"]
    assert answered["rows"] == plain["rows"]
    assert answered["ignored"]
    assert not plain["ignored"]


def test_named_states_each_have_their_outcome(lab):
    named = next(f for f in lab.findings.values() if not f.is_binary)
    view = library_view(lab, named.id, Record())
    assert [o["value"] for o in view["effect"]["outcomes"]] == [s.id for s in named.states]
    assert view["frequencies"]["columns"] == [s.label for s in named.states]
    for line in view["frequencies"]["rows"]:
        assert sum(c["of_100"] for c in line["cells"]) == pytest.approx(100)


def test_frequencies_are_the_networks_with_silent_causes_in_one_line(lab):
    view = library_view(lab, "fever", Record())["frequencies"]
    numbers = lab.network.by_condition["fever"]
    told = {c.name: n for c, n in zip(lab.conditions, numbers, strict=True) if not n.key.endswith(":base")}
    lines = {r["name"]: r for r in view["rows"]}
    assert set(told) <= set(lines)
    assert len(lines) == len(told) + (len(told) < len(numbers))
    for name, n in told.items():
        cell = lines[name]["cells"][0]
        assert cell["of_100"] == pytest.approx(100 * n.probabilities[0])
        assert cell["low"] < cell["of_100"] < cell["high"]
        assert lines[name]["basis"] == n.mark


def test_a_reference_test_is_shown_without_the_engine(lab):
    scan = ReferenceTest("scan", "Ultrasound of the veins", "imaging", "Press the probe.", "The vein does not close.")
    studied = row(
        target_text="Clot in a deep vein", sensitivity=0.95, specificity=0.96, n=200, source=next(iter(lab.sources)), why="Largest."
    )
    wider = dataclasses.replace(lab, reference_tests={"scan": scan}, evidence=(studied,))
    view = library_view(wider, "scan", Record())
    assert view["effect"] is None
    assert view["head"]["looks_for"] == "Looks for: clot in a deep vein."
    assert view["forest"]["shares"]["with_it"] == 95
    assert library_catalog(wider)["groups"][-1]["label"] == lab.strings["library.group.imaging"]
    assert "Press the probe." in view["head"]["how"]


def test_an_unknown_test_in_a_link_is_named_and_another_one_shown(lab):
    view = read_and_view(lab, {"test": "nonsense", "answers": {}})
    assert "nonsense" in view["problems"][0]
    assert view["selected"] == first_test(lab)


def test_a_dashboard_refuses_an_unknown_test():
    with pytest.raises(InputError, match="nonsense"):
        Library(test="nonsense")


def test_the_text_twin_has_every_study_and_every_outcome(lab):
    text = repr(Library(test="mcmurray"))
    for r in lab.evidence_of("mcmurray"):
        assert lab.sources[r.source].short in text
    assert "If positive" in text
    assert lab.version in text


@pytest.mark.parametrize(
    ("ratio", "words"), [(7.4, "multiplies the odds by 7.4"), (0.5, "divides the odds by 2.0"), (30, "by 30: it moves them far")]
)
def test_a_ratio_in_words(lab, ratio, words):
    assert words in describe.describe_ratio(lab, ratio)


def test_a_start_without_findings_has_no_band(lab):
    for r in lab.assess({}).differential:
        assert r.low == r.high == r.probability


def test_a_judged_number_never_passes_for_a_study(lab):
    judged = [r for r in lab.evidence if r.used and r.mark == "judged" and r.sensitivity is not None]
    assert judged
    for r in judged:
        forest = library_view(lab, r.finding, Record())["forest"]
        assert r.reason in forest["shares"]["judged"]
        others = [x for x in lab.evidence_of(r.finding) if x.mark == "published"]
        assert forest["heading"] == lab.strings["library.studies_heading" if others else "library.judged_heading"]
        if r.n is None:
            assert next(x for x in forest["rows"] if x["used"])["n_words"] == lab.strings["library.n_judged"]
    assert library_view(lab, "mcmurray", Record())["forest"]["shares"]["judged"] is None
