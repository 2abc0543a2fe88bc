"""What the cause explorer shows, as plain data: a pure function of the lab and one or two conditions."""

from __future__ import annotations

from typing import Any

from kneelab import describe
from kneelab.model.conditions import Condition, MustNotMiss, Statement
from kneelab.model.lab import DEFAULT_SETTING, SEXES, Lab
from kneelab.model.triage import LEVELS
from kneelab.widgets.causes_findings import cited_by_finding, finding_view, own_contrasts, pair_findings
from kneelab.widgets.explorer_view import FAMILIES, SLOTS, knee_svg

AGES = (20, 30, 40, 50, 60, 70, 80)
"""Ages, in years, for which the start is drawn."""
LOOK_ALIKE_FINDINGS = 3
SEARCHED_FINDINGS = 12
"""A cause is also found by the findings that set it apart most."""

View = dict[str, Any]


def causes_catalog(lab: Lab) -> View:
    """Everything that never changes while the page is open."""
    return {
        "strings": dict(lab.strings),
        "families": [
            {
                "id": family,
                "label": lab.strings[f"causes.family.{family}"],
                "causes": [_listed(lab, c) for c in lab.conditions if c.family == family],
            }
            for family in FAMILIES
        ],
        "layers": {s.id: s.layer for s in lab.structures.values()},
        "knee_svg": knee_svg(),
    }


def _listed(lab: Lab, c: Condition) -> View:
    telling = [lab.findings[x.finding] for x in own_contrasts(lab, c.id)[:SEARCHED_FINDINGS] if x.log_ratio > 0]
    words = [c.name, c.short, c.lay, *c.patient_words, *(lab.structures[s].name for s in c.structures)]
    words += [w for f in telling for w in (f.label, *f.synonyms)]
    return {
        "id": c.id,
        "name": c.name,
        "short": c.short,
        "family": c.family,
        "must_not_miss": c.must_not_miss is not None,
        "words": " ".join(words).lower(),
    }


def cause_view(lab: Lab, cause: str) -> View:
    """One cause: script, who gets it, findings, structures, look-alikes, plan, references."""
    c = lab.condition(cause)
    contrasts = own_contrasts(lab, cause)
    first, send_on = _plan(lab, c)
    return {
        "id": c.id,
        "name": c.name,
        "short": c.short,
        "family": c.family,
        "lay": c.lay,
        "mechanism": _statement(lab, c.mechanism),
        "voice": list(c.patient_words),
        "must_not_miss": _must_not_miss(lab, c.must_not_miss) if c.must_not_miss else None,
        "script": _script(lab, c),
        "who": _who(lab, c),
        "findings": [finding_view(lab, cause, x) for x in contrasts],
        "structures": [_structure(lab, s) for s in c.structures],
        "look_alikes": [_look_alike(lab, c, x) for x in c.look_alikes],
        "mimics": [_mimic(lab, m) for m in c.mimics],
        "plan": {"first": [_statement(lab, s) for s in first], "send_on": send_on},
        "references": _references(lab, c),
        "judged": _judged(lab, c),
    }


def pair_view(lab: Lab, cause: str, other: str) -> View:
    """Two causes side by side: what separates them, then both scripts."""
    one, two = lab.condition(cause), lab.condition(other)
    tells = [{"cause": b.short, "tell": x.tell} for a, b in ((one, two), (two, one)) for x in a.look_alikes if x.condition == b.id]
    return {
        "sides": [_side(lab, c) for c in (one, two)],
        "tells": tells,
        "findings": pair_findings(lab, cause, other),
        "script": [{"slot": a["slot"], "sides": [a["text"], b["text"]]} for a, b in zip(_script(lab, one), _script(lab, two), strict=True)],
    }


def _side(lab: Lab, c: Condition) -> View:
    danger = c.must_not_miss
    return {
        "id": c.id,
        "name": c.name,
        "short": c.short,
        "family": c.family,
        "lay": c.lay,
        "voice": list(c.patient_words),
        "must_not_miss": _must_not_miss(lab, danger) if danger else None,
    }


def _statement(lab: Lab, s: Statement) -> View:
    return {
        "text": describe.describe_text(lab, s.text),
        "mark": s.mark,
        "source": describe.describe_source(lab, s.mark, s.source),
        "hint": describe.describe_citation(lab.sources[s.source]) if s.source else describe.describe_text(lab, s.reason or ""),
    }


def _script(lab: Lab, c: Condition) -> list[View]:
    """Six slots; the last keeps what to do first, the rest of the plan has its own place."""
    lines = {**c.script, "plan": tuple(_plan(lab, c)[0])}
    return [{"slot": lab.strings[f"slot.{slot}"], "text": [_statement(lab, s) for s in lines[slot]]} for slot in SLOTS]


