"""From content files to the one JSON that ships: every number with its weight."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from kneelab.content import schema
from kneelab.content.bundle import Bundle, read_bundle
from kneelab.content.fingerprint import compiler_hash, content_hash
from kneelab.content.lint import cross_problems
from kneelab.content.lint.cases import case_problems
from kneelab.content.reading import Problem
from kneelab.model.findings import CONDITION

UNKNOWN_N = 20
"""Weight of a published number whose sample size is not known."""
JUDGED_N = 6
ASSUMED_N = 3


class ContentError(ValueError):
    """The content cannot be compiled; carries every problem."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def compile_content(folder: Path, version: str) -> dict[str, Any]:
    """Validate a content folder and turn it into plain data.

    Raises
    ------
    ContentError
        With every problem found.
    """
    bundle = read_bundle(folder, without="cases")  # a case that is being written must not stop the rest
    problems = sorted(bundle.problems or set(cross_problems(bundle)))
    if problems:
        raise ContentError(problems)
    digest = content_hash(folder)
    conditions = [c.model_dump(exclude={"schema_version"}) for _, c in bundle.of(schema.ConditionFile)]
    return {
        "sources_hash": digest,
        "compiler_hash": compiler_hash(),
        "version": f"{version}+{digest[:8]}",
        "conditions": conditions,
        "findings": [{**f.model_dump(exclude={"base"}), "group": file.group} for file in _in_asking_order(bundle) for f in file.findings],
        "targets": [t.model_dump(include={"id", "label", "reference"}) for t in bundle.one(schema.TargetsFile).targets],
        "reference_tests": [t.model_dump() for t in bundle.one(schema.ReferenceTestsFile).tests],
        "evidence": [ledger_row(r) for _, file in bundle.of(schema.EvidenceFile) for r in file.rows if r.condition is None],
        "cause_rows": sum(r.condition is not None for _, file in bundle.of(schema.EvidenceFile) for r in file.rows),
        "network": _network(bundle, [c["id"] for c in conditions]),
        "structures": [s.model_dump() for _, f in bundle.of(schema.StructuresFile) for s in f.structures],
        "sites": [s.model_dump() for s in bundle.one(schema.SitesFile).sites],
        "tour": [s.model_dump() for s in bundle.one(schema.TourFile).steps],
        "drawing": bundle.one(schema.DrawingFile).model_dump(include={"window_mm", "strokes"}),
        "shapes": [s.model_dump(by_alias=True, exclude={"because"}) for _, f in bundle.of(schema.AnatomyShapesFile) for s in f.shapes],
        "not_drawn": {n.structure: n.reason for _, f in bundle.of(schema.AnatomyShapesFile) for n in f.not_drawn},
        "relations": [r.model_dump() for r in bundle.one(schema.RelationsFile).relations],
        "settings": [s.model_dump() for s in bundle.one(schema.PriorsFile).settings],
        "demographics": [d.model_dump() for d in bundle.one(schema.PriorsFile).demographics],
        "rules": [r.model_dump(exclude={"schema_version"}) for _, r in bundle.of(schema.RuleFile)],
        "decision_rules": [r.model_dump(exclude={"schema_version"}) for _, r in bundle.of(schema.DecisionRuleFile)],
        "levels": [a.model_dump() for a in bundle.one(schema.UrgencyFile).levels],
        "openers": [o.model_dump() for o in bundle.one(schema.OpenersFile).openers],
        "practice_order": [s.model_dump() for s in bundle.one(schema.PracticeFile).order],
        "sources": [s.model_dump() for s in bundle.one(schema.SourcesFile).sources],
        "strings": bundle.one(schema.StringsFile).strings,
    }


def compile_cases(folder: Path) -> dict[str, Any]:
    """Validate the case studies of a content folder and turn them into plain data.

    They are kept apart from the rest, because only a page that plays them needs them.

    Raises
    ------
    ContentError
        With every problem found.
    """
    bundle = read_bundle(folder)
    problems = sorted(bundle.problems or set(case_problems(bundle)))
    if problems:
        raise ContentError(problems)
    return {
        "sources_hash": content_hash(folder),
        "compiler_hash": compiler_hash(),
        "cases": [case.model_dump(exclude={"schema_version"}) for _, case in bundle.of(schema.CaseFile)],
        "traps": [trap.model_dump() for _, file in bundle.of(schema.TrapsFile) for trap in file.traps],
    }


