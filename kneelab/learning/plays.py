"""What can be played: a written case, a drawn patient, a pair of twins, an illness script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kneelab.learning.reading import UnusableError, mapping, text, whole

MODES = ("staged", "free", "whole")
MOST = 2**53
"""Largest whole number that a browser keeps exactly."""

Subject = tuple[str | int | float | None, ...]


@dataclass(frozen=True, slots=True)
class CasePlay:
    """A written case, or a variant of it by seed."""

    case: str
    seed: int
    mode: str

    @property
    def subject(self) -> Subject:
        """Same subject, same play: who has seen one variant or mode of a case knows its answer."""
        return ("case", self.case)


@dataclass(frozen=True, slots=True)
class PatientPlay:
    """A drawn patient: the arguments of :meth:`kneelab.model.lab.Lab.patient`."""

    seed: int
    condition: str | None
    difficulty: int
    noise: float
    setting: str
    mode: str

    @property
    def subject(self) -> Subject:
        """Same subject, same patient."""
        return ("patient", self.seed, self.condition, self.difficulty, self.noise, self.setting)


@dataclass(frozen=True, slots=True)
class TwinsPlay:
    """One pair of the twins that a seed gives."""

    seed: int
    number: int

    @property
    def subject(self) -> Subject:
        """Same subject, same pair."""
        return ("twins", self.seed, self.number)


@dataclass(frozen=True, slots=True)
class ScriptPlay:
    """An illness script to put together."""

    condition: str

    @property
    def subject(self) -> Subject:
        """Same subject, same script."""
        return ("script", self.condition)


Play = CasePlay | PatientPlay | TwinsPlay | ScriptPlay


def _case(raw: Mapping[str, Any]) -> CasePlay:
    return CasePlay(text(raw, "case"), whole(raw, "seed", -MOST, MOST), text(raw, "mode", MODES))


def _patient(raw: Mapping[str, Any]) -> PatientPlay:
    p = mapping(raw.get("patient"), "patient")
    condition = None if p.get("condition") is None else text(p, "condition")
    noise = p.get("noise")
    if isinstance(noise, bool) or not isinstance(noise, (int, float)) or not 0 <= noise <= 1:
        raise UnusableError("noise", noise)
    seed, difficulty = whole(p, "seed", -MOST, MOST), whole(p, "difficulty", 0, 100)
    return PatientPlay(seed, condition, difficulty, float(noise), text(p, "setting"), text(raw, "mode", MODES))


def _twins(raw: Mapping[str, Any]) -> TwinsPlay:
    t = mapping(raw.get("twins"), "twins")
    return TwinsPlay(whole(t, "seed", -MOST, MOST), whole(t, "number", 0, MOST))


def _script(raw: Mapping[str, Any]) -> ScriptPlay:
    return ScriptPlay(text(mapping(raw.get("script"), "script"), "condition"))


KINDS: dict[str, Callable[[Mapping[str, Any]], Play]] = {"case": _case, "patient": _patient, "twins": _twins, "script": _script}


def read_play(kind: str, raw: object) -> Play:
    """What was played, of a raw record.

    Raises
    ------
    UnusableError
        If a part of it is missing or not what it should be.
    """
    return KINDS[kind](mapping(raw, "play"))
