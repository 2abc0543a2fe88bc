"""The symptom explorer: what is known, what ranks, why, what to ask next."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import ipywidgets
import traitlets

from kneelab import describe
from kneelab.content import load
from kneelab.model.lab import Lab
from kneelab.plots import PathLine, plot_belief_path
from kneelab.widgets import assets
from kneelab.widgets.chart import Chart
from kneelab.widgets.explorer_view import explorer_catalog, explorer_view
from kneelab.widgets.panel import Panel
from kneelab.widgets.record import Record, opening_record, read_record
from kneelab.widgets.text_twin import TextTwin

SOURCES = (
    "dom", "glyphs", "search", "shares", "patient", "pain_map", "finding_list", "ranking", "urgency", "knee", "why", "next_question",
    "heartbeat", "page_state", "engine", "explorer",
)  # fmt: skip
PATH_LINES = 4
PATH_STEPS = 8


class ExplorerPanel(Panel):
    """The browser's half of the explorer: sends a record, draws the view that comes back."""

    _esm = traitlets.Unicode(assets.module(*SOURCES)).tag(sync=True)
    _css = traitlets.Unicode(assets.style()).tag(sync=True)

    def __init__(self, lab: Lab, record: dict[str, Any]) -> None:
        super().__init__(lab, lambda raw: explorer_view(lab, read_record(lab, raw)), explorer_catalog(lab), record)


class Explorer(TextTwin, ipywidgets.VBox):
    """The symptom explorer as one dashboard.

    Parameters
    ----------
    opener : str, optional
        Fictional patient to start with; an empty record without one.

    Examples
    --------
    >>> from kneelab.widgets import Explorer
    >>> explorer = Explorer(opener="barbecue")
    """

    def __init__(self, opener: str | None = None) -> None:
        self.lab = load()
        self.panel = ExplorerPanel(self.lab, opening_record(self.lab, opener))
        self.path = Chart(
            self.lab.strings["path.title"],
            self._draw_path,
            {"table": self.lab.strings["path.table"], "loading": self.lab.strings["path.loading"]},
        )
        super().__init__([self.panel, self.path], layout=ipywidgets.Layout(overflow="visible"))
        self.add_class("kl-dashboard")
        self.panel.observe(lambda _: self.path.refresh(), "view")

    @property
    def record(self) -> Record:
        """What is known now, as the model reads it."""
        return read_record(self.lab, self.panel.record)

    def _draw_path(self) -> tuple[Any, str, list[list[str]]]:
        """Belief path of the leading causes over the answers, in order of entry."""
        record = self.record
        steps, lines = belief_path(self.lab, record)
        table = [["", *(line.name for line in lines)]]
        table += [[step, *(f"{line.of_100[i]:.0f}" for line in lines)] for i, step in enumerate(steps)]
        summary = self.lab.strings["path.summary"].format(
            first=lines[0].name, start=round(lines[0].of_100[0]), now=round(lines[0].of_100[-1])
        )
        return plot_belief_path([_wrap(s) for s in steps], lines), summary, table

    def __repr__(self) -> str:
        return describe.describe_assessment(self.lab, self.record.assess(self.lab))


def belief_path(lab: Lab, record: Record) -> tuple[list[str], list[PathLine]]:
    """Shares of the leading causes at the start and after each of the latest answers."""
    items = list(record.answers.items())
    prefixes = list(accumulate(([item] for item in items), initial=[]))[-PATH_STEPS - 1 :]
    beliefs = [lab.assess(dict(p), age=record.age, sex=record.sex, setting=record.setting) for p in prefixes]
    steps = [lab.strings["path.start" if not prefixes[0] else "path.before"]]
    steps += [
        describe.describe_answer(lab, next(iter(lab.vocabulary.read(dict([p[-1]])))), b)
        for p, b in zip(prefixes[1:], beliefs[1:], strict=True)
    ]
    lines = []
    for r in beliefs[-1].differential[:PATH_LINES]:
        place = lab.network.index(r.condition)
        condition = lab.condition(r.condition)
        lines.append(PathLine(condition.short, condition.family, tuple(100 * b.probabilities[place] for b in beliefs)))
    return steps, lines


def _wrap(step: str, width: int = 16) -> str:
    """A step's label broken into lines for the axis."""
    lines = [""]
    for word in step.split():
        if len(lines[-1]) + len(word) > width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines[:3])
