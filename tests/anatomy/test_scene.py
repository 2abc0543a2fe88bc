"""The built scene against the cited text: order of depth, sides, forms, volumes, bytes."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest

import kneelab
from kneelab.anatomy import build_scene
from kneelab.anatomy.frames import ANGLES_DEG, MATRICES
from kneelab.anatomy.leg import load_leg
from kneelab.anatomy.muscles import CORNERS, belly
from kneelab.anatomy.scene import build_items
from kneelab.anatomy.sweeps import sweep, volume
from tests.anatomy.measuring import at_frame, disagreement, points

LAB = kneelab.load()


@pytest.fixture(scope="module")
def leg():
    return load_leg()


@pytest.fixture(scope="module")
def items(leg):
    return {i.structure: i for i in build_items(LAB.shapes, leg)}


@pytest.mark.parametrize("relation", LAB.relations, ids=lambda r: f"{r.structure}-{r.relation}-{r.other}")
def test_structures_lie_to_each_other_as_the_text_says(items, relation):
    assert disagreement(items[relation.structure], items[relation.other], relation) < 0


def test_enough_relations_are_cited():
    assert len(LAB.relations) >= 25
    assert sum(r.source is not None for r in LAB.relations) >= 25
    assert len({(r.structure, r.other, r.relation) for r in LAB.relations}) == len(LAB.relations)


def test_a_relation_that_is_turned_round_is_noticed(items):
    right = next(r for r in LAB.relations if (r.structure, r.other) == ("tibial_n", "popliteal_vein") and r.relation == "superficial_to")
    assert disagreement(items["popliteal_vein"], items["tibial_n"], right) > 0


def test_every_structure_is_drawn_or_says_why_not(items):
    assert set(items) | set(LAB.not_drawn) == set(LAB.structures)
    assert not set(items) & set(LAB.not_drawn)


def test_without_the_extra_the_written_shapes_still_stand(items):
    bare = {i.structure for i in build_items(LAB.shapes, None)}
    needs_model = {s for s, shape in LAB.shapes.items() if any(p["kind"] in ("muscle", "bone", "region") for p in shape.parts)}
    assert bare == set(items) - needs_model
    assert {"tibial_n", "popliteal_vein", "popliteal_artery", "popliteus", "popliteal_cyst", "medial_meniscus", "skin_popliteal"} <= bare


def test_surfaces_are_sound(items):
    for item in items.values():
        n = item.vertices.shape[1]
        assert np.isfinite(item.vertices).all(), item.structure
        assert 0 <= item.faces.min() < item.faces.max() < n < 65536, item.structure
        assert item.colours.shape == (n, 3)
        assert (item.faces[:, 0] != item.faces[:, 1]).all()
        assert (item.faces[:, 1] != item.faces[:, 2]).all()


def test_closed_surfaces_have_no_border_and_look_outwards(items):
    closed = [i for i in items.values() if i.closed]
    assert len(closed) > 35
    for item in closed:
        edges = Counter(tuple(e) for f in item.faces for e in ((f[0], f[1]), (f[1], f[2]), (f[2], f[0])))
        assert all(edges[b, a] == times for (a, b), times in edges.items()), item.structure
        for k in range(len(item.vertices)):
            assert volume(item.vertices[k], item.faces) > 0, (item.structure, k)


@pytest.mark.parametrize("structure", [s for s, shape in LAB.shapes.items() if shape.parts[0]["kind"] == "muscle"])
def test_a_muscle_has_the_volume_of_its_fibres_at_every_angle(leg, items, structure):
    part = LAB.shapes[structure].parts[0]
    wanted = leg.fibre_area_mm2(part["tendon"]) * part["fibre_length_mm"]
    inside = np.nonzero(belly(part) > 0)[0]
    for k, vertices in enumerate(items[structure].vertices):
        rings = vertices[:-2].reshape(-1, CORNERS, 3)[inside]
        _, faces = sweep(
            np.cumsum(np.ones((1, len(inside), 3)), axis=1),
            np.ones(len(inside)),
            np.ones(len(inside)),
            np.array([0, 0, 1.0]),
            np.ones((CORNERS, 2)),
        )
        flesh = np.concatenate([rings.reshape(-1, 3), rings[0].mean(0)[None], rings[-1].mean(0)[None]])
        assert abs(volume(flesh, faces)) == pytest.approx(wanted, rel=0.02), ANGLES_DEG[k]


def test_the_cyst_is_fullest_in_extension_as_foucher_says(items):
    cyst = items["popliteal_cyst"]
    sizes = [volume(v, cyst.faces) for v in cyst.vertices]
    assert all(a > b for a, b in itertools.pairwise(sizes))
    assert sizes[ANGLES_DEG.index(90)] < 0.5 * sizes[0]


def test_the_nerve_is_where_the_dissections_measured_it(items):
    """Greenwood 2021, both sexes: from the epicondyles, with the standard deviation as leeway."""
    femur = points(items["femur"])
    level = femur[np.abs(femur[:, 2]) < 12]
    medial, lateral = level[:, 0].min(), level[:, 0].max()

    def middle(structure: str) -> float:
        p = points(items[structure])
        return float(p[np.abs(p[:, 2]) < 8][:, 0].mean())

    assert middle("popliteal_artery") - medial == pytest.approx(36.5, abs=8.5)
    assert middle("tibial_n") - medial == pytest.approx(38.7, abs=9.0)
    assert lateral - middle("common_peroneal_n") == pytest.approx(10.9, abs=8.6)


def test_the_nerve_divides_within_the_measured_range(items):
    """Vloka 2001: 60.5 mm (SD 27) above the popliteal crease, which lies at the joint line."""
    split = points(items["sciatic_bifurcation"])[:, 2].mean()
    crease = points(items["medial_meniscus"])[:, 2].mean()
    assert 60.5 - 27 < split - crease < 60.5 + 54


@pytest.mark.parametrize(
    ("structure", "bone"),
    [
        ("biceps_femoris_long", "fibula"),
        ("semimembranosus", "tibia"),
        ("semitendinosus", "tibia"),
        ("gastroc_medial", "foot"),
        ("soleus_origin", "foot"),
        ("popliteus", "tibia"),
        ("lcl", "fibula"),
        ("mcl", "tibia"),
        ("pcl", "tibia"),
        ("plantaris", "foot"),
        ("patellar_tendon", "tibia"),
    ],
)
def test_what_ends_on_a_bone_reaches_it_at_every_angle(items, structure, bone):
    for k in (0, 6, 12):
        v, target = at_frame(items[structure], k), _moved(items[bone], k)
        nearest = np.sqrt(((v[:, None] - target[None, ::3]) ** 2).sum(2)).min()
        assert nearest < 6.0, (k, nearest)


def _moved(bone, k: int) -> np.ndarray:
    m = MATRICES[bone.body][k]
    return points(bone) @ m[:3, :3].T + m[:3, 3]


@pytest.mark.parametrize(
    "structure", ["tibial_n", "popliteal_vein", "popliteal_artery", "common_peroneal_n", "sciatic_n", "small_saphenous_v", "sural_n"]
)
def test_no_cord_runs_through_bone(items, structure):
    for k in (0, 3, 6, 9):
        cord = (
            at_frame(items[structure], k)[:-2].reshape(-1, LAB.shapes[structure].parts[0]["corners"], 3).mean(1)
            if len(LAB.shapes[structure].parts) == 1
            else at_frame(items[structure], k)
        )
        for bone in ("femur", "tibia", "fibula"):
            inside = _inside(cord, at_frame(items[bone], k), items[bone].faces)
            assert not inside.any(), (bone, ANGLES_DEG[k], cord[inside][:2].round())


def _inside(p: np.ndarray, vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Winding number of a closed mesh around each point (solid angles, Van Oosterom and Strackee 1983)."""
    a, b, c = (vertices[faces[:, i]][None] - p[:, None] for i in range(3))
    la, lb, lc = (np.linalg.norm(x, axis=2) for x in (a, b, c))
    top = np.einsum("pfi,pfi->pf", a, np.cross(b, c))
    bottom = la * lb * lc + (a * b).sum(2) * lc + (b * c).sum(2) * la + (c * a).sum(2) * lb
    return np.abs(2 * np.arctan2(top, bottom).sum(1) / (4 * np.pi)) > 0.5


