"""Bone surfaces made smooth, and the parts of them that have a name of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from kneelab.anatomy.frames import Array
from kneelab.anatomy.sweeps import Faces, Surface, unit

ROUNDS = 4
SMOOTH, SWELL = 0.5, -0.52
"""Taubin's pair of steps: smooth, then swell, so that bones do not shrink."""


def _edges(faces: Faces) -> Faces:
    return np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), 1)


def welded(vertices: Array, faces: Faces) -> tuple[Array, Faces]:
    """Corners in the same place as one corner; faces without area are dropped."""
    _, first, which = np.unique(np.round(vertices, 4), axis=0, return_index=True, return_inverse=True)
    faces = which.ravel()[faces]
    keep = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    return vertices[first], faces[keep]


def refined(vertices: Array, faces: Faces) -> tuple[Array, Faces]:
    """Four faces for each, then smoothed. Works on the shipped meshes, whose edges are not all manifold."""
    edges, which = np.unique(_edges(faces), axis=0, return_inverse=True)
    n, f = len(vertices), len(faces)
    a, b, c = n + which.ravel().reshape(3, f)
    vertices = np.concatenate([vertices, vertices[edges].mean(1)])
    x, y, z = faces.T
    parts = [np.stack(p, 1) for p in ((x, a, c), (y, b, a), (z, c, b), (a, b, c))]
    faces = np.concatenate(parts)
    edges = np.unique(_edges(faces), axis=0)
    degree = np.maximum(np.bincount(edges.ravel(), minlength=len(vertices)), 1)[:, None]
    for step in (SMOOTH, SWELL) * ROUNDS:
        around = np.zeros_like(vertices)
        np.add.at(around, edges[:, 0], vertices[edges[:, 1]])
        np.add.at(around, edges[:, 1], vertices[edges[:, 0]])
        vertices = vertices + step * (around / degree - vertices)
    return vertices, faces


def normals(vertices: Array, faces: Faces) -> Array:
    """Outward direction at each vertex."""
    a, b, c = vertices[faces].transpose(1, 0, 2)
    across = np.cross(b - a, c - a)
    out = np.zeros_like(vertices)
    for corner in range(3):
        np.add.at(out, faces[:, corner], across)
    return unit(out)


def part(vertices: Array, faces: Faces, box: dict[str, Any], lift_mm: float) -> Surface:
    """Faces of a bone within a box, lifted off it: cartilage, or a named region.

    Parameters
    ----------
    box : dict
        ``lateral``, ``anterior``, ``up``: lowest and highest, mm; what is missing is not bounded.
    """
    centre = vertices[faces].mean(1)
    keep = np.ones(len(faces), bool)
    for axis, name in enumerate(("lateral", "anterior", "up")):
        if box.get(name):
            low, high = box[name]
            keep &= (centre[:, axis] >= low) & (centre[:, axis] <= high)
    chosen = faces[keep]
    used, which = np.unique(chosen, return_inverse=True)
    out = normals(vertices, faces)[used]
    rim = np.isin(used, _rim(chosen))
    lifted = vertices[used] + out * np.where(rim, 0.05, lift_mm)[:, None]
    return lifted[None], which.reshape(-1, 3)


def _rim(faces: Faces) -> Faces:
    edges, count = np.unique(_edges(faces), axis=0, return_counts=True)
    return np.unique(edges[count == 1])
