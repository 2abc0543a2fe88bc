"""What every content file is made of: ids, texts, numbers, levels, marks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][A-Za-z0-9_]*$", max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Probability = Annotated[float, Field(gt=0, lt=1)]
Rate = Annotated[float, Field(ge=0, le=1)]
Ratio = Annotated[float, Field(gt=0)]
Interval = Annotated[list[Rate], Field(min_length=2, max_length=2)]
Level = Literal["emergency", "same_day", "within_2_weeks", "routine", "pt_care"]
Mark = Literal["published", "judged", "assumed"]


class Strict(BaseModel):
    """Refuses keys that nobody declared."""

    model_config = ConfigDict(extra="forbid")


class File(Strict):
    """Every content file says which version of the format it follows."""

    schema_version: Literal[1]


class Marked(Strict):
    """Something with its provenance: one mark, and what stands behind it."""

    mark: Mark
    source: Id | None = None
    reason: Text | None = None

    @model_validator(mode="after")
    def _provenance(self) -> Marked:
        if self.mark == "published" and self.source is None:
            raise ValueError("a published number or statement needs a source")
        if self.mark == "judged" and self.source is None and self.reason is None:
            raise ValueError("a judged number or statement needs a source or a reason")
        if self.mark == "assumed" and self.reason is None:
            raise ValueError("an assumed number needs a reason")
        return self
