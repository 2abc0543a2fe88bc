"""The anatomy page's view: cards from data, both directions of cause and structure, places that re-rank, explained answers."""

from __future__ import annotations

import re

from kneelab.widgets.anatomy import Anatomy, packed_scene
from kneelab.widgets.anatomy_view import anatomy_catalog, anatomy_view, structure_view
from kneelab.widgets.knee_drawing import knee_drawing, skin_outline
from kneelab.widgets.record import opening_record


def record(lab, **changes):
    return {**opening_record(lab, None), **changes}


def test_causes_and_structures_point_at_each_other(lab):
    catalog = anatomy_catalog(lab)
    there = {(x["cause"], x["structure"], x["text"]) for f in catalog["causes"] for c in f["causes"] for x in c["structures"]}
    back = {(x["cause"], x["structure"], x["text"]) for s in catalog["structures"].values() for x in s["causes"]}
    assert there == back
    assert {(cause, structure) for cause, structure, _ in there} == {(c.id, s) for c in lab.conditions for s in c.structures}
    assert all(x["role"] and x["source"] for s in catalog["structures"].values() for x in s["causes"])


def test_a_card_teaches_and_leaves_out_what_is_not_confirmed(lab):
    card = structure_view(lab, lab.structures["biceps_femoris_short"])
    assert card["nerve"] == "Common fibular division of sciatic nerve"
    assert card["joints"] == ["knee"]
    assert card["relevance"]
    assert card["course"]
    assert card["sources"]
    capsule = structure_view(lab, lab.structures["posterior_capsule"])  # unverified as a whole
    assert capsule["course"] is capsule["relevance"] is capsule["nerve"] is capsule["action"] is None
    assert structure_view(lab, lab.structures["sartorius_tendon"])["roots"] == []


def test_a_place_that_hurts_ranks_the_causes_anew_and_asks_the_next_question(lab):
    plain = anatomy_view(lab, record(lab))
    there = anatomy_view(lab, record(lab, answers={"pain_posteromedial": 100}))
    rank = lambda view, cause: next(i for i, r in enumerate(view["ranking"]) if r["id"] == cause)  # noqa: E731
    assert rank(there, "bakers_cyst") < rank(plain, "bakers_cyst")
    assert there["next"]["finding"] != plain["next"]["finding"]


def test_every_site_sets_its_own_finding_and_whatever_a_cause_sits_in_is_felt_somewhere(lab):
    for site in lab.sites.values():
        moved = anatomy_view(lab, record(lab, answers={site.finding: 100}))
        assert moved["ranking"] != anatomy_view(lab, record(lab))["ranking"], site.id
    assert {s for c in lab.conditions for s in c.structures} <= {s for site in lab.sites.values() for s in site.structures}


def test_an_address_is_not_trusted(lab):
    view = anatomy_view(lab, record(lab, structure="moon", seed="x", answers={"nonsense": 3}))
    assert any("moon" in p for p in view["problems"])
    assert any("nonsense" in p for p in view["problems"])
    assert view["quiz"]["seed"] == 1


def test_the_drawing_has_every_structure_once_from_bone_to_skin(lab):
    svg = knee_drawing(lab)
    drawn = re.findall(r'data-structure="(\w+)" data-layer="(\d)"', svg)
    assert sorted(s for s, _ in drawn) == sorted(lab.drawing.structures)
    assert {s for c in lab.conditions for s in c.structures} <= set(lab.drawing.structures)
    depths = [int(layer) for _, layer in drawn]
    assert depths == sorted(depths, reverse=True)
    assert all(lab.structures[s].layer == int(layer) for s, layer in drawn)
    assert "nan" not in svg
    assert skin_outline(lab).count("M") == 1  # the leg alone, no territories


def test_every_answer_is_explained_by_the_structures_own_data(lab):
    for seed in range(40):
        for q in anatomy_view(lab, record(lab, seed=seed))["quiz"]["questions"]:
            right = lab.structures[q["right"][0]]
            if q["kind"] == "depth":
                assert [q["because"].index(lab.structures[s].name) for s in q["right"]] == sorted(
                    q["because"].index(lab.structures[s].name) for s in q["right"]
                )
                continue
            for o in q["options"]:
                chosen = lab.structures[o["id"]]
                assert right.name in o["because"]
                assert f"layer {right.layer} of 9" in o["because"]
                if chosen.id != right.id:
                    assert chosen.name in o["because"]
                    assert right.course is None or right.course in o["because"]


def test_a_letter_is_described_without_its_name(lab):
    for seed in range(40):
        for q in anatomy_view(lab, record(lab, seed=seed))["quiz"]["questions"]:
            for o in q["options"]:
                assert (o["clue"] is not None) == (q["kind"] == "locate")
                name = lab.structures[o["id"]].name.split(",")[0].split(" (")[0].lower()
                assert o["clue"] is None or name not in o["clue"].lower()


def test_the_tour_covers_the_articles_anatomy_in_its_order(lab):
    lit = [set(t.structures) for t in lab.tour]
    assert {"gastroc_medial", "gastroc_lateral"} <= lit[0]
    assert {"semimembranosus", "semitendinosus", "biceps_femoris_long", "biceps_femoris_short"} <= lit[1]
    assert "popliteal_fossa" in lit[2]
    assert {"popliteus", "plantaris"} <= lit[3]
    assert "posterior_capsule" in lit[4]
    assert {"tibial_n", "common_peroneal_n", "sciatic_bifurcation"} <= lit[5]
    assert all(said.source or said.reason for t in lab.tour for said in t.says)


def test_without_the_extra_there_is_no_scene_and_no_error(lab, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "kneelab.anatomy", None)
    assert packed_scene(lab) is None


def test_the_text_twin_lists_the_layers(lab):
    said = repr(Anatomy())
    for s in lab.structures.values():
        assert s.name in said
    assert said.splitlines()[-1] == f"content {lab.version}"
