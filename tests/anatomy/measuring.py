"""Where structures of the built scene lie, in full extension."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kneelab.anatomy.frames import MATRICES
from kneelab.anatomy.scene import Item
from kneelab.model.anatomy import Relation

SLICE_MM = 6.0


def at_frame(item: Item, k: int) -> np.ndarray:
    """Vertices at one key frame; a rigid item is moved with its bone."""
    if item.body:
        m = MATRICES[item.body][k]
        return item.vertices[0] @ m[:3, :3].T + m[:3, 3]
    return item.vertices[min(k, len(item.vertices) - 1)]


def points(item: Item) -> np.ndarray:
    """Corners and middles of faces: long faces leave no gap between slices."""
    v = item.vertices[0]
    a, b, c = v[item.faces].transpose(1, 0, 2)
    return np.concatenate([v, (a + b + c) / 3, (a + b) / 2, (b + c) / 2, (c + a) / 2])


@dataclass
class Slice:
    """One structure in one horizontal slice."""

    where: np.ndarray

    def rear(self, low: float, high: float) -> float:
        """How far back it reaches between two lateral places (mm, smaller is further back)."""
        inside = self.where[(self.where[:, 0] >= low - 2.0) & (self.where[:, 0] <= high + 2.0)]
        return float((inside if len(inside) else self.where)[:, 1].min())


def disagreement(one: Item, other: Item, relation: Relation) -> float:
    """Greatest mm by which a relation is violated; negative where it holds with room to spare."""
    a, b = points(one), points(other)
    low, high = relation.up_mm or (max(a[:, 2].min(), b[:, 2].min()), min(a[:, 2].max(), b[:, 2].max()))
    if relation.relation in ("above", "below"):
        gap = float(b[:, 2].mean() - a[:, 2].mean())
        return gap if relation.relation == "above" else -gap
    worst, compared = -np.inf, 0
    for z in np.arange(low + SLICE_MM / 2, high, SLICE_MM):
        p, q = (x[np.abs(x[:, 2] - z) <= SLICE_MM / 2] for x in (a, b))
        if not len(p) or not len(q):
            continue
        compared += 1
        worst = max(worst, _in_slice(p, q, relation.relation))
    assert compared >= 1, f"{relation.structure} and {relation.other} share no height between {low:.0f} and {high:.0f} mm"
    return float(worst)


def _in_slice(p: np.ndarray, q: np.ndarray, relation: str) -> float:
    if relation == "medial_to":
        return float(p[:, 0].mean() - q[:, 0].mean())
    if relation == "lateral_to":
        return float(q[:, 0].mean() - p[:, 0].mean())
    left, right = max(p[:, 0].min(), q[:, 0].min()), min(p[:, 0].max(), q[:, 0].max())
    gap = Slice(p).rear(left, right) - Slice(q).rear(left, right)
    return gap if relation == "superficial_to" else -gap
