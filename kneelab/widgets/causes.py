"""The cause explorer: one cause in full, or two side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets
import traitlets

from kneelab.content import load
from kneelab.model.lab import Lab
from kneelab.widgets import assets
from kneelab.widgets.causes_view import cause_view, causes_catalog, pair_view
from kneelab.widgets.panel import Panel
from kneelab.widgets.text_twin import TextTwin

SOURCES = (
    "dom", "glyphs", "heartbeat", "page_state", "engine", "knee", "tabs", "cause_parts", "cause_chooser",
    "cause_page", "cause_pair", "causes",
)  # fmt: skip
TOLD_FINDINGS = 5
"""Findings in the text twin."""


class CausesPanel(Panel):
    """The browser's half of the cause explorer: sends a selection, draws the view that comes back."""

    _esm = traitlets.Unicode(assets.module(*SOURCES)).tag(sync=True)
    _css = traitlets.Unicode(assets.style("causes")).tag(sync=True)

    def __init__(self, lab: Lab, selection: dict[str, Any]) -> None:
        super().__init__(lab, lambda raw: selection_view(lab, raw), causes_catalog(lab), selection)


def selection_view(lab: Lab, raw: Mapping[str, Any]) -> dict[str, Any]:
    """What a selection shows; a cause that is not known is named and left out.

    Parameters
    ----------
    raw : mapping
        Keys ``cause`` and ``against``: condition ids or None. It comes from an address, so nothing in it is trusted.
    """
    asked = {key: raw.get(key) for key in ("cause", "against")}
    known = {key: value if value in lab.network.conditions else None for key, value in asked.items()}
    unknown = [value for key, value in asked.items() if value and not known[key]]
    cause = known["cause"] or lab.network.conditions[0]
    against = known["against"] if known["against"] != cause else None
    one = cause_view(lab, cause)
    pair = pair_view(lab, cause, against) if against else None
    return {
        "cause": one,
        "pair": pair,
        "problems": [lab.strings["causes.unknown"].format(value=str(value)[:40]) for value in unknown],
        "announce": f" {lab.strings['causes.against']} ".join(s["name"] for s in pair["sides"]) if pair else one["name"],
    }


class Causes(TextTwin, ipywidgets.VBox):
    """The cause explorer as one dashboard.

    Parameters
    ----------
    cause : str
        Condition to start with.
    against : str, optional
        Condition to set beside it.

    Examples
    --------
    >>> from kneelab.widgets import Causes
    >>> causes = Causes("dvt", against="calf_strain")
    """

    def __init__(self, cause: str, against: str | None = None) -> None:
        self.lab = load()
        self.panel = CausesPanel(self.lab, {"cause": cause, "against": against, "show": None})
        super().__init__([self.panel], layout=ipywidgets.Layout(overflow="visible"))
        self.add_class("kl-dashboard")

    def __repr__(self) -> str:
        view, s = self.panel.view, self.lab.strings
        cause = view["cause"]
        lines = [cause["name"], cause["lay"], ""]
        if cause["must_not_miss"]:
            lines += [f"{cause['must_not_miss']['word']}. {s['causes.mnm_line'].format(**cause['must_not_miss'])}", ""]
        telling = [f for f in cause["findings"] if f["more_here"]][:TOLD_FINDINGS]
        lines += [f"{f['here']['words']}  {f['label']} ({f['here']['rests_on']})" for f in telling]
        lines += [f"{s['causes.against']} {x['name']}: {x['tell']}" for x in cause["look_alikes"]]
        return "\n".join([*lines, "", s["words.fictional"], f"content {self.lab.version}"])
