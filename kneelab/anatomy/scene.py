"""All shapes of the content as meshes, one item a structure."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kneelab.anatomy import authored, bones, muscles
from kneelab.anatomy.frames import MATRICES, Array, common_frame
from kneelab.anatomy.leg import Leg
from kneelab.anatomy.skin import patch, skin
from kneelab.anatomy.sweeps import Faces, Surface, joined
from kneelab.model.anatomy import Shape

COLOURS: Mapping[str, tuple[int, int, int]] = {
    "bone": (228, 212, 178),
    "cartilage": (206, 220, 222),
    "tendon": (234, 226, 208),
    "muscle": (158, 58, 50),
    "artery": (200, 36, 40),
    "vein": (62, 88, 168),
    "nerve": (244, 204, 70),
    "meniscus": (172, 206, 210),
    "ligament": (226, 216, 190),
    "capsule": (214, 216, 224),
    "cyst": (96, 186, 210),
    "bursa": (126, 190, 206),
    "skin": (226, 182, 156),
    "fascia": (222, 214, 206),
    "lymph node": (142, 168, 92),
    "space": (240, 206, 120),
}
FAMILIES: Mapping[str, str] = {
    "nerve": "nerve",
    "muscle": "muscle",
    "tendon": "muscle",
    "artery": "vessel",
    "vein": "vessel",
    "skin": "other",
    "fascia": "other",
    "lymph node": "other",
    "space": "other",
}
"""Tissue to family of causes; what is not named belongs to the joint."""


@dataclass(frozen=True)
class Item:
    """One drawn structure.

    Parameters
    ----------
    vertices : array, shape (k, n, 3)
        mm; one key frame where the structure does not change its form.
    faces : array, shape (f, 3)
    colours : array of uint8, shape (n, 3)
    body : str or None
        Bone that a rigid structure moves with.
    closed : bool
        Whether the surface has no border.
    """

    structure: str
    tissue: str
    opacity: float
    vertices: Array
    faces: Faces
    colours: NDArray[np.uint8]
    body: str | None
    closed: bool


def build_items(shapes: Mapping[str, Shape], leg: Leg | None) -> list[Item]:
    """Every shape that can be drawn; without a leg those that need the model's bones or lines are left out."""
    makers = _Makers(shapes, leg)
    return [item for shape in shapes.values() if (item := makers.item(shape)) is not None]


class _Makers:
    """Part kind to mesh; bones are read and smoothed once."""

    def __init__(self, shapes: Mapping[str, Shape], leg: Leg | None) -> None:
        self._leg = leg
        self._meshes: dict[str, tuple[Array, Faces]] = {}
        self._skin = next((p for s in shapes.values() for p in s.parts if p["kind"] == "skin"), None)
        self._plain: dict[str, Callable[[dict[str, Any]], Surface]] = {
            "tube": authored.tube,
            "plate": authored.plate,
            "ring": authored.ring,
            "cyst": authored.cyst,
            "balls": authored.balls,
            "skin": skin,
        }

    def item(self, shape: Shape) -> Item | None:
        made = [m for m in (self._part(shape, p) for p in shape.parts) if m is not None]
        if len(made) < len(shape.parts):
            return None
        vertices, faces = joined([surface for surface, _ in made])
        body = _body(shape)
        return Item(
            structure=shape.structure,
            tissue=shape.tissue,
            opacity=shape.opacity,
            vertices=vertices[:1] if body else vertices,
            faces=faces,
            colours=np.concatenate([c for _, c in made]).clip(0, 255).astype(np.uint8),
            body=body,
            closed=all(p["kind"] not in ("bone", "region", "skin") for p in shape.parts),
        )

    def _part(self, shape: Shape, part: dict[str, Any]) -> tuple[Surface, Array] | None:
        kind = part["kind"]
        if kind in self._plain:
            surface = self._plain[kind](part)
            return surface, _plain_colour(part.get("colour") or shape.tissue, surface[0][0])
        if kind == "patch":
            assert self._skin is not None
            surface = patch(part, self._skin)
            return surface, np.tile(np.array(part["colour"], float), (surface[0].shape[1], 1))
        if kind == "belly":
            surface, flesh = authored.belly(part)
            return surface, _flesh_colour(shape.structure, flesh, part["corners"])
        if self._leg is None:
            return None
        if kind == "muscle":
            line = muscles.guided(muscles.lines(self._leg, part["tendon"]), part)
            vertices, faces, flesh = muscles.muscle(line, part, self._leg.fibre_area_mm2(part["tendon"]) * part["fibre_length_mm"])
            return (vertices, faces), _flesh_colour(shape.structure, flesh, muscles.CORNERS)
        mesh = self._mesh(part["mesh"], part["refine"])
        surface = (mesh[0][None], mesh[1]) if kind == "bone" else bones.part(*mesh, part["box"], part["lift_mm"])
        return surface, _bone_colour(part.get("colour") or shape.tissue, surface[0][0])

    def _mesh(self, name: str, refine: bool) -> tuple[Array, Faces]:
        if name not in self._meshes:
            assert self._leg is not None
            mesh = bones.welded(*self._leg.mesh(name))
            self._meshes[name] = bones.refined(*mesh) if refine else mesh
        return self._meshes[name]


def _body(shape: Shape) -> str | None:
    """The one bone that all parts move with, if there is one."""
    found = {_part_body(p) for p in shape.parts}
    return found.pop() if len(found) == 1 else None


def _part_body(part: dict[str, Any]) -> str | None:
    if part["kind"] in ("bone", "region"):
        return str(part["frame"])
    if part["kind"] == "ring":
        return "tibia"
    if part["kind"] in ("muscle", "cyst", "skin", "patch"):
        return None
    points = [p for row in part["rows"] for p in row] if part["kind"] == "plate" else part["points"]
    frame = common_frame(points)
    return None if frame == "knee" else frame


def _plain_colour(name: str, vertices: Array) -> Array:
    return np.tile(np.array(COLOURS[name], float), (len(vertices), 1))


def _bone_colour(name: str, vertices: Array) -> Array:
    """Bone is not one colour: a slow change over its length, so that large faces are not flat."""
    shade = 1 + 0.035 * np.sin(vertices @ np.array([0.21, 0.13, 0.05]))
    result: Array = np.array(COLOURS[name], float) * shade[:, None]
    return result


def _flesh_colour(structure: str, flesh: Array, corners: int) -> Array:
    """From tendon to muscle, with streaks along the fibres; the same each time."""
    streaks = 1 + 0.09 * np.random.default_rng(zlib.crc32(structure.encode())).standard_normal(corners)
    around = np.concatenate([np.tile(streaks, (len(flesh) - 2) // corners), [1.0, 1.0]])[:, None]
    mix = flesh[:, None]
    result: Array = np.array(COLOURS["tendon"], float) * (1 - mix) + np.array(COLOURS["muscle"], float) * mix * around
    return result


def rigid_matrices(body: str) -> list[list[float]]:
    """Row-major 4 × 4 of a bone at each key frame, from extension."""
    return [[round(float(x), 6) for x in m.ravel()] for m in MATRICES[body]]
