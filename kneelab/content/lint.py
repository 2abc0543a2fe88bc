"""What must hold across files: ids that exist, one parent, provenance for every number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from kneelab.content import schema
from kneelab.content.bundle import Bundle, read_bundle
from kneelab.content.reading import Document, Problem, Where
from kneelab.model.findings import ABSENT, CONDITION, NOT_ASKED, PRESENT

ISSUE_SETTINGS = ("pt_outpatient", "primary_care", "sports_clinic", "emergency_department", "post_operative")
"""Settings that every release must know."""


def lint(folder: Path) -> list[Problem]:
    """Every problem of a content folder, sorted by file and line."""
    bundle = read_bundle(folder)
    # A file of the wrong shape is missing from the bundle: what refers to it would seem wrong too.
    return sorted(bundle.problems or {*cross_problems(bundle), *vignette_problems(bundle)})


def vignette_problems(bundle: Bundle) -> Iterator[Problem]:
    """What is wrong in the cases with known answers; the lab is built without them, so they do not stop it."""
    look = _Lookup(bundle)
    ids: set[str] = set()
    for doc, file in bundle.of(schema.VignettesFile):
        seen = Counter(case.id for case in file.cases)
        ids |= set(seen)
        for i, case in enumerate(file.cases):
            where: Where = ("cases", i)
            if seen[case.id] > 1:
                yield _at(doc, (*where, "id"), f"The case id {case.id} is used {seen[case.id]} times.", "Ids are unique.")
            if case.setting is not None and case.setting not in look.settings:
                yield _unknown(doc, (*where, "setting"), "setting", case.setting, look.settings)
            for answer in case.answer:
                if answer not in look.conditions:
                    yield _unknown(doc, (*where, "answer"), "condition", answer, look.conditions)
            for name, value in case.findings.items():
                yield from _answer_problems(doc, (*where, "findings", name), name, value, look)
            yield from _urgency_problems(doc, where, case, file.urgency_rules)
    for doc, analysis in bundle.of(schema.AnalysisFile):
        for name in analysis.analyses:
            if name not in ids:
                yield _unknown(doc, ("analyses", name), "case", name, ids)


def _urgency_problems(
    doc: Document, where: Where, case: schema.VignetteModel, rules: dict[str, schema.UrgencyRuleModel]
) -> Iterator[Problem]:
    """A case's limits follow from its rule, so that nobody sets them by outcome."""
    if not rules:
        return
    rule = rules.get(case.urgency_rule or "")
    if rule is None:
        yield _unknown(doc, (*where, "urgency_rule"), "urgency rule", str(case.urgency_rule), rules)
    elif (case.urgency_at_least, case.urgency_at_most) != (rule.at_least, rule.at_most):
        yield _at(doc, where, f"The urgency of {case.id} is not what its rule {case.urgency_rule} says.", "Copy it from the rule.")


def cross_problems(bundle: Bundle) -> Iterator[Problem]:
    """Everything that only several files together can show."""
    look = _Lookup(bundle)
    yield from _duplicates(bundle)
    yield from _finding_problems(bundle, look)
    yield from _target_problems(bundle, look)
    yield from _evidence_problems(bundle, look)
    yield from _reference_test_problems(bundle)
    yield from _grade_problems(bundle, look)
    yield from _condition_problems(bundle, look)
    yield from _rule_problems(bundle, look)
    yield from _decision_rule_problems(bundle, look)
    yield from _prior_problems(bundle, look)
    yield from _opener_problems(bundle, look)
    yield from _source_problems(bundle, look)


class _Lookup:
    """Ids of everything, for checking references."""

    def __init__(self, bundle: Bundle) -> None:
        self.findings = {f.id: f for _, file in bundle.of(schema.FindingsFile) for f in file.findings}
        self.reference_tests = {t.id for _, file in bundle.of(schema.ReferenceTestsFile) for t in file.tests}
        self.targets = {t.id: t for _, file in bundle.of(schema.TargetsFile) for t in file.targets}
        self.conditions = {file.id: file for _, file in bundle.of(schema.ConditionFile)}
        self.structures = {s.id for _, file in bundle.of(schema.StructuresFile) for s in file.structures}
        self.sources = {s.id: s for _, file in bundle.of(schema.SourcesFile) for s in file.sources}
        self.settings = {s.id for _, file in bundle.of(schema.PriorsFile) for s in file.settings}
        self.strings = {k: v for _, file in bundle.of(schema.StringsFile) for k, v in file.strings.items()}
        self.literals = set(self.findings) | {f"{f.id}={s.id}" for f in self.findings.values() for s in f.states or []}


