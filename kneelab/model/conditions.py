"""Conditions (the causes of pain behind the knee), structures and targets."""

from __future__ import annotations

from dataclasses import dataclass

MARKS = ("published", "judged", "assumed")
"""The three marks of a number, strongest first."""


TISSUE_FAMILIES = {
    "nerve": "nerve", "muscle": "muscle", "vein": "vessel", "artery": "vessel",
    "bone": "joint", "capsule": "joint", "ligament": "joint", "meniscus": "joint", "bursa": "joint",
}  # fmt: skip
"""Family of each kind of structure; skin, fascia, nodes and spaces belong to none."""


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
    structures: tuple[str, ...]
    script: dict[str, tuple[Statement, ...]]
    look_alikes: tuple[LookAlike, ...]
    must_not_miss: MustNotMiss | None = None
    mimics: tuple[Mimic, ...] = ()


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
        Tissue: nerve, muscle, vein, bone and so on.
    side : str
        ``medial``, ``central`` or ``lateral``.
    innervation : str or None
        Nerve that supplies it.
    roots : tuple of str
        Spinal roots of a nerve, or of a muscle's nerve.
    joints_crossed : tuple of str
        Joints that it can move or hold.
    course : str or None
        Where it runs; None where no source confirmed it.
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
    relevance: str | None = None
    innervation: str | None = None
    action: str | None = None
    roots: tuple[str, ...] = ()
    joints_crossed: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """Tissue family, which decides its hue."""
        return TISSUE_FAMILIES.get(self.kind, "other")
