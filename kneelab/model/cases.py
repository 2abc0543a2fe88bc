"""A case study as the model sees it: one fictional patient, and the stages that reveal them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

SOMETHING_ELSE = "something_else"
"""Stands for every cause that is not named in a commitment."""

STAGES = ("history", "examination")

KINDS_OF_STAGE = {"history": ("history", "risk"), "examination": ("sign", "test")}
"""Kinds of findings that each stage may ask for."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who the fictional patient is; ``ages`` are years, from and to, of the variants."""

    name: str
    names: tuple[str, ...]
    sex: str
    age: int
    ages: tuple[int, int]
    about: str


@dataclass(frozen=True, slots=True)
class Saying:
    """One way that a fact may be: its state, and how it is said or looks."""

    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A finding of this patient.

    Parameters
    ----------
    state : str
    words : str or None
        How the patient says it, or how it looks; None where nobody wrote it.
    because : str or None
        What it should do to one's thinking; None for facts that no step reveals.
    variants : tuple of Saying
        Other ways that it may be, in a variant of the case.
    """

    state: str
    words: str | None
    because: str | None = None
    variants: tuple[Saying, ...] = ()


@dataclass(frozen=True, slots=True)
class Commitment:
    """Whole shares of 100 given to causes (the rest is for something else), how sure, and why."""

    shares: Mapping[str, int]
    confidence: int
    because: str


@dataclass(frozen=True, slots=True)
class Story:
    """How a visit opens."""

    words: str
    variants: tuple[str, ...]
    scene: str
    reveals: tuple[str, ...]
    expert: Commitment


@dataclass(frozen=True, slots=True)
class Step:
    """One question or test: the lead is predicted, then all of it is shown."""

    lead: str
    reveals: tuple[str, ...]
    why: str

    @property
    def findings(self) -> tuple[str, ...]:
        """Everything that the step shows, the lead first."""
        return (self.lead, *(f for f in self.reveals if f != self.lead))


@dataclass(frozen=True, slots=True)
class Stage:
    """History or examination: its steps, and what the authors commit to after them."""

    steps: tuple[Step, ...]
    expert: Commitment


@dataclass(frozen=True, slots=True)
class Decision:
    """How urgent a visit is, which other levels are accepted, and a reason for each level."""

    level: str
    accept: tuple[str, ...]
    options: Mapping[str, str]

    def allows(self, level: str) -> bool:
        """Whether a level is right here."""
        return level == self.level or level in self.accept


@dataclass(frozen=True, slots=True)
class PlanOption:
    """Something one may do: ``right``, ``acceptable``, ``wrong`` or ``harmful``."""

    id: str
    text: str
    verdict: str
    because: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A text, its reason, and the source where there is one (else it is judged by the authors)."""

    text: str
    because: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Visit:
    """One encounter, so many days after the first; ``resembles`` is the cause that it still looks like, if not the answer."""

    day: int
    resembles: str | None
    story: Story
    changes: Mapping[str, Fact]
    history: Stage | None
    examination: Stage | None
    decision: Decision
    plan: tuple[PlanOption, ...]
    safety_net: Reasoned

    def stage(self, name: str) -> Stage | None:
        """The history or the examination of this visit, where there is one."""
        return self.history if name == "history" else self.examination

    def revealed(self) -> Iterator[str]:
        """Findings that this visit shows when it is played in stages, in that order."""
        yield from self.story.reveals
        for name in STAGES:
            stage = self.stage(name)
            for step in stage.steps if stage else ():
                yield from step.findings


@dataclass(frozen=True, slots=True)
class Answer:
    """The main cause, the targets that are there besides it, and why."""

    condition: str
    targets: tuple[str, ...]
    because: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """One fictional patient.

    Parameters
    ----------
    seed : int
        0 as written, above that a variant.
    consider : tuple of str
        Causes that a learner is offered to share belief among.
    also_consider : tuple of str
        Targets asked for besides the main cause; those in ``answer.targets`` are there, the others not.
    rivals : mapping
        Why each wrong cause tempts, and what speaks against it.
    authored : bool
        Whether people wrote it; else it was drawn from the network.
    misled : mapping
        Answers of a drawn patient that are not so: finding to its true state.
    otherwise : mapping
        States of findings that are no facts, where they were drawn too.
    """

    id: str
    seed: int
    title: str
    patient: Person
    setting: str
    difficulty: int
    trap: str | None
    context: Reasoned | None
    consider: tuple[str, ...]
    also_consider: tuple[str, ...]
    facts: Mapping[str, Fact]
    visits: tuple[Visit, ...]
    answer: Answer
    rivals: Mapping[str, Reasoned]
    lesson: str
    sources: tuple[str, ...]
    authored: bool = True
    misled: Mapping[str, str] = field(default_factory=dict)
    otherwise: Mapping[str, str] = field(default_factory=dict)

    def facts_at(self, visit: int) -> dict[str, Fact]:
        """How the patient is at one visit: every authored fact, the latest change of it."""
        facts = dict(self.facts)
        for v in self.visits[: visit + 1]:
            facts |= v.changes
        return facts

    def known_after(self, visit: int) -> dict[str, str]:
        """Findings and states that the stages have shown when a visit ends, as they are then."""
        facts = self.facts_at(visit)
        shown = dict.fromkeys(f for v in self.visits[: visit + 1] for f in v.revealed())
        return {f: facts[f].state for f in shown}


@dataclass(frozen=True, slots=True)
class Trap:
    """A way in which such patients have been misjudged."""

    id: str
    label: str
    text: str
    source: str | None
    reason: str | None
