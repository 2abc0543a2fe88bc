"""What cannot be so together: findings that are part of another one, or not for this person.

The network takes findings one by one, so it may give a lump that softens on bending to a
knee without a lump, or the pill to a man. Inference does not mind; a patient must not say it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kneelab.model.findings import PRESENT, Finding

States = dict[str, int]
"""Finding id to the place of its state."""

THERE, NOT_THERE = 0, 1
"""Places of the states of a finding that is present or absent."""


class Consistency:
    """What one person can say.

    Parameters
    ----------
    vocabulary : mapping of str to Finding
    age : int
        Years.
    sex : str
    """

    def __init__(self, vocabulary: Mapping[str, Finding], age: int, sex: str) -> None:
        self._vocabulary = vocabulary
        self._impossible = dict.fromkeys((f for f, finding in vocabulary.items() if not finding.can_be_of(age, sex)), NOT_THERE)

    def completed(self, said: Mapping[str, int]) -> States | None:
        """What is said, with all that it requires; None when it contradicts itself or the person."""
        whole = {**self._impossible, **said}
        if any(whole[f] != state for f, state in self._impossible.items()):
            return None
        open_ends = list(said)
        while open_ends:
            f = open_ends.pop()
            for needed, state in self._required(f, whole[f]):
                if needed not in whole:
                    whole[needed] = state
                    open_ends.append(needed)
                elif whole[needed] != state:
                    return None
        return whole

    def settled(self, states: Mapping[str, int], said: Mapping[str, int] | None = None) -> States:
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
        sure = self.completed(said or {})
        if sure is None:
            raise ValueError("what is said contradicts itself")
        result = {**states, **sure}
        while loose := [f for f, s in result.items() if any(result[needed] != state for needed, state in self._required(f, s))]:
            result.update(dict.fromkeys(loose, NOT_THERE))
        return result

    def _required(self, f: str, state: int) -> Iterator[tuple[str, int]]:
        """Findings, with their states, without which this one cannot be in this state."""
        for literal in self._vocabulary[f].requires if state == THERE else ():
            needed, _, name = literal.partition("=")
            yield needed, self._vocabulary[needed].state_index(name or PRESENT)
