"""Reading JSON that nobody vouches for: each value is what it should be, or is named."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MAX_ID = 120
"""Characters of an id; longer is not one."""
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the record that could not be used. It stays in the record; it is only not read.

    Parameters
    ----------
    key : str
        Which sentence of the content says it.
    values : tuple of (str, str)
        What fills the sentence's places.
    """

    key: str
    values: tuple[tuple[str, str], ...] = ()

    def sentence(self, strings: Mapping[str, str]) -> str:
        """The problem in words."""
        return strings[self.key].format(**dict(self.values))


class UnusableError(ValueError):
    """One value is not what it should be."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(name)
        self.name = name
        self.value = shown(value)


def shown(value: object) -> str:
    """A value short enough for a sentence."""
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, (list, tuple)):
        return "[…]"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**15:  # Python refuses to print the longest
        return "…"
    return str(value)[:40]


def mapping(raw: object, name: str) -> Mapping[str, Any]:
    """A JSON object."""
    if not isinstance(raw, Mapping):
        raise UnusableError(name, raw)
    return raw


def rows(raw: object, name: str) -> list[Any]:
    """A JSON list."""
    if not isinstance(raw, list):
        raise UnusableError(name, raw)
    return raw


def text(raw: Mapping[str, Any], name: str, allowed: Collection[str] | None = None) -> str:
    """A short text that is not empty, one of the allowed ones if any are given."""
    value = raw.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= MAX_ID or (allowed is not None and value not in allowed):
        raise UnusableError(name, value)
    return value


def whole(raw: Mapping[str, Any], name: str, low: int, high: int) -> int:
    """A whole number from low to high."""
    value = raw.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high or value != int(value):
        raise UnusableError(name, value)
    return int(value)


def yes_no(raw: Mapping[str, Any], name: str) -> bool:
    """True or false."""
    value = raw.get(name)
    if not isinstance(value, bool):
        raise UnusableError(name, value)
    return value


def moment(raw: Mapping[str, Any], name: str) -> datetime:
    """A time in UTC."""
    value = raw.get(name)
    if not isinstance(value, str) or not _UTC.fullmatch(value):
        raise UnusableError(name, value)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise UnusableError(name, value) from None
