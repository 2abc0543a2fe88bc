"""Smooth lines through control points, resampled evenly."""

from __future__ import annotations

from typing import Any

import numpy as np

from kneelab.anatomy.frames import Array


def smooth(points: Array, n: int, each: int = 10) -> Array:
    """Even samples of the centripetal Catmull-Rom curve through some points, for all key frames at once.

    Parameters
    ----------
    points : array, shape (k, p, 3)
        Control points of ``k`` key frames.
    n : int
        Samples along each curve.

    Returns
    -------
    array, shape (k, n, 3)
    """
    if points.shape[1] == 2:
        points = np.stack([points[:, 0], points.mean(1), points[:, 1]], 1)
    first, last = 2 * points[:, :1] - points[:, 1:2], 2 * points[:, -1:] - points[:, -2:-1]
    q = np.concatenate([first, points, last], 1)
    p0, p1, p2, p3 = q[:, :-3, None], q[:, 1:-2, None], q[:, 2:-1, None], q[:, 3:, None]

    def knot(a: Array, b: Array) -> Array:
        gap: Array = np.sqrt(np.maximum(np.linalg.norm(b - a, axis=-1, keepdims=True), 1e-6))
        return gap

    t1 = knot(p0, p1)
    t2 = t1 + knot(p1, p2)
    t3 = t2 + knot(p2, p3)
    u = t1 + (t2 - t1) * np.linspace(0, 1, each, endpoint=False)[None, None, :, None]

    def between(a: Array, b: Array, ta: Any, tb: Array) -> Array:
        mixed: Array = ((tb - u) * a + (u - ta) * b) / (tb - ta)
        return mixed

    a1, a2, a3 = between(p0, p1, 0.0, t1), between(p1, p2, t1, t2), between(p2, p3, t2, t3)
    b1, b2 = between(a1, a2, 0.0, t2), between(a2, a3, t1, t3)
    dense = between(b1, b2, t1, t2).reshape(len(points), -1, 3)
    return resample(np.concatenate([dense, points[:, -1:]], 1), np.linspace(0, 1, n))


def resample(lines: Array, stations: Array) -> Array:
    """Points at shares of the arc length of polylines.

    Parameters
    ----------
    lines : array, shape (k, p, 3)
    stations : array, shape (n,)
        Shares from 0 to 1.

    Returns
    -------
    array, shape (k, n, 3)
    """
    out = np.empty((len(lines), len(stations), 3))
    for k, line in enumerate(lines):
        s = arc(line)
        for j in range(3):
            out[k, :, j] = np.interp(stations * s[-1], s, line[:, j])
    return out


def arc(line: Array) -> Array:
    """Length along a polyline at each of its points, mm."""
    result: Array = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    return result


def profile(values: Any, n: int) -> Array:
    """Values given at even places along a line, at ``n`` samples, without corners."""
    values = np.atleast_1d(np.asarray(values, float))
    if len(values) == 1:
        return np.full(n, values[0])
    place = np.linspace(0, len(values) - 1, n)
    low = np.minimum(place.astype(int), len(values) - 2)
    part = place - low
    part = part * part * (3 - 2 * part)
    result: Array = values[low] * (1 - part) + values[low + 1] * part
    return result
