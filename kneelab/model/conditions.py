"""Conditions (the causes of pain behind the knee), structures and targets."""

from __future__ import annotations

from dataclasses import dataclass

from kneelab.model.anatomy import Link

MARKS = ("published", "judged", "assumed")
"""The three marks of a number, strongest first."""


TISSUE_FAMILIES = {
    "nerve": "nerve", "muscle": "muscle", "vein": "vessel", "artery": "vessel",
    "tendon": "muscle", "skin territory": "nerve", "pulse point": "vessel", "bone": "joint", "capsule": "joint", "ligament": "joint",
    "meniscus": "joint", "bursa": "joint", "cyst": "joint",
}  # fmt: skip
"""Family of each kind of structure; skin, fascia, nodes and spaces belong to none."""

OVERLAYS = ("skin territory", "pulse point")
"""Kinds that are places on the skin: a picture shows them when they are asked for."""


def weakest(marks: tuple[str, ...] | list[str]) -> str:
    """Weakest of some marks; ``assumed`` when there is none to rest on."""
    return max(marks, key=MARKS.index) if marks else "assumed"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with its provenance."""

    text: str
    mark: str
    source: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class MustNotMiss:
    """Why and when a cause is dangerous to leave.

    Parameters
    ----------
    level : str
        Urgency when the cause is above its threshold.
    threshold : float
        Probability, 0 to 1, from which the level applies.
    checks : tuple of str
        Finding ids to ask before the cause may be set aside.
    """

    level: str
    threshold: float
    why: str
    source: str | None
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastCheck:
    """The one question to ask oneself before settling on a cause.

    Parameters
    ----------
    findings : tuple of str
        Findings that answer it.
    because : str
        Why it is asked of this cause.
    """

    question: str
    findings: tuple[str, ...]
    because: str
    mark: str
    source: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A condition that can look the same, and what tells the two apart."""

    condition: str
    urgent: bool
    tell: str


@dataclass(frozen=True, slots=True)
class Mimic:
    """A cause inside "something else", with the signs (literals) that give it away."""

    name: str
    signs: tuple[str, ...]
    tell: str
    level: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Condition:
    """One cause, with its six-slot illness script."""

    id: str
    name: str
    short: str
    family: str
    lay: str
    default_urgency: str
    mechanism: Statement
    patient_words: tuple[str, ...]
    links: tuple[Link, ...]
    script: dict[str, tuple[Statement, ...]]
    look_alikes: tuple[LookAlike, ...]
    must_not_miss: MustNotMiss | None = None
    last_check: LastCheck | None = None
    mimics: tuple[Mimic, ...] = ()

    @property
    def structures(self) -> tuple[str, ...]:
        """Ids of the structures that it has to do with, in the order of its links."""
        return tuple(link.structure for link in self.links)


@dataclass(frozen=True, slots=True)
class Target:
    """What a test's reference standard detects; one patient can have several."""

    id: str
    label: str
    reference: str


@dataclass(frozen=True, slots=True)
class Structure:
    """A named part of the knee. What no source confirmed is None or empty.

    Parameters
    ----------
    layer : int
        Depth from behind: 1 skin to 9 bone.
    kind : str
        Muscle, nerve, vein ...
    side : str
        ``medial``, ``central`` or ``lateral``.
    course, origin, insertion, innervation, action : str or None
        None where there is none, or where no source confirmed it.
    roots : tuple of str
        Spinal roots, as ``L5``.
    relevance : str or None
        What it means for pain behind the knee; None where no source confirmed it.
    sources : tuple of str
        Source ids.
    """

    id: str
    name: str
    layer: int
    kind: str
    side: str
    course: str | None = None
    origin: str | None = None
    insertion: str | None = None
    innervation: str | None = None
    roots: tuple[str, ...] = ()
    action: str | None = None
    joints_crossed: tuple[str, ...] = ()
    relevance: str | None = None
    sources: tuple[str, ...] = ()
    mark: str = "published"
    reason: str | None = None

    @property
    def is_overlay(self) -> bool:
        """Whether it is a place on the skin and no tissue of its own."""
        return self.kind in OVERLAYS

    @property
    def family(self) -> str:
        """Tissue family, which decides its hue."""
        return TISSUE_FAMILIES.get(self.kind, "other")
