"""What the symptom explorer shows, as plain data: a pure function of the record."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path
from typing import Any

from kneelab import describe
from kneelab.model.differential import Assessment, Ranked
from kneelab.model.findings import Finding
from kneelab.model.lab import Lab
from kneelab.model.triage import LEVELS, Because, RedFlag
from kneelab.widgets.pain_map import pain_map_view
from kneelab.widgets.record import Record
from kneelab.widgets.shared_view import openers_view, share_view

GROUPS = ("story", "place", "changes", "examination", "risk")
FAMILIES = ("nerve", "muscle", "joint", "vessel", "other")
SLOTS = ("enabling", "fault", "consequences", "course", "discriminators", "plan")
WIDE_AXIS = 0.60
"""The ranking's axis ends here until a cause or its band passes it."""

View = dict[str, Any]


def explorer_catalog(lab: Lab) -> View:
    """Everything that never changes while the page is open."""
    return {
        "strings": dict(lab.strings),
        "settings": [{"id": s.id, "label": s.label} for s in lab.settings.values()],
        "groups": [
            {
                "id": group,
                "label": lab.strings[f"group.{group}"],
                "findings": [_finding(lab, f) for f in lab.findings.values() if f.group == group],
            }
            for group in GROUPS
        ],
        "openers": openers_view(lab),
        "conditions": {c.id: {"name": c.name, "short": c.short, "family": c.family, "lay": c.lay} for c in lab.conditions},
        "families": [{"id": f, "label": lab.strings[f"family.{f}"]} for f in FAMILIES],
        "levels": [{"id": level, "word": lab.advice[level].word} for level in LEVELS],
        "knee_svg": knee_svg(),
        "pain_map": pain_map_view(lab),
        "content_version": lab.version,
    }


@cache
def knee_svg() -> str:
    """The schematic knee; ids begin with KNEE- for the page to make unique."""
    return Path(__file__).with_name("knee.svg").read_text(encoding="utf-8")


def _finding(lab: Lab, f: Finding) -> View:
    return {
        "id": f.id,
        "label": f.label,
        "kind": f.kind,
        "kind_label": lab.strings[f"kind.{f.kind}"],
        "ask": f.ask,
        "positive": f.positive,
        "states": None if f.is_binary else [{"id": s.id, "label": s.label} for s in f.states],
        "synonyms": list(f.synonyms),
    }


def explorer_view(lab: Lab, record: Record) -> View:
    """Draw up everything that one record leads to."""
    a = record.assess(lab)
    opener = lab.openers.get(record.opener or "")
    top = max(max(r.probability for r in a.differential), max(r.high for r in a.differential[:6]))
    summary = describe.describe_summary(lab, a.differential, opener.name if opener else None)
    urgent = LEVELS.index(a.urgency.level) <= 1
    return {
        "problems": record.problems,
        "asked": len(a.evidence),
        "total": len(lab.findings),
        "summary": summary,
        "prior_note": lab.strings["words.prior_note"],
        "urgency": _urgency(lab, a),
        "ranking": [_ranked(lab, r) for r in a.differential],
        "axis_max": 60 if top <= WIDE_AXIS else 100,
        "selected": _selected(lab, a, record.cause or a.leader.id),
        "next": _next(lab, a),
        "checks": list(a.open_checks()),
        "announce": summary,
        "announce_urgent": f"{a.urgency.word}. {a.urgency.who} {a.urgency.how_fast}" if urgent else None,
    }


def _urgency(lab: Lab, a: Assessment) -> View:
    u = a.urgency
    return {
        "level": u.level,
        "rank": LEVELS.index(u.level) + 1,
        "word": u.word,
        "who": u.who,
        "how_fast": u.how_fast,
        "say": u.say,
        "watch": list(u.watch),
        "because": [_because(lab, a, b) for b in u.because],
        "noted": [_note(lab, a, flag) for flag in a.red_flags if flag.rule.informs],
        "open_checks": len(a.open_checks()),
    }


def _because(lab: Lab, a: Assessment, b: Because) -> View:
    names = [describe.describe_answer(lab, x.split("=")[0], a) for x in b.findings]
    label = (
        b.label
        if b.findings
        else lab.strings["because.leading" if b.rule == "leading_cause" else "because.not_unlikely"].format(
            cause=describe.in_sentence(lab, _condition_of(lab, b))
        )
    )
    return {"label": label, "findings": names, "mark": b.mark, "source": describe.describe_source(lab, b.mark, b.source)}


