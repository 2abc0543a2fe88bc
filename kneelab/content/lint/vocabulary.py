"""Findings, their parents and bases, targets, and ids used once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kneelab.content import schema
from kneelab.content.bundle import Bundle
from kneelab.content.lint.lookup import Lookup, at, unknown
from kneelab.content.reading import Document, Problem, Where
from kneelab.model.findings import ABSENT, CONDITION, NOT_ASKED, PRESENT


def duplicates(bundle: Bundle) -> Iterator[Problem]:
    """Ids that are used more than once, and files named unlike their id."""
    named: list[tuple[str, str, Document, Where]] = []
    for doc, findings in bundle.of(schema.FindingsFile):
        for i, f in enumerate(findings.findings):
            names = [f.id, *f.aliases, *f.opposites, *(a for s in f.states or [] for a in s.aliases)]
            named += [("finding", n, doc, ("findings", i)) for n in names]
    for doc, tests in bundle.of(schema.ReferenceTestsFile):
        # evidence names findings and reference tests alike, so they share their ids
        named += [("finding", t.id, doc, ("tests", i)) for i, t in enumerate(tests.tests)]
    for doc, evidence in bundle.of(schema.EvidenceFile):
        named += [("evidence row", r.id, doc, ("rows", i)) for i, r in enumerate(evidence.rows)]
    for doc, condition in bundle.of(schema.ConditionFile):
        named.append(("condition", condition.id, doc, ("id",)))
    for doc, rule in bundle.of(schema.RuleFile):
        named.append(("rule", rule.id, doc, ("id",)))
    for doc, decision_rule in bundle.of(schema.DecisionRuleFile):
        named.append(("decision rule", decision_rule.id, doc, ("id",)))
        named += [(f"{decision_rule.id} item", x.id, doc, ("items", i)) for i, x in enumerate(decision_rule.items)]
        named += [(f"{decision_rule.id} stratum", x.id, doc, ("strata", i)) for i, x in enumerate(decision_rule.strata)]
    for doc, sources in bundle.of(schema.SourcesFile):
        named += [("source", s.id, doc, ("sources", i)) for i, s in enumerate(sources.sources)]
    for doc, structures in bundle.of(schema.StructuresFile):
        named += [("structure", s.id, doc, ("structures", i)) for i, s in enumerate(structures.structures)]
    count = Counter((kind, name) for kind, name, _, _ in named)
    for kind, name, doc, where in named:
        if count[kind, name] > 1:
            yield at(doc, where, f'The {kind} id "{name}" is used {count[kind, name]} times.', "Ids are unique.")
    for kind, cls in (("condition", schema.ConditionFile), ("rule", schema.RuleFile), ("decision rule", schema.DecisionRuleFile)):
        for doc, file in bundle.of(cls):  # type: ignore[type-var]
            if not doc.name.endswith(f"/{file.id}.yaml"):  # type: ignore[attr-defined]
                yield at(doc, ("id",), f"The {kind} and its file have different names.", "Name the file like the id.")


def finding_problems(bundle: Bundle, look: Lookup) -> Iterator[Problem]:
    """Findings without a parent, a base or a number."""
    tested = {r.finding for _, file in bundle.of(schema.EvidenceFile) for r in file.rows if r.used}
    tested |= {g.finding for _, file in bundle.of(schema.GradesFile) for g in file.findings}
    ruled = {x.split("=")[0] for _, rule in bundle.of(schema.RuleFile) for g in rule.when for _, v in g if isinstance(v, list) for x in v}
    ruled |= {x.split("=")[0] for _, rule in bundle.of(schema.DecisionRuleFile) for _, x in rule.literals()}
    for doc, file in bundle.of(schema.FindingsFile):
        for i, f in enumerate(file.findings):
            where: Where = ("findings", i)
            if f.parent not in {CONDITION, *look.targets}:
                yield unknown(doc, (*where, "parent"), "parent", f.parent, {CONDITION, *look.targets})
            elif f.parent == CONDITION:
                yield from _base_problems(doc, where, f)
            elif f.base or f.states:
                yield at(doc, where, f"{f.id} tests a target, so it takes neither base nor states.", "Remove them.")
            if f.id not in (tested if f.parent != CONDITION else tested | ruled):
                yield at(doc, where, f"No used evidence row, grade or rule speaks of {f.id}.", "Add one under evidence/ or grades/.")
            if f.opposites and f.states:
                yield at(doc, where, f"{f.id} has named states, so it has no opposites.", "Give the state an alias.")
            if f.states and (f.requires or f.only_sex or f.only_ages):
                yield at(doc, where, f"{f.id} has named states, so it requires nothing of anybody.", "Only a finding that is present can.")
            exact = {y for x in look.literals for y in ([x] if "=" in x else [x, f"{x}={ABSENT}"] if not look.findings[x].states else [])}
            for literal in set(f.requires) - exact:
                yield unknown(doc, (*where, "requires"), "finding (or finding=state)", literal, exact)


def _base_problems(doc: Document, where: Where, f: schema.FindingModel) -> Iterator[Problem]:
    if f.base is None:
        yield at(doc, where, f"{f.id} hangs on the condition and has no base.", "Add base: {probability, reason}.")
    elif f.states is None and f.base.probability is None:
        yield at(doc, (*where, "base"), f"{f.id} is present or absent.", "Its base takes probability, not states.")
    elif f.states is not None:
        ids = {s.id for s in f.states}
        if ids & {PRESENT, ABSENT, NOT_ASKED}:
            yield at(doc, (*where, "states"), f"{f.id} names a state like a reserved word.", "Choose another id.")
        if f.base.states is None or set(f.base.states) != ids:
            yield at(doc, (*where, "base"), f"The base of {f.id} does not name its states.", f"Allowed: {', '.join(sorted(ids))}.")
        elif abs(sum(f.base.states.values()) - 1.0) > 1e-9:
            yield at(doc, (*where, "base"), f"The base of {f.id} sums to {sum(f.base.states.values()):g}.", "It must sum to 1.")


def target_problems(bundle: Bundle, look: Lookup) -> Iterator[Problem]:
    """Targets that name an unknown condition, or one twice."""
    for doc, file in bundle.of(schema.TargetsFile):
        for i, target in enumerate(file.targets):
            named = Counter(g.condition for g in target.given)
            for j, given in enumerate(target.given):
                where: Where = ("targets", i, "given", j)
                if given.condition not in look.conditions:
                    yield unknown(doc, where, "condition", given.condition, look.conditions)
                if named[given.condition] > 1:
                    yield at(doc, where, f"{given.condition} is given twice for {target.id}.", "Keep one of them.")
