"""The learner's record as the browser sends it: attempts with their moves and results, and quiz answers.

Nothing in it is trusted. What cannot be used is named and not read, the rest is; what this version does
not know is passed over. The record itself is the browser's and is never changed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kneelab.learning.plays import KINDS, Play, read_play
from kneelab.learning.reading import Problem, UnusableError, mapping, moment, rows, shown, text, whole, yes_no
from kneelab.model.triage import LEVELS

VERSION = 1
"""Of the record; a later one is refused, because it may mean other things by the same words."""
CONFIDENCES = ("prediction", "history", "examination", "answer")
"""What a confidence was about."""
QUIZZES = ("anatomy",)


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that the learner did; ``what`` has the rest of it, as it stands in the record."""

    at: datetime
    do: str
    what: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SaidTarget:
    """How sure the learner was (0 to 100) that a target is there, and whether it was."""

    target: str
    said: int
    there: bool


@dataclass(frozen=True, slots=True)
class SaidUrgency:
    """The level that the learner chose; ``too_low`` is the error that harms."""

    said: str
    right: bool
    too_low: bool


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure the learner was (0 to 100) of something, and whether it was right."""

    said: int
    right: bool
    of: str


@dataclass(frozen=True, slots=True)
class Result:
    """How an attempt came out.

    Parameters
    ----------
    condition : str
        The answer's condition.
    shares : mapping
        The last that the learner committed: condition to whole number, together 100; empty when the kind has none.
    right : bool
        Whether the answer led, the discriminator was named, or the script was right.
    """

    condition: str
    shares: Mapping[str, int]
    targets: tuple[SaidTarget, ...]
    urgency: SaidUrgency | None
    confidences: tuple[Confidence, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """One play from its start to its end, or to where it stands (``ended`` is None)."""

    id: str
    kind: str
    play: Play
    content_version: str
    started: datetime
    ended: datetime | None
    moves: tuple[Move, ...]
    result: Result | None


@dataclass(frozen=True, slots=True)
class Quiz:
    """One answer to a question about a structure."""

    kind: str
    structure: str
    question: str
    right: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Learner:
    """A record that was read.

    Parameters
    ----------
    id : str or None
        Of the record.
    attempts : tuple of Attempt
        By the time of their start.
    quizzes : tuple of Quiz
        By time.
    problems : tuple of Problem
        What was not read, one for each thing.
    """

    id: str | None = None
    attempts: tuple[Attempt, ...] = ()
    quizzes: tuple[Quiz, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def first_attempts(self) -> tuple[Attempt, ...]:
        """Of all attempts that ended at the same subject, the one that ended first; all others are practice."""
        first: dict[object, Attempt] = {}
        for attempt in sorted((a for a in self.attempts if a.ended), key=lambda a: (a.ended, a.id)):
            first.setdefault(attempt.play.subject, attempt)
        return tuple(first.values())


@dataclass
class _Reader:
    """Collects what could not be used."""

    problems: list[Problem] = field(default_factory=list)

    def note(self, key: str, **values: object) -> None:
        self.problems.append(Problem(key, tuple((name, shown(value)) for name, value in values.items())))

    def attempt(self, n: int, raw: object) -> Attempt | None:
        try:
            a = mapping(raw, "attempt")
            kind = text(a, "kind", KINDS)
            ended = None if a.get("ended") is None else moment(a, "ended")
            head = (text(a, "id"), kind, read_play(kind, a.get("play")), text(a, "content_version"), moment(a, "started"), ended)
            moves = rows(a.get("moves"), "moves")
        except UnusableError as error:
            self.note("store.read_attempt", n=n, name=error.name, value=error.value)
            return None
        return Attempt(*head, tuple(m for m in (self.move(n, m) for m in moves) if m), self.result(n, a.get("result")))

    def move(self, n: int, raw: object) -> Move | None:
        try:
            m = mapping(raw, "move")
            return Move(moment(m, "at"), text(m, "do"), {k: v for k, v in m.items() if k not in ("at", "do")})
        except UnusableError as error:
            self.note("store.read_move", n=n, name=error.name, value=error.value)
            return None

    def result(self, n: int, raw: object) -> Result | None:
        if raw is None:
            return None
        try:
            return _result(mapping(raw, "result"))
        except UnusableError as error:
            self.note("store.read_result", n=n, name=error.name, value=error.value)
            return None

    def quiz(self, n: int, raw: object) -> Quiz | None:
        try:
            q = mapping(raw, "quiz")
            said = (text(q, "kind", QUIZZES), text(q, "structure"), text(q, "question"))
            return Quiz(*said, yes_no(q, "right"), moment(q, "at"))
        except UnusableError as error:
            self.note("store.read_quiz", n=n, name=error.name, value=error.value)
            return None


def read_learner(raw: object) -> Learner:
    """Read a record.

    Parameters
    ----------
    raw : object
        The record as JSON gives it; anything is taken.

    Returns
    -------
    Learner
        All that is usable, with one problem for each thing that is not.
    """
    reader = _Reader()
    version = raw.get("kneelab_record") if isinstance(raw, Mapping) else None
    if not isinstance(raw, Mapping) or isinstance(version, bool) or not isinstance(version, int) or version < 1:
        return Learner(problems=(Problem("store.read_not_a_record"),))
    if version > VERSION:
        reader.note("store.read_newer", found=version, known=VERSION)
        return Learner(problems=tuple(reader.problems))
    attempts: dict[str, Attempt] = {}
    for n, row in enumerate(_list(reader, raw, "attempts"), start=1):
        attempt = reader.attempt(n, row)
        if attempt and (attempt.id not in attempts or len(attempts[attempt.id].moves) < len(attempt.moves)):
            attempts[attempt.id] = attempt
    quizzes = [q for q in (reader.quiz(n, row) for n, row in enumerate(_list(reader, raw, "quizzes"), start=1)) if q]
    own = raw.get("id")
    return Learner(
        own if isinstance(own, str) else None,
        tuple(sorted(attempts.values(), key=lambda a: (a.started, a.id))),
        tuple(sorted(quizzes, key=lambda q: q.at)),
        tuple(reader.problems),
    )


def _list(reader: _Reader, raw: Mapping[str, Any], name: str) -> list[Any]:
    try:
        return rows(raw.get(name), name)
    except UnusableError as error:
        reader.note("store.read_part", name=error.name, value=error.value)
        return []


def _result(raw: Mapping[str, Any]) -> Result:
    return Result(
        condition=text(raw, "condition"),
        shares=_shares(raw.get("shares")),
        targets=tuple(_target(mapping(t, "target")) for t in rows(raw.get("targets"), "targets")),
        urgency=None if raw.get("urgency") is None else _urgency(mapping(raw["urgency"], "urgency")),
        confidences=tuple(_confidence(mapping(c, "confidence")) for c in rows(raw.get("confidences"), "confidences")),
        right=yes_no(raw, "right"),
    )


def _shares(raw: object) -> dict[str, int]:
    if raw == []:  # a kind without shares may say so with an empty list
        return {}
    shares = mapping(raw, "shares")
    read = {text({"condition": c}, "condition"): whole(shares, c, 0, 100) for c in shares}
    if read and sum(read.values()) != 100:
        raise UnusableError("shares", sum(read.values()))
    return read


def _target(raw: Mapping[str, Any]) -> SaidTarget:
    return SaidTarget(text(raw, "target"), whole(raw, "said", 0, 100), yes_no(raw, "there"))


def _urgency(raw: Mapping[str, Any]) -> SaidUrgency:
    return SaidUrgency(text(raw, "said", LEVELS), yes_no(raw, "right"), yes_no(raw, "too_low"))


def _confidence(raw: Mapping[str, Any]) -> Confidence:
    return Confidence(whole(raw, "said", 0, 100), yes_no(raw, "right"), text(raw, "of", CONFIDENCES))
