"""Measure the budgets of the product on this machine; writes ``bench/RESULTS.md``.

Run with ``make bench``. The baseline is the same page built the stock way: ipywidgets
sliders and plotly FigureWidgets on Voilà's own template (``bench/baseline``).
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psutil

import kneelab
from bench.pages import PageNumbers, measure_baseline, measure_explorer
from kneelab.content import COMPILED
from kneelab.content.building import build_lab

HERE = Path(__file__).parent


@dataclass
class Row:
    """One line of the results."""

    what: str
    bar: str
    ours: str
    baseline: str
    holds: bool


def median_ms(action: Callable[[], object], runs: int = 200) -> float:
    """Median time of an action in milliseconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def import_seconds() -> tuple[float, list[str]]:
    """Median time of ``import kneelab`` in a fresh process, and heavy modules that came with it."""
    code = (
        "import sys, time; t = time.perf_counter(); import kneelab; "
        "print(time.perf_counter() - t); print(*[m for m in ('plotly', 'ipywidgets', 'numpy', 'pydantic') if m in sys.modules])"
    )
    outs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout for _ in range(7)]
    return statistics.median(float(o.splitlines()[0]) for o in outs), outs[0].splitlines()[1].split()


def engine_rows() -> list[Row]:
    """Import, load, engine with and without bands."""
    import json

    lab = kneelab.load()
    everything: dict[str, object] = {
        f.id: (0.9 if i % 2 else "present") if f.is_binary else f.states[0].id for i, f in enumerate(lab.findings.values())
    }
    a = lab.assess(everything)

    def plain() -> object:
        return lab.network.posterior(a.prior.probabilities, a.evidence)

    def with_bands() -> object:
        return lab.assess(everything).differential

    seconds, heavy = import_seconds()
    load_ms = median_ms(lambda: build_lab(json.loads(COMPILED.read_text(encoding="utf-8"))), 20)
    update, banded = median_ms(plain), median_ms(with_bands, 100)
    asking = median_ms(lambda: lab.assess({}).next_tests(), 30)
    n = f"{len(lab.conditions)} causes, {len(everything)} findings"
    return [
        Row(
            "`import kneelab`, no plotly, no widgets",
            "≤ 0.3 s",
            f"{seconds:.2f} s",
            "",
            seconds <= 0.3 and not {"plotly", "ipywidgets"} & set(heavy),
        ),
        Row("`kneelab.load()` from the compiled content", "≤ 50 ms", f"{load_ms:.0f} ms", "", load_ms <= 50),
        Row(f"engine update, everything entered ({n})", "≤ 1 ms", f"{update:.2f} ms", "", update <= 1),
        Row("the same with reading, ranking and bands", "≤ 10 ms", f"{banded:.1f} ms", "", banded <= 10),
        Row("`next_tests()`", "≤ 50 ms", f"{asking:.1f} ms", "", asking <= 50),
    ]


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
        "Baseline: the same findings and the same engine on stock ipywidgets sliders and plotly `FigureWidget`s, Voilà's own",
        "template and settings ([baseline/stock.ipynb](baseline/stock.ipynb)).",
        "",
        "| what | bar | kneelab | baseline | holds |",
        "|---|---|---|---|---|",
    ]
    lines += [f"| {r.what} | {r.bar} | {r.ours} | {r.baseline} | {'yes' if r.holds else '**no**'} |" for r in rows]
    (HERE / "RESULTS.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    write([*engine_rows(), *page_rows(measure_explorer(), measure_baseline(HERE / "baseline"))])
