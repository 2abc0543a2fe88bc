"""The probability model: condition -> target -> finding, with exact inference.

Given the condition, targets are independent; given its one parent, a finding is
independent of all others. A posterior is therefore, for each condition, its prior times
one factor for each finding that hangs on the condition and one two-term sum for each target.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

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
        return sum(w * p for w, p in zip(weights, self.probabilities, strict=True))

    def variance(self, weights: Weights) -> float:
        """Variance of the log likelihood, first order.

        Each cell's log is taken as normal with variance 1 / (count + 1/2); for two states
        this is the usual normal on the logit.
        """
        total = self.likelihood(weights)
        return sum((w * p / total - p) ** 2 / (self.weight * p + 0.5) for w, p in zip(weights, self.probabilities, strict=True))


@dataclass(frozen=True, slots=True)
class Accuracy:
    """States of a finding with the target present, and without it."""

    with_target: Distribution
    without: Distribution


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
        self._index = {c: i for i, c in enumerate(self.conditions)}

    @cached_property
    def _logs(self) -> dict[str, tuple[tuple[float, ...], ...]]:
        """Log likelihood of each sure state, for each condition."""
        return {
            f: tuple(tuple(math.log(row.probabilities[s]) for row in rows) for s in range(len(rows[0].probabilities)))
            for f, rows in self.by_condition.items()
        }

    def index(self, condition: str) -> int:
        """Place of a condition in every vector."""
        return self._index[condition]

    def condition_terms(self, finding: str, weights: Weights) -> tuple[float, ...]:
        """Log likelihood of one condition-attached finding under each condition."""
        for s, w in enumerate(weights):
            if w == 1.0 and not any(weights[:s]) and not any(weights[s + 1 :]):
                return self._logs[finding][s]
        return tuple(math.log(row.likelihood(weights)) for row in self.by_condition[finding])

    def target_likelihoods(self, group: Evidence) -> tuple[float, float]:
        """Log likelihood of a target's findings with the target, and without it."""
        tables = [(self.by_target[f], w) for f, w in group.items()]
        return (
            sum(math.log(t.with_target.likelihood(w)) for t, w in tables),
            sum(math.log(t.without.likelihood(w)) for t, w in tables),
        )

    def target_terms(self, target: str, group: Evidence) -> tuple[float, ...]:
        """Log likelihood of all findings of one target under each condition."""
        with_it, without = self.target_likelihoods(group)
        top = max(with_it, without)
        a, b = math.exp(with_it - top), math.exp(without - top)
        return tuple(top + math.log(d.probabilities[0] * a + d.probabilities[1] * b) for d in self.targets[target])

    def target_given_condition(self, target: str, group: Evidence) -> tuple[float, ...]:
        """P(target | condition, its findings) for each condition."""
        with_it, without = self.target_likelihoods(group)
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

        Parameters
        ----------
        prior : sequence of float
            Probability of each condition before any finding.
        evidence : dict
            Finding id to weights, as read by a Vocabulary.
        """
        direct, groups = self.split(evidence)
        total = [math.log(p) for p in prior]
        for f, weights in direct.items():
            total = [a + b for a, b in zip(total, self.condition_terms(f, weights), strict=True)]
        for target, group in groups.items():
            total = [a + b for a, b in zip(total, self.target_terms(target, group), strict=True)]
        return total

    def posterior(self, prior: Sequence[float], evidence: Evidence) -> list[float]:
        """Probability of each condition; each inside (0, 1), together 1."""
        return normalise(self.log_weights(prior, evidence))


def normalise(log_weights: Sequence[float]) -> list[float]:
    """Probabilities from log weights, none of them zero or one."""
    top = max(log_weights)
    raw = [math.exp(x - top) for x in log_weights]
    total = sum(raw)
    floored = [max(r / total, FLOOR) for r in raw]
    total = sum(floored)
    return [p / total for p in floored]
