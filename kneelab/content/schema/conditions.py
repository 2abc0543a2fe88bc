"""Conditions with their illness scripts, and structures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from kneelab.content.schema.findings import Family
from kneelab.content.schema.shapes import File, Id, Level, Mark, Marked, Probability, Strict, Text


class StatementModel(Marked):
    text: Text


class ScriptModel(Strict):
    """Six-slot illness script."""

    enabling: Annotated[list[StatementModel], Field(min_length=1)]
    fault: Annotated[list[StatementModel], Field(min_length=1)]
    consequences: Annotated[list[StatementModel], Field(min_length=1)]
    course: Annotated[list[StatementModel], Field(min_length=1)]
    discriminators: Annotated[list[StatementModel], Field(min_length=1)]
    plan: Annotated[list[StatementModel], Field(min_length=1)]


class LookAlikeModel(Strict):
    condition: Id
    urgent: bool
    tell: Text


USUAL_THRESHOLD = 0.10


class MustNotMissModel(Strict):
    """A dangerous cause; a threshold other than the usual one needs its reason."""

    level: Level
    threshold: Probability
    threshold_reason: Text | None = None
    why: Text
    source: Id | None = None
    checks: Annotated[list[Id], Field(min_length=1)]

    @model_validator(mode="after")
    def _reasoned(self) -> MustNotMissModel:
        if self.threshold != USUAL_THRESHOLD and self.threshold_reason is None:
            raise ValueError(f"a threshold other than {USUAL_THRESHOLD:g} needs a threshold_reason")
        return self


class MimicModel(Strict):
    """A cause inside "something else", with the signs that give it away."""

    name: Text
    signs: Annotated[list[str], Field(min_length=1)]
    tell: Text
    level: Level
    source: Id | None = None


Role = Literal[
    "source_of_pain",
    "torn",
    "worn",
    "overloaded",
    "irritated",
    "compressed",
    "compresses",
    "confines",
    "blocked",
    "short_of_blood",
    "distended",
    "source_of_fluid",
    "occupied",
    "carries_pain",
    "at_risk",
    "neighbour",
    "look_alike",
]


class StructureLinkModel(Marked):
    """What one structure has to do with the condition: the one place where the two meet."""

    structure: Id
    role: Role
    because: Text


class ConditionFile(File):
    id: Id
    name: Text
    short: Annotated[str, StringConstraints(max_length=20)]
    family: Family
    lay: Text
    patient_words: list[Text] = []
    mechanism: StatementModel
    structures: list[StructureLinkModel]
    script: ScriptModel
    look_alikes: Annotated[list[LookAlikeModel], Field(min_length=1)]
    default_urgency: Literal["pt_care", "routine"]
    must_not_miss: MustNotMissModel | None = None
    mimics: list[MimicModel] = []


Unverified = Literal["all", "attachments_course", "innervation", "roots", "action", "relevance"]
"""What no source confirmed: it is kept for review and not taught."""


class StructureModel(Strict):
    id: Id
    name: Text
    layer: Annotated[int, Field(ge=1, le=9)]
    kind: Text
    side: Text
    origin: Text | None = None
    insertion: Text | None = None
    course: Text
    innervation: Text | None = None
    roots: list[str] = []
    action: Text | None = None
    joints_crossed: list[str] = []
    relevance: Text | None = None
    sources: list[Id]
    mark: Mark = "published"
    reason: Text | None = None
    unverified: list[Unverified] = []

    @model_validator(mode="after")
    def _provenance(self) -> StructureModel:
        if not self.sources and (self.mark != "judged" or self.reason is None):
            raise ValueError("a structure without a source is judged and says why")
        return self


class StructuresFile(File):
    structures: Annotated[list[StructureModel], Field(min_length=1)]
