"""90 % bands hold the truth about 90 times in 100, when the numbers come from studies."""

from __future__ import annotations

import math
import random

import pytest

from kneelab.content.compiling import accuracy_numbers, frequency_number
from kneelab.content.schema import Counts, EvidenceRow, FindingModel
from kneelab.model import bands
from kneelab.model.findings import Finding
from kneelab.model.network import Accuracy, Distribution, Network

CONDITIONS = ("a", "b", "c", "d")
PRIOR = (0.4, 0.3, 0.2, 0.1)
REPETITIONS = 1500
LEAST = 5
"""Every cell of every simulated study holds at least so many patients."""

ASKED = {f: FindingModel(id=f, label=f, kind="sign", ask="?", positive="?", burden=1, parent="condition") for f in ("f", "g", "h")}
TESTED = ("t", "u", "v")


def plain(p: float) -> Distribution:
    return Distribution((p, 1 - p), 1.0, "published", "s", "truth")


class World:
    """True parameters, and the studies that somebody might have done."""

    def __init__(self, rng: random.Random) -> None:
        self.frequency = {(f, c): rng.uniform(0.15, 0.85) for f in ASKED for c in CONDITIONS}
        self.test = {t: (rng.uniform(0.5, 0.9), rng.uniform(0.5, 0.9)) for t in TESTED}
        self.target = {c: rng.uniform(0.1, 0.9) for c in CONDITIONS}
        self.evidence = {f: rng.choice([(1.0, 0.0), (0.0, 1.0), (0.7, 0.3)]) for f in (*ASKED, *TESTED)}

    def network(self, rng: random.Random | None = None) -> Network:
        """The true network, or the one that studies of it lead to."""
        parents = dict.fromkeys(ASKED, "condition") | dict.fromkeys(TESTED, "x")
        return Network(
            CONDITIONS,
            {f: Finding(f, f, "sign", "story", "?", "?", 1, parent) for f, parent in parents.items()},
            {f: [self._frequency(f, c, rng) for c in CONDITIONS] for f in ASKED},
            {t: self._accuracy(t, rng) for t in TESTED},
            {"x": [self._target(c, rng) for c in CONDITIONS]},
        )

    def _frequency(self, f: str, c: str, rng: random.Random | None) -> Distribution:
        p = self.frequency[f, c]
        if rng is None:
            return plain(p)
        n = rng.randint(40, 200)
        row = EvidenceRow(id=f"{f}_{c}", finding=f, condition=c, frequency=drawn(rng, n, p) / n, n=n, mark="published", source="s")
        return number(frequency_number(row, ASKED[f]))

    def _accuracy(self, t: str, rng: random.Random | None) -> Accuracy:
        sensitivity, specificity = self.test[t]
        if rng is None:
            return Accuracy(plain(sensitivity), plain(1 - specificity))
        ill, well = rng.randint(40, 150), rng.randint(40, 150)
        tp, tn = drawn(rng, ill, sensitivity), drawn(rng, well, specificity)
        row = EvidenceRow(id=t, finding=t, target="x", counts=Counts(tp=tp, fn=ill - tp, fp=well - tn, tn=tn), mark="published", source="s")
        sides = accuracy_numbers(row)
        return Accuracy(number(sides["with_target"]), number(sides["without"]))

    def _target(self, c: str, rng: random.Random | None) -> Distribution:
        p = self.target[c]
        if rng is None:
            return plain(p)
        n = rng.randint(60, 200)
        row = EvidenceRow(id=f"x_{c}", finding="f", condition=c, frequency=drawn(rng, n, p) / n, n=n, mark="published", source="s")
        return number(frequency_number(row, ASKED["f"]))


def drawn(rng: random.Random, n: int, p: float) -> int:
    """Patients of ``n`` with a finding of frequency ``p``, drawn again until each cell holds enough."""
    while True:
        k = sum(rng.random() < p for _ in range(n))
        if LEAST <= k <= n - LEAST:
            return k


def number(data: dict) -> Distribution:
    return Distribution(tuple(data["p"]), data["weight"], data["mark"], data["source"], data["key"])


@pytest.mark.parametrize("d", [0.0, 0.5])
def test_bands_hold_the_truth_about_nine_times_in_ten(d):
    rng = random.Random(2026)
    held = 0
    for _ in range(REPETITIONS):
        world = World(rng)
        truth = world.network().with_dependence({"x": d}).posterior(PRIOR, world.evidence)
        studied = world.network(rng).with_dependence({"x": d})
        found = studied.posterior(PRIOR, world.evidence)
        variances = bands.logit_variances(found, tuple(bands.influences(studied, world.evidence)))
        place = rng.randrange(len(CONDITIONS))
        low, high = bands.band(found[place], variances[place])
        held += low <= truth[place] <= high
    share = held / REPETITIONS
    error = 1.96 * math.sqrt(0.9 * 0.1 / REPETITIONS)
    assert 0.85 + error <= share <= 0.95 - error, share
