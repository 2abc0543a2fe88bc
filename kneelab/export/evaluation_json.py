"""An evaluation as the JSON that scripts read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from kneelab.evaluation import Anchor, CaseResult, Run
from kneelab.evaluation.words import MEASURES
from kneelab.model.lab import Lab
from kneelab.model.scoring import LEVEL, Share


def export_evaluation(lab: Lab, runs: Sequence[Run], anchors: Sequence[Anchor]) -> dict[str, Any]:
    """Everything an evaluation says, as plain data; see docs/schema/evaluation.json."""
    return {
        "content_version": lab.version,
        "interval_level": LEVEL,
        "runs": [{"setting": run.id, "cases": [_case(r) for r in run.results], "summary": _summary(run)} for run in runs],
        "definitions": {m: lab.strings[f"evaluate.{m}_means"] for m in MEASURES},
        "anchors": [asdict(a) for a in anchors],
    }


def _case(r: CaseResult) -> dict[str, Any]:
    return {
        "id": r.case.id,
        "setting": r.setting,
        "answer": list(r.case.answer),
        "rank": r.rank,
        "accepted": r.accepted,
        "probability": r.probability,
        "leader": r.leading[0] if r.leading else None,
        "leading": list(r.leading),
        "list_length": r.list_length,
        "urgency": r.urgency,
        "urgency_at_least": r.case.at_least,
        "urgency_at_most": r.case.at_most,
        "urgent": r.case.urgent,
        "missed": r.missed,
        "sent_on": r.sent_on,
        "over_triaged": r.over_triaged,
    }


def _summary(run: Run) -> dict[str, Any]:
    out: dict[str, Any] = {"cases": run.summary.cases}
    for measure in MEASURES:
        value = getattr(run.summary, measure)
        out[measure] = value if value is None or isinstance(value, float | int) else asdict(value)
        if isinstance(value, Share):
            out[measure]["value"] = value.value
    return out
