"""The ledger of tests: every study of a test that was read, used in the network or not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ReferenceTest:
    """A test that has evidence but is no finding of the network.

    Parameters
    ----------
    category : str
        ``cluster``, ``imaging``, ``laboratory``, ``rule`` or ``examination``.
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
    source: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What one study says of one test; numbers are shares from 0 to 1 or likelihood ratios, as printed.

    Parameters
    ----------
    finding : str
        Id of the finding or of the reference test.
    target : str, optional
        Target of the network that the study speaks of.
    target_text : str, optional
        What the study looked for, where that is narrower than the target or no target fits.
    variant : str, optional
        Cut-off, version or subgroup.
    counts : mapping, optional
        People: ``tp``, ``fn``, ``fp``, ``tn``.
    probability_without : float, optional
        Assumed share of positive tests without the target, for a row that has only LR+;
        ``without_reason`` says where it comes from.
    other_result : str, optional
        A result that is neither sensitivity, specificity nor a ratio.
    reference : str, optional
        What the test was compared with.
    used : bool
        Whether the network uses this row; ``why`` says why, or why not.
    """

    id: str
    finding: str
    mark: str
    used: bool
    target: str | None = None
    target_text: str | None = None
    variant: str | None = None
    sensitivity: float | None = None
    sensitivity_ci95: Interval | None = None
    specificity: float | None = None
    specificity_ci95: Interval | None = None
    counts: Mapping[str, int] | None = None
    lr_positive: float | None = None
    lr_positive_ci95: Interval | None = None
    lr_negative: float | None = None
    lr_negative_ci95: Interval | None = None
    probability_without: float | None = None
    without_reason: str | None = None
    other_result: str | None = None
    n: int | None = None
    prevalence: float | None = None
    setting: str | None = None
    reference: str | None = None
    source: str | None = None
    reason: str | None = None
    why: str | None = None

    def ratios(self) -> tuple[float | None, float | None]:
        """LR+ and LR-: as printed, else what sensitivity and specificity give, else None.

        A specificity of 1 gives no LR+ and a specificity of 0 no LR-: nothing divides by zero.
        """
        positive, negative = self.lr_positive, self.lr_negative
        if self.sensitivity is not None and self.specificity is not None:
            if positive is None and self.specificity < 1.0:
                positive = self.sensitivity / (1.0 - self.specificity)
            if negative is None and self.specificity > 0.0:
                negative = (1.0 - self.sensitivity) / self.specificity
        return positive, negative

    def intervals(self) -> tuple[Interval | None, Interval | None]:
        """95 % intervals of sensitivity and specificity.

        As printed; else Wilson's score interval from the counts, or from ``n`` split by the
        printed prevalence (in half where there is none); None where no size is known.

        Source
        ------
        Wilson EB. Probable inference. J Am Stat Assoc 1927;22:209-212.
        """
        with_it, without = self._people()
        return (
            self.sensitivity_ci95 or _wilson(self.sensitivity, with_it),
            self.specificity_ci95 or _wilson(self.specificity, without),
        )

    def _people(self) -> tuple[float, float]:
        """How many people had the target, and how many had not; 0 where it is not known."""
        if self.counts is not None:
            c = self.counts
            return float(c["tp"] + c["fn"]), float(c["tn"] + c["fp"])
        if self.n is None or self.mark != "published":
            return 0.0, 0.0
        share = 0.5 if self.prevalence is None else self.prevalence
        return self.n * share, self.n * (1.0 - share)


def _wilson(share: float | None, people: float, z: float = 1.959964) -> Interval | None:
    if share is None or people < 1.0:
        return None
    centre = (share + z * z / (2.0 * people)) / (1.0 + z * z / people)
    half = z / (1.0 + z * z / people) * math.sqrt(share * (1.0 - share) / people + z * z / (4.0 * people * people))
    return max(0.0, min(centre - half, share)), min(1.0, max(centre + half, share))