def _at(document: Document, where: Where, what: str, allowed: str = "") -> Problem:
    return Problem(document.name, document.line(where), what, allowed)


def _unknown(document: Document, where: Where, kind: str, name: str, allowed: Any) -> Problem:
    names = ", ".join(sorted(allowed)) if len(allowed) <= 30 else f"one of the {len(allowed)} ids under content/"
    return _at(document, where, f'There is no {kind} called "{name}".', f"Allowed: {names}.")


def _duplicates(bundle: Bundle) -> Iterator[Problem]:
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
            yield _at(doc, where, f'The {kind} id "{name}" is used {count[kind, name]} times.', "Ids are unique.")
    for kind, cls in (("condition", schema.ConditionFile), ("rule", schema.RuleFile), ("decision rule", schema.DecisionRuleFile)):
        for doc, file in bundle.of(cls):  # type: ignore[type-var]
            if not doc.name.endswith(f"/{file.id}.yaml"):  # type: ignore[attr-defined]
                yield _at(doc, ("id",), f"The {kind} and its file have different names.", "Name the file like the id.")


def _finding_problems(bundle: Bundle, look: _Lookup) -> Iterator[Problem]:
    tested = {r.finding for _, file in bundle.of(schema.EvidenceFile) for r in file.rows if r.used}
    tested |= {g.finding for _, file in bundle.of(schema.GradesFile) for g in file.findings}
    ruled = {x.split("=")[0] for _, rule in bundle.of(schema.RuleFile) for g in rule.when for _, v in g if isinstance(v, list) for x in v}
    ruled |= {x.split("=")[0] for _, rule in bundle.of(schema.DecisionRuleFile) for _, x in rule.literals()}
    for doc, file in bundle.of(schema.FindingsFile):
        for i, f in enumerate(file.findings):
            where: Where = ("findings", i)
            if f.parent not in {CONDITION, *look.targets}:
                yield _unknown(doc, (*where, "parent"), "parent", f.parent, {CONDITION, *look.targets})
            elif f.parent == CONDITION:
                yield from _base_problems(doc, where, f)
            elif f.base or f.states:
                yield _at(doc, where, f"{f.id} tests a target, so it takes neither base nor states.", "Remove them.")
            if f.id not in (tested if f.parent != CONDITION else tested | ruled):
                yield _at(doc, where, f"No used evidence row, grade or rule speaks of {f.id}.", "Add one under evidence/ or grades/.")
            if f.opposites and f.states:
                yield _at(doc, where, f"{f.id} has named states, so it has no opposites.", "Give the state an alias.")
            if f.states and (f.requires or f.only_sex or f.only_ages):
                yield _at(doc, where, f"{f.id} has named states, so it requires nothing of anybody.", "Only a finding that is present can.")
            exact = {y for x in look.literals for y in ([x] if "=" in x else [x, f"{x}={ABSENT}"] if not look.findings[x].states else [])}
            for literal in set(f.requires) - exact:
                yield _unknown(doc, (*where, "requires"), "finding (or finding=state)", literal, exact)


def _base_problems(doc: Document, where: Where, f: schema.FindingModel) -> Iterator[Problem]:
    if f.base is None:
        yield _at(doc, where, f"{f.id} hangs on the condition and has no base.", "Add base: {probability, reason}.")
    elif f.states is None and f.base.probability is None:
        yield _at(doc, (*where, "base"), f"{f.id} is present or absent.", "Its base takes probability, not states.")
    elif f.states is not None:
        ids = {s.id for s in f.states}
        if ids & {PRESENT, ABSENT, NOT_ASKED}:
            yield _at(doc, (*where, "states"), f"{f.id} names a state like a reserved word.", "Choose another id.")
        if f.base.states is None or set(f.base.states) != ids:
            yield _at(doc, (*where, "base"), f"The base of {f.id} does not name its states.", f"Allowed: {', '.join(sorted(ids))}.")
        elif abs(sum(f.base.states.values()) - 1.0) > 1e-9:
            yield _at(doc, (*where, "base"), f"The base of {f.id} sums to {sum(f.base.states.values()):g}.", "It must sum to 1.")


