"""The ledger behind the tests: every study's row, used or not, and tests that stand outside the model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What one study says of one test.

    Parameters
    ----------
    finding : str
        Finding or reference test that was studied.
    target : str or None
        Target of the model that the study's reference standard detects.
    target_text : str or None
        What the study itself looked for, in words, where it is narrower than the target.
    sensitivity, specificity : float or None
        Shares, 0 to 1; None where the study gives likelihood ratios only.
    sensitivity_ci95, specificity_ci95 : tuple of (float, float) or None
        Published 95 % intervals.
    n : int or None
        People (or knees) studied.
    reference : str or None
        What the test was compared with.
    mark : str
        ``published``, ``judged`` or ``assumed``.
    used : bool
        Whether the model reasons with this row.
    why : str or None
        Why it is used, or not.
    other_result : str or None
        A result in words, such as a reliability, where it has no other field.
    """

    id: str
    finding: str
    target: str | None
    target_text: str | None
    sensitivity: float | None
    specificity: float | None
    sensitivity_ci95: tuple[float, float] | None
    specificity_ci95: tuple[float, float] | None
    lr_positive: float | None
    lr_negative: float | None
    n: int | None
    setting: str | None
    reference: str | None
    source: str | None
    mark: str
    used: bool
    why: str | None
    other_result: str | None


@dataclass(frozen=True, slots=True)
class ReferenceTest:
    """A cluster, laboratory test or imaging that is looked up, not reasoned with.

    Parameters
    ----------
    category : str
        ``cluster``, ``imaging`` or ``laboratory``.
    how : str
        How it is done.
    positive : str
        What counts as positive.
    """

    id: str
    label: str
    category: str
    how: str
    positive: str
    synonyms: tuple[str, ...] = ()
