"""The layered drawing of the knee as SVG, made from the strokes in the content."""

from __future__ import annotations

import math
from html import escape

from kneelab.model.knee_map import Drawing, Stroke
from kneelab.model.lab import Lab

FIBRES = (-0.66, -0.33, 0.0, 0.33, 0.66)
"""Where fibres run across a belly, from its inner to its outer edge."""

XY = tuple[float, float]


def knee_drawing(lab: Lab) -> str:
    """The drawing: one group a structure, deepest first, with its id and layer.

    Ids begin with ``KNEE-`` for the page to make unique.
    """
    drawing: Drawing = lab.drawing
    left, top, width, height = drawing.window_mm
    groups = "".join(_group(lab, structure, [s for s in drawing.strokes if s.structure == structure]) for structure in _deepest_first(lab))
    s = lab.strings
    return (
        f'<svg class="kl-draw" viewBox="{left:g} {-top:g} {width:g} {height:g}" preserveAspectRatio="xMidYMid meet" role="img" '
        f'aria-labelledby="KNEE-title KNEE-desc"><title id="KNEE-title">{escape(s["anatomy.picture"])}</title>'
        f'<desc id="KNEE-desc">{escape(s["anatomy.picture_text"])}</desc>{groups}</svg>'
    )


def skin_outline(lab: Lab) -> str:
    """Path of the leg's outline, for pictures that show places only."""
    return " ".join(_path(_edges(s)[0], closed=True) for s in lab.drawing.strokes if lab.structures[s.structure].kind == "skin")


def _deepest_first(lab: Lab) -> list[str]:
    order = lab.drawing.structures
    return sorted(order, key=lambda s: (-lab.structures[s].layer, order.index(s)))


def _group(lab: Lab, structure: str, strokes: list[Stroke]) -> str:
    s = lab.structures[structure]
    kind = s.kind.replace(" ", "-") + (" is-overlay" if s.is_overlay else "")
    inner = "".join(map(_stroke, strokes))
    return (
        f'<g class="kl-part is-{kind} fam-{s.family}" data-structure="{s.id}" data-layer="{s.layer}">'
        f"<title>{escape(s.name)}</title>{inner}</g>"
    )


def _stroke(stroke: Stroke) -> str:
    if stroke.form == "outline":
        return f'<path class="m" d="{_path(_edges(stroke)[0], closed=True)}"/>'
    edges = _edges(stroke)
    body = f'<path class="m" d="{_path(edges[0], closed=False)} L{_path(edges[1][::-1], closed=False)[1:]} Z"/>'
    if stroke.form == "cord":
        return body
    fibres = "".join(f'<path class="fi" d="{_path(_along(stroke, share), closed=False)}"/>' for share in FIBRES)
    return body + fibres + (_tendon(stroke) if stroke.tendon else "")


def _tendon(stroke: Stroke) -> str:
    assert stroke.tendon is not None
    last = len(stroke.points) - 1
    first, end = (round(share * last) for share in stroke.tendon)
    points = list(stroke.points[first : end + 1])
    if first:  # a tendon begins as a tongue inside the flesh
        (x, z, w), (x1, z1, w1) = points[0], points[1]
        points[:1] = [(x, z, w / 8), ((2 * x + x1) / 3, (2 * z + z1) / 3, (2 * w + w1) / 5)]
    part = Stroke(stroke.structure, "cord", tuple(points))
    edges = _edges(part)
    return f'<path class="te" d="{_path(edges[0], closed=False)} L{_path(edges[1][::-1], closed=False)[1:]} Z"/>'


def _edges(stroke: Stroke) -> tuple[list[XY], list[XY]]:
    """Both edges of a swept stroke; an outline is its own first edge. In SVG's axes, y down."""
    if stroke.form == "outline":
        return [(x, -z) for x, z in stroke.points], []  # type: ignore[misc]
    return _along(stroke, -1.0), _along(stroke, 1.0)


def _along(stroke: Stroke, share: float) -> list[XY]:
    """A line along the stroke, ``share`` of the half-width beside its middle."""
    points = stroke.points
    line = []
    for i, (x, z, w) in enumerate(points):
        (x0, z0, _), (x1, z1, _) = points[max(i - 1, 0)], points[min(i + 1, len(points) - 1)]
        length = math.hypot(x1 - x0, z1 - z0) or 1.0
        line.append((x - share * w * (z1 - z0) / length, -(z + share * w * (x1 - x0) / length)))
    return line


def _path(points: list[XY], *, closed: bool) -> str:
    """A smooth path (Catmull-Rom as Bézier curves) through points."""
    n = len(points)

    def at(i: int) -> XY:
        return points[i % n] if closed else points[min(max(i, 0), n - 1)]

    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for i in range(n if closed else n - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = at(i - 1), at(i), at(i + 1), at(i + 2)
        parts.append(
            f"C{bx + (cx - ax) / 6:.1f} {by + (cy - ay) / 6:.1f} {cx - (dx - bx) / 6:.1f} {cy - (dy - by) / 6:.1f} {cx:.1f} {cy:.1f}"
        )
    return "".join(parts) + ("Z" if closed else "")
