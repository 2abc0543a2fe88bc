"""Sources and strings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from kneelab.content.schema.shapes import File, Id, Text


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
