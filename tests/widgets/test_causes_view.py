"""The cause explorer's data, for every condition and every pair."""

from __future__ import annotations

import dataclasses
import itertools
import re

import pytest

import kneelab
from kneelab import describe
from kneelab.model.conditions import MARKS, Mimic
from kneelab.model.findings import CONDITION
from kneelab.widgets.causes import selection_view
from kneelab.widgets.causes_view import cause_view, causes_catalog, cited, pair_view

LAB = kneelab.load()
CONDITIONS = LAB.network.conditions
RAW_ID = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")
KEYS_OF_IDS = {"id", "level", "url", "mark", "family"}
pytestmark = pytest.mark.filterwarnings("error")
every_condition = pytest.mark.parametrize("cause", CONDITIONS)


def texts(part, key=None):
    """Every string of a view that a reader may see."""
    if isinstance(part, dict):
        for k, v in part.items():
            yield from texts(v, k)
    elif isinstance(part, (list, tuple)):
        for item in part:
            yield from texts(item, key)
    elif isinstance(part, str) and key not in KEYS_OF_IDS:
        yield part


@every_condition
def test_a_cause_has_every_part_filled(cause):
    view = cause_view(LAB, cause)
    assert [s["slot"] for s in view["script"]] == [
        LAB.strings[f"slot.{s}"] for s in ("enabling", "fault", "consequences", "course", "discriminators", "plan")
    ]
    assert all(slot["text"] for slot in view["script"])
    for part in (view["lay"], view["findings"], view["look_alikes"], view["references"], view["plan"]["first"]):
        assert part
    assert len(view["who"]["settings"]) == len(LAB.settings)
    assert all(t.strip() for t in texts(view))


@every_condition
def test_no_raw_id_and_no_empty_placeholder_reaches_a_reader(cause):
    for text in [*texts(cause_view(LAB, cause)), *texts(pair_view(LAB, cause, CONDITIONS[0 if cause != CONDITIONS[0] else 1]))]:
        assert not RAW_ID.search(text), text
        assert not re.search(r"[{}]|\bNone\b", text), text


@every_condition
def test_every_source_is_listed_in_full_with_an_address(cause):
    view = cause_view(LAB, cause)
    assert len(view["references"]) == len(cited(LAB, LAB.condition(cause)))
    for r in view["references"]:
        assert r["citation"].endswith(".")
        assert r["url"].startswith("https://") or r["url"].startswith("http://")
        assert r["short"] in r["link"]
    listed = {r["short"] for r in view["references"]}
    published = [t["source"] for slot in view["script"] for t in slot["text"] if t["mark"] == "published"]
    published += [n["source"].split(", n = ")[0] for f in view["findings"] for n in f["numbers"] if n["mark"] == "published"]
    assert set(published) <= listed


@every_condition
def test_frequencies_are_the_networks_own_and_carry_the_weakest_mark(cause):
    place = LAB.network.index(cause)
    for f in cause_view(LAB, cause)["findings"]:
        shares = [100 * p for p in LAB.network.given_condition(f["id"])[place]]
        assert any(f["here"]["of_100"] == pytest.approx(s) for s in shares)
        assert 0 < f["here"]["of_100"] < 100
        assert 0 < f["there"]["of_100"] < 100
        marks = [n.mark for n in LAB.network.numbers_behind(f["id"], cause)]
        assert f["here"]["mark"] == max(marks, key=MARKS.index)
        assert len(f["numbers"]) == (1 if LAB.findings[f["id"]].parent == CONDITION else 3)
        assert all(n["source"] or n["reason"] for n in f["numbers"])


@every_condition
def test_findings_come_by_how_much_they_set_the_cause_apart(cause):
    bits = [f["bits"] for f in cause_view(LAB, cause)["findings"]]
    assert bits == pytest.approx(sorted(bits, reverse=True), abs=1e-9)