def _target_problems(bundle: Bundle, look: _Lookup) -> Iterator[Problem]:
    for doc, file in bundle.of(schema.TargetsFile):
        for i, target in enumerate(file.targets):
            named = Counter(g.condition for g in target.given)
            for j, given in enumerate(target.given):
                where: Where = ("targets", i, "given", j)
                if given.condition not in look.conditions:
                    yield _unknown(doc, where, "condition", given.condition, look.conditions)
                if named[given.condition] > 1:
                    yield _at(doc, where, f"{given.condition} is given twice for {target.id}.", "Keep one of them.")


def _evidence_problems(bundle: Bundle, look: _Lookup) -> Iterator[Problem]:
    rows = [r for _, file in bundle.of(schema.EvidenceFile) for r in file.rows]
    told = Counter((r.finding, r.about) for r in rows)
    used = Counter((r.finding, r.about) for r in rows if r.used)
    for doc, file in bundle.of(schema.EvidenceFile):
        for i, row in enumerate(file.rows):
            where: Where = ("rows", i)
            if row.finding in look.reference_tests:
                yield from _reference_row_problems(doc, where, row)
            elif row.finding in look.findings:
                yield from _finding_row_problems(doc, where, row, look)
            else:
                yield _unknown(doc, (*where, "finding"), "finding", row.finding, look.findings)
                continue
            if row.target and row.target not in look.targets:
                yield _unknown(doc, (*where, "target"), "target", row.target, look.targets)
            if row.used and used[row.finding, row.about] > 1:
                yield _at(doc, where, f"More than one used row links {row.finding} to {row.about}.", "Set used: false on the others.")
            if not row.used and not row.why:
                yield _at(doc, where, f"{row.id} is not used and does not say why.", "Add why.")
            if row.used and not row.why and told[row.finding, row.about] > 1:
                yield _at(doc, where, f"Studies disagree on {row.finding}, and {row.id} does not say why it is used.", "Add why.")


def _reference_row_problems(doc: Document, where: Where, row: schema.EvidenceRow) -> Iterator[Problem]:
    if row.used or row.condition:
        yield _at(
            doc,
            where,
            f"{row.id} is about {row.finding}, a reference test and no finding of the network.",
            "Link it to a target or a target_text and set used: false.",
        )


def _finding_row_problems(doc: Document, where: Where, row: schema.EvidenceRow, look: _Lookup) -> Iterator[Problem]:
    f = look.findings[row.finding]
    parent = row.target or CONDITION
    # a row that is not used stays out of the network, so it may look at something else than the finding's parent
    if row.used and parent != f.parent:
        yield _at(
            doc,
            where,
            f"{row.id} links {f.id} to a {'target' if row.target else 'condition'}, its parent is {f.parent}.",
            "A finding has exactly one parent.",
        )
    if row.condition and row.condition not in look.conditions:
        yield _unknown(doc, (*where, "condition"), "condition", row.condition, look.conditions)
    if row.condition and (row.states is None) != (f.states is None):
        yield _at(doc, where, f"{row.id} does not fit {f.id}.", "Named states take states; others frequency or grade.")
    elif row.states is not None and f.states and set(row.states) != {s.id for s in f.states}:
        yield _at(doc, where, f"{row.id} does not name the states of {f.id}.", f"Allowed: {', '.join(s.id for s in f.states)}.")


def _reference_test_problems(bundle: Bundle) -> Iterator[Problem]:
    told = {r.finding for _, file in bundle.of(schema.EvidenceFile) for r in file.rows}
    for doc, file in bundle.of(schema.ReferenceTestsFile):
        for i, test in enumerate(file.tests):
            if test.id not in told:
                yield _at(doc, ("tests", i), f"No evidence row speaks of the reference test {test.id}.", "Add one under evidence/.")


