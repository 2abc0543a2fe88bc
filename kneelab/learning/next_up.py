"""What to practise next, and why: blocked at first, then mixed by what is due, with the urgent often among it.

The order, and what stands behind it:

* The first two patients of a cause come in a row (blocked), later ones are mixed with others. Mixing taught ECG
  diagnosis better in one trial (46 against 30 of 100 right; ``hatala2003_mixed_practice``) and worse in another (24
  against 34; ``monteiro2017_ecg_schedule``). Over 59 studies it helped moderately, clearly for pictures whose kinds
  look alike, doubtfully for texts (``brunmair2019_interleaving``). So look-alikes are mixed, after a first block.
  The length of the block is judged.
* Returns are spaced over days (``latimier2021_spaced_retrieval``); see :mod:`kneelab.learning.schedule`.
* A cause counts as mastered after two right in a row, each in a patient not met before. Judged.
* Of any three patients in a row at least one must be sent on, so that the urgency decision stays trained. Judged:
  in a clinic they are far rarer, and the page says so.

The reasons never name the cause of an unseen patient.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import Protocol

from kneelab.learning.plays import CasePlay, PatientPlay, Play, Subject
from kneelab.learning.record import Attempt, Learner, Result
from kneelab.learning.schedule import Due, due_causes, ended, who
from kneelab.model.conditions import Condition
from kneelab.model.lab import DEFAULT_SETTING, Lab
from kneelab.model.triage import LEVELS

FIRST = ("sciatica", "hamstring_strain", "calf_strain", "meniscus_tear", "bakers_cyst", "dvt", "pcl_tear", "neural_tension")
"""Causes to begin with: the article's five, its two alarms, and the look-alike of a tight hamstring."""
BLOCK = 2
"""Patients of a new cause in a row."""
IN_A_ROW = 2
"""Right answers in a row that make a cause mastered."""
WITHOUT_URGENT = 2
"""At most so many patients in a row who need not be sent on."""
OPEN_CAUSES = 3
"""So many causes that are met and not mastered hold back new ones: enough to mix, few enough to come round. Judged."""
HARDEST = 4
SEEDS = 20_000
"""Seeds tried for a patient of a cause, before its name has to stand in the play."""


class Answer(Protocol):
    """What a case is about."""

    @property
    def condition(self) -> str: ...


