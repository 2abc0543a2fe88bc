"""The knee as data: how each structure is drawn, and how structures lie to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

RELATIONS = ("superficial_to", "deep_to", "medial_to", "lateral_to", "above", "below")
"""How one structure lies to another, in a knee seen from behind in full extension."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Form of a structure: control points in mm, as in full extension, each with the bone that it moves with.

    Parameters
    ----------
    parts : tuple of dict
        Plain data, one mapping a surface; ``kind`` says which.
    """

    structure: str
    tissue: str
    opacity: float
    parts: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """How one structure lies to another, with the source that says so.

    Parameters
    ----------
    up_mm : tuple of float, or None
        Heights between which it holds, lowest first, from the middle of the knee; None for everywhere.
    """

    structure: str
    relation: str
    other: str
    text: str
    mark: str
    up_mm: tuple[float, float] | None = None
    source: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """What a structure has to do with a cause.

    Parameters
    ----------
    role : str
        One of the roles that the content format allows (torn, compressed, at risk ...).
    because : str
        One sentence for a student.
    """

    condition: str
    structure: str
    role: str
    because: str
    mark: str
    source: str | None = None
    reason: str | None = None
