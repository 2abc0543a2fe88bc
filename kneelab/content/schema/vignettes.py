"""Published cases, why they were missed, and published figures to read beside ours."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema, model_validator

from kneelab.content.schema.shapes import File, Id, Level, Strict, Text

AnswerValue = Annotated[object, WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "null"}]})]
"""What is said of a finding; the vocabulary judges it, because only it knows the states."""
CaseId = Annotated[str, Field(coerce_numbers_to_str=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=60)]


class VignetteModel(Strict):
    """One case with a known answer, as ``kneelab evaluate`` reads it."""

    id: CaseId
    age: Annotated[float, Field(ge=10, le=110)] | None = None
    sex: Literal["female", "male"] | None = None
    setting: Id | None = None
    findings: dict[Id, AnswerValue]
    answer: Annotated[list[Id], Field(min_length=1)]
    urgency_at_least: Level | None = None
    urgency_at_most: Level | None = None
    urgency_rule: Id | None = None
    diagnosis: Text | None = None
    confirmed_by: Text | None = None
    citation: Text | None = None
    url: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _limits(self) -> VignetteModel:
        order = list(Level.__args__)  # type: ignore[attr-defined]
        if self.urgency_at_least and self.urgency_at_most and order.index(self.urgency_at_most) > order.index(self.urgency_at_least):
            raise ValueError(f"urgency_at_most {self.urgency_at_most} is less urgent than urgency_at_least {self.urgency_at_least}")
        return self


class UrgencyRuleModel(Strict):
    """Limits of the urgency for one group of diagnoses, set before any result was seen."""

    at_least: Level
    at_most: Level | None = None
    answers: Text
    because: Text


class VignettesModel(Strict):
    about: Text | None = None
    urgency_rules: dict[Id, UrgencyRuleModel] = {}
    cases: Annotated[list[VignetteModel], Field(min_length=1)]


class VignettesFile(VignettesModel, File):
    """Cases with known answers, kept with the content."""


class AnalysisFile(File):
    """Why the engine missed a case of the development set: case id to a text."""

    analyses: dict[CaseId, Text]


class AnchorFigure(Strict):
    """One published figure; ``as_cited`` when it was not on the page that was read."""

    measure: Literal["first", "first_three", "urgent", "other"]
    text: Text
    as_cited: bool = False


class AnchorModel(Strict):
    """A published study to read our figures beside."""

    source: Id
    tested: Text
    definition: Text
    differs: Text
    figures: Annotated[list[AnchorFigure], Field(min_length=1)]


class AnchorsFile(File):
    anchors: Annotated[list[AnchorModel], Field(min_length=1)]
