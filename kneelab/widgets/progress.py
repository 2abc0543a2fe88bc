"""The progress page: whether certainty fits, what was done, and the record itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets
import traitlets

from kneelab.content import load, load_cases
from kneelab.learning.record import Learner, read_learner
from kneelab.model.lab import Lab
from kneelab.widgets import assets
from kneelab.widgets.chart import send_bundle
from kneelab.widgets.panel import Panel
from kneelab.widgets.practice_view import Cases, moment_of
from kneelab.widgets.progress_view import attempts_view, reliability_view, scores_view
from kneelab.widgets.text_twin import TextTwin

SOURCES = (
    "dom", "glyphs", *assets.STORE, "heartbeat", "page_state", "engine", "bundle", "chart_table", "chart_figure",
    "progress_parts", "progress_record", "progress",
)  # fmt: skip


def progress_view(lab: Lab, cases: Cases, raw: Mapping[str, Any]) -> dict[str, Any]:
    """What a record shows.

    Parameters
    ----------
    raw : mapping
        ``learner`` (the record as JSON) and ``now`` (ISO 8601). Nothing in it is trusted.
    """
    learner = read_learner(raw["learner"]) if raw.get("learner") else Learner()
    return {
        "scores": scores_view(lab, learner),
        "reliability": reliability_view(lab, learner),
        "attempts": attempts_view(lab, cases, learner, moment_of(raw.get("now"), learner)),
        "problems": [p.sentence(lab.strings) for p in learner.problems],
    }


class ProgressPanel(Panel):
    """The browser's half of the progress page: keeps the record, sends it, draws the view that comes back."""

    _esm = traitlets.Unicode(assets.module(*SOURCES)).tag(sync=True)
    _css = traitlets.Unicode(assets.style("causes", "practice")).tag(sync=True)

    def __init__(self, lab: Lab, cases: Cases) -> None:
        catalog = {"strings": dict(lab.strings)}
        super().__init__(lab, lambda raw: progress_view(lab, cases, raw), catalog, {"learner": None, "now": None})

    def _answer(self, _: Any, message: dict[str, Any], buffers: Any) -> None:
        send_bundle(self, message)
        super()._answer(_, message, buffers)


class Progress(TextTwin, ipywidgets.VBox):
    """The progress page as one dashboard.

    Examples
    --------
    >>> from kneelab.widgets import Progress
    >>> progress = Progress()
    """

    def __init__(self) -> None:
        self.lab = load()
        self.panel = ProgressPanel(self.lab, load_cases())
        super().__init__([self.panel], layout=ipywidgets.Layout(overflow="visible"))
        self.add_class("kl-dashboard")

    def __repr__(self) -> str:
        s = self.lab.strings
        lines = [s["progress.scores"], s["progress.empty"], "", f"{s['progress.record']}: {s['progress.record_text']}"]
        return "\n".join([*lines, "", s["words.fictional"], f"content {self.lab.version}"])
