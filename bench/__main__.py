"""Measure the budgets of the product on this machine; writes ``bench/RESULTS.md``.

Run with ``make bench``. The page's baseline is the same page built the stock way: ipywidgets
sliders and plotly FigureWidgets on Voilà's own template (``bench/baseline``); the engine's
is in :mod:`bench.engine`.
"""

from __future__ import annotations

import os
import platform
from datetime import date
from pathlib import Path

import psutil

import kneelab
from bench.anatomy import anatomy_rows
from bench.anatomy_page import AnatomyNumbers, measure_anatomy
from bench.cases import case_rows, measure_cases
from bench.engine import Row, engine_rows, table
from bench.pages import PageNumbers, measure_baseline, measure_explorer

HERE = Path(__file__).parent


def page_rows(ours: PageNumbers, stock: PageNumbers) -> list[Row]:
    """Opening, moving a slider, memory, bytes, requests."""
    return [
        Row("slider moved → ranking redrawn, p95 of 50", "≤ 100 ms", f"{ours.p95_ms:.0f} ms", f"{stock.p95_ms:.0f} ms", ours.p95_ms <= 100),
        Row("slider moved → ranking redrawn, median", "", f"{ours.median_ms:.0f} ms", f"{stock.median_ms:.0f} ms", True),
        Row("open → first control usable, warm (median of 3)", "≤ 3 s", f"{ours.warm_s:.1f} s", f"{stock.warm_s:.1f} s", ours.warm_s <= 3),
        Row("the same with `--lecture` (preheated)", "≤ 3 s", f"{ours.preheated_s:.1f} s", "", ours.preheated_s <= 3),
        Row(
            "open → usable, cold (first page of a new server and browser)",
            "≤ 10 s",
            f"{ours.cold_s:.1f} s",
            f"{stock.cold_s:.1f} s",
            ours.cold_s <= 10,
        ),
        Row("open → something readable, cold", "", f"{ours.readable_s:.1f} s", f"{stock.readable_s:.1f} s", True),
        Row(
            "memory of one page's kernel (USS)", "≤ 120 MB", f"{ours.kernel_mb:.0f} MB", f"{stock.kernel_mb:.0f} MB", ours.kernel_mb <= 120
        ),
        Row("bytes over HTTP, cold", "", f"{ours.http_mb:.1f} MB", f"{stock.http_mb:.1f} MB", True),
        Row("bytes over the websocket", "", f"{ours.socket_mb:.2f} MB", f"{stock.socket_mb:.2f} MB", True),
        Row("requests to any other host", "0", str(ours.foreign), str(stock.foreign), ours.foreign == 0),
    ]


def anatomy_page_rows(knee: AnatomyNumbers) -> list[Row]:
    """The knee in 3D, on software rendering."""
    where = f"anatomy, software rendering, {knee.tier} tier"
    return [
        Row(f"{where}: usable → first frame (median of 3)", "≤ 3 s", f"{knee.first_frame_s:.1f} s", "", knee.first_frame_s <= 3),
        Row(f"{where}: one step of depth, drawn (median)", "≤ 50 ms", f"{knee.depth_ms:.0f} ms", "", knee.depth_ms <= 50),
        Row(f"{where}: one step of the knee's angle, drawn (median)", "≤ 50 ms", f"{knee.angle_ms:.0f} ms", "", knee.angle_ms <= 50),
        Row("anatomy: bytes over the websocket", "≤ 3 MB", f"{knee.socket_mb:.2f} MB", "", knee.socket_mb <= 3),
        Row("anatomy: requests to any other host", "0", str(knee.foreign), "", knee.foreign == 0),
    ]


def write(rows: list[Row]) -> None:
    """Write the results as one table."""
    memory = psutil.virtual_memory().total / 2**30
    lines = [
        "# Measured",
        "",
        f"{date.today().isoformat()}, kneelab {kneelab.load().version}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}, headless Chromium with software rendering.",
        "Seconds vary with the machine's load; trust bytes and ratios. Run `make bench` for your own.",
        "",
        "Baseline of the engine: pyAgrum, an independent library, asked for the same posterior from the same numbers. Baseline of the",
        "page: the same findings and the same engine on stock ipywidgets sliders and plotly `FigureWidget`s, Voilà's own template and",
        "settings ([baseline/stock.ipynb](baseline/stock.ipynb)).",
        "",
        *table(rows),
    ]
    (HERE / "RESULTS.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    pages = page_rows(measure_explorer(), measure_baseline(HERE / "baseline"))
    write([*engine_rows(), *anatomy_rows(), *pages, *anatomy_page_rows(measure_anatomy()), *case_rows(measure_cases())])
