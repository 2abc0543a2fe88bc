"""An assessment and the vocabulary as the JSON that scripts read."""

from __future__ import annotations

from typing import Any

from kneelab.describe import describe_next
from kneelab.model.differential import Assessment
from kneelab.model.lab import Lab


def export_assessment(lab: Lab, assessment: Assessment, setting: str) -> dict[str, Any]:
    """Everything an assessment says, as plain data; see docs/schema/assessment.json."""
    urgency = assessment.urgency
    return {
        "content_version": lab.version,
        "setting": setting,
        "differential": [
            {
                "condition": r.condition,
                "probability": r.probability,
                "low": r.low,
                "high": r.high,
                "basis": r.basis,
                "not_excluded": r.not_excluded,
            }
            for r in assessment.differential
        ],
        "targets": [{"target": t.target, "probability": t.probability} for t in assessment.targets],
        "urgency": {
            "level": urgency.level,
            "who": urgency.who,
            "how_fast": urgency.how_fast,
            "say": urgency.say,
            "watch": list(urgency.watch),
            "because": [{"rule": b.rule, "findings": list(b.findings), "source": b.source} for b in urgency.because],
        },
        "red_flags": [
            {"rule": f.rule.id, "level": f.rule.advice.level, "findings": list(f.findings), "source": f.rule.source}
            for f in assessment.red_flags
        ],
        "next_tests": [
            {
                "finding": t.finding,
                "information_bits": t.information_bits,
                "burden": t.burden,
                "why": describe_next(lab, t),
            }
            for t in assessment.next_tests()
        ],
    }


def export_findings(lab: Lab) -> dict[str, Any]:
    """The vocabulary as plain data; see docs/schema/findings.json."""
    return {
        "findings": [
            {
                "id": f.id,
                "label": f.label,
                "kind": f.kind,
                "states": [s.id for s in f.states],
                "parent": f.parent,
                "group": f.group,
                "synonyms": [*f.synonyms, *f.aliases],
            }
            for f in lab.findings.values()
        ]
    }
