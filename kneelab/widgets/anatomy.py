"""The anatomy page: the knee in layers, where it hurts, what lies there, and a quiz."""

from __future__ import annotations

import logging
from typing import Any

import ipywidgets
import traitlets

from kneelab.content import load
from kneelab.model.lab import Lab
from kneelab.widgets import assets
from kneelab.widgets.anatomy_view import anatomy_catalog, anatomy_view
from kneelab.widgets.panel import Panel
from kneelab.widgets.record import opening_record
from kneelab.widgets.text_twin import TextTwin

SOURCES = (
    "dom", "bundle", "glyphs", "shares", "heartbeat", "page_state", "engine", *assets.STORE, "knee", "tabs", "cause_parts",
    "urgency", "ranking", "next_question",
    "pain_map", "scene_tissue", "scene_camera", "knee_scene", "knee_drawing", "stage_labels", "stage",
    "structure_card", "anatomy_look", "anatomy_hurts", "anatomy_cause", "anatomy_tour", "anatomy_quiz", "anatomy",
)  # fmt: skip


class AnatomyPanel(Panel):
    """The browser's half of the anatomy page; the scene is built and sent when the page asks for it."""

    _esm = traitlets.Unicode(assets.module(*SOURCES)).tag(sync=True)
    _css = traitlets.Unicode(assets.style("anatomy")).tag(sync=True)

    def __init__(self, lab: Lab, record: dict[str, Any]) -> None:
        super().__init__(lab, lambda raw: anatomy_view(lab, raw), anatomy_catalog(lab), record)

    def _answer(self, widget: Any, message: dict[str, Any], buffers: Any) -> None:
        super()._answer(widget, message, buffers)
        if message.get("type") == "bundle":
            self.send({"type": "bundle"}, [assets.THREE.read_bytes()])
        if message.get("type") == "scene":
            scene = packed_scene(self.lab)
            self.send({"type": "scene", "meta": scene and scene.meta}, [scene.geometry] if scene else [])


def packed_scene(lab: Lab) -> Any:
    """The 3D scene; None where the extra ``anatomy`` is not installed or the scene cannot be built."""
    try:
        from kneelab.anatomy import build_scene

        return build_scene(lab)
    except ImportError:
        return None
    except Exception:  # the drawing stands in; the reason must not be lost
        logging.getLogger(__name__).exception("The 3D scene could not be built.")
        return None


class Anatomy(TextTwin, ipywidgets.VBox):
    """The anatomy page as one dashboard.

    Parameters
    ----------
    structure : str, optional
        Structure whose card is open at first.

    Examples
    --------
    >>> from kneelab.widgets import Anatomy
    >>> anatomy = Anatomy("tibial_n")
    """

    def __init__(self, structure: str | None = None) -> None:
        self.lab = load()
        record = {**opening_record(self.lab, None), "structure": structure, "part": None, "seed": 1}
        self.panel = AnatomyPanel(self.lab, record)
        super().__init__([self.panel], layout=ipywidgets.Layout(overflow="visible"))
        self.add_class("kl-dashboard")

    def __repr__(self) -> str:
        lab, s = self.lab, self.lab.strings
        lines = [s["anatomy.picture"], s["anatomy.picture_text"], ""]
        for layer in self.panel.catalog["layers"]:
            lines.append(f"{layer['layer']} {layer['label']}: {', '.join(lab.structures[x].name for x in layer['structures'])}")
        return "\n".join([*lines, "", s["words.fictional"], f"content {lab.version}"])
