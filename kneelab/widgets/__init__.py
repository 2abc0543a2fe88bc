"""Dashboards and their parts; the only importer of ipywidgets and anywidget.

Each dashboard is loaded when it is first asked for: a page starts without the parts of the others.
"""

from __future__ import annotations

from importlib import import_module

_HOMES = {
    "Accuracy": "accuracy",
    "Anatomy": "anatomy",
    "Cases": "cases",
    "Causes": "causes",
    "Chart": "chart",
    "Explorer": "explorer",
    "Landing": "landing",
    "Library": "evidence_library",
    "Practice": "practice",
    "Progress": "progress",
}
"""Module of each dashboard."""

__all__ = [*_HOMES]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
