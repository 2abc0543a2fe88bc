"""Closed surfaces: tubes swept along lines, sheets with a thickness, balls.

Each maker takes key frames as its first axis and returns vertices (k, v, 3) and faces (f, 3).
Faces are turned outwards.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kneelab.anatomy.frames import Array
from kneelab.anatomy.paths import smooth

Faces = NDArray[np.int64]
Surface = tuple[Array, Faces]

WEDGE = np.array([[1, 1.0], [1, -1.0], [-0.2, -1.0], [-1, -0.85], [-1, -0.6], [0, 0.05]])
"""Section of a meniscus: thick outside, sharp inside."""


def circle(m: int) -> Array:
    """Corners of a round section."""
    a = np.linspace(0, 2 * np.pi, m, endpoint=False)
    return np.stack([np.cos(a), np.sin(a)], 1)


def unit(vectors: Array) -> Array:
    """Vectors of length one."""
    result: Array = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
    return result


def sweep(lines: Array, width: Array, thickness: Array, facing: Array, section: Array | None = None) -> Surface:
    """Tube along lines, closed at both ends.

    Parameters
    ----------
    lines : array, shape (k, n, 3)
    width, thickness : array, shape (n,) or (k, n)
        Half sizes in mm across, and along ``facing``.
    facing : array, shape (3,), (k, 3) or (k, n, 3)
        Direction of the thickness.
    section : array, shape (m, 2), optional
        Corners of the section, counter-clockwise; round by default.
    """
    k, n, _ = lines.shape
    section = circle(14) if section is None else section
    m = len(section)
    along = unit(np.gradient(lines, axis=1))
    up = np.broadcast_to(facing if facing.ndim == 3 else facing.reshape(-1, 1, 3), lines.shape)
    up = _upright(up, along)
    side = np.cross(along, up)
    w, t = np.broadcast_to(width, (k, n)), np.broadcast_to(thickness, (k, n))
    rings = (
        lines[:, :, None]
        + section[None, None, :, :1] * (w[..., None] * side)[:, :, None]
        + section[None, None, :, 1:] * (t[..., None] * up)[:, :, None]
    )
    vertices = np.concatenate([rings.reshape(k, n * m, 3), rings[:, :1].mean(2), rings[:, -1:].mean(2)], 1)
    return vertices, _tube_faces(n, m)


def _upright(up: Array, along: Array) -> Array:
    """Part of ``up`` across the line; where the line runs along it, the last good direction is kept."""
    across = up - (up * along).sum(-1, keepdims=True) * along
    size = np.linalg.norm(across, axis=-1)
    out: Array = across / np.maximum(size, 1e-9)[..., None]
    for k, i in zip(*np.nonzero(size < 0.3), strict=True):
        before = out[k, i - 1] if i else unit(np.cross(along[k, i], [1.0, 0.0, 0.0]))
        out[k, i] = unit(before - (before @ along[k, i]) * along[k, i])
    return out


def _tube_faces(n: int, m: int) -> Faces:
    i, j = np.meshgrid(np.arange(n - 1), np.arange(m), indexing="ij")
    a, b = i * m + j, i * m + (j + 1) % m
    c, d = a + m, b + m
    r = np.arange(m)
    first, last = np.full(m, n * m), np.full(m, n * m + 1)
    top = (n - 1) * m
    parts = [
        np.stack([a, c, b], -1).reshape(-1, 3),
        np.stack([b, c, d], -1).reshape(-1, 3),
        np.stack([first, r, (r + 1) % m], 1),
        np.stack([last, top + (r + 1) % m, top + r], 1),
    ]
    return np.concatenate(parts)


def rounded(lines: Array, half: Array) -> Array:
    """Half sizes that close to a point over their own length at both ends, so that no end is blunt."""
    gaps = np.linalg.norm(np.diff(lines, axis=1), axis=2).mean(0)
    s = np.concatenate([[0.0], np.cumsum(gaps)])
    near = np.minimum(s, s[-1] - s)
    reach = np.maximum(np.minimum(half, s[-1] / 3), 1e-6)
    share = np.clip(near / reach, 0.0, 1.0)
    result: Array = half * np.maximum(np.sqrt(1.0 - (1.0 - share) ** 2), 0.12)
    return result


def grid(rows: Array, across: int, along: int) -> Array:
    """Smooth grid through rows of control points.

    Parameters
    ----------
    rows : array, shape (k, r, c, 3)

    Returns
    -------
    array, shape (k, along, across, 3)
    """
    k, r, c, _ = rows.shape
    wide = smooth(rows.reshape(k * r, c, 3), across).reshape(k, r, across, 3)
    long = smooth(wide.transpose(0, 2, 1, 3).reshape(k * across, r, 3), along)
    return long.reshape(k, across, along, 3).transpose(0, 2, 1, 3)


def sheet(points: Array, thickness: Any) -> Surface:
    """Closed sheet: a grid with a front and a back.

    Parameters
    ----------
    points : array, shape (k, n, m, 3)
        The middle of the sheet.
    thickness : float or array, shape (n, m)
        From front to back, mm.
    """
    k, n, m, _ = points.shape
    normal = unit(np.cross(np.gradient(points, axis=1), np.gradient(points, axis=2)))
    half = 0.5 * np.broadcast_to(thickness, (n, m))[None, :, :, None] * normal
    vertices = np.concatenate([(points + half).reshape(k, -1, 3), (points - half).reshape(k, -1, 3)], 1)
    i, j = np.meshgrid(np.arange(n - 1), np.arange(m - 1), indexing="ij")
    a = (i * m + j).ravel()
    front = np.concatenate([np.stack([a, a + m, a + 1], 1), np.stack([a + 1, a + m, a + m + 1], 1)])
    loop = np.concatenate(
        [np.arange(m - 1), np.arange(n - 1) * m + m - 1, (n - 1) * m + np.arange(m - 1, 0, -1), np.arange(n - 1, 0, -1) * m]
    )
    following, back = np.roll(loop, -1), n * m
    rim = np.concatenate([np.stack([loop, following, loop + back], 1), np.stack([following, following + back, loop + back], 1)])
    return vertices, np.concatenate([front, front[:, ::-1] + back, rim])


def ball(centres: Array, radii: Array, rings: int = 10, m: int = 14) -> Surface:
    """Ellipsoids: centres (k, 3), radii (3,) in mm."""
    a = np.linspace(0, np.pi, rings + 2)[1:-1]
    around = circle(m)
    shell = np.stack(
        [
            np.outer(np.sin(a), around[:, 0]),
            np.outer(np.sin(a), around[:, 1]),
            np.broadcast_to(np.cos(a)[:, None], (rings, m)),
        ],
        -1,
    ).reshape(-1, 3)
    shell = np.concatenate([shell, [[0, 0, 1.0]], [[0, 0, -1.0]]]) * radii
    return outwards((centres[:, None] + shell, _tube_faces(rings, m)))


def _inside_out(vertices: Array, faces: Faces) -> bool:
    return volume(vertices, faces) < 0


def volume(vertices: Array, faces: Faces) -> float:
    """Volume within a closed surface, mm³; negative if its faces look inwards."""
    a, b, c = vertices[faces].transpose(1, 0, 2)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6.0)


def outwards(surface: Surface) -> Surface:
    """The same closed surface with its faces turned outwards."""
    vertices, faces = surface
    return vertices, faces[:, ::-1] if _inside_out(vertices[0], faces) else faces


def joined(surfaces: list[Surface]) -> Surface:
    """Several surfaces as one."""
    k = max(len(v) for v, _ in surfaces)
    vertices, faces, start = [], [], 0
    for v, f in surfaces:
        vertices.append(np.broadcast_to(v, (k, *v.shape[1:])))
        faces.append(f + start)
        start += v.shape[1]
    return np.concatenate(vertices, 1), np.concatenate(faces)