def _plan(lab: Lab, c: Condition) -> tuple[list[Statement], list[View]]:
    """First-line statements, and what to send on for, without the words that mark them."""
    prefix = lab.strings["causes.send_on_prefix"]
    first = [s for s in c.script["plan"] if not s.text.startswith(prefix)]
    rest = [_statement(lab, s) for s in c.script["plan"] if s.text.startswith(prefix)]
    return first, [{**s, "text": (text := s["text"].removeprefix(prefix))[0].upper() + text[1:]} for s in rest]


def _must_not_miss(lab: Lab, danger: MustNotMiss) -> View:
    advice = lab.advice[danger.level]
    return {
        "level": danger.level,
        "rank": LEVELS.index(danger.level) + 1,
        "word": advice.word,
        "who": advice.who,
        "how_fast": advice.how_fast,
        "why": danger.why,
        "source": lab.sources[danger.source].short if danger.source else None,
        "checks": [lab.findings[f].label for f in danger.checks],
        "threshold": describe.describe_share(lab, danger.threshold),
    }


def _who(lab: Lab, c: Condition) -> View:
    """Start shares by place, age and sex: assumed, and said so."""
    place = lab.network.index(c.id)
    shifts = lab.demographics[place]

    def start(**facts: Any) -> View:
        p = lab.assess({}, **facts).probabilities[place]
        return {"of_1000": 1000 * p, "words": describe.describe_per_1000(lab, p)}

    return {
        "lines": [_statement(lab, s) for s in c.script["enabling"]],
        "settings": [{"label": s.label, "reason": s.reason, **start(setting=s.id)} for s in lab.settings.values()],
        "ages": [{"age": age, **start(age=age)} for age in AGES],
        "sexes": [{"label": lab.strings[f"patient.{sex}"], **start(sex=sex)} for sex in SEXES],
        "setting": lab.settings[DEFAULT_SETTING].label,
        "mark_label": lab.strings[f"mark.{shifts.mark}"],
        "reason": shifts.reason,
    }


def _structure(lab: Lab, structure: str) -> View:
    s = lab.structures[structure]
    return {
        "id": s.id,
        "name": s.name,
        "layer": s.layer,
        "layer_label": lab.strings[f"layer.{s.layer}"],
        "course": s.course,
        "relevance": s.relevance,
        "sources": [lab.sources[x].short for x in s.sources],
    }


def _look_alike(lab: Lab, c: Condition, x: Any) -> View:
    known = x.condition in lab.network.conditions
    return {
        "id": x.condition if known else None,
        "name": describe.condition_name(lab, x.condition),
        "short": lab.condition(x.condition).short if known else describe.condition_name(lab, x.condition),
        "family": lab.condition(x.condition).family if known else "other",
        "urgent": x.urgent,
        "tell": x.tell,
        "findings": pair_findings(lab, c.id, x.condition)[:LOOK_ALIKE_FINDINGS] if known else [],
    }


def _mimic(lab: Lab, m: Any) -> View:
    return {
        "name": m.name,
        "signs": [describe.describe_literal(lab, s) for s in m.signs],
        "tell": m.tell,
        "level": m.level,
        "rank": LEVELS.index(m.level) + 1,
        "word": lab.advice[m.level].word,
        "source": lab.sources[m.source].short if m.source else None,
    }


def _statements(c: Condition) -> list[Statement]:
    return [c.mechanism, *(s for lines in c.script.values() for s in lines)]


def cited(lab: Lab, c: Condition) -> list[str]:
    """Source ids of everything that is said of a cause, each once."""
    ids = [x for s in _statements(c) for x in (s.source, *describe.sources_in(lab, f"{s.text} {s.reason or ''}"))]
    ids += [c.must_not_miss.source] if c.must_not_miss else []
    ids += [m.source for m in c.mimics]
    ids += [lab.demographics[lab.network.index(c.id)].source]
    ids += [source for x in own_contrasts(lab, c.id) for source in cited_by_finding(lab, c.id, x.finding)]
    ids += [link.source for link in c.links]
    ids += [source for s in c.structures for source in lab.structures[s].sources]
    return list(dict.fromkeys(x for x in ids if x))


def _references(lab: Lab, c: Condition) -> list[View]:
    found = [lab.sources[x] for x in cited(lab, c)]
    return [
        {
            "short": s.short,
            "citation": describe.describe_citation(s),
            "genre": s.genre and s.genre[0].upper() + s.genre[1:],
            "note": s.note,
            "url": describe.source_address(s),
            "link": describe.describe_link(lab, s),
        }
        for s in sorted(found, key=lambda s: (s.short.lower(), s.id))
    ]


def _judged(lab: Lab, c: Condition) -> list[View]:
    """Why statements are only judged, each reason once, with the statements that rest on it."""
    reasons: dict[str, list[str]] = {}
    for s in _statements(c):
        if s.mark != "published" and s.reason:
            reasons.setdefault(describe.describe_text(lab, s.reason), []).append(describe.describe_text(lab, s.text))
    return [{"reason": reason, "statements": texts} for reason, texts in reasons.items()]
