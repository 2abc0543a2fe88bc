"""The JSON that scripts read, as pydantic models; ``docs/schema`` is generated from them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kneelab.content.overlay import OverlayFile
from kneelab.content.schema import Level, Mark


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


PUBLIC: dict[str, type[BaseModel]] = {"record": RecordIn, "assessment": AssessmentOut, "findings": FindingsOut, "overlay": OverlayFile}
