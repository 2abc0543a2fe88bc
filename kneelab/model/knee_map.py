"""Where it hurts and what lies there, a guided tour, and the strokes of a drawing."""

from __future__ import annotations

from dataclasses import dataclass

from kneelab.model.conditions import Statement


@dataclass(frozen=True, slots=True)
class PainSite:
    """A place that a finger points to.

    Parameters
    ----------
    finding : str
        Finding that says it hurts there.
    structures : tuple of str
        What lies there, skin to bone.
    place_mm : tuple of (float, float) or None
        Lateral of and above the middle of the right knee's joint line, seen from behind; None outside the picture.
    edge : str or None
        ``above`` or ``below`` for a place outside the picture.
    """

    id: str
    label: str
    finding: str
    structures: tuple[str, ...]
    place_mm: tuple[float, float] | None = None
    edge: str | None = None


@dataclass(frozen=True, slots=True)
class TourStep:
    """One stop of the guided tour: a line of the article, what to say, what to show."""

    id: str
    title: str
    article: str
    says: tuple[Statement, ...]
    structures: tuple[str, ...]
    depth: int
    view: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke of the drawing, in mm.

    Parameters
    ----------
    form : str
        ``outline`` (closed), ``cord`` or ``belly`` (a centre line with half-widths).
    points : tuple of tuple of float
        (x, z) of an outline; (x, z, half-width) of the others.
    tendon : tuple of (float, float) or None
        Part of a belly that is tendon, as fractions of its points.
    """

    structure: str
    form: str
    points: tuple[tuple[float, ...], ...]
    tendon: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The knee from behind, deepest stroke first; ``window_mm`` is left, top, width and height."""

    window_mm: tuple[float, float, float, float]
    strokes: tuple[Stroke, ...]

    @property
    def structures(self) -> tuple[str, ...]:
        """What is drawn, each once."""
        return tuple(dict.fromkeys(s.structure for s in self.strokes))
