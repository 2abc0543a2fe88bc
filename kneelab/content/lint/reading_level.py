"""How hard a text is to read, as a school grade."""

from __future__ import annotations

import re
from functools import cache

import pyphen

FEWEST_WORDS = 10
"""Shorter texts are not graded: one long word would decide."""
HARDEST = 8.0
"""School grade that a patient's words, and words for a patient, must not exceed."""


@cache
def _dictionary() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB", left=1, right=1)


@cache
def syllables(word: str) -> int:
    """Syllables of an English word, by where it may be hyphenated."""
    return len(_dictionary().positions(word.lower())) + 1


def grade(text: str) -> float | None:
    """Grade level of Flesch and Kincaid; None for a text too short to tell.

    Source
    ------
    kincaid1975_readability
    """
    words = re.findall(r"[A-Za-z][A-Za-z'’]*", text)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = max(1, len(re.findall(r"[.!?…]+(?=\s|$|[\"”’'])", text)))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
