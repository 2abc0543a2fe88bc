"""The case player: a fictional patient from the story to the debrief."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import ipywidgets
import traitlets

from kneelab.content import load, load_cases, load_traps
from kneelab.model.cases import Case
from kneelab.model.casting import variant
from kneelab.model.encounter import play
from kneelab.model.findings import InputError
from kneelab.model.lab import Lab
from kneelab.model.patients import check_whole
from kneelab.widgets import assets
from kneelab.widgets.cases_debrief import debrief_view
from kneelab.widgets.cases_drawn import drawn_case
from kneelab.widgets.cases_play import cases_catalog, play_view
from kneelab.widgets.panel import Panel
from kneelab.widgets.text_twin import TextTwin

SOURCES = (
    "dom", "glyphs", "search", "heartbeat", "page_state", "engine", "chart_table", *assets.STORE,
    "tabs", "sureness", "shares_out", "belief", "belief_chart",
    "case_frame", "case_predict", "case_commit", "case_debrief", "case_chooser", "cases",
)  # fmt: skip


class CasesPanel(Panel):
    """The browser's half of the player: sends the moves, draws the view that comes back."""

    _esm = traitlets.Unicode(assets.module(*SOURCES)).tag(sync=True)
    _css = traitlets.Unicode(assets.style("cases")).tag(sync=True)

    def __init__(self, lab: Lab, record: dict[str, Any]) -> None:
        super().__init__(lab, lambda raw: cases_view(lab, raw), cases_catalog(lab, load_cases()), record)


def cases_view(lab: Lab, raw: Mapping[str, Any]) -> dict[str, Any]:
    """What an attempt leads to; without one, the choice of cases.

    Parameters
    ----------
    raw : mapping
        ``play`` (None, or a mapping with ``case`` and ``seed``, or with ``patient``, and ``mode``), ``scaffold`` and ``moves``.
        It comes from an address and a stored record, so nothing in it is trusted.
    """
    asked = raw.get("play")
    if not isinstance(asked, Mapping):
        return {"phase": "choose", "problems": []}
    try:
        case = _cast(lab, asked)
        moves = raw.get("moves")
        encounter = play(
            lab, case, moves if isinstance(moves, list) else [], asked.get("mode") or "staged", raw.get("scaffold") or "modelled"
        )
    except InputError as error:
        return {"phase": "choose", "problems": [str(error)]}
    view = play_view(encounter)
    problems = [view["refused"]] if view["refused"] else []
    debrief = debrief_view(encounter, load_traps()) if encounter.phase == "debrief" else None
    return {**view, "debrief": debrief, "problems": problems}


def _cast(lab: Lab, asked: Mapping[str, Any]) -> Case:
    """The patient of an attempt: a case, a variant of it, or one drawn from the network."""
    if isinstance(asked.get("patient"), Mapping):
        return drawn_case(lab, asked["patient"])
    seed = asked.get("seed") or 0
    check_whole("seed", seed, 0)
    case = asked.get("case")
    if not isinstance(case, str) or case not in load_cases():
        raise InputError(lab.strings["case.unknown"].format(value=str(case)[:40]))
    return _variant(case, seed)


@lru_cache(maxsize=64)
def _variant(case: str, seed: int) -> Case:
    return variant(load(), load_cases()[case], seed)


class Cases(TextTwin, ipywidgets.VBox):
    """The case player as one dashboard.

    Parameters
    ----------
    case : str, optional
        Case to open; the choice of cases without one.

    Examples
    --------
    >>> from kneelab.widgets import Cases
    >>> cases = Cases("barbecue")
    """

    def __init__(self, case: str | None = None) -> None:
        self.lab = load()
        self.panel = CasesPanel(self.lab, {"play": {"case": case, "seed": 0, "mode": "staged"} if case else None, "moves": []})
        super().__init__([self.panel], layout=ipywidgets.Layout(overflow="visible"))
        self.add_class("kl-dashboard")

    def __repr__(self) -> str:
        s = self.lab.strings
        lines = [s["case.choose"], ""]
        lines += [f"{c.title}: {c.patient.name}, {c.patient.age} ({s[f'case.difficulty_{c.difficulty}']})" for c in load_cases().values()]
        return "\n".join([*lines, "", s["words.fictional"], f"content {self.lab.version}"])
