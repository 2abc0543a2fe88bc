"""The probability model: condition -> target -> finding, with exact inference.

Given the condition, targets are independent; given its one parent, a finding is
independent of all others. A posterior is therefore, for each condition, its prior times
one factor for each finding that hangs on the condition and one two-term sum for each target.
Tests of one target may be made to err together (:mod:`kneelab.model.dependence`); off by default.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from kneelab.model.dependence import Reading, joint_likelihood, readings
from kneelab.model.findings import CONDITION, Evidence, Finding, Weights

FLOOR = 1e-15
"""Least probability that is ever reported: no evidence gives a zero or a one."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Probabilities of a finding's or target's states, and how much they weigh.

    Parameters
    ----------
    probabilities : tuple of float
        One for each state, each inside (0, 1), summing to 1.
    weight : float
        Effective number of patients behind them.
    mark : str
        ``published``, ``judged`` or ``assumed``.
    source : str or None
        Source id.
    key : str
        Name of the parameter; conditions that say nothing of a finding share its base.
    reason : str or None
        Reasoning, where the number is judged or assumed.
    n : int or None
        Patients in the study, where it is published and says so.
    """

    probabilities: tuple[float, ...]
    weight: float
    mark: str
    source: str | None
    key: str
    reason: str | None = None
    n: int | None = None

    @property
    def is_base(self) -> bool:
        """Whether this is the common value of all conditions that say nothing of their own."""
        return self.key.endswith(":base")

    def likelihood(self, weights: Weights) -> float:
        """Probability of virtual evidence with these weights."""
        return likelihood(self.probabilities, weights)

    def variance(self, weights: Weights) -> float:
        """Variance of the log likelihood, first order.

        Each cell's log is taken as normal with variance 1 / (count + 1/2); for two states
        this is the usual normal on the logit.
        """
        return _variance(self.probabilities, self.weight, weights)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """States of a finding with the target present, and without it."""

    with_target: Distribution
    without: Distribution


@dataclass(frozen=True, slots=True)
class Column:
    """One finding's (or target's) numbers over all conditions, laid out for speed.

    Conditions that say nothing of a finding share its base, and grades are few, so a column
    holds few numbers and fewer values.

    Parameters
    ----------
    numbers : tuple of (Distribution, tuple of (int, float))
        Each number (equal keys are one number) with the places of its conditions, each with slope 1.
    values : tuple of tuple of float
        The different probabilities.
    value_at : tuple of int
        For each condition, the place of its probabilities in ``values``.
    sure : mapping
        For an answer that names one state for sure, its log likelihood under each condition.
    """

    numbers: tuple[tuple[Distribution, tuple[tuple[int, float], ...]], ...]
    values: tuple[tuple[float, ...], ...]
    value_at: tuple[int, ...]
    sure: Mapping[Weights, tuple[float, ...]]

    @classmethod
    def of(cls, rows: Sequence[Distribution]) -> Column:
        """Lay out one row of numbers."""
        places: dict[str, list[tuple[int, float]]] = {}
        for i, row in enumerate(rows):
            places.setdefault(row.key, []).append((i, 1.0))
        values = {p: j for j, p in enumerate(dict.fromkeys([row.probabilities for row in rows]))}
        value_at = tuple([values[row.probabilities] for row in rows])
        logs = [list(map(math.log, state)) for state in zip(*values, strict=True)]
        return cls(
            tuple([(rows[members[0][0]], tuple(members)) for members in places.values()]),
            tuple(values),
            value_at,
            {named(i, len(logs)): tuple([state[j] for j in value_at]) for i, state in enumerate(logs)},
        )

    def terms(self, weights: Weights) -> tuple[float, ...]:
        """Log likelihood of an answer under each condition."""
        known = self.sure.get(weights)
        if known is not None:
            return known
        if len(weights) == 2:  # the common case, spelled out because it is the innermost loop
            present, absent = weights
            own = [math.log(present * p + absent * q) for p, q in self.values]
        else:
            own = [math.log(likelihood(p, weights)) for p in self.values]
        return tuple([own[j] for j in self.value_at])


class Network:
    """Conditions, targets and findings with their numbers; immutable.

    Parameters
    ----------
    conditions : sequence of str
        Condition ids; the order of every vector below.
    findings : mapping of str to Finding
        The vocabulary.
    by_condition : mapping
        Finding id to one Distribution per condition, for findings that hang on the condition.
    by_target : mapping
        Finding id to its Accuracy, for findings that hang on a target.
    targets : mapping
        Target id to one Distribution (present, absent) per condition.
    """

    def __init__(
        self,
        conditions: Sequence[str],
        findings: Mapping[str, Finding],
        by_condition: Mapping[str, Sequence[Distribution]],
        by_target: Mapping[str, Accuracy],
        targets: Mapping[str, Sequence[Distribution]],
    ) -> None:
        self.conditions = tuple(conditions)
        self.findings = dict(findings)
        self.by_condition = {f: tuple(rows) for f, rows in by_condition.items()}
        self.by_target = dict(by_target)
        self.targets = {t: tuple(rows) for t, rows in targets.items()}
        self._sure_tests = {f: _sure_logs(test) for f, test in self.by_target.items()}
        self.columns = {f: Column.of(rows) for f, rows in [*self.by_condition.items(), *self.targets.items()]}
        self.dependence: dict[str, float] = {}
        self.chains: dict[str, dict[str, Reading]] = {}
        self._index = {c: i for i, c in enumerate(self.conditions)}

    def with_dependence(self, dependence: Mapping[str, float]) -> Network:
        """The same network with the tests of some targets erring together.

        Parameters
        ----------
        dependence : mapping
            Target id to a number from 0 (each test errs alone) to 1 (they add nothing to the strongest).
        """
        twin = copy.copy(self)
        twin.dependence = {t: d for t, d in dependence.items() if d > 0.0}
        twin.chains = {t: readings(self.tests_of(t), d) for t, d in twin.dependence.items()}
        return twin

    def tests_of(self, target: str) -> dict[str, tuple[tuple[float, ...], tuple[float, ...]]]:
        """Each test of a target: probabilities of its states with the target, and without it."""
        return {
            f: (test.with_target.probabilities, test.without.probabilities)
            for f, test in self.by_target.items()
            if self.findings[f].parent == target
        }

    def index(self, condition: str) -> int:
        """Place of a condition in every vector."""
        return self._index[condition]

    def condition_terms(self, finding: str, weights: Weights) -> tuple[float, ...]:
        """Log likelihood of one condition-attached finding under each condition."""
        return self.columns[finding].terms(weights)

    def target_likelihoods(self, target: str, group: Evidence) -> tuple[float, float]:
        """Log likelihood of a target's findings with the target, and without it."""
        if target in self.chains and len(group) > 1:
            each = {f: (self.by_target[f].with_target.likelihood(w), self.by_target[f].without.likelihood(w)) for f, w in group.items()}
            present, absent = joint_likelihood(self.chains[target], each)
            return math.log(present), math.log(absent)
        logs = [self._test_logs(f, w) for f, w in group.items()]
        return math.fsum([a for a, _ in logs]), math.fsum([b for _, b in logs])

    def _test_logs(self, finding: str, weights: Weights) -> tuple[float, float]:
        """Log likelihood of one answer with the target, and without it."""
        known = self._sure_tests[finding].get(weights)
        if known is not None:
            return known
        test = self.by_target[finding]
        return math.log(test.with_target.likelihood(weights)), math.log(test.without.likelihood(weights))

    def target_terms(self, target: str, group: Evidence) -> tuple[float, ...]:
        """Log likelihood of all findings of one target under each condition."""
        with_it, without = self.target_likelihoods(target, group)
        top = max(with_it, without)
        scaled = self.columns[target].terms((math.exp(with_it - top), math.exp(without - top)))
        return tuple([top + term for term in scaled])

    def target_given_condition(self, target: str, group: Evidence) -> tuple[float, ...]:
        """P(target | condition, its findings) for each condition."""
        with_it, without = self.target_likelihoods(target, group)
        ratio = math.exp(max(-700.0, min(700.0, without - with_it)))
        return tuple(d.probabilities[0] / (d.probabilities[0] + d.probabilities[1] * ratio) for d in self.targets[target])

    def given_condition(self, finding: str) -> tuple[tuple[float, ...], ...]:
        """P(finding | condition): one tuple of state probabilities for each condition.

        A finding that hangs on a target reaches the condition through it: with the target or without.
        """
        if finding in self.by_condition:
            return tuple(row.probabilities for row in self.by_condition[finding])
        table = self.by_target[finding]
        pairs = tuple(zip(table.with_target.probabilities, table.without.probabilities, strict=True))
        return tuple(
            tuple(t.probabilities[0] * p + t.probabilities[1] * q for p, q in pairs) for t in self.targets[self.findings[finding].parent]
        )

    def numbers_behind(self, finding: str, condition: str) -> tuple[Distribution, ...]:
        """The numbers that P(finding | condition) is made of.

        Returns
        -------
        tuple of Distribution
            The one number, or three for a finding of a target: the finding with the target,
            the finding without it, and the target in this condition.
        """
        place = self.index(condition)
        if finding in self.by_condition:
            return (self.by_condition[finding][place],)
        table = self.by_target[finding]
        return table.with_target, table.without, self.targets[self.findings[finding].parent][place]

    def split(self, evidence: Evidence) -> tuple[Evidence, dict[str, Evidence]]:
        """Evidence that hangs on the condition, and the rest by target."""
        direct: Evidence = {}
        groups: dict[str, Evidence] = {}
        for f, weights in evidence.items():
            parent = self.findings[f].parent
            if parent == CONDITION:
                direct[f] = weights
            else:
                groups.setdefault(parent, {})[f] = weights
        return direct, groups

    def log_weights(self, prior: Sequence[float], evidence: Evidence) -> list[float]:
        """Unnormalised log posterior of each condition.

        Each sum is correctly rounded, so it does not depend on the order of its terms.

        Parameters
        ----------
        prior : sequence of float
            Probability of each condition before any finding.
        evidence : dict
            Finding id to weights, as read by a Vocabulary.
        """
        direct, groups = self.split(evidence)
        terms = [tuple(map(math.log, prior))]
        terms += [self.columns[f].terms(weights) for f, weights in direct.items()]
        terms += [self.target_terms(target, group) for target, group in groups.items()]
        return list(map(math.fsum, zip(*terms, strict=True)))

    def posterior(self, prior: Sequence[float], evidence: Evidence) -> list[float]:
        """Probability of each condition; each inside (0, 1), together 1."""
        return normalise(self.log_weights(prior, evidence))


