"""The engine's budgets, on today's content and on a made-up lab of the coming size.

``python -m bench.engine`` prints them alone. The baseline is pyAgrum, an independent
library, given the same numbers and asked for the same posterior.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import pyagrum

import kneelab
from bench.synthetic import synthetic_lab
from kneelab.content import COMPILED
from kneelab.content.building import build_lab
from kneelab.model.differential import Assessment
from kneelab.model.lab import Lab
from tests.model.reference import reference_network


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


def everything(lab: Lab) -> dict[str, object]:
    """An answer to every finding: sure, unsure and named."""
    return {f.id: (0.9 if i % 2 else "present") if f.is_binary else f.states[0].id for i, f in enumerate(lab.findings.values())}


def independent_ms(lab: Lab, a: Assessment) -> float:
    """Median time of pyAgrum for the posterior of the condition; its network is built beforehand."""
    engine = pyagrum.VariableElimination(reference_network(lab.network))
    engine.addTarget("condition")
    evidence = {"condition": list(a.prior.probabilities)} | {f: list(w) for f, w in a.evidence.items()}

    def ask() -> object:
        engine.setEvidence(evidence)
        engine.makeInference()
        return engine.posterior("condition").tolist()

    off = max(abs(x - y) for x, y in zip(ask(), a.probabilities, strict=True))  # type: ignore[arg-type]
    assert off < 1e-9, off
    return median_ms(ask, 30)


def lab_rows(lab: Lab) -> list[Row]:
    """Every finding entered, with and without bands; what to ask next; what flips the ranking."""
    answers = everything(lab)
    a = lab.assess(answers)
    independent = independent_ms(lab, a)
    posterior = median_ms(lambda: lab.network.posterior(a.prior.probabilities, a.evidence))
    assess = median_ms(lambda: lab.assess(answers).probabilities)
    urgent = median_ms(lambda: lab.assess(answers).urgency)
    banded = median_ms(lambda: lab.assess(answers).differential, 100)
    dozen = dict(list(answers.items())[:12])
    asking = max(median_ms(lambda: lab.assess({}).next_tests(), 30), median_ms(lambda: lab.assess(dozen).next_tests(), 30))
    flipping = median_ms(lambda: lab.assess(dozen).flips(), 30)
    n = f"{len(lab.conditions)} causes, {len(answers)} findings{', made up' if lab.version == 'synthetic' else ''}"
    return [
        Row(f"posterior, everything entered ({n})", "≤ 1 ms", f"{posterior:.2f} ms", f"{independent:.1f} ms", posterior <= 1),
        Row("`assess`: the same from the answers as given", "≤ 1 ms", f"{assess:.2f} ms", "", assess <= 1),
        Row("the same with red flags and urgency", "", f"{urgent:.2f} ms", "", True),
        Row("the same with ranking and bands", "≤ 10 ms", f"{banded:.1f} ms", "", banded <= 10),
        Row("`next_tests()`, nothing or 12 entered", "≤ 50 ms", f"{asking:.1f} ms", "", asking <= 50),
        Row("`flips()`, 12 entered", "≤ 50 ms", f"{flipping:.1f} ms", "", flipping <= 50),
    ]


def engine_rows() -> list[Row]:
    """Import, load, and the engine on both labs."""
    seconds, heavy = import_seconds()
    real = kneelab.load()
    load_ms = median_ms(lambda: build_lab(json.loads(COMPILED.read_text(encoding="utf-8"))), 20)
    light = not {"plotly", "ipywidgets"} & set(heavy)
    return [
        Row("`import kneelab`, no plotly, no widgets", "≤ 0.3 s", f"{seconds:.2f} s", "", seconds <= 0.3 and light),
        Row("`kneelab.load()` from the compiled content", "≤ 50 ms", f"{load_ms:.0f} ms", "", load_ms <= 50),
        *lab_rows(real),
        *lab_rows(synthetic_lab()),
    ]


def table(rows: list[Row]) -> list[str]:
    """Rows as lines of a Markdown table."""
    lines = ["| what | bar | kneelab | baseline | holds |", "|---|---|---|---|---|"]
    return lines + [f"| {r.what} | {r.bar} | {r.ours} | {r.baseline} | {_holds(r)} |" for r in rows]


def _holds(row: Row) -> str:
    return "" if not row.bar else "yes" if row.holds else "**no**"


if __name__ == "__main__":
    print("\n".join(table(engine_rows())))