def _grade_problems(bundle: Bundle, look: _Lookup) -> Iterator[Problem]:
    told = Counter((r.finding, r.condition) for _, file in bundle.of(schema.EvidenceFile) for r in file.rows if r.used and r.condition)
    graded = Counter(g.finding for _, file in bundle.of(schema.GradesFile) for g in file.findings)
    for doc, file in bundle.of(schema.GradesFile):
        for i, g in enumerate(file.findings):
            where: Where = ("findings", i)
            f = look.findings.get(g.finding)
            if f is None:
                yield _unknown(doc, (*where, "finding"), "finding", g.finding, look.findings)
                continue
            if f.parent != CONDITION:
                yield _at(
                    doc,
                    where,
                    f"{f.id} tests the target {f.parent}.",
                    "A finding has exactly one parent: grade the target in targets.yaml.",
                )
            if (g.states is None) != (f.states is None):
                yield _at(doc, where, f"The numbers do not fit {f.id}.", "Named states take states; others take grades.")
            if graded[f.id] > 1:
                yield _at(doc, where, f"{f.id} is graded {graded[f.id]} times.", "Keep one of them.")
            names = Counter(g.named())
            for name, times in names.items():
                if name not in look.conditions:
                    yield _unknown(doc, where, "condition", name, look.conditions)
                if times > 1:
                    yield _at(doc, where, f"{f.id} grades {name} {times} times.", "Keep one of them.")
                if told[f.id, name]:
                    yield _at(doc, where, f"An evidence row gives {f.id} in {name} already.", "Keep the row, remove the grade.")
            for name, shares in (g.states or {}).items():
                if f.states and set(shares) != {s.id for s in f.states}:
                    yield _at(
                        doc,
                        (*where, "states"),
                        f"{name} does not name the states of {f.id}.",
                        f"Allowed: {', '.join(s.id for s in f.states)}.",
                    )


def _condition_problems(bundle: Bundle, look: _Lookup) -> Iterator[Problem]:
    for doc, c in bundle.of(schema.ConditionFile):
        for i, structure in enumerate(c.structures):
            if structure not in look.structures:
                yield _unknown(doc, ("structures", i), "structure", structure, look.structures)
        for i, other in enumerate(c.look_alikes):
            if other.condition not in look.conditions and f"condition.{other.condition}" not in look.strings:
                yield _unknown(doc, ("look_alikes", i), "condition", other.condition, look.conditions)
        if not c.must_not_miss and not any(other.urgent for other in c.look_alikes):
            yield _at(doc, ("look_alikes",), f"{c.id} names no urgent look-alike.", "Add one with urgent: true.")
        for i, mimic in enumerate(c.mimics):
            for sign in mimic.signs:
                if sign not in look.literals:
                    yield _unknown(doc, ("mimics", i, "signs"), "finding (or finding=state)", sign, look.literals)
        for i, check in enumerate(c.must_not_miss.checks if c.must_not_miss else []):
            if check not in look.findings:
                yield _unknown(doc, ("must_not_miss", "checks", i), "finding", check, look.findings)


def _rule_problems(bundle: Bundle, look: _Lookup) -> Iterator[Problem]:
    for doc, rule in bundle.of(schema.RuleFile):
        for i, group in enumerate(rule.when):
            names = next(iter(v for k, v in group if isinstance(v, list)))
            for literal in names:
                if literal not in look.literals:
                    yield _unknown(doc, ("when", i), "finding (or finding=state)", literal, look.literals)
            if isinstance(group, schema.AtLeastGroup) and group.at_least > len(names):
                yield _at(doc, ("when", i), f"at_least is {group.at_least} of only {len(names)} findings.", "Lower it.")


def _decision_rule_problems(bundle: Bundle, look: _Lookup) -> Iterator[Problem]:
    absences = {f"{f.id}={ABSENT}" for f in look.findings.values() if not f.states}
    for doc, rule in bundle.of(schema.DecisionRuleFile):
        for where, literal in rule.literals():
            if literal not in look.literals | absences:
                allowed = look.literals | absences
                yield _unknown(doc, where, "finding (or finding=state, finding=absent)", literal, allowed)
        scores = _possible_scores(rule)
        for i, stratum in enumerate(rule.strata):
            if (stratum.highest is not None and stratum.highest < scores[0]) or (stratum.lowest is not None and stratum.lowest > scores[1]):
                yield _at(doc, ("strata", i), f"No score reaches {stratum.id}.", f"Scores run from {scores[0]} to {scores[1]}.")
        for i, warning in enumerate(rule.when_not_to_use):
            for name in (*warning.settings, *warning.outside):
                if name not in look.settings:
                    yield _unknown(doc, ("when_not_to_use", i), "setting", name, look.settings)
        for i, out in enumerate(rule.rules_out):
            for name in (*out.not_in, *out.only_in):
                if name not in look.settings:
                    yield _unknown(doc, ("rules_out", i), "setting", name, look.settings)
            condition = look.conditions.get(out.condition)
            if condition is None:
                yield _unknown(doc, ("rules_out", i, "condition"), "condition", out.condition, look.conditions)
            elif condition.must_not_miss is None:
                yield _at(doc, ("rules_out", i, "condition"), f"{out.condition} is not a cause that must not be missed.", "Remove it.")