def test_the_fossa_is_an_open_diamond(items):
    """Above, hamstrings part; below, the heads of gastrocnemius meet: the nerve is in the gap between them."""

    def edge(structure: str, up: float, side: int) -> float:
        p = points(items[structure])
        p = p[np.abs(p[:, 2] - up) < 6]
        return float(p[:, 0].max() if side > 0 else p[:, 0].min())

    assert edge("biceps_femoris_long", 20, -1) - edge("semimembranosus", 20, 1) > 15
    assert edge("biceps_femoris_long", 110, -1) - edge("semimembranosus", 110, 1) < 5
    assert edge("gastroc_lateral", -20, -1) - edge("gastroc_medial", -20, 1) > 8
    assert edge("gastroc_lateral", -90, -1) - edge("gastroc_medial", -90, 1) < 3


def test_gastrocnemius_stays_on_soleus_when_the_knee_bends(items):
    """The gap between the two may not open: both lie on the shank."""
    medial, soleus = items["gastroc_medial"], items["soleus_origin"]

    def gap(k: int) -> float:
        back = np.linalg.inv(MATRICES["tibia"][k])
        a, b = (at_frame(i, k) @ back[:3, :3].T + back[:3, 3] for i in (medial, soleus))
        a, b = (x[(x[:, 2] < -120) & (x[:, 2] > -200)] for x in (a, b))
        return float(a[:, 1].max() - b[:, 1].min())

    assert all(abs(gap(k) - gap(0)) < 3.0 for k in range(len(ANGLES_DEG)))


def test_the_packed_scene_reads_back(items):
    scene = build_scene(LAB)
    assert build_scene(LAB) is scene
    assert scene.meta["angles"] == list(ANGLES_DEG)
    assert scene.meta["missing"] == []
    assert len(scene.geometry) < 3_000_000
    for entry in scene.meta["items"]:
        item = items[entry["id"]]
        n, f, k = entry["vertices"], entry["faces"], entry["key_frames"]
        assert all(entry[o] % 4 == 0 for o in ("offset_vertices", "offset_faces", "offset_colours"))
        positions = np.frombuffer(scene.geometry, "<i2", n * 3 * k, entry["offset_vertices"]).reshape(k, n, 3) * scene.meta["scale_mm"]
        np.testing.assert_allclose(positions, item.vertices[:k], atol=0.011)
        np.testing.assert_array_equal(np.frombuffer(scene.geometry, "<u2", f * 3, entry["offset_faces"]).reshape(f, 3), item.faces)
        np.testing.assert_array_equal(np.frombuffer(scene.geometry, "u1", n * 3, entry["offset_colours"]).reshape(n, 3), item.colours)
        assert entry["layer"] == LAB.structures[entry["id"]].layer
        assert k in (1, len(ANGLES_DEG))
        assert ("matrices" in entry) == (item.body not in (None, "femur"))
