"""Playing a case: a list of moves leads to one state, always the same.

Nothing here is changed in place from outside: the page keeps the moves, the kernel replays
them. A move that does not fit where it stands is refused by name, and what came before it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kneelab.model.cases import KINDS_OF_STAGE, SOMETHING_ELSE, STAGES, Case, Step, Visit
from kneelab.model.casting import whole_patient
from kneelab.model.conditions import LastCheck
from kneelab.model.findings import InputError
from kneelab.model.triage import LEVELS

if TYPE_CHECKING:
    from kneelab.model.differential import Assessment
    from kneelab.model.lab import Lab

MODES = ("staged", "free", "whole")
"""Stage by stage, each question one's own, or the whole text at once."""

SCAFFOLDS = ("modelled", "cued", "asked")
"""Reflection: shown by the authors, half done, or asked for in full."""

Shares = dict[str, int]


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the learner expected of one finding, how sure (per cent), and what it was."""

    finding: str
    said: str
    confidence: int
    was: str

    @property
    def right(self) -> bool:
        """Whether it came as expected."""
        return self.said == self.was


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that was learned: the story of a visit, one step, or a last check.

    Parameters
    ----------
    visit : int
        Counted from 0.
    stage : str
        ``story``, ``history``, ``examination`` or ``check``.
    findings : tuple of str
        What was shown, the predicted one first.
    told : mapping
        State of everything known when the moment was over.
    prediction : Prediction or None
    before, after : mapping or None
        The learner's shares, said after the moment before and after this one; None where nothing was said then.
    """

    visit: int
    stage: str
    findings: tuple[str, ...]
    told: Mapping[str, str]
    prediction: Prediction | None = None
    before: Mapping[str, int] | None = None
    after: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Committed:
    """What the learner stood by after a stage: shares that sum to 100, how sure of the first, and what is there besides."""

    visit: int
    stage: str
    shares: Mapping[str, int]
    confidence: int
    targets: Mapping[str, int]

    @property
    def leader(self) -> str:
        """The cause with the largest share; the first of equals."""
        return max(self.shares, key=self.shares.__getitem__)


@dataclass(frozen=True, slots=True)
class Reflection:
    """How the learner sorted what was found, about the cause that they put first."""

    fits: tuple[str, ...]
    against: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass
