"""Structure and cause: one place, two directions."""

from __future__ import annotations

import pytest

import kneelab
from kneelab.model.findings import InputError

LAB = kneelab.load()


def test_both_directions_say_the_same():
    from_causes = {(c.id, link.structure): link for c in LAB.conditions for link in c.links}
    from_structures = {(link.condition, s): link for s in LAB.structures for link in LAB.links_of(s)}
    assert from_causes == from_structures
    assert len(from_causes) > 80
    assert all(link.condition == c.id for c in LAB.conditions for link in c.links)


def test_every_link_says_why_and_on_what_grounds():
    for c in LAB.conditions:
        assert c.structures == tuple(link.structure for link in c.links)
        for link in c.links:
            assert link.because.endswith(".")
            assert link.source or link.reason
            assert link.source is None or link.source in LAB.sources


def test_an_unknown_structure_is_refused_by_name():
    with pytest.raises(InputError, match="elbow"):
        LAB.links_of("elbow")


def test_structures_teach_origin_nerve_and_action_where_they_have_them():
    for muscle in (s for s in LAB.structures.values() if s.kind == "muscle"):
        assert all((muscle.origin, muscle.insertion, muscle.innervation, muscle.action, muscle.joints_crossed)), muscle.id
    assert LAB.structures["sartorius_tendon"].roots == ()  # no source confirmed them
    assert LAB.structures["tibial_n"].roots == ("L4", "L5", "S1", "S2", "S3")
    assert LAB.structures["posterior_capsule"].course is None
