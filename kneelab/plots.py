"""Figures: each function takes a result and returns a plotly figure; none displays.

Colours are the design's tokens (``var(--nerve)``); the Chart widget fills them in for
the theme that is on.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MARKERS = {"nerve": "diamond", "muscle": "triangle-up", "joint": "circle", "vessel": "line-ew-open", "other": "square"}


@dataclass(frozen=True, slots=True)
class PathLine:
    """One cause's way through the answers.

    Parameters
    ----------
    name : str
        What stands at the line.
    family : str
        Tissue family, for hue and marker.
    of_100 : tuple of float
        Share of 100 patients at the start and after each answer.
    """

    name: str
    family: str
    of_100: tuple[float, ...]


def plot_belief_path(steps: Sequence[str], lines: Sequence[PathLine]) -> Figure:
    """How each cause's share moved, answer by answer.

    Parameters
    ----------
    steps : sequence of str
        The start, then each answer; one per point of every line.
    lines : sequence of PathLine
        Leading causes.
    """
    from plotly.graph_objects import Figure, Scatter

    figure = Figure()
    places = list(range(len(steps)))
    ends = _spread([line.of_100[-1] for line in lines], gap=7.0)
    for line, end in zip(lines, ends, strict=True):
        figure.add_trace(
            Scatter(
                x=places,
                y=list(line.of_100),
                name=line.name,
                mode="lines+markers",
                line={"color": f"var(--{line.family}-ink)", "width": 2.5},
                marker={
                    "symbol": MARKERS[line.family],
                    "size": 10,
                    "color": f"var(--{line.family})",
                    "line": {"color": f"var(--{line.family}-ink)", "width": 1.5},
                },
                hovertemplate="%{y:.0f} of 100<extra>" + line.name + "</extra>",
            )
        )
        figure.add_annotation(
            x=places[-1], y=end, text=line.name, showarrow=False, xanchor="left", xshift=12, font={"color": f"var(--{line.family}-ink)"}
        )
    top = max((max(line.of_100) for line in lines), default=0.0)
    figure.update_layout(
        showlegend=False,
        margin={"l": 44, "r": 170, "t": 12, "b": 72},
        height=320,
        xaxis={"tickvals": places, "ticktext": list(steps), "tickangle": 0, "range": [-0.15, len(steps) - 0.85], "automargin": True},
        yaxis={"range": [0, 60 if top <= 58 else 102], "dtick": 20, "title": {"text": "of 100"}},
    )
    return figure


def _spread(values: Sequence[float], gap: float) -> list[float]:
    """Label heights as near to their values as a gap between them allows."""
    order = sorted(range(len(values)), key=values.__getitem__)
    heights = list(values)
    for low, high in itertools.pairwise(order):
        heights[high] = max(heights[high], heights[low] + gap)
    return heights
