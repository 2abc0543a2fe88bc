"""From compiled content to the lab."""

from __future__ import annotations

from typing import Any

from kneelab.model.anatomy import Link, Relation, Shape
from kneelab.model.conditions import Condition, LastCheck, LookAlike, Mimic, MustNotMiss, Statement, Structure, Target
from kneelab.model.decision_rules import DecisionRule, Item, NotToUse, RuleAccuracy, RuleOut, Stratum, StratumFigure
from kneelab.model.evidence import EvidenceRow, ReferenceTest
from kneelab.model.findings import BINARY, CONDITION, Finding, State, Vocabulary
from kneelab.model.knee_map import Drawing, PainSite, Stroke, TourStep
from kneelab.model.lab import Demographics, Lab, Opener, Setting, Source
from kneelab.model.network import Accuracy, Distribution, Network
from kneelab.model.triage import Advice, Group, Rule

Data = dict[str, Any]


def build_lab(data: Data) -> Lab:
    """Make the immutable lab from compiled content."""
    findings = [_finding(f) for f in data["findings"]]
    ids = data["network"]["conditions"]
    demographics = {d["condition"]: _demographics(d) for d in data["demographics"]}
    advice = {a["id"]: _advice(a["id"], a["word"], a) for a in data["levels"]}
    return Lab(
        version=data["version"],
        network=_network(data["network"], {f.id: f for f in findings}),
        vocabulary=Vocabulary(findings),
        conditions=tuple(_condition(c) for c in data["conditions"]),
        targets={t["id"]: Target(**t) for t in data["targets"]},
        reference_tests={t["id"]: ReferenceTest(**{**t, "synonyms": tuple(t["synonyms"])}) for t in data["reference_tests"]},
        evidence=tuple(map(_evidence_row, data["evidence"])),
        structures={s["id"]: _structure(s) for s in data["structures"]},
        sites={s["id"]: PainSite(**_tuples(s)) for s in data["sites"]},
        tour=tuple(TourStep(**_tuples({**s, "says": list(map(_statement, s["says"]))})) for s in data["tour"]),
        drawing=Drawing(tuple(data["drawing"]["window_mm"]), tuple(map(_stroke, data["drawing"]["strokes"]))),
        shapes={s["structure"]: Shape(**{**s, "parts": tuple(s["parts"])}) for s in data["shapes"]},
        not_drawn=data["not_drawn"],
        relations=tuple(_relation(r) for r in data["relations"]),
        settings={s["id"]: _setting(s, ids) for s in data["settings"]},
        demographics=tuple(demographics[c] for c in ids),
        rules=tuple(_rule(r, advice) for r in data["rules"]),
        advice=advice,
        sources={s["id"]: _source(s) for s in data["sources"]},
        decision_rules={r["id"]: _decision_rule(r) for r in data["decision_rules"]},
        openers={o["id"]: Opener(**o) for o in data["openers"]},
        practice_order=tuple(map(_statement, data["practice_order"])),
        strings=data["strings"],
    )


def _finding(f: Data) -> Finding:
    states = BINARY
    if f["states"]:
        states = tuple(State(s["id"], s["label"], tuple(s["aliases"])) for s in f["states"])  # type: ignore[assignment]
    plain = {k: f[k] for k in ("id", "label", "kind", "group", "ask", "positive", "burden", "parent")}
    names: Data = {k: tuple(f[k]) for k in ("aliases", "opposites", "requires", "synonyms")}
    ages = tuple(f["only_ages"]) if f["only_ages"] else None
    return Finding(**plain, states=states, **names, only_sex=f["only_sex"], only_ages=ages)  # type: ignore[arg-type]


def _evidence_row(r: Data) -> EvidenceRow:
    plain: Data = {k: tuple(v) if isinstance(v, list) else v for k, v in r.items() if k != "probability_without"}
    share = r.get("probability_without")
    if share:
        plain |= {"probability_without": share["probability"], "without_reason": share["reason"]}
    return EvidenceRow(**plain)


def _must_not_miss(m: Data) -> MustNotMiss:
    return MustNotMiss(m["level"], m["threshold"], m["why"], m["source"], tuple(m["checks"]))


def _statement(s: Data) -> Statement:
    return Statement(s["text"], s["mark"], s["source"], s["reason"])


def _condition(c: Data) -> Condition:
    danger, check = c["must_not_miss"], c["last_check"]
    return Condition(
        **{k: c[k] for k in ("id", "name", "short", "family", "lay", "default_urgency")},
        mechanism=_statement(c["mechanism"]),
        patient_words=tuple(c["patient_words"]),
        links=tuple(Link(c["id"], **x) for x in c["structures"]),
        script={slot: tuple(map(_statement, lines)) for slot, lines in c["script"].items()},
        look_alikes=tuple(LookAlike(**x) for x in c["look_alikes"]),
        must_not_miss=_must_not_miss(danger) if danger else None,
        last_check=LastCheck(**{**check, "findings": tuple(check["findings"])}) if check else None,
        mimics=tuple(Mimic(**{**m, "signs": tuple(m["signs"])}) for m in c["mimics"]),
    )


