"""Where a patient starts from: case mix, age and sex, and the openers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kneelab.content.schema.shapes import File, Id, Marked, Ratio, Strict, Text


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
