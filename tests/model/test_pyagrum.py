"""Equality with an independent library on the real network, to 1e-9."""

from __future__ import annotations

import random

import pytest

from tests.model.reference import Reference
from tests.strategies import LAB


def random_answers(rng: random.Random) -> dict[str, object]:
    """From a few findings to all of them: sure, unsure and named."""
    chosen = rng.sample(list(LAB.findings.values()), rng.choice([1, 3, 6, 12, 25, 60, len(LAB.findings)]))
    return {
        f.id: rng.choice([s.id for s in f.states]) if not f.is_binary or rng.random() < 0.6 else round(rng.uniform(0.01, 0.99), 3)
        for f in chosen
    }


def compare(reference: Reference, seeds: range, dependence) -> None:
    soft = 0
    for seed in seeds:
        rng = random.Random(seed)
        answers, age, sex = random_answers(rng), rng.choice([None, rng.randint(10, 110)]), rng.choice([None, "female", "male"])
        a = LAB.assess(answers, age=age, sex=sex, setting=rng.choice(list(LAB.settings)), dependence=dependence)
        conditions, targets = reference.answer(list(a.prior.probabilities), a.evidence)
        assert a.probabilities == pytest.approx(conditions, abs=1e-9), seed
        assert {t.target: t.probability for t in a.targets} == pytest.approx(targets, abs=1e-9), seed
        soft += any(0 < w < 1 for weights in a.evidence.values() for w in weights)
    assert soft > len(seeds) / 2


def test_a_thousand_random_records_agree_with_pyagrum():
    compare(Reference(LAB.network), range(1000), None)


@pytest.mark.parametrize("d", [0.5, 0.9])
def test_tests_that_err_together_agree_with_pyagrum(d):
    network = LAB.network.with_dependence(dict.fromkeys(LAB.targets, d))
    assert any(len(chain) > 1 for chain in network.chains.values())
    compare(Reference(network), range(2000, 2150), d)
