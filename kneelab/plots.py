"""Figures: each function takes a result and returns a plotly figure; none displays.

Colours are the design's tokens (``var(--nerve)``); the Chart widget fills them in for
the theme that is on.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class ReliabilityPoint:
    """Answers that one was about equally sure of.

    Parameters
    ----------
    said, right, low, high : float
        Mean confidence, share of right answers and its interval, of 100.
    n : int
        How many answers.
    """

    said: float
    right: float
    low: float
    high: float
    n: int


def plot_reliability(points: Sequence[ReliabilityPoint], words: Mapping[str, str]) -> Figure:
    """How often one was right, against how sure one was; on the diagonal, both agree.

    Parameters
    ----------
    points : sequence of ReliabilityPoint
    words : mapping
        ``said`` and ``right``: what stands at the axes.
    """
    from plotly.graph_objects import Figure, Scatter

    figure = Figure()
    figure.add_trace(
        Scatter(x=[0, 100], y=[0, 100], mode="lines", line={"color": "var(--control)", "width": 1.5, "dash": "dot"}, hoverinfo="skip")
    )
    figure.add_trace(
        Scatter(
            x=[p.said for p in points],
            y=[p.right for p in points],
            mode="markers+text",
            marker={"size": [9 + 2.2 * math.sqrt(p.n) for p in points], "color": "var(--ink)", "opacity": 1},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [p.high - p.right for p in points],
                "arrayminus": [p.right - p.low for p in points],
                "color": "var(--ink-2)",
                "thickness": 1.5,
                "width": 5,
            },
            text=[f"  n = {p.n}" for p in points],
            textposition="middle right",
            textfont={"color": "var(--ink)"},
            hovertemplate="%{x:.0f} → %{y:.0f} of 100<extra></extra>",
        )
    )
    figure.update_layout(
        showlegend=False,
        margin={"l": 56, "r": 24, "t": 12, "b": 52},
        height=360,
        xaxis={"range": [-4, 122], "tickvals": [0, 20, 40, 60, 80, 100], "title": {"text": words["said"]}},
        yaxis={"range": [-4, 104], "dtick": 20, "title": {"text": words["right"]}},
    )
    return figure