class Encounter:
    """Where a learner stands in a case.

    Parameters
    ----------
    phase : str
        ``story``, ``predict``, ``revealed``, ``enquire``, ``commit``, ``check``, ``decide``,
        ``plan``, ``reflect`` or ``debrief``.
    visit : int
        Counted from 0.
    stage : str
        ``story``, ``history`` or ``examination``.
    step : int
        Place of the step, when played in stages.
    told : dict
        Finding to state, as last told.
    told_on : dict
        Finding to the visit when it was last told.
    refused : str or None
        Why the first move that did not fit was refused; later ones were not looked at.
    """

    lab: Lab
    case: Case
    mode: str
    scaffold: str
    phase: str = "story"
    visit: int = 0
    stage: str = "story"
    step: int = 0
    told: dict[str, str] = field(default_factory=dict)
    told_on: dict[str, int] = field(default_factory=dict)
    moments: list[Moment] = field(default_factory=list)
    shares: Shares | None = None
    commitments: list[Committed] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)
    plans: list[tuple[str, ...]] = field(default_factory=list)
    checks: list[tuple[str, ...]] = field(default_factory=list)
    reflection: Reflection | None = None
    refused: str | None = None
    taken: int = 0

    # what the page asks

    @property
    def here(self) -> Visit:
        """The visit that is being played."""
        return self.case.visits[self.visit]

    @property
    def now(self) -> Step | None:
        """The step to predict, or just shown, when played in stages."""
        stage = self.here.stage(self.stage)
        return stage.steps[self.step] if self.mode == "staged" and stage and self.phase in ("predict", "revealed") else None

    @cached_property
    def _whole(self) -> dict[int, dict[str, str]]:
        return {}

    def truth(self, finding: str) -> str:
        """How a finding is at this visit."""
        if self.visit not in self._whole:
            self._whole[self.visit] = whole_patient(self.lab, self.case, self.visit)
        return self._whole[self.visit][finding]

    def askable(self) -> list[str]:
        """Findings that free enquiry may ask for now: of this stage, and not known on this day."""
        kinds = KINDS_OF_STAGE.get(self.stage, ())
        known = {f for f, v in self.told_on.items() if v == self.visit or f not in self.here.changes}
        return [f.id for f in self.lab.findings.values() if f.kind in kinds and f.id not in known]

    def last_check(self) -> LastCheck | None:
        """The last check of the cause that the learner put first."""
        leader = self.commitments[-1].leader
        return None if leader == SOMETHING_ELSE else self.lab.condition(leader).last_check

    def assess(self, told: Mapping[str, str]) -> Assessment:
        """The engine on what was known at some moment."""
        p = self.case.patient
        return self.lab.assess(dict(told), age=p.age, sex=p.sex, setting=self.case.setting)

    # what a move does

    def take(self, move: Mapping[str, Any]) -> None:
        """Make one move.

        Raises
        ------
        InputError
            If it does not fit here; the message names what is allowed.
        """
        allowed = {
            "story": ("begin",),
            "predict": ("predict",),
            "revealed": ("next",),
            "enquire": ("predict", "done"),
            "commit": ("commit",),
            "check": ("check",),
            "decide": ("decide",),
            "plan": ("plan",),
            "reflect": ("reflect",),
            "debrief": (),
        }[self.phase]
        do = move.get("do")
        if do not in allowed:
            raise InputError(f'The move "{str(do)[:30]}" does not fit here ({self.phase}). Allowed: {", ".join(allowed) or "none"}.')
        getattr(self, f"_{do}")(move)

    def _begin(self, move: Mapping[str, Any]) -> None:
        self._believe(move)
        self._open_stage(0)

    def _predict(self, move: Mapping[str, Any]) -> None:
        step = self.now
        finding = str(move.get("finding"))
        if finding not in ([step.lead] if step else self.askable()):
            raise InputError(f'"{finding[:40]}" cannot be asked here.')
        states = [s.id for s in self.lab.findings[finding].states]
        if move.get("state") not in states:
            raise InputError(f'{finding} cannot be "{str(move.get("state"))[:40]}". Allowed: {", ".join(states)}.')
        prediction = Prediction(finding, move["state"], _percent("confidence", move.get("confidence")), self.truth(finding))
        self._believe(move)
        self._show(step.findings if step else (finding,), prediction, self.stage)
        self.phase = "revealed"

    def _next(self, _: Mapping[str, Any]) -> None:
        stage = self.here.stage(self.stage)
        if self.mode == "free":
            self.phase = "enquire"
        elif stage and self.step + 1 < len(stage.steps):
            self.step += 1
            self.phase = "predict"
        else:
            self.phase = "commit"

    def _done(self, _: Mapping[str, Any]) -> None:
        self.phase = "commit"

    def _commit(self, move: Mapping[str, Any]) -> None:
        shares = self._read_shares(move.get("shares"))
        targets = move.get("targets") if self.stage != "history" else {}
        if not isinstance(targets, Mapping) or (self.stage != "history" and set(targets) != set(self.case.also_consider)):
            raise InputError(f"targets must say how likely each of these is: {', '.join(self.case.also_consider)}.")
        said = {t: _percent(t, value) for t, value in targets.items()}
        self.commitments.append(Committed(self.visit, self.stage, shares, _percent("confidence", move.get("confidence")), said))
        self._believe(move)
        if self.stage == "history":
            self._open_stage(1)
        else:
            self.phase = "check" if self.last_check() else "decide"

    def _check(self, move: Mapping[str, Any]) -> None:
        check = self.last_check()
        chosen = _ids("findings", move.get("findings"), check.findings if check else ())
        self.checks.append(chosen)
        fresh = tuple(f for f in chosen if f not in self.told)
        if fresh:
            self._show(fresh, None, "check")
        self.phase = "decide"

    def _decide(self, move: Mapping[str, Any]) -> None:
        if move.get("level") not in LEVELS:
            raise InputError(f'level cannot be "{str(move.get("level"))[:40]}". Allowed: {", ".join(LEVELS)}.')
        self.decisions.append(move["level"])
        self.phase = "plan"

    def _plan(self, move: Mapping[str, Any]) -> None:
        self.plans.append(_ids("chosen", move.get("chosen"), [o.id for o in self.here.plan]))
        if self.visit + 1 < len(self.case.visits):
            self.visit += 1
            self._open_visit()
        else:
            self.phase = "debrief" if self.scaffold == "modelled" else "reflect"

    def _reflect(self, move: Mapping[str, Any]) -> None:
        sorted_ones = {key: _ids(key, move.get(key), self.lab.findings) for key in ("fits", "against", "missing")}
        self.reflection = Reflection(**sorted_ones)
        self.phase = "debrief"

    # the way through a visit

    def _open_visit(self) -> None:
        self.phase, self.stage, self.step = "story", "story", 0
        shown = self.here.story.reveals if self.mode != "whole" else tuple(dict.fromkeys(self.here.revealed()))
        self._show(shown, None, "story")

    def _open_stage(self, first: int) -> None:
        """The first stage from this place on that this visit has."""
        if self.mode == "whole":
            self.stage, self.phase = "examination", "commit"
            return
        for name in STAGES[first:]:
            if self.mode == "free" or self.here.stage(name):
                self.stage, self.step = name, 0
                self.phase = "enquire" if self.mode == "free" else "predict"
                return
        # a visit without an examination ends with its history
        self.phase = "check" if self.last_check() else "decide"

    def _show(self, findings: Iterable[str], prediction: Prediction | None, stage: str) -> None:
        shown = tuple(findings)
        for f in shown:
            self.told[f] = self.truth(f)
            self.told_on[f] = self.visit
        # a last check leaves no room to say what one believes, so it is passed over
        before = next((m.after for m in reversed(self.moments) if m.stage != "check"), None)
        self.moments.append(Moment(self.visit, stage, shown, dict(self.told), prediction, before))

    def _believe(self, move: Mapping[str, Any]) -> None:
        """Take down what the learner believes after the latest moment."""
        if move.get("shares") is not None:
            self.shares = self._read_shares(move["shares"])
            self.moments[-1] = replace(self.moments[-1], after=dict(self.shares))

    def _read_shares(self, raw: object) -> Shares:
        """Whole shares that sum to 100, of causes that exist."""
        if not isinstance(raw, Mapping):
            raise InputError("shares must be a mapping of cause to a whole number.")
        known = {*self.lab.network.conditions, SOMETHING_ELSE} - {"other"}
        for cause in raw:
            if cause not in known:
                raise InputError(f'There is no cause called "{str(cause)[:40]}".')
        shares = {cause: _percent(cause, value) for cause, value in raw.items()}
        if sum(shares.values()) != 100:
            raise InputError(f"The shares sum to {sum(shares.values())}. They must sum to 100.")
        return {SOMETHING_ELSE: 0} | shares


