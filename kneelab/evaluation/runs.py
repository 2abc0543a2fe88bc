"""Running cases through the engine, and the measures that follow."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kneelab.evaluation.cases import Case, RankedAnswer
from kneelab.model.differential import Ranked
from kneelab.model.lab import Lab
from kneelab.model.scoring import Estimate, Forecast, Share, at_least, brier, calibration_slope, mean, two_sided
from kneelab.model.triage import LEVELS

AS_GIVEN = "as_given"
"""The run in which each case keeps its own setting."""
ANSWERS = "answers"
"""The run that scores another's ranked answers."""
PRACTICE = "teaching"
"""A flattened case mix, for practice and for published reports, which over-represent the rare."""
NAMED = 3
"""An answer among so many leading causes is not missed."""
MASS = 0.90
"""The list is long enough when its causes hold this much probability."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one case.

    Parameters
    ----------
    rank : int or None
        Place of the first accepted answer, from 1; None when it was not named.
    accepted : str or None
        That answer.
    probability : float or None
        Its probability, 0 to 1; None for ranked answers, which have none.
    leading : tuple of str
        The first three causes.
    ranked : tuple of Ranked
        The first three with their probabilities and bands; empty for ranked answers.
    list_length : int or None
        How many causes hold 90 % of the probability.
    """

    case: Case
    setting: str | None
    rank: int | None
    accepted: str | None
    probability: float | None
    leading: tuple[str, ...]
    ranked: tuple[Ranked, ...]
    list_length: int | None
    urgency: str | None
    forecast: Forecast | None

    @property
    def missed(self) -> bool:
        """Whether no accepted answer is among the first three."""
        return self.rank is None or self.rank > NAMED

    @property
    def sent_on(self) -> bool | None:
        """Whether an urgent case is at or above what it needs; None for any other case."""
        if not self.case.urgent or self.urgency is None or self.case.at_least is None:
            return None
        return LEVELS.index(self.urgency) <= LEVELS.index(self.case.at_least)

    @property
    def over_triaged(self) -> bool | None:
        """Whether it is above its most urgent right level; None where that cannot be."""
        if not self.case.can_be_over_triaged or self.urgency is None or self.case.at_most is None:
            return None
        return LEVELS.index(self.urgency) < LEVELS.index(self.case.at_most)


@dataclass(frozen=True, slots=True)
class Summary:
    """Measures over all cases; one that no case allows is None."""

    cases: int
    first: Share
    first_three: Share
    reciprocal_rank: Estimate
    list_length: float | None
    sent_on: Share | None
    over_triaged: Share | None
    brier: Estimate | None
    slope: Estimate | None


@dataclass(frozen=True)
class Run:
    """All cases under one setting, or one set of ranked answers."""

    id: str
    results: tuple[CaseResult, ...]

    @cached_property
    def summary(self) -> Summary:
        """The measures of this run."""
        results = self.results
        n = len(results)
        forecasts = [r.forecast for r in results if r.forecast is not None]
        lengths = [r.list_length for r in results if r.list_length is not None]
        sent = [r.sent_on for r in results if r.sent_on is not None]
        over = [r.over_triaged for r in results if r.over_triaged is not None]
        return Summary(
            cases=n,
            first=two_sided(sum(r.rank == 1 for r in results), n),
            first_three=two_sided(sum(not r.missed for r in results), n),
            reciprocal_rank=mean([1.0 / r.rank if r.rank else 0.0 for r in results]),
            list_length=statistics.median(lengths) if lengths else None,
            sent_on=at_least(sum(sent), len(sent)) if sent else None,
            over_triaged=two_sided(sum(over), len(over)) if over else None,
            brier=mean([brier(f) for f in forecasts]) if forecasts else None,
            slope=calibration_slope(forecasts) if forecasts else None,
        )


def standard_runs(lab: Lab, cases: Sequence[Case]) -> list[Run]:
    """Each case in its own setting and, where there is one, in the flattened setting for practice."""
    runs = [evaluate(lab, cases)]
    if PRACTICE in lab.settings:
        runs.append(evaluate(lab, cases, PRACTICE))
    return runs


def evaluate(lab: Lab, cases: Sequence[Case], setting: str | None = None) -> Run:
    """Assess every case, in one setting or each in its own.

    Raises
    ------
    InputError
        If there is no such setting.
    """
    return Run(setting or AS_GIVEN, tuple(_result(lab, case, setting or case.setting) for case in cases))


def _result(lab: Lab, case: Case, setting: str) -> CaseResult:
    a = lab.assess(case.findings, age=case.age, sex=case.sex, setting=setting)
    order = a.differential
    rank = next(i for i, r in enumerate(order, 1) if r.condition in case.answer)
    right = sum(r.probability for r in order if r.condition in case.answer)
    wrong = tuple(r.probability for r in order if r.condition not in case.answer)
    return CaseResult(
        case=case,
        setting=setting,
        rank=rank,
        accepted=order[rank - 1].condition,
        probability=order[rank - 1].probability,
        leading=tuple(r.condition for r in order[:NAMED]),
        ranked=tuple(order[:NAMED]),
        list_length=_list_length([r.probability for r in order]),
        urgency=a.urgency.level,
        forecast=Forecast(right, wrong),
    )


def _list_length(probabilities: Sequence[float]) -> int:
    """Causes needed, most likely first, until they hold 90 % of the probability."""
    held = 0.0
    for n, p in enumerate(probabilities, 1):
        held += p
        if held >= MASS - 1e-12:
            return n
    return len(probabilities)


def score_answers(cases: Sequence[Case], answers: Sequence[RankedAnswer]) -> Run:
    """Score another's rankings; a case without an answer counts as missed."""
    given = {a.case: a for a in answers}
    return Run(ANSWERS, tuple(_scored(case, given.get(case.id)) for case in cases))


def _scored(case: Case, answer: RankedAnswer | None) -> CaseResult:
    ranked = answer.ranked if answer else ()
    rank = next((i for i, c in enumerate(ranked, 1) if c in case.answer), None)
    return CaseResult(
        case=case,
        setting=None,
        rank=rank,
        accepted=ranked[rank - 1] if rank else None,
        probability=None,
        leading=ranked[:NAMED],
        ranked=(),
        list_length=None,
        urgency=answer.urgency if answer else None,
        forecast=None,
    )