def write_compiled(data: dict[str, Any], path: Path) -> None:
    """Write compiled content in one step, so that no reader sees half of it."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True), encoding="utf-8")
    part.replace(path)


def _in_asking_order(bundle: Bundle) -> list[schema.FindingsFile]:
    order = list(schema.FindingsFile.model_fields["group"].annotation.__args__)  # type: ignore[union-attr]
    return sorted((f for _, f in bundle.of(schema.FindingsFile)), key=lambda f: order.index(f.group))


def ledger_row(row: schema.EvidenceRow) -> dict[str, Any]:
    """One study of one test, used or not; counts are given as sensitivity and specificity too."""
    data = row.model_dump(exclude={"condition", "frequency", "grade", "states"}, exclude_none=True)
    if row.counts is not None:
        c = row.counts
        data = {"sensitivity": c.tp / (c.tp + c.fn), "specificity": c.tn / (c.tn + c.fp), **data}
    return data


def _network(bundle: Bundle, conditions: list[str]) -> dict[str, Any]:
    findings = {f.id: f for _, file in bundle.of(schema.FindingsFile) for f in file.findings}
    base_reason = {f.id: file.base_reason for _, file in bundle.of(schema.FindingsFile) for f in file.findings}
    rows = [r for _, file in bundle.of(schema.EvidenceFile) for r in file.rows if r.used]
    by_condition: dict[str, Any] = {}
    for f in findings.values():
        if f.parent == CONDITION and f.base is not None:
            base = _states(f, f.base.probability, f.base.states)
            by_condition[f.id] = {
                "base": _number(base, ASSUMED_N, "assumed", None, f"{f.id}:base", f.base.reason or base_reason[f.id]),
                "rows": {},
            }
    for _, file in bundle.of(schema.GradesFile):
        for graded in file.findings:
            by_condition[graded.finding]["rows"].update(graded_numbers(graded, findings[graded.finding]))
    by_target: dict[str, Any] = {}
    for row in rows:
        if row.target:
            by_target[row.finding] = accuracy_numbers(row)
        else:
            by_condition[row.finding]["rows"][row.condition] = frequency_number(row, findings[row.finding])
    targets = {t.id: _target(t) for t in bundle.one(schema.TargetsFile).targets}
    return {"conditions": conditions, "by_condition": by_condition, "by_target": by_target, "targets": targets}


def _states(f: schema.FindingModel, probability: float | None, states: dict[str, float] | None) -> list[float]:
    """Probabilities in the order of the finding's states."""
    if states is not None and f.states is not None:
        return [states[s.id] for s in f.states]
    assert probability is not None
    return [probability, 1.0 - probability]


def graded_numbers(graded: schema.GradedFinding, f: schema.FindingModel) -> dict[str, Any]:
    """One judged number for each condition that a graded finding names."""
    shares: dict[str, list[float]] = {}
    for grade, conditions in graded.grades.items():
        shares.update(dict.fromkeys(conditions, _states(f, schema.GRADES[grade], None)))
    for condition, share in graded.shares.items():
        shares[condition] = _states(f, share, None)
    for condition, states in (graded.states or {}).items():
        shares[condition] = _states(f, None, dict(states))
    return {c: _number(p, JUDGED_N, "judged", None, f"{f.id}|{c}", graded.because) for c, p in shares.items()}


def frequency_number(row: schema.EvidenceRow, f: schema.FindingModel) -> dict[str, Any]:
    """How often one condition shows one finding."""
    one = schema.GRADES[row.grade] if row.grade else row.frequency
    weight = float(row.n or UNKNOWN_N) if row.mark == "published" else float(JUDGED_N)
    p = _off_the_edge(_states(f, one, row.states), weight, row.mark)
    return _number(p, weight, row.mark, row.source, row.id, row.reason, row.n)


