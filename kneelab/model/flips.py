"""The smallest change that flips the ranking: which answers, reversed, put another cause first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from kneelab.model.findings import CONDITION, Evidence, Weights
from kneelab.model.network import Network


@dataclass(frozen=True, slots=True)
class Flip:
    """Answers whose reversal makes another cause lead."""

    findings: tuple[str, ...]
    leader: str


def reverse(weights: Weights) -> Weights:
    """The opposite answer: what was likeliest becomes least likely, and the other way round."""
    ends = max(weights) + min(weights)
    return tuple([ends - w for w in weights])


class Reversals:
    """Search for the fewest answers of one record that decide its leader.

    Reversing answers of different parents adds to the log weights; answers of one target act
    together. The search walks sets of answers in order of size and leaves out those that
    cannot reach any rival even if each answer did its best, so it finds what trying every
    set would find.

    Parameters
    ----------
    network : Network
    evidence : dict
        Finding id to weights.
    log_weights : sequence of float
        Log weight of each condition with the answers as they are.
    """

    def __init__(self, network: Network, evidence: Evidence, log_weights: Sequence[float]) -> None:
        self._network = network
        self._evidence = evidence
        self._before = list(log_weights)
        self._groups = network.split(evidence)[1]
        self._leader = self._first(self._before)
        self._moves: dict[frozenset[str], tuple[float, ...]] = {}

    def smallest(self, limit: int) -> tuple[Flip, ...]:
        """Every set of the smallest size, up to ``limit``, most decisive first."""
        for size in range(1, min(limit, len(self._evidence)) + 1):
            found = []
            for chosen in self._promising(size):
                weights = self._after(chosen)
                best = self._first(weights)
                if best != self._leader:
                    found.append((weights[self._leader] - weights[best], Flip(chosen, self._network.conditions[best])))
            if found:
                return tuple(flip for _, flip in sorted(found, key=lambda x: (x[0], x[1].findings)))
        return ()

    def _first(self, weights: Sequence[float]) -> int:
        """Place of the leader; equals are taken in the order of their ids."""
        return min(range(len(weights)), key=lambda i: (-weights[i], self._network.conditions[i]))

    def _promising(self, size: int) -> list[tuple[str, ...]]:
        """Sets of this size that might put some rival first, each in the order of the answers."""
        place = {f: i for i, f in enumerate(self._evidence)}
        reach = {f: self._reach(f, size) for f in self._evidence}
        found: set[tuple[str, ...]] = set()
        for rival, weight in enumerate(self._before):
            if rival == self._leader:
                continue
            # A hair below the true gap, so that rounding never loses a set.
            gap = self._before[self._leader] - weight - 1e-9
            ordered = sorted(((reach[f][rival], f) for f in self._evidence), reverse=True)
            found.update(tuple(sorted(chosen, key=place.__getitem__)) for chosen in _reaching(ordered, size, gap))
        return sorted(found, key=lambda chosen: [place[f] for f in chosen])

    def _reach(self, f: str, size: int) -> list[float]:
        """The most that reversing one answer, as part of a set of this size, does for each rival.

        For an answer of a target it is its share of the best set of that target that holds it.
        """
        parent = self._network.findings[f].parent
        others = [] if parent == CONDITION else [g for g in self._groups[parent] if g != f]
        best = [float("-inf")] * len(self._before)
        for k in range(min(size, len(others) + 1)):
            for rest in combinations(others, k):
                move = self._move(frozenset((f, *rest)))
                best = [max(b, (m - move[self._leader]) / (k + 1)) for b, m in zip(best, move, strict=True)]
        return best

    def _after(self, chosen: tuple[str, ...]) -> list[float]:
        """Log weights with these answers reversed."""
        direct, groups = self._network.split({f: self._evidence[f] for f in chosen})
        moves = [self._move(frozenset((f,))) for f in direct] + [self._move(frozenset(group)) for group in groups.values()]
        return [w + math.fsum([m[i] for m in moves]) for i, w in enumerate(self._before)]

    def _move(self, findings: frozenset[str]) -> tuple[float, ...]:
        """What reversing answers of one parent adds to each log weight."""
        if findings not in self._moves:
            turned = {f: reverse(self._evidence[f]) for f in findings}
            network = self._network
            parent = network.findings[next(iter(findings))].parent
            if parent == CONDITION:
                ((f, weights),) = turned.items()
                after, before = network.condition_terms(f, weights), network.condition_terms(f, self._evidence[f])
            else:
                group = self._groups[parent]
                after, before = network.target_terms(parent, group | turned), network.target_terms(parent, group)
            self._moves[findings] = tuple([a - b for a, b in zip(after, before, strict=True)])
        return self._moves[findings]


def _reaching(ordered: Sequence[tuple[float, str]], size: int, gap: float) -> Iterator[tuple[str, ...]]:
    """Sets of ``size`` answers whose reaches, largest first, sum to at least ``gap``."""
    if size == 0:
        if gap <= 0.0:
            yield ()
        return
    for i in range(len(ordered) - size + 1):
        if math.fsum([r for r, _ in ordered[i : i + size]]) < gap:
            return
        own, f = ordered[i]
        for rest in _reaching(ordered[i + 1 :], size - 1, gap - own):
            yield (f, *rest)
