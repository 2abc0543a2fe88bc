"""One chart widget for every plotly figure, with its table twin.

A plotly ``FigureWidget`` would send plotly.js (4.96 MB) with every instance and page.
This sends the figure's JSON only; the basic bundle comes once per page, from the page's
own static files, or from the kernel where there are none (JupyterLab).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from kneelab.widgets import assets

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


class Chart(anywidget.AnyWidget):
    """A figure behind a heading that opens it; nothing is drawn before it is opened.

    Parameters
    ----------
    title : str
        Heading.
    draw : callable
        Gives (figure, summary, table): a plotly Figure, one sentence that says what it
        shows, and its numbers as rows of text, the first row being the header.
    words : mapping
        ``table`` (label of the table twin) and ``loading``.
    """

    _esm = traitlets.Unicode(assets.module("dom", "bundle", "chart_table", "chart_figure", "chart")).tag(sync=True)
    _css = traitlets.Unicode(assets.style()).tag(sync=True)

    title = traitlets.Unicode().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    opened = traitlets.Bool(False).tag(sync=True)
    content = traitlets.Dict().tag(sync=True)

    def __init__(self, title: str, draw: Callable[[], tuple[Figure, str, Sequence[Sequence[str]]]], words: dict[str, str]) -> None:
        super().__init__(title=title, words=words)
        self._draw = draw
        self.on_msg(self._answer)
        self.observe(lambda _: self.refresh(), "opened")

    def refresh(self) -> None:
        """Draw again; a closed chart stays as it is."""
        if self.opened:
            figure, summary, table = self._draw()
            self.content = figure_content(figure, summary, table)

    def _answer(self, _: Any, message: dict[str, Any], __: Any) -> None:
        send_bundle(self, message)


def figure_content(figure: Figure, summary: str, table: Sequence[Sequence[str]]) -> dict[str, Any]:
    """A figure with its twins, as the browser takes it."""
    return {"figure": json.loads(figure.to_json(validate=False)), "summary": summary, "table": [list(row) for row in table]}


def send_bundle(widget: anywidget.AnyWidget, message: dict[str, Any]) -> None:
    """Answer a page that has no static files of its own and asks for plotly."""
    if message.get("type") == "bundle":
        widget.send({"type": "bundle"}, [assets.PLOTLY.read_bytes()])