def _possible_scores(rule: schema.DecisionRuleFile) -> tuple[int, int]:
    points = [item.points for item in rule.items]
    return sum(p for p in points if p < 0), sum(p for p in points if p > 0)


def _prior_problems(bundle: Bundle, look: _Lookup) -> Iterator[Problem]:
    for doc, file in bundle.of(schema.PriorsFile):
        for name in ISSUE_SETTINGS:
            if name not in look.settings:
                yield _at(doc, ("settings",), f"The setting {name} is missing.")
        for i, setting in enumerate(file.settings):
            where: Where = ("settings", i)
            if setting.mark != "assumed":
                yield _at(doc, where, f"The case mix of {setting.id} is marked {setting.mark}.", "Nobody measured it: mark: assumed.")
            if set(setting.weights) != set(look.conditions):
                odd = sorted(set(setting.weights) ^ set(look.conditions))
                yield _at(doc, (*where, "weights"), f"{setting.id} does not weigh each condition once: {', '.join(odd)}.")
            if abs(sum(setting.weights.values()) - 1000.0) > 1e-6:
                yield _at(
                    doc,
                    (*where, "weights"),
                    f"The weights of {setting.id} sum to {sum(setting.weights.values()):g}.",
                    "They must sum to 1000.",
                )
        named = Counter(d.condition for d in file.demographics)
        for name in {*named, *look.conditions}:
            if named[name] != 1 or name not in look.conditions:
                yield _at(doc, ("demographics",), f"demographics names {name} {named[name]} times.", "Name each condition once.")


def _opener_problems(bundle: Bundle, look: _Lookup) -> Iterator[Problem]:
    for doc, file in bundle.of(schema.OpenersFile):
        for i, opener in enumerate(file.openers):
            if opener.setting not in look.settings:
                yield _unknown(doc, ("openers", i, "setting"), "setting", opener.setting, look.settings)
            for name, value in opener.answers.items():
                yield from _answer_problems(doc, ("openers", i, "answers", name), name, value, look)


def _answer_problems(doc: Document, where: Where, name: str, value: object, look: _Lookup) -> Iterator[Problem]:
    """What is wrong with one finding of a stored patient."""
    if name not in look.findings:
        yield _unknown(doc, where, "finding", name, look.findings)
        return
    states = [s.id for s in look.findings[name].states or []] or [PRESENT, ABSENT]
    number = isinstance(value, float) and 0 <= value <= 1 and look.findings[name].states is None
    if not number and value not in states:
        yield _at(doc, where, f'{name} cannot be "{value}".', f"Allowed: {', '.join(states)}.")


def _source_problems(bundle: Bundle, look: _Lookup) -> Iterator[Problem]:
    cited: set[str] = set()
    for doc, file in bundle.files:
        for where, model in _walk(file, ()):
            for name in _cited(model):
                cited.add(name)
                if name not in look.sources:
                    yield _at(doc, where, f'There is no source called "{name}".', "Add it to sources.yaml.")
                elif getattr(model, "mark", None) == "published" and not look.sources[name].verified:
                    yield _at(doc, where, f"{name} was not verified, so nothing of it is published fact.", "Mark it judged, with a reason.")
    for doc, sources in bundle.of(schema.SourcesFile):
        for i, source in enumerate(sources.sources):
            if source.id not in cited:
                yield _at(doc, ("sources", i), f"Nothing cites {source.id}.", "Remove it, or cite it.")


def _walk(model: BaseModel, where: Where) -> Iterator[tuple[Where, BaseModel]]:
    yield where, model
    for name, value in model:
        for key, item in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(item, BaseModel):
                yield from _walk(item, (*where, name) if key is None else (*where, name, key))


def _cited(model: BaseModel) -> list[str]:
    if isinstance(model, schema.SourcesFile):
        return []
    single = getattr(model, "source", None)
    return ([single] if single else []) + list(getattr(model, "sources", None) or [] if not isinstance(model, schema.SourceModel) else [])
