"""Retrieval questions about the anatomy, drawn by a seed: the same seed, the same questions."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kneelab.model.conditions import Structure
from kneelab.model.findings import InputError
from kneelab.model.knee_map import PainSite

LOCATE, NAME, DEPTH, FINGER, ROOTS = "locate", "name", "depth", "finger", "roots"
KINDS = (LOCATE, NAME, DEPTH, FINGER, ROOTS)
OPTIONS = 4
FEWEST_OPTIONS = 3
"""Fewer sets of roots than options are known for some tissues."""


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """One question with exactly one right answer.

    Parameters
    ----------
    structure : str
        What the question trains.
    options : tuple of str
        Structure ids in the order in which they are offered.
    right : tuple of str
        The right option; for ``depth`` all options, skin first.
    site : str or None
        Where the finger is, for ``finger`` and ``depth``.
    """

    kind: str
    structure: str
    options: tuple[str, ...]
    right: tuple[str, ...]
    site: str | None = None


def draw_quiz(structures: Mapping[str, Structure], sites: Mapping[str, PainSite], seed: int, n: int = 10) -> tuple[QuizQuestion, ...]:
    """Draw questions, kinds in turn, none about a structure twice in the same way.

    Parameters
    ----------
    seed : int
        Same seed, same questions.
    n : int
        How many.

    Raises
    ------
    InputError
        If there is too little anatomy for that many questions.
    """
    chance = random.Random(seed)
    decks = {kind: list(_all_of_kind(kind, structures, sites, chance)) for kind in KINDS}
    for deck in decks.values():
        chance.shuffle(deck)
    if n > sum(map(len, decks.values())):
        raise InputError(f"There are not {n} different questions in this anatomy.")
    drawn: list[QuizQuestion] = []
    while len(drawn) < n:
        drawn += [deck.pop() for deck in decks.values() if deck]
    return tuple(drawn[:n])


def _all_of_kind(
    kind: str, structures: Mapping[str, Structure], sites: Mapping[str, PainSite], chance: random.Random
) -> Iterator[QuizQuestion]:
    pictured = [site for site in sites.values() if site.place_mm]
    behind = {x for site in pictured for x in site.structures}
    named = [s for s in structures.values() if s.id in behind and s.family != "other"]
    if kind == LOCATE:
        yield from (q for s in named if (q := _choice(kind, s, [x for x in named if x.layer == s.layer], chance)))
    elif kind == NAME:
        yield from (q for s in named if (q := _choice(kind, s, [x for x in named if _related(s, x)], chance)))
    elif kind == FINGER:
        for site in pictured:
            there = [structures[x] for x in site.structures if structures[x].family != "other"]
            elsewhere = [x for x in named if x.id not in site.structures]
            for s in there:
                if question := _choice(kind, s, [x for x in elsewhere if _related(s, x)], chance, site.id):
                    yield question
    elif kind == DEPTH:
        yield from (q for site in pictured if (q := _order(site, structures, chance)))
    else:
        rooted = [s for s in structures.values() if s.id in behind and s.roots]
        yield from (q for s in rooted if (q := _roots(s, [x for x in rooted if _related(s, x)], chance)))


def _related(a: Structure, b: Structure) -> bool:
    """Distractors come from the same layer or the same tissue family."""
    return a.layer == b.layer or a.family == b.family


def _choice(kind: str, s: Structure, others: Sequence[Structure], chance: random.Random, site: str | None = None) -> QuizQuestion | None:
    wrong = [x.id for x in others if x.id != s.id]
    if len(wrong) < OPTIONS - 1:
        return None
    options = [s.id, *chance.sample(wrong, OPTIONS - 1)]
    chance.shuffle(options)
    return QuizQuestion(kind, s.id, tuple(options), (s.id,), site)


def _order(site: PainSite, structures: Mapping[str, Structure], chance: random.Random) -> QuizQuestion | None:
    """Structures that lie over one another at a site, no two in the same layer."""
    by_layer: dict[int, list[str]] = {}
    for x in site.structures:
        by_layer.setdefault(structures[x].layer, []).append(x)
    if len(by_layer) < OPTIONS:
        return None
    right = tuple(chance.choice(by_layer[layer]) for layer in sorted(chance.sample(sorted(by_layer), OPTIONS)))
    options = list(right)
    while tuple(options) == right:  # an order that is right from the start would ask nothing
        chance.shuffle(options)
    return QuizQuestion(DEPTH, right[0], tuple(options), right, site.id)


def _roots(s: Structure, others: Sequence[Structure], chance: random.Random) -> QuizQuestion | None:
    """Options are structures that stand for their roots; no two have the same."""
    sets = {x.roots: x.id for x in chance.sample(list(others), len(others)) if x.roots != s.roots}
    wrong = list(sets.values())[: OPTIONS - 1]
    if len(wrong) < FEWEST_OPTIONS - 1:
        return None
    options = [s.id, *wrong]
    chance.shuffle(options)
    return QuizQuestion(ROOTS, s.id, tuple(options), (s.id,))
