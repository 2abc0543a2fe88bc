"""Parts of a view that more than one dashboard shows."""

from __future__ import annotations

from typing import Any

from kneelab import describe
from kneelab.model.conditions import Statement
from kneelab.model.differential import Ranked
from kneelab.model.lab import Lab
from kneelab.widgets.record import to_slider


def openers_view(lab: Lab) -> list[dict[str, Any]]:
    """The fictional patients to start from, with their answers as sliders show them."""
    return [
        {
            "id": o.id,
            "name": o.name,
            "age": o.age,
            "sex": o.sex,
            "setting": o.setting,
            "quote": o.quote,
            "scene": o.scene,
            "answers": {f: to_slider(v) for f, v in o.answers.items()},
        }
        for o in lab.openers.values()
    ]


def share_view(lab: Lab, r: Ranked) -> dict[str, Any]:
    """One cause's share of a hundred people, its band and what it rests on."""
    return {
        "of_100": 100 * r.probability,
        "low": 100 * r.low,
        "high": 100 * r.high,
        "words": describe.describe_share(lab, r.probability),
        "band": describe.describe_band(lab, r.low, r.high),
        "basis": r.basis,
        "basis_label": lab.strings[f"mark.{r.basis}"],
    }


def statement_view(lab: Lab, s: Statement) -> dict[str, Any]:
    """A sentence with what stands behind it."""
    return {
        "text": describe.describe_text(lab, s.text),
        "mark": s.mark,
        "source": describe.describe_source(lab, s.mark, s.source),
        "hint": describe.describe_citation(lab.sources[s.source]) if s.source else describe.describe_text(lab, s.reason or ""),
    }
