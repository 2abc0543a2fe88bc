"""The outline of the leg, and areas on it."""

from __future__ import annotations

from typing import Any

import numpy as np

from kneelab.anatomy.frames import Array, bend
from kneelab.anatomy.sweeps import Faces, Surface, sheet

AROUND = 40
ALONG = 44
FULLNESS = 0.72
"""1 would be an ellipse; a leg is fuller than that between its sides and its back."""


def _ring(stations: list[dict[str, Any]], up: Array, around_deg: Array) -> Array:
    """Points on the skin in extension: heights (n,) by directions (m,), shape (n, m, 3)."""
    stations = sorted(stations, key=lambda s: float(s["up"]))
    heights = np.array([s["up"] for s in stations], float)

    def at(name: str) -> Array:
        return _rounded(up, heights, np.array([s[name] for s in stations], float))[:, None]

    a = np.deg2rad(around_deg)[None, :]
    c, s = (np.sign(x) * np.abs(x) ** FULLNESS for x in (np.cos(a), np.sin(a)))
    x = at("centre_lateral") + c * np.where(c > 0, at("lateral"), at("medial"))
    y = at("centre_anterior") + s * np.where(s > 0, at("anterior"), at("posterior"))
    return np.stack([x, y, np.broadcast_to(up[:, None], x.shape)], -1)


def _rounded(x: Array, places: Array, values: Array) -> Array:
    """Cubic line through values (Catmull-Rom slopes): no corners in the outline."""
    slopes = np.gradient(values, places)
    i = np.clip(np.searchsorted(places, x) - 1, 0, len(places) - 2)
    h = places[i + 1] - places[i]
    t = (x - places[i]) / h
    result: Array = (
        (1 + 2 * t) * (1 - t) ** 2 * values[i]
        + t * (1 - t) ** 2 * h * slopes[i]
        + t * t * (3 - 2 * t) * values[i + 1]
        + t * t * (t - 1) * h * slopes[i + 1]
    )
    return result


def _bent(points: Array, crease: dict[str, Any]) -> Array:
    """Skin at each key frame: above the crease with the thigh, below with the shank, in between in between."""
    flat = points.reshape(-1, 3)
    t = np.clip((crease["from"] - flat[:, 2]) / (crease["from"] - crease["to"]), 0, 1)
    return bend(flat, t * t * (3 - 2 * t)).reshape(-1, *points.shape)


def skin(part: dict[str, Any]) -> Surface:
    """The leg's outline, open at both ends."""
    heights = [s["up"] for s in part["stations"]]
    up = np.linspace(max(heights), min(heights), ALONG)
    around = np.linspace(0, 360, AROUND, endpoint=False)
    points = _bent(_ring(part["stations"], up, around), part["crease"])
    i, j = np.meshgrid(np.arange(ALONG - 1), np.arange(AROUND), indexing="ij")
    a, b = (i * AROUND + j).ravel(), (i * AROUND + (j + 1) % AROUND).ravel()
    faces: Faces = np.concatenate([np.stack([a, a + AROUND, b], 1), np.stack([b, a + AROUND, b + AROUND], 1)])
    return points.reshape(len(points), -1, 3), faces


def patch(part: dict[str, Any], skin_part: dict[str, Any]) -> Surface:
    """An area on the skin: heights from and to, directions from and to (0 lateral, 90 anterior, 270 behind)."""
    (top, bottom), (first, last) = part["up"], part["around"]
    n, m = max(8, int((top - bottom) / 9)), max(6, int((last - first) / 7))
    up, around = np.linspace(top, bottom, n), np.linspace(first, last, m)
    ring = _ring(skin_part["stations"], up, around)
    middle = _ring(skin_part["stations"], up, np.linspace(0, 360, 24, endpoint=False)).mean(1)[:, None]
    ring = ring + part["lift"] * (ring - middle) / np.linalg.norm(ring - middle, axis=-1, keepdims=True)
    return sheet(_bent(ring, skin_part["crease"]), 0.8)
