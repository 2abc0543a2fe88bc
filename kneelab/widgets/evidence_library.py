"""The test and evidence library: how a test is done, where studies disagree, what it does to a ranking."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets
import traitlets

from kneelab.content import load
from kneelab.model.findings import InputError
from kneelab.model.lab import Lab
from kneelab.widgets import assets
from kneelab.widgets.evidence_library_rule import describe_rule
from kneelab.widgets.evidence_library_view import first_test, library_catalog, library_view
from kneelab.widgets.panel import Panel
from kneelab.widgets.record import opening_record, read_record
from kneelab.widgets.text_twin import TextTwin

SOURCES = (
    "dom", "glyphs", "search", "shares", "heartbeat", "page_state", "engine", "start", "test_list", "test_head", "rule", "forest",
    "effect", "library",
)  # fmt: skip


class LibraryPanel(Panel):
    """The browser's half of the library: sends test and record, draws the view that comes back."""

    _esm = traitlets.Unicode(assets.module(*SOURCES)).tag(sync=True)
    _css = traitlets.Unicode(assets.style("library")).tag(sync=True)

    def __init__(self, lab: Lab, record: dict[str, Any]) -> None:
        super().__init__(lab, lambda raw: read_and_view(lab, raw), library_catalog(lab), record)


class Library(TextTwin, ipywidgets.VBox):
    """The test and evidence library as one dashboard.

    Parameters
    ----------
    test : str, optional
        Finding or reference test to open with; the first special test without one.
    opener : str, optional
        Fictional patient whose ranking it moves; nobody in particular without one.

    Raises
    ------
    InputError
        If there is no such test.

    Examples
    --------
    >>> from kneelab.widgets import Library
    >>> library = Library(test="mcmurray")
    """

    def __init__(self, test: str | None = None, opener: str | None = None) -> None:
        self.lab = load()
        if test is not None and not is_test(self.lab, test):
            raise InputError(self.lab.strings["library.unknown"].format(value=test[:40]))
        self.panel = LibraryPanel(self.lab, {**opening_record(self.lab, opener), "test": test or first_test(self.lab)})
        super().__init__([self.panel], layout=ipywidgets.Layout(overflow="visible"))
        self.add_class("kl-dashboard")

    def __repr__(self) -> str:
        return describe_library(self.lab, self.panel.view)


def is_test(lab: Lab, test: object) -> bool:
    """Whether the library has something of this id."""
    return test in lab.findings or test in lab.reference_tests


def read_and_view(lab: Lab, raw: Mapping[str, Any]) -> dict[str, Any]:
    """View of a raw record; an unknown test is named, and the first one shown instead."""
    record = read_record(lab, raw)
    test = raw.get("test")
    if not isinstance(test, str) or not is_test(lab, test):
        if test is not None:
            record.problems.append(lab.strings["library.unknown"].format(value=str(test)[:40]))
        test = first_test(lab)
    return library_view(lab, test, record)


def describe_library(lab: Lab, view: Mapping[str, Any]) -> str:
    """Text twin of the library: the test, its studies or frequencies, and what it does."""
    s, head = lab.strings, view["head"]
    lines = [
        head["label"],
        head["looks_for"] or "",
        f"{head['how_label']}: {head['how']}",
        f"{s['library.positive']}: {head['positive']}",
        "",
    ]
    if rule := view["rule"]:
        lines += [*describe_rule(lab, rule), ""]
    if forest := view["forest"]:
        lines += [line for key in ("sentence", "judged") if forest["shares"] and (line := forest["shares"][key])]
        for row in forest["rows"]:
            pair = [row[key]["words"] for key in ("sensitivity", "specificity") if row[key]]
            lines.append(f"  {row['study']:24} {', '.join(pair) or row['ratio_only']}; {row['n_words']}; {row['used_label']}")
        lines += [f"{forest['why_heading']}: {forest['why']}", *forest["ratios"]]
    if frequencies := view["frequencies"]:
        for row in frequencies["rows"]:
            shares = ", ".join(c["words"] for c in row["cells"])
            lines.append(f"  {row['name']:32} {shares}; {row['source']}")
    if effect := view["effect"]:
        lines += ["", effect["start"], effect["headline"]]
        for row in effect["rows"]:
            shares = "; ".join(f"{t} {c['words']}" for t, c in zip(effect["titles"], row["cells"], strict=True))
            lines.append(f"  {row['name']:32} {shares}")
    return "\n".join([*lines, "", s["words.fictional"], f"content {lab.version}"])
