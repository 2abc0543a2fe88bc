"""Muscles along the model's own lines: as thick as their volume asks, whatever the knee does."""

from __future__ import annotations

from typing import Any

import numpy as np

from kneelab.anatomy.frames import ANGLES_DEG, MATRICES, Array, move
from kneelab.anatomy.leg import Leg
from kneelab.anatomy.paths import arc, smooth
from kneelab.anatomy.sweeps import Faces, circle, sweep, volume

STATIONS = 48
CORNERS = 18


def lines(leg: Leg, tendon: str, n: int = STATIONS) -> Array:
    """The model's line of a muscle at each key frame, shape (13, n, 3)."""
    out = [smooth(leg.pose(angle).path(tendon)[None], n, each=14)[0] for angle in ANGLES_DEG]
    leg.pose(ANGLES_DEG[0])
    return np.stack(out)


def guided(model: Array, part: dict[str, Any]) -> Array:
    """Lines moved to where the muscle lies: the model's are straight and know no neighbours.

    ``shift`` gives displacements in extension at shares of the length, zero at both ends;
    ``lies_on`` keeps the shape that a stretch has in extension, on the bone that it lies on.
    """
    n = model.shape[1]
    share = np.linspace(0, 1, n)
    shifts = [(0.0, (0.0, 0.0, 0.0)), *((s["at"], s["by"]) for s in part["shift"]), (1.0, (0.0, 0.0, 0.0))]
    if part.get("start"):
        shifts[0] = (0.0, tuple(part["start"]))
    if part.get("end"):
        shifts[-1] = (1.0, tuple(part["end"]))
    places = np.array([p for p, _ in shifts])
    by = np.array([b for _, b in shifts], float)
    moved = np.stack([_eased(share, places, by[:, j]) for j in range(3)], 1)
    line = model + _turned(moved, share, places, part["frame"])
    held = part.get("lies_on")
    if held:
        weight = np.clip((share - held["from"]) / (held["to"] - held["from"]), 0, 1)
        weight = (weight * weight * (3 - 2 * weight))[None, :, None]
        line = line * (1 - weight) + move(held["frame"], line[0]) * weight
    return line


def _turned(moved: Array, share: Array, places: Array, frame: str) -> Array:
    """Displacements at each key frame: origins turn with the thigh, insertions with the shank, flesh with its own frame."""
    origin = 1 - np.clip(share / places[1], 0, 1)
    insertion = np.clip((share - places[-2]) / (1 - places[-2]), 0, 1)
    weights = (("femur", origin), ("tibia", insertion), (frame, 1 - origin - insertion))
    parts = [(moved * w[:, None]) @ MATRICES[f][:, :3, :3].transpose(0, 2, 1) for f, w in weights]
    turned: Array = parts[0] + parts[1] + parts[2]
    return turned


def _eased(x: Array, places: Array, values: Array) -> Array:
    """Values between places, level at each of them."""
    i = np.clip(np.searchsorted(places, x, side="right") - 1, 0, len(places) - 2)
    t = (x - places[i]) / (places[i + 1] - places[i])
    t = t * t * (3 - 2 * t)
    result: Array = values[i] * (1 - t) + values[i + 1] * t
    return result


def belly(part: dict[str, Any], n: int = STATIONS) -> Array:
    """How full the muscle is along its line, 0 to 1."""
    start, end = part["belly"]
    b = np.clip((np.linspace(0, 1, n) - start) / (end - start), 0, 1)
    lean = np.log(0.5) / np.log((part["fullest"] - start) / (end - start))
    full: Array = np.sin(np.pi * np.clip(b, 0, 1) ** lean) ** part["fullness"]
    return np.where((b <= 0) | (b >= 1), 0.0, np.nan_to_num(full))


def muscle(line: Array, part: dict[str, Any], volume_mm3: float) -> tuple[Array, Faces, Array]:
    """A muscle whose flesh has a given volume at each key frame.

    Returns
    -------
    vertices : array, shape (13, v, 3)
    faces : array, shape (f, 3)
    flesh : array, shape (v,)
        0 tendon, 1 muscle, for colours.
    """
    _k, n, _ = line.shape
    full = belly(part, n)
    facing = (
        -MATRICES[part["frame"]][:, :3, 1]
        if part.get("facing") is None
        else MATRICES[part["frame"]][:, :3, :3] @ np.array(part["facing"], float)
    )
    tendon_w, tendon_t = _tendon(part, n)
    section = circle(CORNERS)
    area = 0.5 * CORNERS * np.sin(2 * np.pi / CORNERS)
    length = np.array([arc(x)[-1] for x in line])
    thick = np.sqrt(volume_mm3 / (area * part["aspect"] * np.trapezoid(full**2, np.linspace(0, 1, n)) * length))
    inside = np.nonzero(full > 0)[0]
    for _ in range(2):
        half_t = np.maximum(full * thick[:, None], tendon_t)
        half_w = np.maximum(full * thick[:, None] * part["aspect"], tendon_w)
        vertices, faces = sweep(line, half_w, half_t, facing, section)
        flesh, flesh_faces = sweep(line[:, inside], half_w[:, inside], half_t[:, inside], facing, section)
        made = np.array([abs(volume(v, flesh_faces)) for v in flesh])
        thick = thick * np.sqrt(volume_mm3 / made)
    colour = np.clip(full * 2.4 - 0.3, 0, 1)
    colour = np.convolve(np.pad(colour, 2, "edge"), np.full(5, 0.2), "valid")
    return vertices, faces, np.concatenate([np.repeat(colour, CORNERS), colour[:1], colour[-1:]])


def _tendon(part: dict[str, Any], n: int) -> tuple[Array, Array]:
    """Half sizes of the tendon: as given at origin and insertion, fanning out flat where it meets the bone."""
    (w0, t0), (w1, t1) = part["origin_tendon"], part["insertion_tendon"]
    share = np.linspace(0, 1, n)
    start, end = part["belly"]
    mix = np.clip((share - start) / (end - start), 0, 1)
    w, t = w0 * (1 - mix) + w1 * mix, t0 * (1 - mix) + t1 * mix
    fan = np.exp(-((np.minimum(share, 1 - share) / 0.02) ** 2))
    return w * (1 + 0.5 * fan), t * (1 - 0.6 * fan)
