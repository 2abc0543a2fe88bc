"""Why practice is ordered as it is."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kneelab.content.schema.conditions import StatementModel
from kneelab.content.schema.shapes import File


class PracticeFile(File):
    order: Annotated[list[StatementModel], Field(min_length=1)]