def _number(n: Data) -> Distribution:
    return Distribution(tuple(n["p"]), n["weight"], n["mark"], n["source"], n["key"], n["reason"], n.get("n"))


def _rows(table: Data, conditions: list[str]) -> list[Distribution]:
    base = _number(table["base"])
    rows = {c: _number(n) for c, n in table["rows"].items()}
    return [rows.get(c, base) for c in conditions]


def _network(n: Data, findings: dict[str, Finding]) -> Network:
    ids = n["conditions"]
    return Network(
        conditions=ids,
        findings=findings,
        by_condition={f: _rows(n["by_condition"][f], ids) for f in findings if findings[f].parent == CONDITION},
        by_target={
            f: Accuracy(_number(n["by_target"][f]["with_target"]), _number(n["by_target"][f]["without"]))
            for f in findings
            if findings[f].parent != CONDITION
        },
        targets={t: _rows(table, ids) for t, table in n["targets"].items()},
    )


def _setting(s: Data, ids: list[str]) -> Setting:
    return Setting(s["id"], s["label"], s["reason"], tuple(s["weights"][c] / 1000.0 for c in ids))


def _demographics(d: Data) -> Demographics:
    knots = tuple(sorted((float(a), float(f)) for a, f in d["age_factor"].items()))
    return Demographics(knots, {"female": 1.0, "male": 1.0, **d["sex_factor"]}, d["mark"], d["source"], d["reason"])


def _structure(s: Data) -> Structure:
    # What no source confirmed is not taught: "all" means the whole entry, "attachments_course" its course.
    unverified = set(s["unverified"])

    def taught(field: str, named: str | None = None) -> Any:
        return None if unverified & {"all", named or field} else s[field]

    return Structure(
        **{k: s[k] for k in ("id", "name", "layer", "kind", "side", "mark", "reason")},
        **{k: taught(k, "attachments_course") for k in ("course", "origin", "insertion")},
        **{k: taught(k) for k in ("innervation", "action", "relevance")},
        roots=tuple(taught("roots") or ()),
        joints_crossed=tuple(s["joints_crossed"]),
        sources=tuple(s["sources"]),
    )


def _stroke(s: Data) -> Stroke:
    points = tuple(tuple(map(float, point.split())) for point in s["points"].split(", "))
    return Stroke(s["structure"], s["form"], points, tuple(s["tendon"]) if s["tendon"] else None)


def _relation(r: Data) -> Relation:
    return Relation(**{**r, "up_mm": tuple(r["up_mm"]) if r["up_mm"] else None})


def _source(s: Data) -> Source:
    plain = {k: s[k] for k in ("id", "short", "title", "url", "author", "issued", "doi", "pmid", "genre", "note")}
    return Source(**plain, container=s["container_title"])


def _advice(level: str, word: str, a: Data) -> Advice:
    return Advice(level, word, a["who"], a["how_fast"], a["say"], tuple(a["watch"]))


def _rule(r: Data, advice: dict[str, Advice]) -> Rule:
    own = _advice(r["level"], advice[r["level"]].word, r)
    return Rule(r["id"], r["label"], tuple(map(_group, r["when"])), own, r["mark"], r["source"], r["reason"])


def _decision_rule(r: Data) -> DecisionRule:
    return DecisionRule(
        **{k: r[k] for k in ("id", "name", "about", "reference_test", "ask_first", "source")},
        items=tuple(Item(**_tuples({**i, "any": i["any"] or []})) for i in r["items"]),
        strata=tuple(Stratum(**{**s, "figures": tuple(StratumFigure(**_published(f)) for f in s["figures"])}) for s in r["strata"]),
        accuracy=tuple(RuleAccuracy(**_published(a)) for a in r["accuracy"]),
        when_not_to_use=tuple(NotToUse(**_tuples(w)) for w in r["when_not_to_use"]),
        rules_out=tuple(RuleOut(**_published(o)) for o in r["rules_out"]),
    )


def _tuples(x: Data) -> Data:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in x.items()}


def _published(x: Data) -> Data:
    """Without the mark, which the schema allows no other value."""
    return {k: v for k, v in _tuples(x).items() if k != "mark"}


def _group(g: Data) -> Group:
    if "all" in g:
        return Group(len(g["all"]), tuple(g["all"]))
    if "any" in g:
        return Group(1, tuple(g["any"]))
    return Group(g["at_least"], tuple(g["of"]))
