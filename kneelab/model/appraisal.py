"""What a finished encounter is worth: what each finding should have done, what the learner did, and how good the forecast was."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kneelab.model import workup
from kneelab.model.cases import SOMETHING_ELSE, Case, Fact
from kneelab.model.encounter import Committed, Encounter, Moment
from kneelab.model.findings import ABSENT
from kneelab.model.scoring import Forecast, brier
from kneelab.model.triage import is_more_urgent

if TYPE_CHECKING:
    from kneelab.model.differential import Assessment
    from kneelab.model.lab import Lab

FELT = 0.2
"""A change of log-odds below this moves nobody."""
MOVED = 3
"""Points of 100 from which a learner's share counts as moved."""
SPEAKS = math.log(1.5)
"""Log likelihood ratio from which a finding fits a cause, or does not."""
MAIN_WEIGHT = 0.75
"""Of the points, what the main cause counts; what is there besides counts the rest. Judged: the cause decides what is done."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What one finding should have done to the belief in the answer.

    Parameters
    ----------
    state : str
    before, after : float
        The engine's probability of the answer.
    here, there : float
        Probability of the state with the answer, and with the other causes as likely as they still were:
        their ratio is the factor by which the odds of the answer moved.
    fact : Fact or None
        What the authors wrote about it; None where the network answered.
    """

    finding: str
    state: str
    before: float
    after: float
    here: float
    there: float
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class Appraised:
    """One moment, seen from the end.

    Parameters
    ----------
    low, high : float
        90 % band of the answer's probability after the moment.
    bits : float
        What it told about the cause, as it happened: divergence of the belief after it from that before.
    should, did : int or None
        Direction, 1 up, 0 not, -1 down: of the engine, and of the learner (None where nothing was said).
    """

    moment: Moment
    effects: tuple[Effect, ...]
    before: float
    after: float
    low: float
    high: float
    bits: float
    should: int
    did: int | None


@dataclass(frozen=True, slots=True)
class Grid:
    """Findings about one cause: what fits, what does not, what was expected and is missing."""

    cause: str
    fits: tuple[str, ...]
    against: tuple[str, ...]
    missing: tuple[str, ...]

    def place(self, finding: str) -> str:
        """Where a finding belongs: ``fits``, ``against``, ``missing`` or ``neither``."""
        return next((k for k in ("fits", "against", "missing") if finding in getattr(self, k)), "neither")


@dataclass(frozen=True, slots=True)
class Points:
    """Forecast points: 100 sure and right, 0 sure and wrong; an affine form of the Brier score, so honesty pays best."""

    main: float
    besides: float | None
    total: float


def share_of_answer(case: Case, shares: Mapping[str, int]) -> int:
    """Per cent given to the answer; where it was not named, to something else."""
    return shares.get(case.answer.condition, shares[SOMETHING_ELSE])


def truth_among(case: Case, shares: Mapping[str, int]) -> str:
    """The named cause that is the answer, or ``something_else``."""
    return case.answer.condition if case.answer.condition in shares else SOMETHING_ELSE


def appraise(encounter: Encounter) -> list[Appraised]:
    """Every moment of an encounter, in order."""
    lab, case = encounter.lab, encounter.case
    place = lab.network.index(case.answer.condition)
    told: dict[str, str] = {}
    beliefs = encounter.assess(told)
    appraised = []
    for moment in encounter.moments:
        start = beliefs
        facts = case.facts_at(moment.visit)
        effects = []
        for f in moment.findings:
            without = encounter.assess({g: s for g, s in told.items() if g != f})
            told |= {f: moment.told[f]}
            after = encounter.assess(told)
            here, there = _frequencies_then(lab, without, f, moment.told[f], place)
            if len(set(after.evidence[f])) == 1:  # a part of something that is not there says nothing more
                there = here
            p, q = beliefs.probabilities[place], after.probabilities[place]
            effects.append(Effect(f, told[f], p, q, here, there, facts.get(f)))
            beliefs = after
        ranked = next(r for r in beliefs.differential if r.condition == case.answer.condition)
        p, q = start.probabilities[place], beliefs.probabilities[place]
        bits = math.fsum(b * math.log2(b / a) for a, b in zip(start.probabilities, beliefs.probabilities, strict=True) if b > 0)
        should = _direction(_logit(q) - _logit(p), FELT)
        did = None
        if moment.before is not None and moment.after is not None:
            did = _direction(share_of_answer(case, moment.after) - share_of_answer(case, moment.before), MOVED)
        appraised.append(Appraised(moment, tuple(effects), p, q, ranked.low, ranked.high, max(bits, 0.0), should, did))
    return appraised