@pytest.mark.parametrize(("one", "two"), list(itertools.combinations(CONDITIONS, 2)))
def test_a_pair_shows_both_frequencies_and_its_mirror(one, two):
    view, mirror = pair_view(LAB, one, two), pair_view(LAB, two, one)
    assert [s["id"] for s in view["sides"]] == [one, two]
    assert [f["id"] for f in view["findings"]] == [f["id"] for f in mirror["findings"]]
    first, other = LAB.network.index(one), LAB.network.index(two)
    for f in view["findings"]:
        rows = LAB.network.given_condition(f["id"])
        state = next(i for i, p in enumerate(rows[first]) if 100 * p == pytest.approx(f["here"]["of_100"]))
        assert any(100 * q == pytest.approx(f["there"]["of_100"]) for q in rows[other])
        if LAB.findings[f["id"]].is_binary:
            assert 100 * rows[other][state] == pytest.approx(f["there"]["of_100"])
    assert all(row["sides"][0] and row["sides"][1] for row in view["script"])


@every_condition
def test_what_to_send_on_is_kept_apart_from_first_steps(cause):
    prefix = LAB.strings["causes.send_on_prefix"]
    plan = cause_view(LAB, cause)["plan"]
    lines = LAB.condition(cause).script["plan"]
    assert len(plan["first"]) + len(plan["send_on"]) == len(lines)
    assert len(plan["send_on"]) == sum(s.text.startswith(prefix) for s in lines)
    assert not any(t["text"].startswith(prefix) for t in [*plan["first"], *plan["send_on"]])


@every_condition
def test_who_gets_it_is_the_engines_own_start(cause):
    place = LAB.network.index(cause)
    who = cause_view(LAB, cause)["who"]
    for shown, setting in zip(who["settings"], LAB.settings, strict=True):
        assert shown["of_1000"] == pytest.approx(1000 * LAB.assess({}, setting=setting).probabilities[place])
    assert who["ages"][0]["of_1000"] == pytest.approx(1000 * LAB.assess({}, age=20).probabilities[place])


def test_dangerous_causes_say_level_reason_and_checks():
    for c in LAB.conditions:
        danger = cause_view(LAB, c.id)["must_not_miss"]
        assert (danger is not None) == (c.must_not_miss is not None)
        if danger:
            assert danger["word"] == LAB.advice[c.must_not_miss.level].word
            assert danger["why"]
            assert danger["checks"] == [LAB.findings[f].label for f in c.must_not_miss.checks]


def test_mimics_are_named_with_sign_tell_and_urgency():
    mimic = Mimic("Cellulitis", ("warm_red", "onset=sudden"), "A hot, spreading red patch.", "same_day", None)
    other = dataclasses.replace(LAB.condition("other"), mimics=(mimic,))
    lab = dataclasses.replace(LAB, conditions=tuple(other if c.id == "other" else c for c in LAB.conditions))
    (shown,) = cause_view(lab, "other")["mimics"]
    assert shown["signs"] == [LAB.findings["warm_red"].label, "How it began: suddenly"]
    assert shown["word"] == LAB.advice["same_day"].word


def test_the_chooser_lists_every_cause_once_and_finds_it_by_lay_words():
    listed = [c for family in causes_catalog(LAB)["families"] for c in family["causes"]]
    assert sorted(c["id"] for c in listed) == sorted(CONDITIONS)
    words = {c["id"]: c["words"] for c in listed}
    assert "clot" in words["dvt"]
    assert "ball behind my knee" in words["bakers_cyst"]
    assert {c["id"] for c in listed if c["must_not_miss"]} == {c.id for c in LAB.conditions if c.must_not_miss}


def test_structures_teach_only_what_a_source_confirmed():
    assert LAB.structures["tibial_n"].course
    for s in LAB.structures.values():
        assert s.sources or s.course is None


def test_an_unknown_cause_is_named_and_the_page_still_stands():
    view = selection_view(LAB, {"cause": "gout_of_the_moon", "against": "dvt"})
    assert any("gout_of_the_moon" in p for p in view["problems"])
    assert view["cause"]["id"] == CONDITIONS[0]
    assert view["pair"]["sides"][1]["id"] == "dvt"
    assert selection_view(LAB, {"cause": "dvt", "against": "dvt"})["pair"] is None


def test_a_citation_says_author_title_place_and_year():
    s = LAB.sources["geersing2014_wells_ipd"]
    cited_as = describe.describe_citation(s)
    for part in (s.author.rstrip("."), s.title, s.container, str(s.issued)):
        assert part in cited_as
