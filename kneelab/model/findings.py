"""Findings, and the reading of what somebody says about them.

A finding is anything that can be asked, seen or tested. What is known of it is kept
as one weight for each of its states, so that "present", "absent", a named state and
"70 % sure" are the same kind of thing (virtual evidence).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

PRESENT = "present"
ABSENT = "absent"
NOT_ASKED = "not_asked"
CONDITION = "condition"

Weights = tuple[float, ...]
Evidence = dict[str, Weights]


class InputError(ValueError):
    """What was entered cannot be used; the message names what, and what is allowed."""


@dataclass(frozen=True, slots=True)
class State:
    """One of the exclusive states of a finding, such as ``sudden`` of ``onset``."""

    id: str
    label: str
    aliases: tuple[str, ...] = ()


SURE: dict[str, Weights] = {PRESENT: (1.0, 0.0), ABSENT: (0.0, 1.0)}
NOTHING: Weights = (1.0, 1.0)
"""Weights of an answer that speaks for no state."""
BINARY = (State(PRESENT, "Present"), State(ABSENT, "Absent"))


@dataclass(frozen=True, slots=True)
class Finding:
    """A history item, sign, special test or risk factor.

    Parameters
    ----------
    id : str
        Stable snake_case id.
    label : str
        What a reader sees.
    kind : str
        ``history``, ``sign``, ``test`` or ``risk``.
    group : str
        Where it is asked: ``story``, ``place``, ``changes``, ``examination`` or ``risk``.
    ask : str
        How it is asked or performed.
    positive : str
        What counts as present.
    burden : int
        Cost of finding out: 1 a question, 2 a look or touch, 3 a test, 4 a test that provokes.
    parent : str
        ``"condition"`` or the id of the one target that it tests.
    states : tuple of State
        Two states (present, absent), or the named exclusive ones.
    aliases : tuple of str
        Other ids that are accepted as input.
    opposites : tuple of str
        Ids whose presence means that this is absent, such as ``pulses_normal``.
    requires : tuple of str
        Literals (``finding`` or ``finding=state``) that are part of this one: it cannot be present without them.
    only_sex : str or None
        The one sex that can have it.
    only_ages : tuple of (int, int) or None
        Years between which one can have it.
    synonyms : tuple of str
        Search words.
    """

    id: str
    label: str
    kind: str
    group: str
    ask: str
    positive: str
    burden: int
    parent: str
    states: tuple[State, ...] = BINARY
    aliases: tuple[str, ...] = ()
    opposites: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    only_sex: str | None = None
    only_ages: tuple[int, int] | None = None
    synonyms: tuple[str, ...] = ()

    @property
    def is_binary(self) -> bool:
        """Whether the states are present and absent."""
        return self.states is BINARY or self.states == BINARY

    def can_be_of(self, age: float, sex: str) -> bool:
        """Whether somebody of this age and sex can have it."""
        low, high = self.only_ages or (age, age)
        return low <= age <= high and self.only_sex in (None, sex)

    def state_index(self, state: str) -> int:
        """Place of a state in the weights."""
        return [s.id for s in self.states].index(state)


class Vocabulary:
    """All findings by id, with their aliases.

    Parameters
    ----------
    findings : iterable of Finding
        In the order in which they are shown.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: dict[str, Finding] = {f.id: f for f in findings}
        self._binary = {f.id for f in self.findings.values() if f.is_binary}
        self._parts = [f.id for f in self.findings.values() if f.requires]
        self._aliases: dict[str, tuple[str, str | None]] = {}
        for f in self.findings.values():
            self._aliases.update(dict.fromkeys(f.aliases, (f.id, None)))
            self._aliases.update(dict.fromkeys(f.opposites, (f.id, ABSENT)))
            self._aliases.update({alias: (f.id, s.id) for s in f.states for alias in s.aliases})

    def read(self, answers: Mapping[str, object]) -> Evidence:
        """Turn what was entered into weights per state.

        Parameters
        ----------
        answers : mapping
            Finding id (or alias) to ``"present"``, ``"absent"``, a named state, a number
            from 0 to 1 (how sure one is that it is present; 0.5 is the same as not asked),
            ``"not_asked"`` or None.

        Returns
        -------
        dict
            Finding id to its weights, in the vocabulary's order, without what was not asked.

        Raises
        ------
        InputError
            For an unknown finding or state, a number outside 0 to 1, or a contradiction.
        """
        told: Evidence = {}
        said_as: dict[str, str] = {}
        for name, value in answers.items():
            if name in self._binary and type(value) is str and value in SURE and name not in told:  # nearly every answer
                told[name] = SURE[value]
                said_as[name] = name
                continue
            finding, state = self._find(name)
            weights = _weights(name, finding, state, value)
            if weights is None:
                continue
            if finding.id in told:
                merged = _merge(told[finding.id], weights, finding)
                if merged is None:
                    raise InputError(f"{said_as[finding.id]} and {name} contradict each other. Keep one of them.")
                told[finding.id] = merged
            else:
                told[finding.id] = weights
                said_as[finding.id] = str(name)
        for f in self._parts:
            if told.get(f) == SURE[ABSENT] and is_moot(self.findings[f], self.findings, told):
                told[f] = NOTHING  # "the lump is not soft" says nothing of a patient who has no lump
        return {f: told[f] for f in self.findings if f in told}

    def _find(self, name: object) -> tuple[Finding, str | None]:
        if isinstance(name, str):
            if name in self.findings:
                return self.findings[name], None
            if name in self._aliases:
                finding, state = self._aliases[name]
                return self.findings[finding], state
        near = get_close_matches(str(name)[:60], [*self.findings, *self._aliases], 3, 0.6)
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        raise InputError(f'There is no finding called "{str(name)[:60]}".{hint} The list is printed by "kneelab findings".')


