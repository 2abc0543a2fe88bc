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

Each test's sensitivity and specificity stay exactly those of its study. Summing the chain
out leaves a covariance in each state of the target (:func:`joint_likelihood`).
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
    given_present, given_absent : float
        Probability that the target is read as present when it is, and when it is not.
    covariance_present, covariance_absent : float
        How strongly this test varies with the weaker ones, when the target is present and when it is not.
    """

    given_present: float
    given_absent: float
    covariance_present: float
    covariance_absent: float


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
        found[f] = _reading(strongest, weakest, min(dependence, NEARLY_ONE))
    return {f: found[f] for f in order}


def joint_likelihood(chain: Mapping[str, Reading], results: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """Probability of several results together, with the target and without it.

    The weakest test alone has its own two likelihoods. Each stronger one multiplies them and
    adds a covariance: the product of what the two sides make of the target, times a factor
    that is 0 without dependence.

    Parameters
    ----------
    chain : mapping
        Readings as made by :func:`readings`.
    results : mapping
        Finding id to its likelihood with the target, and without it.
    """
    present = absent = 1.0
    for f in reversed(list(chain)):
        if f in results:
            one, other = results[f]
            together = (one - other) * (present - absent)
            present = one * present + chain[f].covariance_present * together
            absent = other * absent + chain[f].covariance_absent * together
    return present, absent


def _extremes(with_target: States, without: States) -> tuple[float, float]:
    """Largest and smallest likelihood ratio of a test's states."""
    ratios = [a / b for a, b in zip(with_target, without, strict=True)]
    return max(ratios), min(ratios)


def _reading(strongest: float, weakest: float, d: float) -> Reading:
    """A reading with likelihood ratios ``strongest / d`` and ``weakest * d``."""
    spread = strongest - weakest * d * d
    scale = d / ((1.0 - d * weakest) * (strongest - d))
    return Reading(
        given_present=strongest * (1.0 - d * weakest) / spread,
        given_absent=d * (1.0 - d * weakest) / spread,
        covariance_present=strongest * weakest * scale,
        covariance_absent=scale,
    )
