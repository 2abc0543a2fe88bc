"""The shape of every content file, as pydantic models.

Shape only: what one file can know of itself. What needs other files (ids that exist,
numbers that agree) is checked in :mod:`kneelab.content.lint`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator

from kneelab.content.decision_rule_files import DecisionRuleFile as DecisionRuleFile
from kneelab.content.shapes import File as File
from kneelab.content.shapes import Id as Id
from kneelab.content.shapes import Interval as Interval
from kneelab.content.shapes import Level as Level
from kneelab.content.shapes import Mark as Mark
from kneelab.content.shapes import Marked as Marked
from kneelab.content.shapes import Probability as Probability
from kneelab.content.shapes import Rate as Rate
from kneelab.content.shapes import Ratio as Ratio
from kneelab.content.shapes import Strict as Strict
from kneelab.content.shapes import Text as Text

RatioInterval = Annotated[list[Annotated[float, Field(ge=0)]], Field(min_length=2, max_length=2)]
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


class StatementModel(Marked):
    text: Text


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


class GradedFinding(Strict):
    """How often each condition shows one finding, judged, with one reason for all of them.

    Conditions that are not named show it as often as its base says.
    """

    finding: Id
    because: Text
    grades: dict[Grade, list[Id]] | None = None
    states: dict[Id, dict[Id, Probability]] | None = None

    @model_validator(mode="after")
    def _one(self) -> GradedFinding:
        if (self.grades is None) == (self.states is None):
            raise ValueError("give either grades (present or absent) or states (named states)")
        for condition, shares in (self.states or {}).items():
            if abs(sum(shares.values()) - 1.0) > 1e-9:
                raise ValueError(f"the states of {condition} sum to {sum(shares.values()):g}, not to 1")
        return self

    def named(self) -> list[str]:
        """Conditions that are given a number, in order."""
        return [c for conditions in self.grades.values() for c in conditions] if self.grades else list(self.states or {})


class GradesFile(File):
    topic: Text
    findings: Annotated[list[GradedFinding], Field(min_length=1)]


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


class ConditionFile(File):
    id: Id
    name: Text
    short: Annotated[str, StringConstraints(max_length=20)]
    family: Family
    lay: Text
    patient_words: list[Text] = []
    mechanism: StatementModel
    structures: list[Id]
    script: ScriptModel
    look_alikes: Annotated[list[LookAlikeModel], Field(min_length=1)]
    default_urgency: Literal["pt_care", "routine"]
    must_not_miss: MustNotMissModel | None = None
    mimics: list[MimicModel] = []


class AnyGroup(Strict):
    any: Annotated[list[str], Field(min_length=1)]


class AllGroup(Strict):
    all: Annotated[list[str], Field(min_length=1)]


class AtLeastGroup(Strict):
    at_least: Annotated[int, Field(ge=1)]
    of: Annotated[list[str], Field(min_length=1)]


class RuleFile(Marked, File):
    id: Id
    label: Text
    level: Level
    when: Annotated[list[AnyGroup | AllGroup | AtLeastGroup], Field(min_length=1)]
    who: Text
    how_fast: Text
    say: Text
    watch: list[Text]


class AdviceModel(Strict):
    id: Level
    word: Text
    who: Text
    how_fast: Text
    say: Text
    watch: list[Text]


class UrgencyFile(File):
    levels: Annotated[list[AdviceModel], Field(min_length=5, max_length=5)]


class SettingModel(Marked):
    id: Id
    label: Text
    weights: dict[Id, Annotated[float, Field(gt=0)]]
    sources: list[Id] = []


class DemographicsModel(Marked):
    condition: Id
    age_factor: dict[Annotated[int, Field(ge=10, le=110)], Ratio]
    sex_factor: dict[Literal["female", "male"], Ratio]


class PriorsFile(File):
    settings: Annotated[list[SettingModel], Field(min_length=1)]
    demographics: list[DemographicsModel]


class OpenerModel(Strict):
    id: Id
    name: Text
    age: Annotated[int, Field(ge=10, le=110)]
    sex: Literal["female", "male"]
    setting: Id
    quote: Text
    scene: Text
    door: Text
    answers: dict[Id, str | float]


class OpenersFile(File):
    openers: Annotated[list[OpenerModel], Field(min_length=1)]


class StructureModel(Strict):
    id: Id
    name: Text
    layer: Annotated[int, Field(ge=1, le=9)]
    kind: Text
    side: Text
    course: Text
    innervation: Text | None = None
    roots: list[str] = []
    action: Text | None = None
    joints_crossed: list[str] = []
    relevance: Text | None = None
    sources: list[Id]
    unverified: list[str] = []


class StructuresFile(File):
    structures: Annotated[list[StructureModel], Field(min_length=1)]


class SourceModel(BaseModel):
    """A reference in CSL fields, plus how it is named beside a number."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    id: Id
    type: Literal["article-journal", "webpage", "report", "book", "chapter"]
    short: Annotated[str, StringConstraints(max_length=40)]
    author: Text | None = None
    issued: int | None = None
    title: Text
    container_title: Text | None = Field(default=None, alias="container-title")
    doi: str | None = Field(default=None, alias="DOI")
    pmid: str | None = Field(default=None, alias="PMID")
    url: str | None = Field(default=None, alias="URL")
    genre: Text | None = None
    verified: bool
    note: Text | None = None


class SourcesFile(File):
    sources: Annotated[list[SourceModel], Field(min_length=1)]


class StringsFile(File):
    strings: dict[str, str]


CaseId = Annotated[str, Field(coerce_numbers_to_str=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=60)]
AnswerValue = Annotated[object, WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "null"}]})]
"""What is said of a finding; the vocabulary judges it, because only it knows the states."""


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


KINDS: dict[str, type[File]] = {
    "findings/*.yaml": FindingsFile,
    "targets.yaml": TargetsFile,
    "reference_tests.yaml": ReferenceTestsFile,
    "evidence/*.yaml": EvidenceFile,
    "grades/*.yaml": GradesFile,
    "conditions/*.yaml": ConditionFile,
    "rules/*.yaml": RuleFile,
    "decision_rules/*.yaml": DecisionRuleFile,
    "urgency.yaml": UrgencyFile,
    "priors.yaml": PriorsFile,
    "openers.yaml": OpenersFile,
    "anatomy/*.yaml": StructuresFile,
    "sources.yaml": SourcesFile,
    "strings/en.yaml": StringsFile,
    "vignettes/analysis.yaml": AnalysisFile,
    "vignettes/*.yaml": VignettesFile,
    "anchors.yaml": AnchorsFile,
}
"""Where each kind of file lies below the content folder."""