def grid(encounter: Encounter, cause: str) -> Grid:
    """Sort everything that was found by what it says of one cause."""
    lab, case = encounter.lab, encounter.case
    sorted_ones: dict[str, list[str]] = {"fits": [], "against": [], "missing": []}
    for f, state in encounter.told.items():
        here, there = _frequencies(lab, case, f, state, cause)
        ratio = math.log(here / there)
        if ratio > SPEAKS:
            sorted_ones["fits"].append(f)
        elif ratio < -SPEAKS:
            sorted_ones["missing" if state == ABSENT else "against"].append(f)
    return Grid(cause, **{k: tuple(v) for k, v in sorted_ones.items()})


def points(case: Case, committed: Committed) -> Points:
    """Points of one commitment."""
    shares = {c: s / 100 for c, s in committed.shares.items()}
    truth = truth_among(case, committed.shares)
    main = 100 * (1 - brier(Forecast(shares[truth], tuple(p for c, p in shares.items() if c != truth))) / 2)
    if not committed.targets:
        return Points(main, None, main)
    squares = [(said / 100 - (t in case.answer.targets)) ** 2 for t, said in committed.targets.items()]
    besides = 100 * (1 - math.fsum(squares) / len(squares))
    return Points(main, besides, MAIN_WEIGHT * main + (1 - MAIN_WEIGHT) * besides)


def led(case: Case, committed: Committed) -> bool:
    """Whether the answer was put first."""
    return committed.leader == truth_among(case, committed.shares)


def urgencies(encounter: Encounter) -> list[tuple[str, bool, bool]]:
    """For each visit: the level said, whether it is right, and whether it is too low."""
    return [
        (said, visit.decision.allows(said), not visit.decision.allows(said) and is_more_urgent(visit.decision.level, said))
        for said, visit in zip(encounter.decisions, encounter.case.visits, strict=False)
    ]


def result(encounter: Encounter) -> dict[str, object]:
    """What the learner's record keeps of a finished encounter."""
    case = encounter.case
    last = encounter.commitments[-1]
    targets = next((c.targets for c in reversed(encounter.commitments) if c.targets), {})
    urgent = urgencies(encounter)
    worst = next((u for u in urgent if u[2]), next((u for u in urgent if not u[1]), urgent[-1]))
    confidences = [
        {"said": m.prediction.confidence, "right": m.prediction.right, "of": "prediction"} for m in encounter.moments if m.prediction
    ]
    confidences += [{"said": c.confidence, "right": led(case, c), "of": c.stage} for c in encounter.commitments]
    return {
        "condition": case.answer.condition,
        "shares": dict(last.shares),
        "targets": [{"target": t, "said": said, "there": t in case.answer.targets} for t, said in targets.items()],
        "urgency": {"said": worst[0], "right": worst[1], "too_low": worst[2]},
        "confidences": confidences,
        "right": led(case, last),
    }


def surest_mistake(moments: Sequence[Moment]) -> Moment | None:
    """The wrong prediction that was made with most confidence."""
    wrong = [m for m in moments if m.prediction and not m.prediction.right]
    return max(wrong, key=lambda m: m.prediction.confidence if m.prediction else 0, default=None)


def _frequencies(lab: Lab, case: Case, finding: str, state: str, cause: str) -> tuple[float, float]:
    """P(state) with a cause, and with the others as they are met in this setting at this age and sex."""
    place = lab.network.index(cause)
    column = lab.findings[finding].state_index(state)
    rows = [row[column] for row in lab.network.given_condition(finding)]
    prior = lab.population(case.setting).prior(case.patient.age, case.patient.sex).probabilities
    rest = 1.0 - prior[place]
    return rows[place], math.fsum(p * r for i, (p, r) in enumerate(zip(prior, rows, strict=True)) if i != place) / rest


def _frequencies_then(lab: Lab, before: Assessment, finding: str, state: str, place: int) -> tuple[float, float]:
    """P(state) with the answer, and with the other causes, given all that was known before."""
    f = lab.findings[finding]
    column = f.state_index(state)
    group = lab.network.split(before.evidence)[1].get(f.parent, {})
    rows = [row[column] for row in workup.state_table(lab.network, f, group)]
    p = before.probabilities
    rest = 1.0 - p[place]
    return rows[place], math.fsum(q * r for i, (q, r) in enumerate(zip(p, rows, strict=True)) if i != place) / rest


def _direction(change: float, least: float) -> int:
    return 0 if abs(change) < least else 1 if change > 0 else -1


def _logit(p: float) -> float:
    p = min(max(p, 1e-12), 1 - 1e-12)
    return math.log(p / (1.0 - p))
