"""A made-up lab of the size that is coming: 26 causes, 220 findings, 24 targets. No clinical meaning."""

from __future__ import annotations

import random
from dataclasses import replace

import kneelab
from kneelab.model.conditions import Condition, MustNotMiss, Statement, Target
from kneelab.model.findings import BINARY, CONDITION, Finding, State, Vocabulary
from kneelab.model.lab import Demographics, Lab, Setting
from kneelab.model.network import Accuracy, Distribution, Network

GRADES = (0.025, 0.20, 0.50, 0.80, 0.985)
"""Frequencies that most numbers take, as in the content."""


def synthetic_lab(conditions: int = 26, findings: int = 220, targets: int = 24, seed: int = 1) -> Lab:
    """A lab with as many numbers of each kind as the real one will have."""
    rng = random.Random(seed)
    ids = [f"c{i:02}" for i in range(conditions)]
    vocabulary = {}
    for i in range(findings):
        parent = f"t{rng.randrange(targets):02}" if i % 4 == 0 else CONDITION
        many = parent == CONDITION and i % 12 == 1
        states = tuple(State(f"s{k}", f"S{k}") for k in range(3)) if many else BINARY
        vocabulary[f"f{i:03}"] = Finding(f"f{i:03}", f"F{i}", "sign", "story", "?", "?", 1 + i % 4, parent, states)

    def number(key: str, states: int, weight: float) -> Distribution:
        first = rng.choice(GRADES)
        return Distribution((first, *[(1.0 - first) / (states - 1)] * (states - 1)), weight, "judged", None, key)

    def column(name: str, states: int = 2) -> list[Distribution]:
        base = number(f"{name}:base", states, 3.0)
        return [number(f"{name}|{c}", states, 6.0) if rng.random() < 0.35 else base for c in ids]

    def danger(i: int) -> MustNotMiss | None:
        checks = tuple(rng.sample(list(vocabulary), 6))
        return MustNotMiss("same_day", 0.1, "?", None, checks) if i % 3 == 0 else None

    network = Network(
        ids,
        vocabulary,
        {f.id: column(f.id, len(f.states)) for f in vocabulary.values() if f.parent == CONDITION},
        {
            f.id: Accuracy(number(f"{f.id}+", 2, rng.uniform(20, 300)), number(f"{f.id}-", 2, rng.uniform(20, 300)))
            for f in vocabulary.values()
            if f.parent != CONDITION
        },
        {f"t{t:02}": column(f"t{t:02}") for t in range(targets)},
    )
    # What the engine does not look at stays that of the real lab.
    return replace(
        kneelab.load(),
        version="synthetic",
        network=network,
        vocabulary=Vocabulary(vocabulary.values()),
        conditions=tuple(
            Condition(c, c, c, "joint", "?", "pt_care", Statement("?", "judged"), (), (), {}, (), danger(i)) for i, c in enumerate(ids)
        ),
        targets={t: Target(t, t, "?") for t in network.targets},
        settings={"pt_outpatient": Setting("pt_outpatient", "?", "?", tuple(1.0 / conditions for _ in ids))},
        demographics=tuple(Demographics(((50.0, 1.0),), {"female": 1.0, "male": 1.0}) for _ in ids),
        rules=(),
        decision_rules={},
    )
