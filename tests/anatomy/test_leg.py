"""What we rely on in myo-sim: names, couplings, and that our own table of poses is its knee."""

from __future__ import annotations

import numpy as np
import pytest

import kneelab
from kneelab.anatomy.frames import ANGLES_DEG, MATRICES, bend, move
from kneelab.anatomy.leg import load_leg

TENDONS = ("semimem", "semiten", "bflh", "bfsh", "gasmed", "gaslat", "soleus", "sart", "grac")
BONES = {
    "pelvis_r": 246,
    "femur_r": 908,
    "tibia_r": 390,
    "fibula_r": 240,
    "patella_r": 140,
    "talus_r": 194,
    "foot_r": 1955,
    "bofoot_r": 1840,
}


@pytest.fixture(scope="module")
def leg():
    found = load_leg()
    assert found is not None, 'the extra is missing: pip install "kneelab[anatomy]"'
    return found


def test_the_model_has_what_we_draw(leg):
    assert {name: len(leg.mesh(name)[1]) for name in BONES} == BONES
    assert all(len(leg.path(t)) >= 2 and leg.fibre_area_mm2(t) > 300 for t in TENDONS)
    assert leg.couplings == 14
    used = {p["tendon"] for s in kneelab.load().shapes.values() for p in s.parts if p["kind"] == "muscle"}
    assert used == set(TENDONS)


@pytest.mark.parametrize(
    ("bone", "frame"),
    [
        ("tibia_r", "tibia"),
        ("fibula_r", "tibia"),
        ("foot_r", "tibia"),
        ("patella_r", "patella"),
        ("femur_r", "femur"),
        ("pelvis_r", "femur"),
    ],
)
def test_our_poses_are_the_models(leg, bone, frame):
    rest = leg.pose(0).mesh(bone)[0]
    for k, angle in enumerate(ANGLES_DEG):
        np.testing.assert_allclose(move(frame, rest)[k], leg.pose(angle).mesh(bone)[0], atol=0.1)
    leg.pose(0)


def test_what_bends_in_between_turns_half_as_far():
    turned = [np.degrees(np.arccos((np.trace(m[:3, :3]) - 1) / 2)) for m in MATRICES["knee"]]
    whole = [np.degrees(np.arccos((np.trace(m[:3, :3]) - 1) / 2)) for m in MATRICES["tibia"]]
    np.testing.assert_allclose(turned, np.array(whole) / 2, atol=2.0)


def test_skin_goes_with_the_thigh_above_and_with_the_shank_below():
    points = np.array([[10.0, -60.0, 200.0], [10.0, -60.0, -200.0]])
    bent = bend(points, np.array([0.0, 1.0]))
    np.testing.assert_allclose(bent[:, 0], np.tile(points[0], (13, 1)))
    np.testing.assert_allclose(bent[:, 1], move("tibia", points[1:])[:, 0], atol=1e-9)