@lru_cache(maxsize=8192)
def _variance(probabilities: tuple[float, ...], weight: float, weights: Weights) -> float:
    """See :meth:`Distribution.variance`; kept, because grades make most numbers alike."""
    total = likelihood(probabilities, weights)
    return math.fsum([(w * p / total - p) ** 2 / (weight * p + 0.5) for w, p in zip(weights, probabilities, strict=True)])


def named(state: int, states: int) -> Weights:
    """Weights of an answer that names one of some states for sure."""
    return tuple([float(i == state) for i in range(states)])


def _sure_logs(test: Accuracy) -> dict[Weights, tuple[float, float]]:
    pairs = list(zip(test.with_target.probabilities, test.without.probabilities, strict=True))
    return {named(i, len(pairs)): (math.log(a), math.log(b)) for i, (a, b) in enumerate(pairs)}


def likelihood(probabilities: Sequence[float], weights: Weights) -> float:
    """Probability of virtual evidence with these weights."""
    return float(sum(map(mul, weights, probabilities)))


def normalise(log_weights: Sequence[float]) -> list[float]:
    """Probabilities from log weights, none of them zero or one."""
    top = max(log_weights)
    raw = [math.exp(x - top) for x in log_weights]
    total = math.fsum(raw)
    floored = [max(r / total, FLOOR) for r in raw]
    total = math.fsum(floored)
    return [p / total for p in floored]
