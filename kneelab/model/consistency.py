"""What cannot be so together: findings that are part of another one.

The network takes findings one by one, so it may give a lump that softens on bending to a
knee without a lump. Inference does not mind; a patient must not say it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kneelab.model.findings import PRESENT, Finding

States = dict[str, int]
"""Finding id to the place of its state."""

THERE, NOT_THERE = 0, 1
"""Places of the states of a finding that is present or absent."""


def completed(vocabulary: Mapping[str, Finding], said: Mapping[str, int]) -> States | None:
    """What is said, with all that it requires; None when it contradicts itself."""
    whole = dict(said)
    open_ends = list(said)
    while open_ends:
        f = open_ends.pop()
        for needed, state in _required(vocabulary, f, whole[f]):
            if needed not in whole:
                whole[needed] = state
                open_ends.append(needed)
            elif whole[needed] != state:
                return None
    return whole


def settled(vocabulary: Mapping[str, Finding], states: Mapping[str, int], said: Mapping[str, int] | None = None) -> States:
    """States of all findings without contradiction.

    Parameters
    ----------
    states : mapping
        A state for each finding; what lacks something that it requires becomes absent.
    said : mapping, optional
        States that stand, with all that they require.

    Raises
    ------
    ValueError
        If what is said contradicts itself.
    """
    sure = completed(vocabulary, said or {})
    if sure is None:
        raise ValueError("what is said contradicts itself")
    result = {**states, **sure}
    while loose := [f for f, s in result.items() if any(result[needed] != state for needed, state in _required(vocabulary, f, s))]:
        result.update(dict.fromkeys(loose, NOT_THERE))
    return result


def _required(vocabulary: Mapping[str, Finding], f: str, state: int) -> Iterator[tuple[str, int]]:
    """Findings, with their states, without which this one cannot be in this state."""
    for literal in vocabulary[f].requires if state == THERE else ():
        needed, _, name = literal.partition("=")
        yield needed, vocabulary[needed].state_index(name or PRESENT)
