"""Rows of evidence: what a study, or a judgement, says of a finding."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from kneelab.content.schema.findings import Grade, Share
from kneelab.content.schema.shapes import File, Id, Interval, Marked, Rate, Ratio, Strict, Text

RatioInterval = Annotated[list[Annotated[float, Field(ge=0)]], Field(min_length=2, max_length=2)]


class Counts(Strict):
    tp: Annotated[int, Field(ge=0)]
    fn: Annotated[int, Field(ge=0)]
    fp: Annotated[int, Field(ge=0)]
    tn: Annotated[int, Field(ge=0)]


class ReferenceTestModel(Strict):
    """A test that has evidence but is no finding of the network: a cluster, a score, a scan, a blood test."""

    id: Id
    label: Annotated[str, StringConstraints(min_length=1, max_length=44)]
    category: Literal["cluster", "imaging", "laboratory", "rule", "examination"]
    how: Text
    positive: Text
    synonyms: list[Text] = []
    source: Id | None = None


class ReferenceTestsFile(File):
    tests: Annotated[list[ReferenceTestModel], Field(min_length=1)]


class EvidenceRow(Marked):
    """One number that links a finding to a target or to a condition.

    A row for a target is one study's result of one test; ``finding`` may then also name a
    reference test. Only the rows with ``used: true`` enter the network; the others stand in
    the ledger, and ``why`` says what is different about them.

    Beside the plain fields:

    * ``target_text``: what the study looked for, where that is narrower than the target
      ("Medial meniscal tear"), or where no target of the network fits; then no ``target`` is
      given and the row cannot be used.
    * ``variant``: cut-off, version or subgroup ("At least 3 of 5").
    * ``reference``: what the study compared the test with.
    * ``lr_positive``, ``lr_negative``: as printed. Ratios that follow from sensitivity and
      specificity are not repeated.
    * ``other_result``: a result that is neither sensitivity, specificity nor a ratio
      (agreement, false positives in healthy people, how many have the disease after the test).
    * ``n``: people in the study; where a text says so, in the whole review.
    """

    id: Id
    finding: Id
    target: Id | None = None
    target_text: Text | None = None
    condition: Id | None = None
    variant: Text | None = None
    sensitivity: Rate | None = None
    sensitivity_ci95: Interval | None = None
    specificity: Rate | None = None
    specificity_ci95: Interval | None = None
    counts: Counts | None = None
    lr_positive: Ratio | None = None
    lr_positive_ci95: RatioInterval | None = None
    lr_negative: Ratio | None = None
    lr_negative_ci95: RatioInterval | None = None
    probability_without: Share | None = None
    other_result: Text | None = None
    frequency: Rate | None = None
    grade: Grade | None = None
    states: dict[Id, Rate] | None = None
    n: Annotated[int, Field(gt=0)] | None = None
    prevalence: Rate | None = None
    setting: Text | None = None
    reference: Text | None = None
    used: bool = True
    why: Text | None = None

    @property
    def about(self) -> str:
        """What the finding speaks for: a target, a condition, or something outside the network."""
        return self.target or self.condition or self.target_text or ""

    @model_validator(mode="after")
    def _shape(self) -> EvidenceRow:
        of_a_test = bool(self.target or self.target_text)
        if of_a_test == bool(self.condition):
            raise ValueError("a row links its finding to exactly one target or one condition, or says in target_text what it looked for")
        if self.condition is None:
            self._check_test_row()
        else:
            self._check_frequency_row()
        for name in ("sensitivity", "specificity", "lr_positive", "lr_negative"):
            self._check_interval(name)
        return self

    def _check_interval(self, name: str) -> None:
        value, interval = getattr(self, name), getattr(self, f"{name}_ci95")
        if interval is not None and (value is None or not interval[0] <= value <= interval[1]):
            raise ValueError(f"{name}_ci95 does not hold {name}")

    def _check_test_row(self) -> None:
        if any(v is not None for v in (self.frequency, self.grade, self.states)):
            raise ValueError("a row for a target takes sensitivity and specificity, counts or lr_positive")
        if not self.used:
            results = (self.sensitivity, self.specificity, self.counts, self.lr_positive, self.lr_negative, self.other_result)
            if all(r is None for r in results):
                raise ValueError("a row of a test needs a result")
            return
        if self.target is None:
            raise ValueError("a row without a target of the network cannot be used: set used to false")
        pair = self.counts is not None or (self.sensitivity is not None and self.specificity is not None)
        ratio = self.lr_positive is not None and (self.lr_negative is not None or self.probability_without is not None)
        if not pair and not ratio:
            raise ValueError(
                "a used row for a target needs sensitivity and specificity, counts, or lr_positive with lr_negative or probability_without"
            )

    def _check_frequency_row(self) -> None:
        given = [v for v in (self.frequency, self.grade, self.states) if v is not None]
        if len(given) != 1:
            raise ValueError("a row for a condition takes exactly one of frequency, grade or states")
        if self.grade is not None and self.mark != "judged":
            raise ValueError("a grade is always judged")
        if self.states is not None and abs(sum(self.states.values()) - 1.0) > 1e-9:
            raise ValueError(f"the states sum to {sum(self.states.values()):g}, not to 1")


class EvidenceFile(File):
    topic: Text
    rows: Annotated[list[EvidenceRow], Field(min_length=1)]
