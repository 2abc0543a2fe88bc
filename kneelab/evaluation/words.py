"""An evaluation in words. Computes no measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kneelab.describe import condition_name, describe_share
from kneelab.evaluation.runs import CaseResult, Run
from kneelab.evaluation.stored import Anchor
from kneelab.model.lab import Lab
from kneelab.model.scoring import Estimate, Share

MEASURES = ("first", "first_three", "sent_on", "over_triaged", "reciprocal_rank", "list_length", "brier", "slope")


@dataclass(frozen=True, slots=True)
class Said:
    """A measure in words: the figure, and its interval where it has one."""

    figure: str
    interval: str = ""

    def __str__(self) -> str:
        return f"{self.figure} ({self.interval})" if self.interval else self.figure


def run_name(lab: Lab, run: Run) -> str:
    """What a run is called: its setting, or whose answers it scores."""
    return lab.settings[run.id].label if run.id in lab.settings else lab.strings[f"evaluate.{run.id}"]


def describe_measure(lab: Lab, run: Run, measure: str) -> Said:
    """One measure of a run in words."""
    value = getattr(run.summary, measure)
    if value is None:
        return Said(lab.strings["evaluate.none"])
    if isinstance(value, Share):
        return _share(lab, value, one_sided=measure == "sent_on")
    if isinstance(value, Estimate):
        return _estimate(lab, value)
    return Said(f"{value:g}")


def _share(lab: Lab, share: Share, *, one_sided: bool) -> Said:
    low, high = (round(100 * x) for x in (share.low, share.high))
    interval = lab.strings["evaluate.at_least" if one_sided else "evaluate.between"].format(low=low, high=high)
    return Said(lab.strings["evaluate.share"].format(hits=share.hits, of=share.of), interval)


def _estimate(lab: Lab, estimate: Estimate) -> Said:
    figure = lab.strings["evaluate.no_slope"] if estimate.value is None else f"{estimate.value:.2f}"
    if estimate.low is None:
        return Said(figure)
    if estimate.high is None:
        return Said(figure, lab.strings["evaluate.or_more"].format(low=f"{estimate.low:.2f}"))
    return Said(figure, lab.strings["evaluate.range"].format(low=f"{estimate.low:.2f}", high=f"{estimate.high:.2f}"))


def flags(lab: Lab, result: CaseResult) -> list[str]:
    """What a reader should notice about a case."""
    named = [
        (result.missed, "missed"),
        (result.sent_on is True, "sent_on"),
        (result.sent_on is False, "not_sent_on"),
        (result.over_triaged is True, "over_triaged"),
    ]
    return [lab.strings[f"evaluate.flag_{name}"] for holds, name in named if holds]


def describe_evaluation(lab: Lab, runs: Sequence[Run], anchors: Sequence[Anchor]) -> str:
    """Text twin of an evaluation: each case, the measures side by side, the published figures."""
    s = lab.strings
    lines = [line for run in runs for line in (s["evaluate.setting"].format(setting=run_name(lab, run)), *_case_lines(lab, run), "")]
    names = [run_name(lab, run) for run in runs]
    lines.append(f"{'':32}" + "".join(f"{name:34}" for name in names).rstrip())
    for measure in MEASURES:
        said = "".join(f"{describe_measure(lab, run, measure)!s:34}" for run in runs)
        lines.append(f"{s[f'evaluate.{measure}']:32}{said}".rstrip())
    lines += ["", s["evaluate.intervals"]]
    lines += [f"{s[f'evaluate.{m}']}: {s[f'evaluate.{m}_means']}" for m in MEASURES]
    lines += ["", s["evaluate.anchors"]]
    lines += [line for anchor in anchors for line in _anchor_lines(lab, anchor)]
    return "\n".join([*lines, f"content {lab.version}"])


def _case_lines(lab: Lab, run: Run) -> list[str]:
    s = lab.strings
    width = max(8, *(len(r.case.id) + 1 for r in run.results))
    columns = [s[f"evaluate.column_{c}"] for c in ("case", "rank", "share", "leader", "urgency", "flags")]
    lines = ["{:{w}} {:>4} {:>14}  {:32} {:28} {}".format(*columns, w=width)]
    for r in run.results:
        share = describe_share(lab, r.probability) if r.probability is not None else ""
        leader = condition_name(lab, r.leading[0]) if r.leading else ""
        urgency = lab.advice[r.urgency].word if r.urgency else ""
        rank = str(r.rank) if r.rank else "-"
        lines.append(f"{r.case.id:{width}} {rank:>4} {share:>14}  {leader:32} {urgency:28} {', '.join(flags(lab, r))}".rstrip())
    return lines


def describe_figure(lab: Lab, anchor: Anchor, place: int) -> str:
    """One published figure with the measure it belongs to."""
    figure = anchor.figures[place]
    tail = f" ({lab.strings['evaluate.as_cited']})" if figure.as_cited else ""
    head = "" if figure.measure == "other" else f"{lab.strings[f'evaluate.{figure.measure}']}: "
    return f"{head}{figure.text}{tail}"


def _anchor_lines(lab: Lab, anchor: Anchor) -> list[str]:
    figures = "; ".join(describe_figure(lab, anchor, i) for i in range(len(anchor.figures)))
    return [f"{lab.sources[anchor.source].short}: {anchor.tested}.", f"  {figures}.", f"  {anchor.definition} {anchor.differs}"]
