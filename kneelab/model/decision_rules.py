"""Published decision rules: points, strata, when not to use them, and what they rule out.

A score is a fact about the record, not about the network: these rules know no probability of
the model, and the model does not read them. Unlike urgency rules they may ask for *absent*
findings, because a published rule-out does. An answer that is not sure counts as not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kneelab.model.findings import ABSENT, NOT_ASKED, PRESENT, Evidence, Finding, InputError


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a rule.

    Exactly one of ``any``, ``age_from``, ``age_above``, ``sex`` and ``judgement`` says how it is met.

    Parameters
    ----------
    any : tuple of str
        Literals, one of which is enough: ``finding``, ``finding=state`` or ``finding=absent``.
    points : int
        Added to the score when the item is met.
    age_from, age_above : int or None
        Met at this age and over, or only over it, in years.
    sex : str or None
        Met by this sex.
    judgement : bool
        Whether it is the clinician's opinion, which no finding holds.
    """

    id: str
    label: str
    points: int
    any: tuple[str, ...] = ()
    age_from: int | None = None
    age_above: int | None = None
    sex: str | None = None
    judgement: bool = False


@dataclass(frozen=True, slots=True)
class StratumFigure:
    """How many in a stratum had the condition, in one population (probability 0 to 1, 95 % interval)."""

    population: str
    probability: float
    ci95: tuple[float, float] | None
    n: int | None
    source: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Stratum:
    """Scores that are read alike; an open end is None."""

    id: str
    label: str
    lowest: int | None
    highest: int | None
    act: str
    figures: tuple[StratumFigure, ...]

    def holds(self, score: int) -> bool:
        """Whether a score falls in here."""
        return (self.lowest is None or score >= self.lowest) and (self.highest is None or score <= self.highest)


@dataclass(frozen=True, slots=True)
class RuleAccuracy:
    """Sensitivity and specificity (0 to 1, 95 % intervals) of a score from a cut-off on."""

    population: str
    from_score: int
    sensitivity: float
    sensitivity_ci95: tuple[float, float] | None
    specificity: float
    specificity_ci95: tuple[float, float] | None
    n: int | None
    source: str
    note: str | None


@dataclass(frozen=True, slots=True)
class NotToUse:
    """When a rule says nothing: a statement, and what in a record shows it.

    Parameters
    ----------
    any : tuple of str
        Literals, one of which is enough.
    settings, outside : tuple of str
        Settings in which it holds, or outside all of which it holds.
    """

    text: str
    mark: str
    source: str | None
    reason: str | None
    any: tuple[str, ...]
    settings: tuple[str, ...]
    outside: tuple[str, ...]

    def holds(self, facts: Facts) -> bool:
        """Whether the record shows it."""
        elsewhere = bool(self.outside) and facts.setting not in self.outside
        return elsewhere or facts.setting in self.settings or any(facts.holds(x) for x in self.any)


