"""Structures of the knee: what they are, how they are drawn, how they lie to each other."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kneelab.content.schema.shapes import File, Id, Marked, Strict, Text

Frame = Literal["femur", "tibia", "patella", "knee"]
Tissue = Literal[
    "muscle",
    "tendon",
    "nerve",
    "artery",
    "vein",
    "bone",
    "ligament",
    "meniscus",
    "capsule",
    "cyst",
    "skin",
    "bursa",
    "fascia",
    "lymph node",
    "space",
]
Coordinate = Annotated[float, Field(ge=-650, le=650)]
"""mm; what a stored coordinate can hold."""
Triple = Annotated[list[Coordinate], Field(min_length=3, max_length=3)]
Pair = Annotated[list[float], Field(min_length=2, max_length=2)]
Point = Annotated[dict[Frame, Triple], Field(min_length=1, max_length=1)]
"""Lateral, anterior, up in mm from the middle of the knee, as in full extension, and the bone it moves with."""
Sizes = Annotated[list[Annotated[float, Field(gt=0, le=60)]], Field(min_length=1)]
"""Half sizes in mm at even places along the line."""
Colour = Annotated[list[Annotated[int, Field(ge=0, le=255)]], Field(min_length=3, max_length=3)]
Samples = Annotated[int, Field(ge=4, le=90)]


class TubeModel(Strict):
    kind: Literal["tube"]
    points: Annotated[list[Point], Field(min_length=2)]
    width: Sizes
    thickness: Sizes | None = None
    facing: Triple | None = None
    frame: Frame | None = None
    samples: Samples = 36
    corners: Annotated[int, Field(ge=6, le=24)] = 10
    colour: Tissue | None = None


class BellyModel(TubeModel):
    """A small muscle from its own control points; ``flesh`` says where it is muscle (1) and where tendon (0)."""

    kind: Literal["belly"]  # type: ignore[assignment]
    flesh: Annotated[list[Annotated[float, Field(ge=0, le=1)]], Field(min_length=2)]


class ShiftModel(Strict):
    """Displacement (lateral, anterior, up, mm) in extension at a share of the muscle's length."""

    at: Annotated[float, Field(gt=0, lt=1)]
    by: Triple


class HeldModel(Strict):
    """The stretch of a muscle that keeps lying on a bone when the knee bends."""

    frame: Frame
    from_: Annotated[float, Field(ge=0, le=1, alias="from")]
    to: Annotated[float, Field(ge=0, le=1)]


class MuscleModel(Strict):
    """A muscle on the model's own line; its volume is force over specific tension times fibre length."""

    kind: Literal["muscle"]
    tendon: Text
    fibre_length_mm: Annotated[float, Field(gt=0)]
    source: Id
    frame: Frame
    belly: Pair
    fullest: Annotated[float, Field(gt=0, lt=1)]
    fullness: Annotated[float, Field(gt=0, le=3)]
    aspect: Annotated[float, Field(gt=0, le=4)]
    origin_tendon: Pair
    insertion_tendon: Pair
    facing: Triple | None = None
    shift: list[ShiftModel] = []
    start: Triple | None = None
    end: Triple | None = None
    lies_on: HeldModel | None = None


class PlateModel(Strict):
    kind: Literal["plate"]
    rows: Annotated[list[Annotated[list[Point], Field(min_length=3)]], Field(min_length=3)]
    thickness: Sizes
    lens: bool = False
    across: Samples = 16
    samples: Samples = 16
    colour: Tissue | None = None

    @model_validator(mode="after")
    def _even(self) -> PlateModel:
        if len({len(row) for row in self.rows}) != 1:
            raise ValueError("all rows of a plate have the same number of points")
        return self


class RingModel(Strict):
    kind: Literal["ring"]
    centre: Triple
    radii: Pair
    arc: Pair
    width: Sizes
    height: Sizes
    samples: Samples = 36
    colour: Tissue | None = None


class DistensionModel(Strict):
    knee_deg: Annotated[float, Field(ge=0, le=120)]
    share: Annotated[float, Field(gt=0, le=1)]


class CystModel(Strict):
    kind: Literal["cyst"]
    points: Annotated[list[Point], Field(min_length=3)]
    neck: Sizes
    radius: Sizes
    flat: Annotated[float, Field(ge=0.8, le=1.5)] = 1.0
    distension: Annotated[list[DistensionModel], Field(min_length=2)]
    facing: Triple | None = None
    frame: Frame | None = None
    samples: Samples = 30
    corners: Annotated[int, Field(ge=6, le=24)] = 18
    colour: Tissue | None = None


class BallsModel(Strict):
    kind: Literal["balls"]
    points: Annotated[list[Point], Field(min_length=1)]
    radii: Triple
    colour: Tissue | None = None


class BoneModel(Strict):
    kind: Literal["bone"]
    mesh: Text
    frame: Frame
    refine: bool = True


class BoxModel(Strict):
    lateral: Pair | None = None
    anterior: Pair | None = None
    up: Pair | None = None


class RegionModel(Strict):
    """A named part of a bone, lifted off it a little."""

    kind: Literal["region"]
    mesh: Text
    frame: Frame
    box: BoxModel
    lift_mm: Annotated[float, Field(gt=0, le=3)]
    colour: Literal["cartilage", "bone"] = "bone"
    refine: bool = True


class StationModel(Strict):
    """The outline of the leg at one height: its middle, and how far the skin is from there each way, mm."""

    up: Coordinate
    centre_lateral: Coordinate
    centre_anterior: Coordinate
    lateral: Annotated[float, Field(gt=0)]
    medial: Annotated[float, Field(gt=0)]
    anterior: Annotated[float, Field(gt=0)]
    posterior: Annotated[float, Field(gt=0)]


class CreaseModel(Strict):
    from_: Annotated[Coordinate, Field(alias="from")]
    to: Coordinate


class SkinModel(Strict):
    kind: Literal["skin"]
    stations: Annotated[list[StationModel], Field(min_length=4)]
    crease: CreaseModel


class PatchModel(Strict):
    """An area on the skin: heights from and to, directions from and to (0 lateral, 90 anterior, 270 behind)."""

    kind: Literal["patch"]
    up: Pair
    around: Pair
    lift: Annotated[float, Field(gt=0, le=5)]
    colour: Colour


PartModel = Annotated[
    TubeModel
    | BellyModel
    | MuscleModel
    | PlateModel
    | RingModel
    | CystModel
    | BallsModel
    | BoneModel
    | RegionModel
    | SkinModel
    | PatchModel,
    Field(discriminator="kind"),
]


class ShapeModel(Strict):
    """How one structure is drawn; ``because`` says where its numbers come from."""

    structure: Id
    tissue: Tissue
    opacity: Annotated[float, Field(gt=0, le=1)] = 1.0
    because: Text
    parts: Annotated[list[PartModel], Field(min_length=1)]


class NotDrawnModel(Strict):
    structure: Id
    reason: Text


class AnatomyShapesFile(File):
    shapes: list[ShapeModel] = []
    not_drawn: list[NotDrawnModel] = []


class RelationModel(Marked):
    structure: Id
    relation: Literal["superficial_to", "deep_to", "medial_to", "lateral_to", "above", "below"]
    other: Id
    up_mm: Pair | None = None
    text: Text


class RelationsFile(File):
    relations: Annotated[list[RelationModel], Field(min_length=1)]
