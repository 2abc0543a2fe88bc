"""Shapes that are written as control points: nerves, vessels, ligaments, menisci, small muscles, the cyst."""

from __future__ import annotations

from typing import Any

import numpy as np

from kneelab.anatomy.frames import ANGLES_DEG, MATRICES, Array, common_frame, place
from kneelab.anatomy.paths import profile, smooth
from kneelab.anatomy.sweeps import WEDGE, Surface, ball, circle, grid, joined, outwards, rounded, sheet, sweep

BEHIND = (0.0, -1.0, 0.0)


def _facing(part: dict[str, Any]) -> Array:
    """Direction of the thickness at each key frame: it turns with the frame that the part belongs to."""
    frame = part["frame"] if part.get("frame") else common_frame(part["points"]) or "knee"
    turned: Array = MATRICES[frame][:, :3, :3] @ np.array(part.get("facing") or BEHIND, float)
    return turned


def tube(part: dict[str, Any]) -> Surface:
    """A cord: nerve, vessel, ligament, tendon."""
    n = part["samples"]
    line = smooth(place(part["points"]), n)
    width = profile(part["width"], n)
    thickness = profile(part["thickness"] or part["width"], n)
    end = rounded(line, np.maximum(width, thickness)) / np.maximum(width, thickness)
    return sweep(line, width * end, thickness * end, _facing(part), circle(part["corners"]))


def belly(part: dict[str, Any]) -> tuple[Surface, Array]:
    """A small muscle, drawn from its own control points; how much of it is flesh, for its colour."""
    surface = tube(part)
    flesh = np.repeat(profile(part["flesh"], part["samples"]), part["corners"])
    return surface, np.concatenate([flesh, flesh[:1], flesh[-1:]])


def plate(part: dict[str, Any]) -> Surface:
    """A sheet through rows of points: capsule, fascia, the space of the fossa."""
    rows = np.stack([place(row) for row in part["rows"]], 1)
    across, along = part["across"], part["samples"]
    thickness = profile(part["thickness"], along)[:, None] * np.ones(across)
    if part["lens"]:
        thickness = thickness * np.sqrt(np.maximum(1 - np.linspace(-1, 1, across) ** 2, 0.02))
    return outwards(sheet(grid(rows, across, along), thickness))


def ring(part: dict[str, Any]) -> Surface:
    """A meniscus: a wedge swept along an arc on the tibia, thin at its horns."""
    n = part["samples"]
    start, end = part["arc"]
    a = np.deg2rad(np.linspace(start, end, n))
    x, y, z = part["centre"]
    half_lateral, half_anterior = part["radii"]
    line = np.stack([x + half_lateral * np.cos(a), y + half_anterior * np.sin(a), np.full(n, z)], 1)
    moved = line @ MATRICES["tibia"][:, :3, :3].transpose(0, 2, 1) + MATRICES["tibia"][:, None, :3, 3]
    width, height = profile(part["width"], n), profile(part["height"], n)
    up = MATRICES["tibia"][:, :3, 2]
    return outwards(sweep(moved, width, height, up, WEDGE))


def distension(part: dict[str, Any]) -> Array:
    """Share of its fullest size that the cyst has at each key frame."""
    knots = part["distension"]
    result: Array = np.interp(ANGLES_DEG, [k["knee_deg"] for k in knots], [k["share"] for k in knots])
    return result


def cyst(part: dict[str, Any]) -> Surface:
    """A sac with a neck; it is fullest and tensest in extension."""
    n = part["samples"]
    line = smooth(place(part["points"]), n)
    neck, full = profile(part["neck"], n), profile(part["radius"], n)
    radius = np.maximum(neck, full * distension(part)[:, None])
    end = rounded(line, profile(part["radius"], n)) / profile(part["radius"], n)
    return sweep(line, radius * end * part["flat"], radius * end / part["flat"], _facing(part), circle(part["corners"]))


def balls(part: dict[str, Any]) -> Surface:
    """Small round things: lymph nodes, the fabella, where a pulse is felt."""
    centres = place(part["points"])
    return joined([ball(centres[:, i], np.array(part["radii"], float)) for i in range(centres.shape[1])])
