"""The browser side of the widgets: plain source files, joined in order, no build step."""

from __future__ import annotations

from functools import cache
from pathlib import Path

JS = Path(__file__).with_name("js")
STATIC = Path(__file__).parents[1] / "app" / "share" / "jupyter" / "voila" / "templates" / "kneelab" / "static"
PLOTLY = STATIC / "plotly-basic.min.js"
THREE = STATIC / "three-knee.min.js"

STORE = ("store_record", "store_copies", "store_file", "store_follow", "store", "store_notice", "attempt")
"""The learner's own record; needs ``dom`` before it."""


@cache
def module(*names: str) -> str:
    """Source files below ``js`` as one ES module; only the last may export."""
    return "\n".join((JS / f"{name}.js").read_text(encoding="utf-8") for name in names)


@cache
def style(*extra: str) -> str:
    """Tokens and components, which the page template links too, and a dashboard's own style."""
    names = ("tokens.css", "components.css", *(f"{name}.css" for name in extra))
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)
