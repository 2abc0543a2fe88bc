"""Case studies: one fictional patient a file, the facts apart from the stages that reveal them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from kneelab.content.schema.shapes import File, Id, Level, Strict, Text

Heading = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Percent = Annotated[int, Field(ge=0, le=100)]
Age = Annotated[int, Field(ge=10, le=110)]
Verdict = Literal["right", "acceptable", "wrong", "harmful"]


class PersonModel(Strict):
    """Who the fictional patient is; variants take another of ``names`` and an age of ``ages`` (from, to)."""

    name: Heading
    names: Annotated[list[Heading], Field(min_length=3)]
    sex: Literal["female", "male"]
    age: Age
    ages: Annotated[list[Age], Field(min_length=2, max_length=2)]
    about: Text

    @model_validator(mode="after")
    def _in_range(self) -> PersonModel:
        if not self.ages[0] <= self.age <= self.ages[1]:
            raise ValueError(f"age {self.age} is not within ages {self.ages[0]} to {self.ages[1]}")
        return self


class SayingModel(Strict):
    """Another way that a fact may be, in a variant of the case."""

    state: Id
    words: Text


class FactModel(Strict):
    """One finding of this patient: its state, how it is said or looks, and what it should do to one's thinking."""

    state: Id
    words: Text
    because: Text | None = None
    variants: list[SayingModel] = []


class ExpertModel(Strict):
    """What the authors commit to at the end of a stage; what is missing to 100 is for something else."""

    shares: Annotated[dict[Id, Percent], Field(min_length=1)]
    confidence: Percent
    because: Text

    @model_validator(mode="after")
    def _at_most_100(self) -> ExpertModel:
        if sum(self.shares.values()) > 100:
            raise ValueError(f"the shares sum to {sum(self.shares.values())}, more than 100")
        return self


class StoryModel(Strict):
    """How a visit opens: the patient's own words, and the facts that one cannot miss in them."""

    words: Text
    variants: list[Text] = []
    scene: Text
    reveals: list[Id] = []
    expert: ExpertModel


class StepModel(Strict):
    """One question or test: ``lead`` is predicted first, then it and ``reveals`` are shown."""

    lead: Id
    reveals: list[Id] = []
    why: Text


class StageModel(Strict):
    steps: Annotated[list[StepModel], Field(min_length=1)]
    expert: ExpertModel


class DecisionModel(Strict):
    """How urgent this visit is, with a reason for and against each of the five levels."""

    level: Level
    accept: list[Level] = []
    options: dict[Level, Text]

    @model_validator(mode="after")
    def _all_levels(self) -> DecisionModel:
        missing = [level for level in Level.__args__ if level not in self.options]  # type: ignore[attr-defined]
        if missing:
            raise ValueError(f"options lacks a rationale for {', '.join(missing)}")
        return self


class PlanOptionModel(Strict):
    """Something one may do; without a source the rationale is judged by the authors, and shown so."""

    id: Id
    text: Text
    verdict: Verdict
    because: Text
    source: Id | None = None


class SafetyNetModel(Strict):
    """What the patient is told to watch for, in words of theirs."""

    words: Text
    because: Text
    source: Id | None = None


class PlanModel(Strict):
    options: Annotated[list[PlanOptionModel], Field(min_length=4)]
    safety_net: SafetyNetModel

    @model_validator(mode="after")
    def _a_choice(self) -> PlanModel:
        verdicts = {o.verdict for o in self.options}
        if "right" not in verdicts or not verdicts & {"wrong", "harmful"}:
            raise ValueError("a plan needs at least one option that is right and one that is wrong or harmful")
        return self


class VisitModel(Strict):
    """One encounter; ``changes`` are facts that are new or other than on the day before.

    ``resembles`` names the cause that the patient still looks like on this day, where it is not the answer:
    what no fact says is then as usual with that cause.
    """

    day: Annotated[int, Field(ge=0, le=365)]
    resembles: Id | None = None
    story: StoryModel
    changes: dict[Id, FactModel] = {}
    history: StageModel | None = None
    examination: StageModel | None = None
    decision: DecisionModel
    plan: PlanModel

    @model_validator(mode="after")
    def _some_stage(self) -> VisitModel:
        if self.history is None and self.examination is None:
            raise ValueError("a visit needs a history, an examination, or both")
        return self


class RivalModel(Strict):
    """Why a wrong cause tempts here, and what speaks against it."""

    tempting: Text
    but: Text
    source: Id | None = None


class CaseAnswerModel(Strict):
    """The main cause, what is there besides it (targets), and why."""

    condition: Id
    targets: list[Id] = []
    because: Text
    source: Id | None = None


class ContextModel(Strict):
    """What in the patient's life or beliefs bears on the case, and how."""

    text: Text
    matters: Text
    source: Id | None = None


class CaseFile(File):
    """One fictional patient, played whole, in stages or by free enquiry."""

    id: Id
    title: Heading
    patient: PersonModel
    setting: Id
    difficulty: Annotated[int, Field(ge=1, le=4)]
    trap: Id | None = None
    context: ContextModel | None = None
    consider: Annotated[list[Id], Field(min_length=4, max_length=7)]
    also_consider: Annotated[list[Id], Field(min_length=1, max_length=4)]
    facts: Annotated[dict[Id, FactModel], Field(min_length=8)]
    visits: Annotated[list[VisitModel], Field(min_length=1, max_length=4)]
    answer: CaseAnswerModel
    rivals: dict[Id, RivalModel]
    lesson: Text
    sources: list[Id] = []


class TrapModel(Strict):
    """A way in which such patients have been misjudged."""

    id: Id
    label: Heading
    text: Text
    source: Id | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _grounded(self) -> TrapModel:
        if self.source is None and self.reason is None:
            raise ValueError("a trap needs a source, or a reason where none was read")
        return self


class TrapsFile(File):
    traps: Annotated[list[TrapModel], Field(min_length=1)]


class PromiseModel(Strict):
    """At least so many cases of a kind; what is not named is free."""

    at_least: Annotated[int, Field(ge=1)]
    condition: Id | None = None
    setting: Id | None = None
    difficulty: Annotated[int, Field(ge=1, le=4)] | None = None
    trap: Id | None = None
    any_trap: bool | None = None
    sent_on: bool | None = None
    second_thing: bool | None = None
    revisited: bool | None = None
    context: bool | None = None


class CoverageFile(File):
    """What the cases promise to cover."""

    promises: Annotated[list[PromiseModel], Field(min_length=1)]
