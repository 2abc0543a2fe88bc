"""Where fictional and published patients start from: case mix, openers, cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kneelab.content import schema
from kneelab.content.bundle import Bundle
from kneelab.content.lint.lookup import Lookup, at, unknown
from kneelab.content.reading import Document, Problem, Where
from kneelab.model.findings import ABSENT, PRESENT

ISSUE_SETTINGS = ("pt_outpatient", "primary_care", "sports_clinic", "emergency_department", "post_operative")
"""Settings that every release must know."""


def prior_problems(bundle: Bundle, look: Lookup) -> Iterator[Problem]:
    """Case mixes that do not weigh each condition once."""
    for doc, file in bundle.of(schema.PriorsFile):
        for name in ISSUE_SETTINGS:
            if name not in look.settings:
                yield at(doc, ("settings",), f"The setting {name} is missing.")
        for i, setting in enumerate(file.settings):
            where: Where = ("settings", i)
            if setting.mark != "assumed":
                yield at(doc, where, f"The case mix of {setting.id} is marked {setting.mark}.", "Nobody measured it: mark: assumed.")
            if set(setting.weights) != set(look.conditions):
                odd = sorted(set(setting.weights) ^ set(look.conditions))
                yield at(doc, (*where, "weights"), f"{setting.id} does not weigh each condition once: {', '.join(odd)}.")
            if abs(sum(setting.weights.values()) - 1000.0) > 1e-6:
                yield at(
                    doc,
                    (*where, "weights"),
                    f"The weights of {setting.id} sum to {sum(setting.weights.values()):g}.",
                    "They must sum to 1000.",
                )
        named = Counter(d.condition for d in file.demographics)
        for name in {*named, *look.conditions}:
            if named[name] != 1 or name not in look.conditions:
                yield at(doc, ("demographics",), f"demographics names {name} {named[name]} times.", "Name each condition once.")


def opener_problems(bundle: Bundle, look: Lookup) -> Iterator[Problem]:
    """Openers that answer what does not exist."""
    for doc, file in bundle.of(schema.OpenersFile):
        for i, opener in enumerate(file.openers):
            if opener.setting not in look.settings:
                yield unknown(doc, ("openers", i, "setting"), "setting", opener.setting, look.settings)
            for name, value in opener.answers.items():
                yield from _answer_problems(doc, ("openers", i, "answers", name), name, value, look)


def _answer_problems(doc: Document, where: Where, name: str, value: object, look: Lookup) -> Iterator[Problem]:
    """What is wrong with one finding of a stored patient."""
    if name not in look.findings:
        yield unknown(doc, where, "finding", name, look.findings)
        return
    states = [s.id for s in look.findings[name].states or []] or [PRESENT, ABSENT]
    number = isinstance(value, float) and 0 <= value <= 1 and look.findings[name].states is None
    if not number and value not in states:
        yield at(doc, where, f'{name} cannot be "{value}".', f"Allowed: {', '.join(states)}.")


def vignette_problems(bundle: Bundle) -> Iterator[Problem]:
    """What is wrong in the cases with known answers; the lab is built without them, so they do not stop it."""
    look = Lookup(bundle)
    ids: set[str] = set()
    for doc, file in bundle.of(schema.VignettesFile):
        seen = Counter(case.id for case in file.cases)
        ids |= set(seen)
        for i, case in enumerate(file.cases):
            where: Where = ("cases", i)
            if seen[case.id] > 1:
                yield at(doc, (*where, "id"), f"The case id {case.id} is used {seen[case.id]} times.", "Ids are unique.")
            if case.setting is not None and case.setting not in look.settings:
                yield unknown(doc, (*where, "setting"), "setting", case.setting, look.settings)
            for answer in case.answer:
                if answer not in look.conditions:
                    yield unknown(doc, (*where, "answer"), "condition", answer, look.conditions)
            for name, value in case.findings.items():
                yield from _answer_problems(doc, (*where, "findings", name), name, value, look)
            yield from _urgency_problems(doc, where, case, file.urgency_rules)
    for doc, analysis in bundle.of(schema.AnalysisFile):
        for name in analysis.analyses:
            if name not in ids:
                yield unknown(doc, ("analyses", name), "case", name, ids)


def _urgency_problems(
    doc: Document, where: Where, case: schema.VignetteModel, rules: dict[str, schema.UrgencyRuleModel]
) -> Iterator[Problem]:
    """A case's limits follow from its rule, so that nobody sets them by outcome."""
    if not rules:
        return
    rule = rules.get(case.urgency_rule or "")
    if rule is None:
        yield unknown(doc, (*where, "urgency_rule"), "urgency rule", str(case.urgency_rule), rules)
    elif (case.urgency_at_least, case.urgency_at_most) != (rule.at_least, rule.at_most):
        yield at(doc, where, f"The urgency of {case.id} is not what its rule {case.urgency_rule} says.", "Copy it from the rule.")
