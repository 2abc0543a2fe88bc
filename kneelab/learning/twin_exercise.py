"""Twins as an exercise: two patients, one story, one answer that differs; name it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from kneelab.learning.dealing import shuffled
from kneelab.learning.plays import TwinsPlay
from kneelab.model.contrast import Contrast, against_cause
from kneelab.model.lab import Lab
from kneelab.model.twins import Twins

CANDIDATES = 5
"""Findings to choose among: the one that tells, and others."""
SAME = 2.0
"""Others are at most so many times as likely in one cause as in the other: they hardly move the odds
(the users' guides call less than twice small and rarely important)."""
OFTEN = 0.2
"""Others are at least so frequent in one of the two causes: worth a thought, and still useless here. Judged."""
A_SEED = 4
"""Pairs that one seed gives before the next is taken; a pair is found by searching all before it."""


@dataclass(frozen=True, slots=True)
class TwinExercise:
    """One pair with its question.

    Parameters
    ----------
    twins : Twins
    causes : tuple of str
        The two leading causes, in the order in which they are shown.
    candidates : tuple of str
        Finding ids, in the order in which they are shown; one of them is ``twins.finding``.
    states : tuple of str
        The answer of the first and of the second person, as they are shown.
    answers : tuple of str
        The cause of the first and of the second person.
    """

    twins: Twins
    causes: tuple[str, str]
    candidates: tuple[str, ...]
    states: tuple[str, str]
    answers: tuple[str, str]


def play_number(done: int) -> TwinsPlay:
    """The pair that follows so many others; each is different from those before it within its seed."""
    return TwinsPlay(seed=done // A_SEED, number=done % A_SEED)


def twin_exercise(lab: Lab, play: TwinsPlay) -> TwinExercise:
    """The exercise of one play; the same play always gives the same one.

    Raises
    ------
    InputError
        If the seed or the number cannot be used.
    """
    twins = lab.twins(play.seed, n=play.number + 1)[play.number]
    rng = Random(f"{play.seed} {play.number}")
    others = [c.finding for c in against_cause(lab.network, twins.leader_one, twins.leader_other) if _distracts(lab, twins, c)]
    chosen = [*shuffled(rng, others)[: CANDIDATES - 1], twins.finding]
    people = [(twins.answer_one, twins.leader_one), (twins.answer_other, twins.leader_other)]
    (state, cause), (other_state, other_cause) = shuffled(rng, people)
    first, second = sorted((cause, other_cause))
    return TwinExercise(twins, (first, second), tuple(shuffled(rng, chosen)), (state, other_state), (cause, other_cause))


def _distracts(lab: Lab, twins: Twins, c: Contrast) -> bool:
    """Whether a finding was not told, is met in these causes, and does not tell them apart."""
    numbers = [lab.network.numbers_behind(c.finding, cause)[-1] for cause in (twins.leader_one, twins.leader_other)]
    if c.finding in twins.one.answers or any(n.is_base for n in numbers):
        return False
    even = all(1 / SAME <= p / q <= SAME for p, q in zip(c.here, c.there, strict=True))
    return even and max(c.here[c.state], c.there[c.state]) >= OFTEN


def contrast(lab: Lab, exercise: TwinExercise, finding: str) -> Contrast:
    """A candidate under the two causes, in the order in which they are shown."""
    return next(c for c in against_cause(lab.network, *exercise.causes) if c.finding == finding)


def swing(lab: Lab, exercise: TwinExercise) -> float:
    """How many times the odds of the two causes change when the telling answer changes from the one to the other."""
    finding = lab.findings[exercise.twins.finding]
    c = contrast(lab, exercise, finding.id)
    logs = [math.log(c.here[s] / c.there[s]) for s in map(finding.state_index, exercise.states)]
    return math.exp(abs(logs[0] - logs[1]))
