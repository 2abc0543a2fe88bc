"""Ranking causes, and saying why: bands, contributions, what comes next."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from operator import mul

from kneelab.model import bands, decision_rules, triage, workup
from kneelab.model.conditions import Condition, weakest
from kneelab.model.findings import Evidence, InputError
from kneelab.model.flips import Flip, Reversals
from kneelab.model.network import Network, normalise

SHAPLEY_LIMIT = 8
"""Up to so many findings of one target share its credit exactly."""

MATTERS = 1.1
"""A finding supports a cause when it makes it at least this much likelier than the rest."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A cause with its probability (0 to 1), 90 % band and weakest mark."""

    condition: str
    probability: float
    low: float
    high: float
    basis: str
    not_excluded: bool


@dataclass(frozen=True, slots=True)
class TargetProbability:
    """How likely it is that one target is present, whatever the main cause."""

    target: str
    probability: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one thing adds to the log-odds of a cause against its rival.

    Parameters
    ----------
    kind : str
        ``start`` (the setting's case mix), ``age``, ``sex`` or ``finding``.
    name : str
        Finding id, or the kind again.
    log_ratio : float
        Natural log of the factor on the odds.
    mark : str
        Weakest mark of the two numbers compared.
    source : str or None
        Source id of the cause's own number.
    """

    kind: str
    name: str
    log_ratio: float
    mark: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Why:
    """All contributions; they sum to ``log_odds``."""

    condition: str
    against: str
    contributions: tuple[Contribution, ...]

    @property
    def log_odds(self) -> float:
        """Natural log of P(condition) / P(against)."""
        return math.fsum(c.log_ratio for c in self.contributions)


@dataclass(frozen=True)
class Prior:
    """Start probabilities, and the three factors they are made of."""

    mix: tuple[float, ...]
    age: tuple[float, ...]
    sex: tuple[float, ...]

    @cached_property
    def probabilities(self) -> tuple[float, ...]:
        """Case mix of the setting shifted by age and sex, summing to 1."""
        raw = [m * a * s for m, a, s in zip(self.mix, self.age, self.sex, strict=True)]
        return tuple(r / math.fsum(raw) for r in raw)


class Assessment:
    """Everything that follows from one record; a pure function of it.

    Made by :meth:`kneelab.model.lab.Lab.assess`.
    """

    def __init__(
        self,
        network: Network,
        conditions: Sequence[Condition],
        prior: Prior,
        evidence: Evidence,
        decide_urgency: Callable[[Assessment], triage.Urgency],
        red_flag_rules: Sequence[triage.Rule],
        facts: decision_rules.Facts,
        rules: Mapping[str, decision_rules.DecisionRule],
    ) -> None:
        self._network = network
        self._conditions = tuple(conditions)
        self._decide_urgency = decide_urgency
        self.prior = prior
        self.evidence = evidence
        self._red_flag_rules = red_flag_rules
        self._facts = facts
        self._rules = rules

    @cached_property
    def _log_weights(self) -> list[float]:
        return self._network.log_weights(self.prior.probabilities, self.evidence)

    @cached_property
    def probabilities(self) -> list[float]:
        """Probability of each condition, in the network's order."""
        return normalise(self._log_weights)

    @cached_property
    def _influences(self) -> tuple[bands.Influence, ...]:
        return tuple(bands.influences(self._network, self.evidence))

    @cached_property
    def differential(self) -> list[Ranked]:
        """Causes, most likely first; probabilities sum to 1."""
        variances = bands.logit_variances(self.probabilities, self._influences)
        supports = self._support_marks()
        ranked = []
        for condition, p, variance, marks in zip(self._conditions, self.probabilities, variances, supports, strict=True):
            low, high = bands.band(p, variance)
            ranked.append(Ranked(condition.id, p, low, high, weakest(marks), condition.id in self.not_excluded))
        return sorted(ranked, key=lambda r: (-r.probability, r.condition))

    @cached_property
    def not_excluded(self) -> frozenset[str]:
        """Dangerous causes that no published rule-out clears; no absent finding does so by itself."""
        return frozenset(c.id for c in self._conditions if c.must_not_miss and c.id not in self.ruled_out)

    @cached_property
    def ruled_out(self) -> Mapping[str, tuple[decision_rules.DecisionRule, decision_rules.RuleOut]]:
        """Conditions that a published rule-out clears here, and by which rule."""
        return decision_rules.excluded(self._rules.values(), self._facts)

    def decision_rule(self, rule: str, judgements: Mapping[str, object] | None = None) -> decision_rules.Applied:
        """Score this record by a published decision rule.

        Parameters
        ----------
        rule : str
            Id, such as ``wells_dvt``; ``lab.decision_rules`` lists them.
        judgements : mapping, optional
            What only the clinician can say, by item id, such as ``{"alternative_as_likely": "absent"}``.

        Raises
        ------
        InputError
            If the rule or a judgement is unknown.
        """
        if rule not in self._rules:
            raise InputError(f'There is no decision rule called "{str(rule)[:40]}". Allowed: {", ".join(self._rules)}.')
        return decision_rules.apply(self._rules[rule], self._facts, judgements)

    @cached_property
    def leader(self) -> Condition:
        """The most likely condition."""
        best = min(range(len(self._conditions)), key=lambda i: (-self.probabilities[i], self._conditions[i].id))
        return self._conditions[best]

    @cached_property
    def targets(self) -> list[TargetProbability]:
        """Targets, most likely first."""
        groups = self._network.split(self.evidence)[1]
        found = []
        for target in self._network.targets:
            given = self._network.target_given_condition(target, groups.get(target, {}))
            p = math.fsum(q * c for q, c in zip(given, self.probabilities, strict=True))
            found.append(TargetProbability(target, min(max(p, 1e-15), 1.0 - 1e-15)))
        return sorted(found, key=lambda t: (-t.probability, t.target))

    @cached_property
    def red_flags(self) -> tuple[triage.RedFlag, ...]:
        """Rules that hold, most urgent first, then the notes."""
        return triage.red_flags(self._red_flag_rules, triage.literals(self._network.findings, self.evidence))

    @cached_property
    def urgency(self) -> triage.Urgency:
        """How soon this fictional patient should be seen, by whom, and why."""
        return self._decide_urgency(self)

    @property
    def dependence(self) -> Mapping[str, float]:
        """How much the tests of each target err together, 0 to 1; empty by default."""
        return self._network.dependence

    @cached_property
    def _next_tests(self) -> tuple[workup.NextTest, ...]:
        return workup.next_tests(self._network, self._conditions, self.probabilities, self.evidence)

    def next_tests(self) -> tuple[workup.NextTest, ...]:
        """Everything not asked yet, most useful first."""
        return self._next_tests

    def open_checks(self) -> tuple[str, ...]:
        """Safety checks that nobody has asked yet."""
        return workup.open_checks(self._conditions, self.probabilities, self.evidence)

    def weakest_link(self, condition: str) -> bands.Influence | None:
        """The number that adds most to the band of a cause."""
        return bands.weakest_link(self._place(condition), self.probabilities, self._influences)

    def rival(self, condition: str) -> str:
        """The cause next in rank; for the last one, the one before it."""
        order = [r.condition for r in self.differential]
        place = order.index(self._conditions[self._place(condition)].id)
        return order[place + 1] if place + 1 < len(order) else order[place - 1]

    def why(self, condition: str, against: str | None = None) -> Why:
        """What speaks for a cause against a rival (default: the next in rank).

        Raises
        ------
        InputError
            If a condition is unknown, or compared with itself.
        """
        one = self._place(condition)
        against = against or self.rival(condition)
        two = self._place(against)
        if one == two:
            raise InputError(f"{condition} cannot be compared with itself. Name another condition.")
        parts = [
            Contribution(kind, kind, math.log(row[one] / row[two]), "assumed", None)
            for kind, row in (("start", self.prior.mix), ("age", self.prior.age), ("sex", self.prior.sex))
        ]
        direct, groups = self._network.split(self.evidence)
        for f, weights in direct.items():
            terms = self._network.condition_terms(f, weights)
            rows = self._network.by_condition[f]
            parts.append(Contribution("finding", f, terms[one] - terms[two], weakest([rows[one].mark, rows[two].mark]), rows[one].source))
        for target, group in groups.items():
            for f, share in self._shares(target, group, one, two).items():
                table = self._network.by_target[f].with_target
                parts.append(Contribution("finding", f, share, table.mark, table.source))
        return Why(condition, against, tuple(parts))

    def flips(self, limit: int = 3) -> tuple[Flip, ...]:
        """Smallest sets of answers (up to ``limit``) whose reversal changes the leader.

        Every set of the smallest size that works is returned, the most decisive first. To
        reverse an answer is to say the opposite: present for absent, 30 % sure for 70 %, and
        for a named state "one of the others", each as likely as the network has it.
        """
        return self._reversals.smallest(limit)

    @cached_property
    def _reversals(self) -> Reversals:
        return Reversals(self._network, self.evidence, self._log_weights)

    def _place(self, condition: str) -> int:
        try:
            return self._network.index(condition)
        except KeyError:
            raise InputError(f'There is no condition called "{condition}". Allowed: {", ".join(self._network.conditions)}.') from None

    def _shares(self, target: str, group: Evidence, one: int, two: int) -> dict[str, float]:
        """Credit of each finding of a target: Shapley, or in proportion beyond the limit."""

        def value(part: Evidence) -> float:
            terms = self._network.target_terms(target, part)
            return terms[one] - terms[two]

        names = list(group)
        total = value(group)
        if len(names) > SHAPLEY_LIMIT:
            single = {f: value({f: group[f]}) for f in names}
            scale = math.fsum(abs(v) for v in single.values())
            rest = total - math.fsum(single.values())
            return {f: v + rest * (abs(v) / scale if scale else 1.0 / len(names)) for f, v in single.items()}
        values = {part: value({f: group[f] for f in part}) for k in range(len(names) + 1) for part in combinations(names, k)}
        shares = {}
        for f in names:
            others = [g for g in names if g != f]
            shares[f] = math.fsum(
                math.factorial(k)
                * math.factorial(len(others) - k)
                / math.factorial(len(names))
                * (values[tuple(g for g in names if g in part or g == f)] - values[part])
                for k in range(len(others) + 1)
                for part in combinations(others, k)
            )
        return shares

    def _support_marks(self) -> list[list[str]]:
        """For each condition, the marks of the findings that it rests on."""
        direct, groups = self._network.split(self.evidence)
        marks: list[list[str]] = [[] for _ in self._conditions]
        for f, weights in direct.items():
            rows = self._network.by_condition[f]
            for i in self._supported(self._network.condition_terms(f, weights)):
                marks[i].append(rows[i].mark)
        for target, group in groups.items():
            for f, weights in group.items():
                for i in self._supported(self._network.target_terms(target, {f: weights})):
                    marks[i].append(self._network.by_target[f].with_target.mark)
        return marks

    def _supported(self, terms: Sequence[float]) -> list[int]:
        """Conditions that a finding makes likelier than all others together."""
        seen = list(map(math.exp, terms))
        overall = math.fsum(map(mul, self.probabilities, seen))
        return [i for i, (p, x) in enumerate(zip(self.probabilities, seen, strict=True)) if x * (1.0 - p) > MATTERS * (overall - p * x)]