def _note(lab: Lab, a: Assessment, flag: RedFlag) -> View:
    """A single weak flag: said, and acted on by nobody."""
    rule = flag.rule
    return {
        "label": rule.label,
        "findings": [describe.describe_answer(lab, x.split("=")[0], a) for x in flag.findings],
        "mark": rule.mark,
        "source": describe.describe_source(lab, rule.mark, rule.source),
    }


def _condition_of(lab: Lab, b: Because) -> str:
    return next(c.id for c in lab.conditions if c.name == b.label)


def _ranked(lab: Lab, r: Ranked) -> View:
    condition = lab.condition(r.condition)
    return {
        "id": r.condition,
        "name": condition.name,
        "short": condition.short,
        "family": condition.family,
        **share_view(lab, r),
        "not_excluded": r.not_excluded,
        "not_excluded_label": lab.strings["words.not_excluded"] if r.not_excluded else None,
    }


def _selected(lab: Lab, a: Assessment, cause: str) -> View:
    condition = lab.condition(cause)
    place = lab.network.index(cause)
    p, start = a.probabilities[place], a.prior.probabilities[place]
    why = a.why(cause)
    weakest = a.weakest_link(cause)
    return {
        "id": cause,
        "name": condition.name,
        "family": condition.family,
        "lay": condition.lay,
        "mechanism": condition.mechanism.text,
        "structures": [lab.structures[s].name for s in condition.structures],
        "structure_ids": list(condition.structures),
        "now": describe.describe_share(lab, p),
        "start": describe.describe_share(lab, start),
        "now_of_100": round(100 * p),
        "odds_words": describe.describe_odds(lab, _logit(p) - _logit(start)),
        "rival": describe.condition_name(lab, why.against),
        "why": [
            {
                "label": describe.describe_contribution(lab, part, a),
                "factor_words": describe.describe_factor(part.log_ratio),
                "log_ratio": part.log_ratio,
                "basis": part.mark,
                "source": describe.describe_source(lab, part.mark, part.source),
                "source_title": lab.sources[part.source].title if part.source else None,
            }
            for part in sorted(why.contributions, key=lambda c: -abs(c.log_ratio))
            if abs(part.log_ratio) > 0.01
        ],
        "flip": describe.describe_flip(lab, a) if cause == a.leader.id else None,
        "weakest": lab.strings["why.weakest"].format(
            number=describe.describe_number(lab, weakest.origin), mark=lab.strings[f"mark.{weakest.number.mark}"]
        )
        if weakest
        else None,
        "not_excluded": lab.strings["why.not_excluded"].format(cause=describe.in_sentence(lab, cause)) if cause in a.not_excluded else None,
        "ruled_out": _ruled_out(lab, a, cause),
        "script": [{"slot": lab.strings[f"slot.{slot}"], "text": [_statement(lab, s) for s in condition.script[slot]]} for slot in SLOTS],
        "look_alikes": [
            {"name": describe.condition_name(lab, x.condition), "urgent": x.urgent, "tell": x.tell} for x in condition.look_alikes
        ],
        "patient_words": list(condition.patient_words),
    }


def _ruled_out(lab: Lab, a: Assessment, cause: str) -> str | None:
    """By which published rule a dangerous cause is excluded here; None where none is."""
    if cause not in a.ruled_out:
        return None
    rule, out = a.ruled_out[cause]
    return lab.strings["why.ruled_out"].format(rule=rule.name, text=out.text, source=lab.sources[out.source].short)


def _statement(lab: Lab, s: Any) -> View:
    return {"text": s.text, "basis": s.mark, "source": describe.describe_source(lab, s.mark, s.source)}


def _next(lab: Lab, a: Assessment) -> View | None:
    test = next(iter(a.next_tests()), None)
    if test is None:
        return None
    f = lab.findings[test.finding]
    if f.is_binary:
        choices = [{"value": 100, "label": lab.strings["state.present"]}, {"value": -100, "label": lab.strings["state.absent"]}]
    else:
        choices = [{"value": s.id, "label": s.label} for s in f.states]
    return {
        "finding": f.id,
        "label": f.label,
        "question": f.ask if f.kind in ("history", "risk") else lab.strings["next.do"].format(label=f.label),
        "how": None if f.kind in ("history", "risk") else f.ask,
        "reason": describe.describe_next(lab, test),
        "bits": test.information_bits,
        "choices": choices,
        "safety": test.safety_for is not None,
    }


def _logit(p: float) -> float:
    return math.log(p / (1.0 - p))
