"""Where each bone is at each knee angle.

Every point of the scene is given as it lies in full extension: lateral, anterior, up, in mm, from the
middle of the right knee, fixed to the femur. A frame says which bone a point moves with; frame
``knee`` turns half as far as the tibia, for what lies in the bend itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ANGLES_DEG = tuple(range(0, 121, 10))
"""Knee flexion of the key frames."""
FRAMES = ("femur", "tibia", "patella", "knee")

# Turn (rotation vector, radians) and shift (mm) from full extension, one row for each of ANGLES_DEG: the
# coupled knee of Rajagopal 2016, read off the joint functions that myo-sim ships. A test compares them.
_TIBIA = (
    (0.00000, 0.00000, 0.00000, 0.000, 0.000, 0.000),
    (-0.17791, 0.01046, 0.04751, -0.044, 0.984, 0.577),
    (-0.35427, 0.02825, 0.08383, -0.080, 1.887, 1.006),
    (-0.52941, 0.05044, 0.10964, -0.109, 2.706, 1.314),
    (-0.70368, 0.07470, 0.12598, -0.131, 3.440, 1.524),
    (-0.87744, 0.09932, 0.13409, -0.147, 4.089, 1.661),
    (-1.05097, 0.12316, 0.13532, -0.158, 4.655, 1.746),
    (-1.22444, 0.14565, 0.13092, -0.165, 5.140, 1.799),
    (-1.39790, 0.16675, 0.12195, -0.171, 5.545, 1.839),
    (-1.57131, 0.18689, 0.10907, -0.175, 5.870, 1.883),
    (-1.74449, 0.20688, 0.09244, -0.180, 6.115, 1.949),
    (-1.91717, 0.22777, 0.07150, -0.187, 6.278, 2.054),
    (-2.08899, 0.25076, 0.04485, -0.198, 6.359, 2.216),
)
_PATELLA = (
    (0.00000, 0.0, 0.0, 0.0, 0.000, 0.000),
    (-0.03210, 0.0, 0.0, 0.0, -3.104, -6.750),
    (-0.12335, 0.0, 0.0, 0.0, -6.730, -10.046),
    (-0.25552, 0.0, 0.0, 0.0, -10.275, -10.636),
    (-0.41346, 0.0, 0.0, 0.0, -13.236, -9.289),
    (-0.58509, 0.0, 0.0, 0.0, -15.364, -6.697),
    (-0.76143, 0.0, 0.0, 0.0, -16.640, -3.386),
    (-0.93657, 0.0, 0.0, 0.0, -17.158, 0.312),
    (-1.10767, 0.0, 0.0, 0.0, -16.990, 4.220),
    (-1.27499, 0.0, 0.0, 0.0, -16.094, 8.213),
    (-1.44185, 0.0, 0.0, 0.0, -14.283, 12.094),
    (-1.61466, 0.0, 0.0, 0.0, -11.249, 15.471),
    (-1.80291, 0.0, 0.0, 0.0, -6.663, 17.646),
)


def rotations(vectors: Array) -> Array:
    """Rotation matrices of rotation vectors.

    Parameters
    ----------
    vectors : array, shape (..., 3)
        Axis times angle in radians.

    Returns
    -------
    array, shape (..., 3, 3)
    """
    angle = np.linalg.norm(vectors, axis=-1, keepdims=True)
    x, y, z = np.moveaxis(vectors / np.maximum(angle, 1e-12), -1, 0)
    zero = np.zeros_like(x)
    cross = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).reshape(*x.shape, 3, 3)
    a = angle[..., None]
    result: Array = np.eye(3) + np.sin(a) * cross + (1 - np.cos(a)) * cross @ cross
    return result


def _matrices(rows: Array) -> Array:
    matrices = np.tile(np.eye(4), (len(rows), 1, 1))
    matrices[:, :3, :3], matrices[:, :3, 3] = rotations(rows[:, :3]), rows[:, 3:]
    return matrices


def _at(rows: Sequence[Sequence[float]], share: float | Array) -> Array:
    """Rows of a table at a share of each key frame's angle, between two rows where need be."""
    table = np.array(rows)
    place = np.asarray(share) * np.arange(len(table))
    low = np.minimum(place.astype(int), len(table) - 2)
    part = (place - low)[..., None]
    result: Array = table[low] * (1 - part) + table[low + 1] * part
    return result


MATRICES = {
    "femur": np.tile(np.eye(4), (len(ANGLES_DEG), 1, 1)),
    "tibia": _matrices(np.array(_TIBIA)),
    "patella": _matrices(np.array(_PATELLA)),
    "knee": _matrices(_at(_TIBIA, 0.5)),
}
"""Frame to its matrices from full extension to each key frame, shape (13, 4, 4)."""


def move(frame: str, points: Any) -> Array:
    """Points of one frame at each key frame.

    Parameters
    ----------
    frame : str
        One of :data:`FRAMES`.
    points : array, shape (n, 3)
        As in full extension, mm.

    Returns
    -------
    array, shape (13, n, 3)
    """
    m = MATRICES[frame]
    result: Array = np.asarray(points, float) @ m[:, :3, :3].transpose(0, 2, 1) + m[:, None, :3, 3]
    return result


def place(points: Sequence[dict[str, Any]]) -> Array:
    """Control points, each in its own frame, at each key frame; shape (13, n, 3)."""
    frames = [next(iter(p)) for p in points]
    return np.concatenate([move(f, [p[f]]) for f, p in zip(frames, points, strict=True)], axis=1)


def bend(points: Array, share: Array) -> Array:
    """Points that turn with a share of the knee's flexion, as skin does.

    Parameters
    ----------
    points : array, shape (n, 3)
        As in full extension, mm.
    share : array, shape (n,)
        0 moves with the femur, 1 with the tibia.

    Returns
    -------
    array, shape (13, n, 3)
    """
    levels, which = np.unique(np.round(share, 4), return_inverse=True)
    out = np.empty((len(ANGLES_DEG), len(points), 3))
    for i, level in enumerate(levels):
        m = _matrices(_at(_TIBIA, float(level)))
        mine = which == i
        out[:, mine] = points[mine] @ m[:, :3, :3].transpose(0, 2, 1) + m[:, None, :3, 3]
    return out


def common_frame(points: Sequence[dict[str, Any]]) -> str | None:
    """The one frame of some control points; None where they move with several."""
    frames = {f for p in points for f in p}
    return frames.pop() if len(frames) == 1 else None
