"""The same network in pyAgrum, an independent library: nodes, tables and evidence, and nothing else."""

from __future__ import annotations

import pyagrum

from kneelab.model.findings import CONDITION, Evidence
from kneelab.model.network import Network
from tests.model.networks import solve


def reference_network(network: Network) -> pyagrum.BayesNet:
    """Condition, targets, shared readings (where tests err together) and findings."""
    net = pyagrum.BayesNet()

    def add(name: str, states: int, parent: str | None, table: list[list[float]]) -> None:
        net.add(pyagrum.LabelizedVariable(name, name, states))
        if parent is not None:
            net.addArc(parent, name)
        net.cpt(name)[:] = table if parent is not None else table[0]

    n = len(network.conditions)
    add("condition", n, None, [[1.0 / n] * n])
    for target, rows in network.targets.items():
        add(f"target:{target}", 2, "condition", [list(d.probabilities) for d in rows])
    looks_at = {}
    for target, chain in network.chains.items():
        last, before = f"target:{target}", ((1.0, 0.0), (0.0, 1.0))
        for f, reading in chain.items():
            now = ((reading.given_present, 1 - reading.given_present), (reading.given_absent, 1 - reading.given_absent))
            add(f"reading:{f}", 2, last, solve(before, now))
            last, before = f"reading:{f}", now
            looks_at[f] = (last, solve(now, network.tests_of(target)[f]))
    for f, finding in network.findings.items():
        if finding.parent == CONDITION:
            add(f, len(finding.states), "condition", [list(d.probabilities) for d in network.by_condition[f]])
        else:
            test = network.by_target[f]
            tables = [list(test.with_target.probabilities), list(test.without.probabilities)]
            parent, table = looks_at.get(f, (f"target:{finding.parent}", tables))
            add(f, len(finding.states), parent, table)
    return net


class Reference:
    """Answers of pyAgrum for any prior and evidence.

    Parameters
    ----------
    network : Network
        Its numbers are copied into a pyAgrum network once.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._engine = pyagrum.ShaferShenoyInference(reference_network(network))
        self._engine.addTarget("condition")
        for target in network.targets:
            self._engine.addTarget(f"target:{target}")

    def answer(self, prior: list[float], evidence: Evidence) -> tuple[list[float], dict[str, float]]:
        """Probability of each condition, and of each target being present."""
        # The root is uniform: a prior is a likelihood on it.
        self._engine.setEvidence({"condition": list(prior)} | {f: list(w) for f, w in evidence.items()})
        self._engine.makeInference()
        targets = {t: float(self._engine.posterior(f"target:{t}")[0]) for t in self._network.targets}
        return [float(p) for p in self._engine.posterior("condition").tolist()], targets