def _target(t: schema.TargetModel) -> dict[str, Any]:
    base = [t.base.probability, 1.0 - t.base.probability]
    rows = {}
    for g in t.given:
        weight = {"published": g.n or UNKNOWN_N, "judged": JUDGED_N, "assumed": ASSUMED_N}[g.mark]
        rows[g.condition] = _number([g.probability, 1.0 - g.probability], weight, g.mark, g.source, f"{t.id}|{g.condition}", g.reason, g.n)
    return {"base": _number(base, ASSUMED_N, "assumed", None, f"{t.id}:base", t.base.reason), "rows": rows}


def accuracy_numbers(row: schema.EvidenceRow) -> dict[str, Any]:
    """Sensitivity and specificity, each with its weight."""
    if row.counts is not None:
        c = row.counts
        sensitivity, n_with = c.tp / (c.tp + c.fn), float(c.tp + c.fn)
        specificity, n_without = c.tn / (c.tn + c.fp), float(c.tn + c.fp)
    elif row.sensitivity is not None and row.specificity is not None:
        sensitivity, specificity = row.sensitivity, row.specificity
        share = row.prevalence if row.prevalence is not None else 0.5
        n_with = _weight(row, sensitivity, row.sensitivity_ci95, share)
        n_without = _weight(row, specificity, row.specificity_ci95, 1.0 - share)
    else:
        sensitivity, specificity = _from_ratios(row)
        n_with = n_without = float(JUDGED_N if row.mark == "judged" else UNKNOWN_N)
    with_target = _off_the_edge([sensitivity, 1.0 - sensitivity], n_with, row.mark)
    without = _off_the_edge([1.0 - specificity, specificity], n_without, row.mark)
    return {
        "with_target": _number(with_target, n_with, row.mark, row.source, f"{row.id}:sensitivity", row.reason, _patients(row)),
        "without": _number(without, n_without, row.mark, row.source, f"{row.id}:specificity", row.reason, _patients(row)),
    }


def _patients(row: schema.EvidenceRow) -> int | None:
    """Size of the study, where it is told."""
    return sum(row.counts.model_dump().values()) if row.counts is not None else row.n


def _from_ratios(row: schema.EvidenceRow) -> tuple[float, float]:
    """Sensitivity and specificity that give the published likelihood ratios."""
    assert row.lr_positive is not None
    if row.lr_negative is not None:
        specificity = (row.lr_positive - 1.0) / (row.lr_positive - row.lr_negative)
        return row.lr_positive * (1.0 - specificity), specificity
    assert row.probability_without is not None
    base = row.probability_without.probability
    return min(row.lr_positive * base, 0.985), 1.0 - base


def _weight(row: schema.EvidenceRow, p: float, interval: list[float] | None, share: float) -> float:
    """Effective number of patients: from the interval, else the stated n, else a convention."""
    if row.mark == "judged":
        return float(JUDGED_N)
    if interval is not None:
        low, high = (min(max(x, 0.005), 0.995) for x in interval)
        q = min(max(p, 0.005), 0.995)
        if high > low:
            sd = (_logit(high) - _logit(low)) / (2 * 1.959964)
            return max(1.0 / (sd * sd * q * (1.0 - q)), 1.0)
    return max(row.n * share, 1.0) if row.n else float(UNKNOWN_N)


def _off_the_edge(p: list[float], weight: float, mark: str) -> list[float]:
    """Half a count in each cell of a published number; a judged one only leaves 0 and 1."""
    cells = 0.5 if mark == "published" else 0.01
    return [(weight * x + cells) / (weight + cells * len(p)) for x in p] if mark == "published" or min(p) < 1e-6 else p


def _number(
    p: list[float], weight: float, mark: str, source: str | None, key: str, reason: str | None, n: int | None = None
) -> dict[str, Any]:
    return {"p": p, "weight": weight, "mark": mark, "source": source, "key": key, "reason": reason, "n": n}


def _logit(p: float) -> float:
    return math.log(p / (1.0 - p))