@dataclass(frozen=True, slots=True)
class RuleOut:
    """A published combination that lifts "not excluded" from a condition.

    Parameters
    ----------
    score_at_most : int
        The highest score still possible must not exceed it.
    requires : tuple of str
        Literals that must all be known to hold.
    not_with : tuple of str
        Findings that must all be known to be absent; of these, ``not_with_female`` only in women.
    not_in : tuple of str
        Settings in which it was shown to be unsafe.
    only_in : tuple of str
        Settings it was made for; empty for all others than ``not_in``.
    leaves : float or None
        Probability of the condition that remains, as published.
    """

    condition: str
    score_at_most: int
    requires: tuple[str, ...]
    not_with: tuple[str, ...]
    not_with_female: tuple[str, ...]
    not_in: tuple[str, ...]
    only_in: tuple[str, ...]
    leaves: float | None
    leaves_ci95: tuple[float, float] | None
    n: int | None
    text: str
    source: str
    why: str


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """A published rule: items, strata, how well it does, when it does not apply.

    Parameters
    ----------
    reference_test : str
        Id of the reference test that holds its studies.
    ask_first : str or None
        What a learner must have decided before the score is shown.
    """

    id: str
    name: str
    about: str
    reference_test: str
    ask_first: str | None
    source: str
    items: tuple[Item, ...]
    strata: tuple[Stratum, ...]
    accuracy: tuple[RuleAccuracy, ...]
    when_not_to_use: tuple[NotToUse, ...]
    rules_out: tuple[RuleOut, ...]

    def stratum(self, score: int) -> Stratum:
        """The one stratum that a score falls in."""
        return next(s for s in self.strata if s.holds(score))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record says, as decision rules read it."""

    findings: Mapping[str, Finding]
    evidence: Evidence
    age: float | None
    sex: str | None
    setting: str

    def holds(self, literal: str) -> bool | None:
        """Whether a literal is known to hold, known not to, or (None) neither."""
        name, _, state = literal.partition("=")
        weights = self.evidence.get(name)
        if weights is None:
            return None
        share = weights[self.findings[name].state_index(state or PRESENT)] / sum(weights)
        return True if share == 1.0 else False if share == 0.0 else None


@dataclass(frozen=True, slots=True)
class Applied:
    """A decision rule on one record.

    Parameters
    ----------
    score : int
        Points of the items that are met.
    met, absent, not_asked : tuple of str
        Item ids.
    lowest, highest : int
        The scores that answers to the open items could still give.
    stratum : Stratum or None
        Only when no open item can change it.
    not_for_this_patient : tuple of NotToUse
        Reasons in this record not to use the rule.
    rules_out : tuple of RuleOut
        Published rule-outs that hold here.
    """

    rule: DecisionRule
    score: int
    met: tuple[str, ...]
    absent: tuple[str, ...]
    not_asked: tuple[str, ...]
    lowest: int
    highest: int
    stratum: Stratum | None
    not_for_this_patient: tuple[NotToUse, ...]
    rules_out: tuple[RuleOut, ...]


def apply(rule: DecisionRule, facts: Facts, judgements: Mapping[str, object] | None = None) -> Applied:
    """Score one record by one rule.

    Parameters
    ----------
    rule : DecisionRule
    facts : Facts
    judgements : mapping, optional
        Id of a judgement item to ``"present"``, ``"absent"`` or ``"not_asked"``.

    Raises
    ------
    InputError
        If a judgement is unknown or has another value.
    """
    said = _judgements(rule, judgements or {})
    answers = {item.id: said.get(item.id) if item.judgement else _answer(item, facts) for item in rule.items}
    score = sum(i.points for i in rule.items if answers[i.id])
    open_points = [i.points for i in rule.items if answers[i.id] is None]
    lowest = score + sum(p for p in open_points if p < 0)
    highest = score + sum(p for p in open_points if p > 0)
    strata = {rule.stratum(s) for s in (lowest, highest)}
    warned = tuple(w for w in rule.when_not_to_use if w.holds(facts))
    return Applied(
        rule=rule,
        score=score,
        met=tuple(i for i, a in answers.items() if a),
        absent=tuple(i for i, a in answers.items() if a is False),
        not_asked=tuple(i for i, a in answers.items() if a is None),
        lowest=lowest,
        highest=highest,
        stratum=strata.pop() if len(strata) == 1 else None,
        not_for_this_patient=warned,
        rules_out=tuple(r for r in rule.rules_out if _rules_out(r, highest, facts)),
    )


def excluded(rules: Iterable[DecisionRule], facts: Facts) -> dict[str, tuple[DecisionRule, RuleOut]]:
    """Conditions that a published rule-out clears on what is known, each with the first rule that does.

    No judgement counts here, so nobody's opinion that "something else is as likely" clears a cause.
    """
    found: dict[str, tuple[DecisionRule, RuleOut]] = {}
    for rule in rules:
        for rule_out in apply(rule, facts).rules_out if rule.rules_out else ():
            found.setdefault(rule_out.condition, (rule, rule_out))
    return found


def _answer(item: Item, facts: Facts) -> bool | None:
    if item.age_from is not None:
        return None if facts.age is None else facts.age >= item.age_from
    if item.age_above is not None:
        return None if facts.age is None else facts.age > item.age_above
    if item.sex is not None:
        return None if facts.sex is None else facts.sex == item.sex
    return _any([facts.holds(literal) for literal in item.any])


def _any(answers: Sequence[bool | None]) -> bool | None:
    """True when one holds, False when all are known not to."""
    if any(answers):
        return True
    return None if None in answers else False


def _rules_out(rule_out: RuleOut, highest: int, facts: Facts) -> bool:
    if facts.setting in rule_out.not_in or (rule_out.only_in and facts.setting not in rule_out.only_in):
        return False
    barred = rule_out.not_with + (() if facts.sex == "male" else rule_out.not_with_female)
    return (
        highest <= rule_out.score_at_most
        and all(facts.holds(literal) is True for literal in rule_out.requires)
        and all(facts.holds(finding) is False for finding in barred)
    )


def _judgements(rule: DecisionRule, judgements: Mapping[str, object]) -> dict[str, bool | None]:
    allowed = {PRESENT: True, ABSENT: False, NOT_ASKED: None}
    names = [i.id for i in rule.items if i.judgement]
    for name, value in judgements.items():
        if name not in names:
            raise InputError(f'{rule.id} has no judgement called "{str(name)[:40]}". Allowed: {", ".join(names) or "none"}.')
        if not isinstance(value, str) or value not in allowed:
            raise InputError(f'{name} cannot be "{str(value)[:40]}". Allowed: {", ".join(allowed)}.')
    return {name: allowed[str(value)] for name, value in judgements.items()}
