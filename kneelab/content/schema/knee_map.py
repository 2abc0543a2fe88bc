"""Where it hurts, the guided tour, and the drawing of the knee."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from kneelab.content.schema.anatomy import NotDrawnModel
from kneelab.content.schema.conditions import StatementModel
from kneelab.content.schema.shapes import File, Id, Marked, Strict, Text

Millimetres = Annotated[float, Field(ge=-400, le=400)]
Point = Annotated[list[Millimetres], Field(min_length=2, max_length=2)]
NUMBER = r"-?\d+(\.\d+)?"
Points = Annotated[str, StringConstraints(pattern=rf"^{NUMBER} {NUMBER}( {NUMBER})?(, {NUMBER} {NUMBER}( {NUMBER})?)+$")]


class SiteModel(Strict):
    """A place that a finger points to; one outside the picture stands at its edge."""

    id: Id
    label: Text
    finding: Id
    place_mm: Point | None = None
    edge: Literal["above", "below"] | None = None
    structures: Annotated[list[Id], Field(min_length=1)]

    @model_validator(mode="after")
    def _somewhere(self) -> SiteModel:
        if (self.place_mm is None) == (self.edge is None):
            raise ValueError("a site takes either place_mm (in the picture) or edge (outside it)")
        return self


class SitesFile(Marked, File):
    sites: Annotated[list[SiteModel], Field(min_length=1)]


class TourStepModel(Strict):
    id: Id
    title: Text
    article: Text
    says: Annotated[list[StatementModel], Field(min_length=1)]
    structures: Annotated[list[Id], Field(min_length=1)]
    depth: Annotated[int, Field(ge=1, le=9)]
    view: Id


class TourFile(File):
    about: Text
    steps: Annotated[list[TourStepModel], Field(min_length=1)]


class StrokeModel(Strict):
    """One stroke of the drawing: "x z" in mm for an outline; with a half-width, "x z w", for a cord or a belly."""

    structure: Id
    form: Literal["outline", "cord", "belly"]
    points: Points
    tendon: Annotated[list[Annotated[float, Field(ge=0, le=1)]], Field(min_length=2, max_length=2)] | None = None

    @model_validator(mode="after")
    def _numbers(self) -> StrokeModel:
        wanted = 2 if self.form == "outline" else 3
        if any(len(point.split()) != wanted for point in self.points.split(", ")):
            raise ValueError(f"each point of this form takes {wanted} numbers")
        return self


class DrawingFile(Marked, File):
    """Right knee from behind: x lateral, z up, mm from the joint line; deepest stroke first."""

    not_drawn: list[NotDrawnModel] = []
    window_mm: Annotated[list[float], Field(min_length=4, max_length=4)]
    strokes: Annotated[list[StrokeModel], Field(min_length=1)]
