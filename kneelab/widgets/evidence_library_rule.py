"""A published decision rule on one fictional patient, as plain data: items, score, strata, when not to use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kneelab import describe
from kneelab.model.decision_rules import Applied, DecisionRule, Item, NotToUse, RuleOut, Stratum, StratumFigure
from kneelab.model.differential import Assessment
from kneelab.model.findings import ABSENT
from kneelab.model.lab import Lab
from kneelab.widgets.evidence_library_effect import record_facts
from kneelab.widgets.record import Record

View = dict[str, Any]


def rule_of(lab: Lab, test: str) -> DecisionRule | None:
    """The decision rule whose studies a reference test holds; None for most tests."""
    return next((r for r in lab.decision_rules.values() if r.reference_test == test), None)


def rule_view(lab: Lab, rule: DecisionRule, record: Record) -> View:
    """Draw up one rule and what it says of one record.

    Parameters
    ----------
    record : Record
        Its judgements on other rules are left aside.
    """
    s, a = lab.strings, record.assess(lab)
    judged = {i.id: record.judgements[i.id] for i in rule.items if i.id in record.judgements}
    done = a.decision_rule(rule.id, judged)
    facts = record_facts(lab, record, len(record.answers))
    # Those that this record shows come first.
    warnings = sorted(rule.when_not_to_use, key=lambda w: w not in done.not_for_this_patient)
    return {
        "id": rule.id,
        "name": rule.name,
        "about": rule.about,
        "source": _link(lab, rule.source),
        "ask_first": rule.ask_first,
        "patient": s["library.rule.patient"].format(facts=", ".join(facts)) if facts else s["library.rule.nobody"],
        "warnings": [_warning(lab, w, w in done.not_for_this_patient) for w in warnings],
        "items": [_item(lab, i, a, record, done) for i in rule.items],
        "score": _score(lab, done),
        "strata": _strata(lab, done),
        "rule_outs": [_rule_out(lab, out, out in done.rules_out) for out in rule.rules_out],
    }


def _link(lab: Lab, source: str) -> View:
    found = lab.sources[source]
    return {"text": found.short, "title": describe.describe_citation(found), "url": describe.source_address(found)}


def _signed(number: int) -> str:
    return f"{number}".replace("-", "−")


def _warning(lab: Lab, warning: NotToUse, holds: bool) -> View:
    return {
        "text": warning.text,
        "holds": lab.strings["library.rule.holds"] if holds else None,
        "source": _link(lab, warning.source) if warning.source else None,
        "reason": None if warning.source else lab.strings["library.rule.judged"].format(reason=warning.reason),
    }


# ---------- Items ----------


def _item(lab: Lab, item: Item, a: Assessment, record: Record, done: Applied) -> View:
    state = "met" if item.id in done.met else "absent" if item.id in done.absent else "not_asked"
    rests_on = _of_the_patient(lab, item, record) or " ".join(_of_findings(lab, item, a, met=state == "met"))
    return {
        "id": item.id,
        "label": item.label,
        "points": f"{item.points:+d}".replace("-", "−"),
        "state": state,
        "state_label": lab.strings[f"library.rule.{state}"],
        "judgement": item.judgement,
        "rests_on": rests_on or None,
    }


def _of_the_patient(lab: Lab, item: Item, record: Record) -> str | None:
    """Age or sex that an item asks for."""
    s = lab.strings
    if item.age_from is not None or item.age_above is not None:
        return s["library.rule.age_open"] if record.age is None else s["library.rule.age"].format(age=f"{record.age:g}")
    if item.sex is not None:
        return s["library.rule.sex_open"] if record.sex is None else s["library.rule.sex"].format(sex=s[f"patient.{record.sex}"])
    return None


def _of_findings(lab: Lab, item: Item, a: Assessment, *, met: bool) -> Iterator[str]:
    """Answers behind an item and what is open, where the item's own words do not say it."""
    asked = list(dict.fromkeys(literal.partition("=")[0] for literal in item.any))
    told = [f for f in asked if f in a.evidence]
    unsure = [f for f in told if max(a.evidence[f]) < sum(a.evidence[f])]
    sure = [f for f in told if f not in unsure]
    left = [f for f in asked if f not in told]
    if sure and (len(asked) > 1 or item.any[0].endswith(f"={ABSENT}")):
        yield lab.strings["library.rule.said"].format(answers=", ".join(describe.describe_answer(lab, f, a) for f in sure))
    if left and len(asked) > 1 and not met:
        yield lab.strings["library.rule.open"].format(findings=", ".join(lab.findings[f].label for f in left))
    if unsure:
        yield lab.strings["library.rule.unsure"].format(findings=", ".join(lab.findings[f].label for f in unsure))


# ---------- Score and strata ----------


def _score(lab: Lab, done: Applied) -> View:
    s = lab.strings
    if done.not_asked:
        reach = s["library.rule.range"].format(lowest=_signed(done.lowest), highest=_signed(done.highest))
    else:
        reach = s["library.rule.complete"]
    if done.stratum is None:
        stratum = s["library.rule.stratum_open"].format(labels="; ".join(x.label for x in done.rule.strata if _within_reach(x, done)))
    else:
        stratum = s["library.rule.stratum"].format(label=done.stratum.label)
    return {
        "number": _signed(done.score),
        "range": reach,
        "stratum": stratum,
        "act": done.stratum.act if done.stratum else None,
        "warned": s["library.rule.warned"] if done.not_for_this_patient else None,
    }


