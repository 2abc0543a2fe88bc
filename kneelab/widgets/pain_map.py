"""The places that a finger points to, for every page that asks where it hurts."""

from __future__ import annotations

from typing import Any

from kneelab.model.lab import Lab
from kneelab.widgets.knee_drawing import skin_outline


def pain_map_view(lab: Lab) -> dict[str, Any]:
    """Sites with their findings and what lies there, and the outline of the leg they stand on (mm, x lateral, y down)."""
    return {
        "outline": skin_outline(lab),
        "sites": [
            {
                "id": site.id,
                "label": site.label,
                "finding": site.finding,
                "ask": lab.findings[site.finding].ask,
                "place": list(site.place_mm) if site.place_mm else None,
                "edge": site.edge,
                "structures": list(site.structures),
            }
            for site in lab.sites.values()
        ],
    }
