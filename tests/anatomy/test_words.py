"""The text twin of the picture."""

from __future__ import annotations

from typing import get_args

import kneelab
from kneelab.content.schema.conditions import Role
from kneelab.describe_anatomy import describe_structure
from kneelab.model.anatomy import RELATIONS

LAB = kneelab.load()


def test_a_muscle_is_said_from_origin_to_neighbours():
    said = describe_structure(LAB, "semitendinosus")
    assert "Layer 4 of 9, hamstrings and borders; medial." in said
    assert "From: Ischial tuberosity. To: Medial tibia (pes anserinus)." in said
    assert "Nerve: Tibial division of sciatic nerve (L5, S1, S2)." in said
    assert "Crosses: hip, knee." in said
    assert "superficial to semimembranosus" in said


def test_every_structure_has_words_and_none_that_no_source_confirmed():
    for s in LAB.structures.values():
        said = describe_structure(LAB, s.id)
        assert said.startswith(s.name)
        assert ".." not in said
    assert "Articular branches" not in describe_structure(LAB, "posterior_capsule")


def test_every_role_and_relation_has_a_word():
    assert {f"anatomy.role.{r}" for r in get_args(Role)} | {f"anatomy.relation.{r}" for r in RELATIONS} <= set(LAB.strings)
    assert {link.role for c in LAB.conditions for link in c.links} == set(get_args(Role))