class Case(Protocol):
    """What has to be known of a written case."""

    @property
    def id(self) -> str: ...
    @property
    def difficulty(self) -> int: ...
    @property
    def answer(self) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to play next.

    Parameters
    ----------
    play : CasePlay or PatientPlay
    condition : str
        Its cause; not for the learner's eyes.
    reason : str
        ``new``, ``again``, ``due``, ``ahead`` or ``varied``.
    among : tuple of str
        Causes that it is mixed with and that look alike, its own among them; empty where that would tell the answer.
    """

    play: CasePlay | PatientPlay
    condition: str
    reason: str
    among: tuple[str, ...] = ()


def must_be_sent_on(condition: Condition) -> bool:
    """Whether a cause needs a clinician within two weeks or sooner."""
    levels = [condition.default_urgency, *([condition.must_not_miss.level] if condition.must_not_miss else [])]
    return min(LEVELS.index(level) for level in levels) <= LEVELS.index("within_2_weeks")


def mastered(learner: Learner) -> frozenset[str]:
    """Causes with two right answers in a row at some time, each in a patient not met before."""
    met: set[Subject] = set()
    runs: dict[str, int] = {}
    done: set[str] = set()
    for attempt, result, _ in _patients(learner):
        if who(attempt.play) not in met:
            met.add(who(attempt.play))
            runs[result.condition] = runs.get(result.condition, 0) + 1 if result.right else 0
            if runs[result.condition] >= IN_A_ROW:
                done.add(result.condition)
    return frozenset(done)


def next_up(learner: Learner, cases: Mapping[str, Case], lab: Lab, now: datetime) -> Recommendation:
    """Recommend one patient. A pure function: the same record, content and time give the same one.

    Parameters
    ----------
    cases : mapping
        Written cases by id.
    now : datetime
        In UTC.
    """
    return _Choice(learner, cases, lab, now).recommend()


def _patients(learner: Learner) -> list[tuple[Attempt, Result, datetime]]:
    """Ended attempts that had a patient to judge; twins and scripts name their causes beforehand."""
    return [e for e in ended(learner) if e[0].kind in ("case", "patient")]


class _Choice:
    def __init__(self, learner: Learner, cases: Mapping[str, Case], lab: Lab, now: datetime) -> None:
        self.cases, self.lab, self.now = cases, lab, now
        self.past = [(a, r, at) for a, r, at in _patients(learner) if r.condition in lab.network.conditions]
        self.times: dict[str, int] = {}
        for _, result, _ in self.past:
            self.times[result.condition] = self.times.get(result.condition, 0) + 1
        self.due = {c: d for c, d in due_causes(learner).items() if c in self.times}
        self.mastered = mastered(learner)
        self.met = {who(a.play) for a in learner.attempts}
        self.met_cases = {a.play.case for a in learner.attempts if isinstance(a.play, CasePlay)}
        self.last = self.past[-1][1].condition if self.past else None

    def recommend(self) -> Recommendation:
        calm = self._calm_run()
        if self.last and self.times[self.last] < BLOCK and (self._urgent(self.last) or calm < WITHOUT_URGENT):
            return self._play(self.last, "again")
        returning = [d for d in self.due.values() if d.at <= self.now and d.subject != self.last]
        if calm + 1 > WITHOUT_URGENT:
            return self._urgent_one([d for d in returning if self._urgent(d.subject)])
        if returning:
            return self._mixed(self._nearest(returning), "due")
        new = self._new()
        if new and calm + BLOCK > WITHOUT_URGENT and not self._urgent(new[0]):
            return self._urgent_one([])  # a whole block has to fit before the next one who must be sent on
        if new:
            return self._play(new[0], "new")
        return self._mixed(self._nearest(list(self.due.values())), "ahead")

    def _urgent_one(self, returning: list[Due]) -> Recommendation:
        """Somebody to send on: what is due; else a new cause, while those are at most half as many as the calm ones; else a known one."""
        if returning:
            return self._mixed(self._nearest(returning), "due")
        known = [d for d in self.due.values() if self._urgent(d.subject) and d.subject != self.last]
        room = 2 * sum(map(self._urgent, self.times)) <= sum(not self._urgent(c) for c in self.times)
        new = [c for c in self._new() if self._urgent(c)] if room else []
        if new or not known:
            first = new or [c for c in self._order() if self._urgent(c) and c != self.last]
            return self._play(first[0], "varied")
        return self._mixed(min(known, key=lambda d: (d.last, d.subject)).subject, "varied")

    def _urgent(self, condition: str) -> bool:
        return must_be_sent_on(self.lab.condition(condition))

    def _calm_run(self) -> int:
        """Patients since the last one who had to be sent on."""
        run = 0
        for _, result, _ in reversed(self.past):
            if self._urgent(result.condition):
                break
            run += 1
        return run

    def _order(self) -> list[str]:
        """Causes in order of introduction: the first eight, then the more frequent before the rarer."""
        mix = dict(zip(self.lab.network.conditions, self.lab.settings[DEFAULT_SETTING].mix, strict=True))
        rest = (c for c in self.lab.network.conditions if c not in FIRST and c != "other")
        return [*FIRST, *sorted(rest, key=lambda c: -mix[c])]

    def _new(self) -> list[str]:
        """Causes not met yet; none while many are met and not mastered."""
        still_open = len(self.times.keys() - self.mastered)
        return [c for c in self._order() if c not in self.times] if still_open < OPEN_CAUSES else []

    def _nearest(self, due: list[Due]) -> str:
        """A look-alike of the last cause before any other, then whatever was due first; the last cause itself comes last."""
        alike = self._look_alikes(self.last) if self.last else set()
        return min(due, key=lambda d: (d.subject == self.last, d.subject not in alike, d.at, d.subject)).subject

    def _look_alikes(self, condition: str) -> set[str]:
        """Causes that look like this one, by either one's own account."""
        own = {x.condition for x in self.lab.condition(condition).look_alikes}
        return own | {c.id for c in self.lab.conditions if any(x.condition == condition for x in c.look_alikes)}

    def _mixed(self, condition: str, reason: str) -> Recommendation:
        alike = [x.condition for x in self.lab.condition(condition).look_alikes if x.condition in self.times]
        return replace(self._play(condition, reason), among=tuple(sorted({condition, *alike})) if alike else ())

    def _play(self, condition: str, reason: str) -> Recommendation:
        play = self._second() if reason == "again" else self._case(condition)
        return Recommendation(play or self._patient(condition), condition, reason)

    def _second(self) -> CasePlay | None:
        """The second patient of a block: a variant of a case that went wrong. None: a drawn one; other cases are kept for later days."""
        attempt, result, _ = self.past[-1]
        if result.right or not isinstance(attempt.play, CasePlay) or attempt.play.case not in self.cases:
            return None
        seen = [who(a.play) for a, _, _ in self.past]
        variant = next(seed for seed in itertools.count(1) if ("case", attempt.play.case, seed) not in seen)
        return CasePlay(attempt.play.case, variant, "staged")

    def _case(self, condition: str) -> CasePlay | None:
        """A written case not met yet, the easiest first."""
        own = sorted((c for c in self.cases.values() if c.answer.condition == condition), key=lambda c: (c.difficulty, c.id))
        return next((CasePlay(c.id, 0, "staged") for c in own if c.id not in self.met_cases), None)

    def _patient(self, condition: str) -> PatientPlay:
        """A drawn patient not met yet, by a seed that draws this cause without its name standing in the address."""
        difficulty = self._difficulty(condition)
        population = self.lab.population(DEFAULT_SETTING)

        def play(seed: int, named: str | None) -> PatientPlay:
            return PatientPlay(seed, named, difficulty, 0.0, DEFAULT_SETTING, "staged")

        first = len(self.past) * SEEDS
        for seed in range(first, first + SEEDS):
            if population.draw_condition(Random(seed)) == condition and play(seed, None).subject not in self.met:
                return play(seed, None)
        return play(first, condition)

    def _difficulty(self, condition: str) -> int:
        """2 is where a cause begins; a step up for each right in a row since the last wrong one, a step down after it."""
        run = 0
        for _, result, _ in self.past:
            if result.condition == condition:
                run = run + 1 if result.right else -1
        return max(1, min(HARDEST, 2 + run))


def fragment(play: Play) -> str:
    """The part of the player's address that opens a case or a drawn patient."""
    if isinstance(play, CasePlay):
        return f"case={play.case}&mode={play.mode}&seed={play.seed}"
    if not isinstance(play, PatientPlay):
        raise TypeError("Twins and scripts are not played in the case player.")
    cause = f"&condition={play.condition}" if play.condition else ""
    return f"patient={play.seed}{cause}&difficulty={play.difficulty}&noise={play.noise:g}&setting={play.setting}&mode={play.mode}"
