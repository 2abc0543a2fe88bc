"""The practice page: what comes next, twins, the script builder, drawn patients."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

import ipywidgets
import traitlets

from kneelab.content import load, load_cases
from kneelab.learning.plays import ScriptPlay, TwinsPlay
from kneelab.learning.record import Attempt, Learner, read_learner
from kneelab.learning.twin_exercise import play_number, twin_exercise
from kneelab.model.findings import InputError
from kneelab.model.lab import Lab
from kneelab.widgets import assets
from kneelab.widgets.panel import Panel
from kneelab.widgets.practice_script import script_view
from kneelab.widgets.practice_twins import twins_view
from kneelab.widgets.practice_view import Cases, due_view, moment_of, next_view, practice_catalog
from kneelab.widgets.text_twin import TextTwin

SOURCES = (
    "dom", "glyphs", *assets.STORE, "heartbeat", "page_state", "engine", "tabs", "cause_parts", "sureness", "picks",
    "practice_next", "practice_twins", "practice_script", "practice_patients", "practice",
)  # fmt: skip
TABS = ("next", "twins", "script", "patients")
TOLD_STORY = 6
"""Answers of the first pair in the text twin."""


class Practising:
    """Answers the page's record; keeps nothing but pairs that were searched for, which the same play always gives."""

    def __init__(self, lab: Lab, cases: Cases) -> None:
        self.lab, self.cases = lab, cases
        self._exercise = lru_cache(maxsize=16)(partial(twin_exercise, lab))

    def view(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """What one tab shows.

        Parameters
        ----------
        raw : mapping
            ``learner`` (the record as JSON), ``now`` (ISO 8601), ``show`` (a tab), ``cause`` (of the script),
            ``twins`` and ``script`` (ids of the attempts on screen). Nothing in it is trusted.
        """
        learner = read_learner(raw["learner"]) if raw.get("learner") else Learner()
        show = raw.get("show") if raw.get("show") in TABS else TABS[0]
        problems = [p.sentence(self.lab.strings) for p in learner.problems]
        view: dict[str, Any] = {"show": show, "next": None, "due": [], "twins": None, "script": None, "problems": problems}
        if show == "next":
            now = moment_of(raw.get("now"), learner)
            view |= {"next": next_view(self.lab, self.cases, learner, now), "due": due_view(self.lab, learner, now)}
        elif show == "twins":
            view["twins"] = self._twins(learner, raw.get("twins"), problems)
        elif show == "script" and raw.get("cause"):
            view["script"] = self._script(learner, raw.get("script"), raw["cause"], problems)
        return view

    def _twins(self, learner: Learner, shown: object, problems: list[str]) -> dict[str, Any]:
        attempt = self._attempt(learner, shown, TwinsPlay)
        done = sum(a.ended is not None for a in learner.attempts if isinstance(a.play, TwinsPlay))
        counted = self.lab.strings[
            "practice.twins.done_0" if done == 0 else "practice.twins.done_1" if done == 1 else "practice.twins.done"
        ]
        play = attempt.play if attempt and isinstance(attempt.play, TwinsPlay) else play_number(done)
        moves = attempt.moves if attempt else ()
        try:
            exercise = self._exercise(play)
        except InputError:
            problems.append(self.lab.strings["practice.twins.unusable"])
            attempt, play, moves = None, play_number(done), ()
            exercise = self._exercise(play)
        return {"attempt": attempt.id if attempt else None, "done": counted.format(n=done), **twins_view(self.lab, play, exercise, moves)}

    def _script(self, learner: Learner, shown: object, cause: object, problems: list[str]) -> dict[str, Any] | None:
        if cause not in self.lab.network.conditions or cause == "other":
            problems.append(self.lab.strings["practice.script.unusable"].format(value=str(cause)[:40]))
            return None
        condition = str(cause)
        attempt = self._attempt(learner, shown, ScriptPlay)
        if attempt and attempt.play != ScriptPlay(condition):
            attempt = None
        dealt = sum(a.ended is not None and a.play == ScriptPlay(condition) for a in learner.attempts)
        return {"attempt": attempt.id if attempt else None, **script_view(self.lab, condition, attempt.moves if attempt else (), dealt)}

    def _attempt(self, learner: Learner, shown: object, kind: type) -> Attempt | None:
        """The attempt on screen."""
        return next((a for a in learner.attempts if a.id == shown and isinstance(a.play, kind)), None)


class PracticePanel(Panel):
    """The browser's half of the practice page: keeps the record, sends it, draws the view that comes back."""

    _esm = traitlets.Unicode(assets.module(*SOURCES)).tag(sync=True)
    _css = traitlets.Unicode(assets.style("causes", "practice")).tag(sync=True)

    def __init__(self, lab: Lab, cases: Cases) -> None:
        start = {"learner": None, "now": None, "show": TABS[0], "cause": None, "twins": None, "script": None}
        super().__init__(lab, Practising(lab, cases).view, practice_catalog(lab), start)


class Practice(TextTwin, ipywidgets.VBox):
    """The practice page as one dashboard.

    Examples
    --------
    >>> from kneelab.widgets import Practice
    >>> practice = Practice()
    """

    def __init__(self) -> None:
        self.lab = load()
        self.panel = PracticePanel(self.lab, load_cases())
        super().__init__([self.panel], layout=ipywidgets.Layout(overflow="visible"))
        self.add_class("kl-dashboard")

    def __repr__(self) -> str:
        s = self.lab.strings
        one = next_view(self.lab, load_cases(), Learner(), moment_of(None, Learner()))
        pair = Practising(self.lab, {}).view({"show": "twins"})["twins"]
        lines = [f"{s['practice.next']}: {one['title']}. {one['where']}", one["reason"], "", s["practice.twins.heading"], pair["who"]]
        lines += [f"- {answer}" for answer in pair["story"][:TOLD_STORY]]
        lines += [s["practice.twins.causes"].format(one=pair["causes"][0]["name"], other=pair["causes"][1]["name"])]
        lines += [f"  {c['label']}?" for c in pair["candidates"]]
        return "\n".join([*lines, "", s["words.fictional"], f"content {self.lab.version}"])
