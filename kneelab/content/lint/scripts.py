"""Conditions, red-flag rules and decision rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kneelab.content import schema
from kneelab.content.bundle import Bundle
from kneelab.content.lint.lookup import Lookup, at, unknown
from kneelab.content.reading import Problem
from kneelab.model.findings import ABSENT


def condition_problems(bundle: Bundle, look: Lookup) -> Iterator[Problem]:
    """Conditions that name what does not exist, or no urgent look-alike."""
    for doc, c in bundle.of(schema.ConditionFile):
        named = Counter(link.structure for link in c.structures)
        for i, link in enumerate(c.structures):
            if link.structure not in look.structures:
                yield unknown(doc, ("structures", i), "structure", link.structure, look.structures)
            if named[link.structure] > 1:
                yield at(doc, ("structures", i), f"{c.id} names {link.structure} {named[link.structure]} times.", "Keep one of them.")
        for i, other in enumerate(c.look_alikes):
            if other.condition not in look.conditions and f"condition.{other.condition}" not in look.strings:
                yield unknown(doc, ("look_alikes", i), "condition", other.condition, look.conditions)
        if not c.must_not_miss and not any(other.urgent for other in c.look_alikes):
            yield at(doc, ("look_alikes",), f"{c.id} names no urgent look-alike.", "Add one with urgent: true.")
        for i, mimic in enumerate(c.mimics):
            for sign in mimic.signs:
                if sign not in look.literals:
                    yield unknown(doc, ("mimics", i, "signs"), "finding (or finding=state)", sign, look.literals)
        for i, check in enumerate(c.must_not_miss.checks if c.must_not_miss else []):
            if check not in look.findings:
                yield unknown(doc, ("must_not_miss", "checks", i), "finding", check, look.findings)


def rule_problems(bundle: Bundle, look: Lookup) -> Iterator[Problem]:
    """Red-flag rules over findings that do not exist."""
    for doc, rule in bundle.of(schema.RuleFile):
        for i, group in enumerate(rule.when):
            names = next(iter(v for k, v in group if isinstance(v, list)))
            for literal in names:
                if literal not in look.literals:
                    yield unknown(doc, ("when", i), "finding (or finding=state)", literal, look.literals)
            if isinstance(group, schema.AtLeastGroup) and group.at_least > len(names):
                yield at(doc, ("when", i), f"at_least is {group.at_least} of only {len(names)} findings.", "Lower it.")


def decision_rule_problems(bundle: Bundle, look: Lookup) -> Iterator[Problem]:
    """Decision rules that name what does not exist, or leave a score out."""
    absences = {f"{f.id}={ABSENT}" for f in look.findings.values() if not f.states}
    shown_with: dict[str, str] = {}
    for doc, rule in bundle.of(schema.DecisionRuleFile):
        test = look.reference_tests.get(rule.reference_test)
        if test is None or test.category != "rule":
            rules = [t.id for t in look.reference_tests.values() if t.category == "rule"]
            yield unknown(doc, ("reference_test",), "reference test of category rule", rule.reference_test, rules)
        if (other := shown_with.setdefault(rule.reference_test, rule.id)) != rule.id:
            yield at(doc, ("reference_test",), f"{rule.reference_test} already belongs to {other}.", "Name another reference test.")
        for where, literal in rule.literals():
            if literal not in look.literals | absences:
                allowed = look.literals | absences
                yield unknown(doc, where, "finding (or finding=state, finding=absent)", literal, allowed)
        scores = _possible_scores(rule)
        for i, stratum in enumerate(rule.strata):
            if (stratum.highest is not None and stratum.highest < scores[0]) or (stratum.lowest is not None and stratum.lowest > scores[1]):
                yield at(doc, ("strata", i), f"No score reaches {stratum.id}.", f"Scores run from {scores[0]} to {scores[1]}.")
        for i, warning in enumerate(rule.when_not_to_use):
            for name in (*warning.settings, *warning.outside):
                if name not in look.settings:
                    yield unknown(doc, ("when_not_to_use", i), "setting", name, look.settings)
        for i, out in enumerate(rule.rules_out):
            for name in (*out.not_in, *out.only_in):
                if name not in look.settings:
                    yield unknown(doc, ("rules_out", i), "setting", name, look.settings)
            condition = look.conditions.get(out.condition)
            if condition is None:
                yield unknown(doc, ("rules_out", i, "condition"), "condition", out.condition, look.conditions)
            elif condition.must_not_miss is None:
                yield at(doc, ("rules_out", i, "condition"), f"{out.condition} is not a cause that must not be missed.", "Remove it.")


def _possible_scores(rule: schema.DecisionRuleFile) -> tuple[int, int]:
    points = [item.points for item in rule.items]
    return sum(p for p in points if p < 0), sum(p for p in points if p > 0)
