"""The kernel's half of every dashboard: a record comes in, a view goes out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import traitlets

from kneelab.model.lab import Lab

Raw = Mapping[str, Any]


class RecordPanel(anywidget.AnyWidget):
    """Answers each record with a view that carries the record's serial number.

    Parameters
    ----------
    draw : callable
        Raw record to view; a pure function.
    catalog : mapping
        What never changes while the page is open.
    record : mapping
        Record to begin with.
    """

    record = traitlets.Dict().tag(sync=True)
    view = traitlets.Dict().tag(sync=True)
    catalog = traitlets.Dict().tag(sync=True)

    def __init__(self, lab: Lab, draw: Callable[[Raw], dict[str, Any]], catalog: dict[str, Any], record: dict[str, Any]) -> None:
        super().__init__(catalog=catalog)
        self.lab = lab
        self._draw = draw
        self.on_msg(self._answer)
        self.observe(self._update, "record")
        self.record = record

    def _update(self, change: Raw) -> None:
        raw = change["new"]
        try:
            view = self._draw(raw)
        except Exception:  # a traceback would be lost in the kernel; the page must say that something failed
            logging.getLogger(__name__).exception("The dashboard could not answer.")
            view = {**self.view, "problems": [self.lab.strings["problem.engine"]]}
        self.view = {**view, "serial": raw.get("serial")}

    def _answer(self, _: Any, message: dict[str, Any], __: Any) -> None:
        if message.get("type") == "ping":
            self.send({"type": "pong", "n": message.get("n")})