def play(lab: Lab, case: Case, moves: Iterable[Mapping[str, Any]], mode: str = "staged", scaffold: str = "modelled") -> Encounter:
    """Replay a learner's moves.

    Parameters
    ----------
    moves : iterable of mapping
        Each with ``do``: ``begin`` (shares), ``predict`` (finding, state, confidence, shares),
        ``next``, ``done``, ``commit`` (shares, confidence, targets), ``check`` (findings),
        ``decide`` (level), ``plan`` (chosen), ``reflect`` (fits, against, missing).
    mode : {"staged", "free", "whole"}
    scaffold : {"modelled", "cued", "asked"}

    Raises
    ------
    InputError
        If mode or scaffold is none of these. A move that does not fit ends the replay instead:
        see ``Encounter.refused``.
    """
    for name, value, known in (("mode", mode, MODES), ("scaffold", scaffold, SCAFFOLDS)):
        if value not in known:
            raise InputError(f'{name} cannot be "{str(value)[:40]}". Allowed: {", ".join(known)}.')
    encounter = Encounter(lab, case, mode, scaffold)
    encounter._open_visit()
    for move in moves:
        try:
            encounter.take(move if isinstance(move, Mapping) else {})
        except InputError as error:
            encounter.refused = str(error)
            break
        encounter.taken += 1
    return encounter


def _percent(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
        raise InputError(f'{name} cannot be "{str(value)[:40]}". Allowed: a whole number from 0 to 100.')
    return value


def _ids(name: str, value: object, allowed: Iterable[str]) -> tuple[str, ...]:
    """Different ids out of those that are allowed."""
    known = tuple(allowed)
    if not isinstance(value, (list, tuple)) or any(v not in known for v in value):
        raise InputError(f"{name} must be a list of: {', '.join(known[:30])}.")
    return tuple(dict.fromkeys(value))
