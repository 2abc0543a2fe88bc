"""Dealing cards: the same seed gives the same order everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def shuffled(rng: Random, items: Sequence[T]) -> list[T]:
    """A random order by ``Random.random`` alone, whose sequence Python guarantees."""
    keys = [rng.random() for _ in items]
    return [items[i] for i in sorted(range(len(items)), key=keys.__getitem__)]
