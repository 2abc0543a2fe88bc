"""Findings, targets and how often conditions show a finding by judgement."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from kneelab.content.schema.shapes import File, Id, Marked, Probability, Strict, Text

Family = Literal["nerve", "muscle", "joint", "vessel", "other"]


Grade = Literal["rare", "uncommon", "common", "very_common", "nearly_always"]


GRADES: dict[str, float] = {
    "rare": 0.025,
    "uncommon": 0.20,
    "common": 0.50,
    "very_common": 0.80,
    "nearly_always": 0.985,
}
"""Frequency of each qualitative grade (QMR's five; source shwe1991_qmr)."""


class Base(Strict):
    """An assumed probability; its reasoning, where the file's ``base_reason`` does not cover it."""

    probability: Probability | None = None
    states: dict[Id, Probability] | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _one(self) -> Base:
        if (self.probability is None) == (self.states is None):
            raise ValueError("give either probability (present or absent) or states (named states)")
        return self


class Share(Strict):
    probability: Probability
    reason: Text


class StateModel(Strict):
    id: Id
    label: Text
    aliases: list[Id] = []


class FindingModel(Strict):
    id: Id
    label: Annotated[str, StringConstraints(max_length=44)]
    kind: Literal["history", "sign", "test", "risk"]
    ask: Text
    positive: Text
    burden: Annotated[int, Field(ge=1, le=5)]
    parent: Id
    base: Base | None = None
    states: Annotated[list[StateModel], Field(min_length=2)] | None = None
    aliases: list[Id] = []
    opposites: list[Id] = []
    requires: list[str] = []
    only_sex: Literal["female", "male"] | None = None
    only_ages: Annotated[list[int], Field(min_length=2, max_length=2)] | None = None
    synonyms: list[Text] = []
    source: Id | None = None


class FindingsFile(File):
    """Part of the vocabulary; ``base_reason`` says why its base rates are what they are."""

    group: Literal["story", "place", "changes", "examination", "risk"]
    base_reason: Text
    findings: Annotated[list[FindingModel], Field(min_length=1)]


class GivenModel(Marked):
    condition: Id
    probability: Probability
    n: Annotated[int, Field(gt=0)] | None = None


class TargetModel(Strict):
    id: Id
    label: Text
    reference: Text
    base: Share
    given: list[GivenModel]


class TargetsFile(File):
    targets: Annotated[list[TargetModel], Field(min_length=1)]


class GradedFinding(Strict):
    """How often each condition shows one finding, judged, with one reason for all of them.

    ``shares`` are for what lies between two grades. Conditions that are not named show it
    as often as its base says.
    """

    finding: Id
    because: Text
    grades: dict[Grade, list[Id]] = {}
    shares: dict[Id, Probability] = {}
    states: dict[Id, dict[Id, Probability]] | None = None

    @model_validator(mode="after")
    def _one(self) -> GradedFinding:
        if bool(self.grades or self.shares) == (self.states is not None):
            raise ValueError("give either grades or shares (present or absent), or states (named states)")
        for condition, shares in (self.states or {}).items():
            if abs(sum(shares.values()) - 1.0) > 1e-9:
                raise ValueError(f"the states of {condition} sum to {sum(shares.values()):g}, not to 1")
        return self

    def named(self) -> list[str]:
        """Conditions that are given a number, in order."""
        return [*(c for conditions in self.grades.values() for c in conditions), *self.shares, *(self.states or {})]


class GradesFile(File):
    topic: Text
    findings: Annotated[list[GradedFinding], Field(min_length=1)]
