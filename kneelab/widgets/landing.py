"""The landing page's body: two fictional patients to start from, the knee, the rooms."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets

from kneelab.content import load, load_cases
from kneelab.model.lab import Lab, Opener
from kneelab.widgets.explorer_view import knee_svg
from kneelab.widgets.text_twin import TextTwin

EXPLORER = "voila/render/explorer.ipynb"
CASES = "voila/render/cases.ipynb"
LIBRARY = "voila/render/library.ipynb"
ANATOMY = "voila/render/anatomy.ipynb"
CAUSES = "voila/render/causes.ipynb"
ACCURACY = "voila/render/accuracy.ipynb"
PRACTICE = "voila/render/practice.ipynb"
PROGRESS = "voila/render/progress.ipynb"


@cache
def _labels() -> str:
    return Path(__file__).with_name("landing_labels.svg").read_text(encoding="utf-8")


def landing_html(lab: Lab, base_url: str = "/") -> str:
    """HTML of the landing page's body.

    Parameters
    ----------
    base_url : str
        Where the server's pages begin.
    """
    s = lab.strings
    causes = sum(c.id != "other" for c in lab.conditions)
    doors = "".join(_door(s, o, base_url) for o in lab.openers.values())
    lead = escape(s["landing.lead"].format(n=causes))
    rooms = _room(s["landing.explore"], s["landing.explore_text"].format(n=causes, findings=len(lab.findings)), base_url + EXPLORER)
    rooms += _room(s["landing.cases"], s["landing.cases_text"].format(n=len(load_cases())), base_url + CASES)
    rooms += _room(s["landing.causes"], s["landing.causes_text"].format(n=causes), base_url + CAUSES)
    rooms += _room(s["landing.practice"], s["landing.practice_text"], base_url + PRACTICE)
    rooms += _room(s["landing.progress"], s["landing.progress_text"], base_url + PROGRESS)
    rooms += _room(s["landing.anatomy"], s["landing.anatomy_text"].format(n=len(lab.structures)), base_url + ANATOMY)
    tests = len(lab.findings) + len(lab.reference_tests)
    rooms += _room(s["landing.tests"], s["landing.tests_text"].format(n=tests), base_url + LIBRARY)
    rooms += _room(s["landing.accuracy"], s["landing.accuracy_text"], base_url + ACCURACY)
    rooms += _room(s["landing.evidence"], s["landing.evidence_text"].format(sources=len(lab.sources), rules=len(lab.rules)), None)
    rooms += _room(s["landing.teach"], s["landing.teach_text"], None)
    return (
        f'<section class="kl-hero"><div><h1>{escape(s["landing.title"])}</h1><p class="kl-hero__lead">{lead}</p>'
        f'<div class="kl-doors">{doors}</div></div><div class="kl-hero__picture">{_picture()}</div></section>'
        f'<section class="kl-rooms"><div class="kl-rooms__in"><h2>{escape(s["landing.rooms"])}</h2><ul>{rooms}</ul></div></section>'
    )


def _picture() -> str:
    """The knee with its labels beside it."""
    wide = knee_svg().replace('viewBox="70 30 220 400"', 'viewBox="-124 30 612 400"').replace("KNEE-", "landing-")
    return wide.replace("</svg>", f"{_labels()}</svg>")


def _door(s: Any, o: Opener, base_url: str) -> str:
    return (  # each of the first patients is a case study too, under the same id
        f'<a class="kl-door" href="{base_url}{CASES}#case={escape(o.id)}&amp;mode=staged"><p class="kl-voice">“{escape(o.quote)}”</p>'
        f'<span class="kl-door__who">{escape(o.door)}</span>'
        f'<span class="kl-door__go">{escape(s["landing.meet"].format(name=o.name))} →</span></a>'
    )


def _room(title: str, text: str, href: str | None) -> str:
    inner = f"<h3>{escape(title)}</h3><p>{escape(text)}</p>"
    return f'<li><a href="{href}">{inner}</a></li>' if href else f"<li><div>{inner}</div></li>"


class Landing(TextTwin, ipywidgets.HTML):
    """The landing page inside a notebook."""

    def __init__(self) -> None:
        self.lab = load()
        super().__init__(f'<div class="kl-landing">{landing_html(self.lab)}</div>')

    def __repr__(self) -> str:
        s = self.lab.strings
        lines = [s["landing.title"], ""]
        lines += [f"{o.door}: “{o.quote}”" for o in self.lab.openers.values()]
        return "\n".join([*lines, "", s["words.fictional"], f"content {self.lab.version}"])
