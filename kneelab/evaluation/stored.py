"""What ships with the package: the development set, its urgency rules, why cases were missed, published figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kneelab.content import PACKAGED, content_folder
from kneelab.content.reading import read_file
from kneelab.content.schema import AnalysisFile, AnchorsFile, UrgencyRuleModel, VignettesFile
from kneelab.evaluation.cases import Case, read_cases
from kneelab.model.lab import Lab


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a study; ``as_cited`` when it was not on the page that was read."""

    measure: str
    text: str
    as_cited: bool


@dataclass(frozen=True, slots=True)
class Anchor:
    """A published study to read our figures beside: what it tested, what its words mean, what differs."""

    source: str
    tested: str
    definition: str
    differs: str
    figures: tuple[Figure, ...]


def _path(name: str) -> Path:
    return (content_folder() or PACKAGED) / name


def stored_cases(lab: Lab) -> list[Case]:
    """The development set: published cases that the engine was tuned with in sight."""
    return read_cases(lab, read_file(_path("vignettes/development.yaml"), "development.yaml"))


def stored_rules() -> dict[str, UrgencyRuleModel]:
    """Urgency rules of the development set by name, set before any result was seen."""
    return VignettesFile.model_validate(read_file(_path("vignettes/development.yaml"), "development.yaml").data).urgency_rules


def stored_analyses() -> dict[str, str]:
    """Why a case of the development set was missed: case id to a text."""
    return AnalysisFile.model_validate(read_file(_path("vignettes/analysis.yaml"), "analysis.yaml").data).analyses


def template() -> str:
    """An example of the format of cases, with comments."""
    return _path("vignettes/template.yaml").read_text(encoding="utf-8")


def published_anchors() -> list[Anchor]:
    """Published studies, in the order in which the content lists them."""
    file = AnchorsFile.model_validate(read_file(_path("anchors.yaml"), "anchors.yaml").data)
    return [
        Anchor(a.source, a.tested, a.definition, a.differs, tuple(Figure(f.measure, f.text, f.as_cited) for f in a.figures))
        for a in file.anchors
    ]
