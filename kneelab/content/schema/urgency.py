"""Red-flag rules and the five urgency levels."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kneelab.content.schema.shapes import File, Id, Level, Marked, Strict, Text


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
