"""Tests of one target that err together: a shared reading between the target and its tests.

Without dependence every test looks at the target itself. With it, the target is first
*read*, by one reading for each test, the strongest test's first and each next one made from
the one before; a test then reports its own reading. A misreading is thereby shared: what
misled a stronger test misleads the weaker ones too. All nodes are part of a Bayesian
network (a chain of two-valued nodes under the target), so any set of tests can be asked.

How good a reading is follows from one number for each target, its dependence d from 0 to 1.
With ``strongest`` and ``weakest`` the largest and smallest likelihood ratio of any one result
of the tests from this place on, the reading's own likelihood ratios are ``strongest / d`` and
``weakest * d``. So the results of these tests convince at most ``1 / d`` times as much as the strongest of them:
at 0 the reading is the target, at 1 it is the strongest test, and the rest add nothing.

Each test's sensitivity and specificity stay exactly those of its study. The chain is summed
out from the weakest test up (:func:`joint_likelihood`); every term of the sums is positive, so
that results which nearly exclude each other keep their precision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NEARLY_ONE = 1.0 - 1e-6
"""Most dependence that is computed with: at 1 itself, tests that contradict each other would be impossible."""

States = tuple[float, ...]
"""Probabilities of a test's states."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The shared reading that one test reports.

    Parameters
    ----------
    strongest, weakest : float
        Largest and smallest likelihood ratio of any one result of this test and the weaker ones.
    dependence : float
        Above 0 and below 1.
    """

    strongest: float
    weakest: float
    dependence: float

    @property
    def _spread(self) -> float:
        return self.strongest - self.weakest * self.dependence * self.dependence

    @property
    def given_present(self) -> float:
        """Probability that the target is read as present when it is."""
        return self.strongest * (1.0 - self.dependence * self.weakest) / self._spread

    @property
    def given_absent(self) -> float:
        """Probability that the target is read as present when it is not."""
        return self.dependence * (1.0 - self.dependence * self.weakest) / self._spread

    @property
    def missed_present(self) -> float:
        """Probability that the target is read as absent when it is present."""
        return self.dependence * self.weakest * (self.strongest - self.dependence) / self._spread

    @property
    def missed_absent(self) -> float:
        """Probability that the target is read as absent when it is."""
        return (self.strongest - self.dependence) / self._spread

    def result(self, one: float, other: float) -> tuple[float, float]:
        """Likelihood of a result under either reading, from its likelihoods with the target and without it."""
        d = self.dependence
        read_present = (one - other * self.weakest * d) / (1.0 - d * self.weakest)
        read_absent = (other * self.strongest - d * one) / (self.strongest - d)
        return max(read_present, 0.0), max(read_absent, 0.0)

    def weaker(self, weaker: Reading) -> tuple[float, float]:
        """Probabilities that the next reading differs from this one: when this is present, and when it is absent.

        The difference of the ratios themselves is taken, so that equal tests share one reading exactly.
        """
        d = self.dependence
        turned_absent = weaker.missed_absent * d * (weaker.weakest - self.weakest) / (1.0 - d * self.weakest)
        turned_present = weaker.given_absent * (self.strongest - weaker.strongest) / (self.strongest - d)
        return turned_absent, turned_present


def readings(tests: Mapping[str, tuple[States, States]], dependence: float) -> dict[str, Reading]:
    """The reading of each test of one target, strongest test first.

    Parameters
    ----------
    tests : mapping
        Finding id to the probabilities of its states with the target, and without it.
    dependence : float
        Above 0, up to 1.
    """
    extremes = {f: _extremes(*states) for f, states in tests.items()}
    order = sorted(tests, key=lambda f: (-extremes[f][0] / extremes[f][1], f))
    found = {}
    strongest = weakest = 1.0
    for f in reversed(order):
        strongest, weakest = max(strongest, extremes[f][0]), min(weakest, extremes[f][1])
        found[f] = Reading(strongest, weakest, min(dependence, NEARLY_ONE))
    return {f: found[f] for f in order}


def joint_likelihood(chain: Mapping[str, Reading], results: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """Probability of several results together, with the target and without it.

    Goes from the weakest reading to the strongest and then to the target; what is carried
    along is the likelihood of all results so far under either state of the reading.

    Parameters
    ----------
    chain : mapping
        Readings as made by :func:`readings`.
    results : mapping
        Finding id to its likelihood with the target, and without it.
    """
    present = absent = 1.0
    below: Reading | None = None
    for f in reversed(list(chain)):
        reading = chain[f]
        if below is not None:
            turned_absent, turned_present = reading.weaker(below)
            present, absent = (
                (1.0 - turned_absent) * present + turned_absent * absent,
                turned_present * present + (1.0 - turned_present) * absent,
            )
        if f in results:
            if_present, if_absent = reading.result(*results[f])
            present, absent = present * if_present, absent * if_absent
        below = reading
    if below is None:
        return 1.0, 1.0
    return (
        below.given_present * present + below.missed_present * absent,
        below.given_absent * present + below.missed_absent * absent,
    )


def _extremes(with_target: States, without: States) -> tuple[float, float]:
    """Largest and smallest likelihood ratio of a test's states."""
    ratios = [a / b for a, b in zip(with_target, without, strict=True)]
    return max(ratios), min(ratios)
