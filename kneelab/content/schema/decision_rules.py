"""The shape of ``decision_rules/<id>.yaml``: published rules such as Wells or Ottawa."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kneelab.content.schema.shapes import File, Id, Interval, Marked, Probability, Rate, Strict, Text

Size = Annotated[int, Field(gt=0)]
Age = Annotated[int, Field(ge=10, le=110)]


class ItemModel(Strict):
    """One line of a rule and the one way in which it is met."""

    id: Id
    label: Text
    points: int = 1
    any: Annotated[list[str], Field(min_length=1)] | None = None
    age_from: Age | None = None
    age_above: Age | None = None
    sex: Literal["female", "male"] | None = None
    judgement: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> ItemModel:
        ways = [self.any, self.age_from, self.age_above, self.sex, self.judgement or None]
        if sum(way is not None for way in ways) != 1:
            raise ValueError("an item is met in exactly one way: any, age_from, age_above, sex or judgement: true")
        if self.points == 0:
            raise ValueError("an item without points changes nothing")
        return self


class StratumFigureModel(Strict):
    """A published share; nothing judged stands in a decision rule."""

    population: Text
    probability: Probability
    ci95: Interval | None = None
    n: Size | None = None
    source: Id
    mark: Literal["published"]
    note: Text | None = None


class StratumModel(Strict):
    id: Id
    label: Text
    lowest: int | None = None
    highest: int | None = None
    act: Text
    figures: list[StratumFigureModel] = []


class RuleAccuracyModel(Strict):
    population: Text
    from_score: int
    sensitivity: Rate
    sensitivity_ci95: Interval | None = None
    specificity: Rate
    specificity_ci95: Interval | None = None
    n: Size | None = None
    source: Id
    mark: Literal["published"]
    note: Text | None = None


class NotToUseModel(Marked):
    """When the rule says nothing, and what in a record shows it."""

    text: Text
    any: list[str] = []
    settings: list[Id] = []
    outside: list[Id] = []


class RuleOutModel(Strict):
    """A published combination that clears a must-not-miss cause."""

    condition: Id
    text: Text
    score_at_most: int
    requires: list[str] = []
    not_with: list[str]
    not_with_female: list[str] = []
    not_in: list[Id] = []
    only_in: list[Id] = []
    leaves: Probability | None = None
    leaves_ci95: Interval | None = None
    n: Size | None = None
    source: Id
    mark: Literal["published"]
    why: Text


class DecisionRuleFile(File):
    id: Id
    name: Text
    about: Text
    reference_test: Id
    ask_first: Text | None = None
    source: Id
    mark: Literal["published"]
    items: Annotated[list[ItemModel], Field(min_length=1)]
    strata: Annotated[list[StratumModel], Field(min_length=2)]
    accuracy: list[RuleAccuracyModel] = []
    when_not_to_use: Annotated[list[NotToUseModel], Field(min_length=1)]
    rules_out: list[RuleOutModel] = []

    @model_validator(mode="after")
    def _strata_meet(self) -> DecisionRuleFile:
        if self.strata[0].lowest is not None or self.strata[-1].highest is not None:
            raise ValueError("the first stratum has no lowest and the last no highest score, so that every score falls in one")
        for one, two in zip(self.strata, self.strata[1:], strict=False):
            if one.highest is None or two.lowest is None or two.lowest != one.highest + 1:
                raise ValueError(f"the strata {one.id} and {two.id} leave a gap or overlap: lowest must be highest + 1")
        return self

    def literals(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Every literal with its place in the file."""
        found: list[tuple[tuple[str | int, ...], str]] = []
        for i, item in enumerate(self.items):
            found += [(("items", i, "any"), x) for x in item.any or []]
        for i, warning in enumerate(self.when_not_to_use):
            found += [(("when_not_to_use", i, "any"), x) for x in warning.any]
        for i, out in enumerate(self.rules_out):
            found += [(("rules_out", i, "requires"), x) for x in out.requires]
            found += [(("rules_out", i, key), x) for key in ("not_with", "not_with_female") for x in getattr(out, key)]
        return found