def _weights(name: str, finding: Finding, alias_of: str | None, value: object) -> Weights | None:
    """Weights of one answer; None when it was not asked."""
    if value is None or value == NOT_ASKED:
        return None
    if finding.is_binary or alias_of is not None:
        sure = _sureness(name, value)
        if sure == 0.5:
            return None
        if alias_of is None:
            return (sure, 1.0 - sure)
        hit = finding.state_index(alias_of)
        return tuple(sure if i == hit else 1.0 - sure for i in range(len(finding.states)))
    ids = [s.id for s in finding.states]
    if isinstance(value, str) and value in ids:
        return tuple(1.0 if s == value else 0.0 for s in ids)
    raise InputError(f'{name} cannot be "{str(value)[:40]}". Allowed: {", ".join(ids)}, {NOT_ASKED}.')


def _sureness(name: str, value: object) -> float:
    if value == PRESENT:
        return 1.0
    if value == ABSENT:
        return 0.0
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0.0 <= value <= 1.0:
        return float(value)
    raise InputError(f'{name} cannot be "{str(value)[:40]}". Allowed: {PRESENT}, {ABSENT}, {NOT_ASKED}, or a number from 0 to 1.')


def _merge(one: Weights, two: Weights, finding: Finding) -> Weights | None:
    """Two statements about one finding as one; None when they contradict each other."""
    if one == two:
        return one
    if finding.is_binary:
        return None
    both = tuple(a * b for a, b in zip(one, two, strict=True))
    top = max(both)
    return tuple(b / top for b in both) if top > 0.0 else None


@lru_cache(maxsize=1024)
def affirmed(weights: Weights) -> int | None:
    """Place of the state that counts as present for a rule: the one more likely than not, if any."""
    top = weights.index(max(weights))
    return top if weights[top] > 0.5 * sum(weights) else None


def is_moot(finding: Finding, findings: Mapping[str, Finding], told: Evidence) -> bool:
    """Whether a finding cannot be there, because something that it requires is surely not."""
    for literal in finding.requires:
        name, _, state = literal.partition("=")
        if name in told and told[name][findings[name].state_index(state or PRESENT)] == 0.0:
            return True
    return False