def _within_reach(stratum: Stratum, done: Applied) -> bool:
    """Whether some answers to the open items would end in a stratum."""
    return any(stratum.holds(score) for score in range(done.lowest, done.highest + 1))


def _strata(lab: Lab, done: Applied) -> View:
    """Strata as rows and populations as columns, in the order in which the content names them."""
    populations = list(dict.fromkeys(f.population for x in done.rule.strata for f in x.figures))
    return {
        "heading": lab.strings["library.rule.shares" if populations else "library.rule.groups"],
        "populations": populations,
        "rows": [_stratum(lab, x, populations, done) for x in done.rule.strata],
        "studies": list(_studies(lab, done.rule)),
        "none": None if populations else lab.strings["library.rule.no_shares"],
    }


def _stratum(lab: Lab, stratum: Stratum, populations: list[str], done: Applied) -> View:
    figures = {f.population: f for f in stratum.figures}
    standing = "here" if stratum == done.stratum else "possible" if _within_reach(stratum, done) else None
    return {
        "id": stratum.id,
        "label": stratum.label,
        "act": stratum.act,
        "standing": standing,
        "standing_label": lab.strings[f"library.rule.{standing}"] if standing else None,
        "cells": [_figure(lab, figures[p]) if p in figures else None for p in populations],
    }


def _figure(lab: Lab, figure: StratumFigure) -> View:
    low, high = figure.ci95 or (figure.probability, figure.probability)
    return {
        "of_100": 100 * figure.probability,
        "low": 100 * low,
        "high": 100 * high,
        "words": describe.describe_share(lab, figure.probability),
        "band": describe.describe_band(lab, low, high) if figure.ci95 else lab.strings["library.rule.no_interval"],
    }


def _studies(lab: Lab, rule: DecisionRule) -> Iterator[View]:
    """Where the shares come from: one line for each population."""
    behind: dict[tuple[str, str, int | None], list[str]] = {}
    for figure in (f for x in rule.strata for f in x.figures):
        notes = behind.setdefault((figure.population, figure.source, figure.n), [])
        if figure.note and figure.note not in notes:
            notes.append(figure.note)
    for (population, source, n), notes in behind.items():
        size = lab.strings["library.n"].format(n=f"{n:,}") if n else lab.strings["library.n_unknown"]
        yield {"population": population, "source": _link(lab, source), "size": size, "note": " ".join(notes) or None}


def _rule_out(lab: Lab, out: RuleOut, holds: bool) -> View:
    s = lab.strings
    # A share this small is lost in whole people of 100.
    low, high = (f"{100 * x:.1f}" for x in out.leaves_ci95 or (0.0, 0.0))
    left = s["library.rule.leaves"].format(low=low, high=high) if out.leaves_ci95 else None
    return {
        "text": out.text,
        "why": describe.describe_text(lab, out.why),
        "source": _link(lab, out.source),
        "study": " ".join(x for x in (s["library.n"].format(n=f"{out.n:,}") + "." if out.n else None, left) if x) or None,
        "holds": holds,
        "verdict": s["library.rule.out" if holds else "library.rule.not_out"].format(cause=describe.in_sentence(lab, out.condition)),
    }


# ---------- Text twin ----------


def describe_rule(lab: Lab, view: Mapping[str, Any]) -> list[str]:
    """Text twin of a rule: when not to use it, items, score, strata, what it rules out."""
    s, score, strata = lab.strings, view["score"], view["strata"]
    lines = [f"{view['name']} ({view['source']['text']})", view["about"], "", s["library.rule.not_to_use"]]
    for w in view["warnings"]:
        lines.append(f"  {'! ' if w['holds'] else '- '}{w['text']} ({w['source']['text'] if w['source'] else w['reason']})")
    lines += ["", *([view["ask_first"]] if view["ask_first"] else []), view["patient"]]
    lines += [f"  {i['points']:>3}  {i['label']}: {i['state_label']}. {i['rests_on'] or ''}".rstrip() for i in view["items"]]
    lines += [score["warned"]] if score["warned"] else []
    lines += [f"{s['library.rule.score']}: {score['number']}. {score['range']} {score['stratum']} {score['act'] or ''}".rstrip()]
    lines.append(strata["heading"])
    for row in strata["rows"]:
        shares = [
            f"{population}: {cell['words']} ({cell['band']})" if cell else f"{population}: {s['library.rule.no_share']}"
            for population, cell in zip(strata["populations"], row["cells"], strict=True)
        ]
        standing = f" [{row['standing_label']}]" if row["standing"] else ""
        lines.append(f"  {row['label']}{standing}. {row['act']} {'; '.join(shares)}".rstrip())
    lines += [strata["none"]] if strata["none"] else []
    lines += [f"  {x['population']}: {x['source']['text']}, {x['size']}. {x['note'] or ''}".rstrip() for x in strata["studies"]]
    for out in view["rule_outs"]:
        study = " ".join(x for x in (out["study"], f"({out['source']['text']})") if x)
        lines.append(f"{s['library.rule.rules_out']}: {out['text']} {study} {out['why']} {out['verdict']}")
    return lines
