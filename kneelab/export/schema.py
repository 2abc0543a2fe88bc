"""The JSON that scripts read, as pydantic models; ``docs/schema`` is generated from them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kneelab.content.overlay import OverlayFile
from kneelab.content.schema import AnchorModel, Level, Mark, VignettesModel
from kneelab.evaluation.cases import AnswersModel


class Strict(BaseModel):
    """Nothing but what is declared."""

    model_config = ConfigDict(extra="forbid")


class RecordIn(Strict):
    """What ``kneelab assess`` reads."""

    age: float | None = Field(default=None, ge=10, le=110)
    sex: Literal["female", "male"] | None = None
    setting: str | None = None
    findings: dict[str, str | float | None] | None = None


class RankedOut(Strict):
    """One cause."""

    condition: str
    probability: float = Field(gt=0, lt=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    basis: Mark
    not_excluded: bool


class TargetOut(Strict):
    """One target."""

    target: str
    probability: float = Field(gt=0, lt=1)


class BecauseOut(Strict):
    """One reason for the urgency."""

    rule: str
    findings: list[str]
    source: str | None


class UrgencyOut(Strict):
    """How soon, who, what to say."""

    level: Level
    who: str
    how_fast: str
    say: str
    watch: list[str]
    because: list[BecauseOut]


class RedFlagOut(Strict):
    """A rule that holds."""

    rule: str
    level: Level
    findings: list[str]
    source: str | None


class NextTestOut(Strict):
    """A question or test worth asking."""

    finding: str
    information_bits: float = Field(ge=0)
    burden: int
    why: str


class AssessmentOut(Strict):
    """What ``kneelab assess --json`` prints."""

    content_version: str
    setting: str
    differential: list[RankedOut]
    targets: list[TargetOut]
    urgency: UrgencyOut
    red_flags: list[RedFlagOut]
    next_tests: list[NextTestOut]


class FindingOut(Strict):
    """One finding of the vocabulary."""

    id: str
    label: str
    kind: Literal["history", "sign", "test", "risk"]
    states: list[str]
    parent: str
    group: str
    synonyms: list[str]


class FindingsOut(Strict):
    """What ``kneelab findings --json`` prints."""

    findings: list[FindingOut]


class CaseOut(Strict):
    """What became of one case; ``sent_on`` and ``over_triaged`` are null where they cannot be said."""

    id: str
    setting: str | None
    answer: list[str]
    rank: int | None = Field(ge=1)
    accepted: str | None
    probability: float | None = Field(gt=0, lt=1)
    leader: str | None
    leading: list[str] = Field(max_length=3)
    list_length: int | None = Field(ge=1)
    urgency: Level | None
    urgency_at_least: Level | None
    urgency_at_most: Level | None
    urgent: bool
    missed: bool
    sent_on: bool | None
    over_triaged: bool | None


class ShareOut(Strict):
    """How many of how many, with an exact interval."""

    hits: int = Field(ge=0)
    of: int = Field(ge=1)
    value: float = Field(ge=0, le=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)


class EstimateOut(Strict):
    """A measure with its bootstrap interval; null where the cases set no bound."""

    value: float | None
    low: float | None
    high: float | None


class SummaryOut(Strict):
    """Measures over all cases of a run."""

    cases: int = Field(ge=1)
    first: ShareOut
    first_three: ShareOut
    sent_on: ShareOut | None
    over_triaged: ShareOut | None
    reciprocal_rank: EstimateOut
    list_length: float | None
    brier: EstimateOut | None
    slope: EstimateOut | None


class RunOut(Strict):
    """Each case in its own setting (``as_given``), all in one setting, or ranked ``answers``."""

    setting: str
    cases: list[CaseOut]
    summary: SummaryOut


class EvaluationOut(Strict):
    """What ``kneelab evaluate --json`` prints."""

    content_version: str
    interval_level: float
    runs: list[RunOut]
    definitions: dict[str, str]
    anchors: list[AnchorModel]


PUBLIC: dict[str, type[BaseModel]] = {
    "record": RecordIn,
    "assessment": AssessmentOut,
    "findings": FindingsOut,
    "cases": VignettesModel,
    "answers": AnswersModel,
    "evaluation": EvaluationOut,
    "overlay": OverlayFile,
}
