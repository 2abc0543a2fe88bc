"""The accuracy page: how the engine does on published cases, with the limits said first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING

import ipywidgets

from kneelab.content import load
from kneelab.describe import condition_name, describe_band, describe_share
from kneelab.model.lab import Lab
from kneelab.widgets import assets
from kneelab.widgets.text_twin import TextTwin

if TYPE_CHECKING:  # reading cases needs pydantic, which the other dashboards do not pay for
    from kneelab.content.schema import UrgencyRuleModel
    from kneelab.evaluation import Anchor, CaseResult, Run

LIMITS = ("will_fall", "limit_small", "limit_reports", "limit_mapping", "limit_rule", "patients")


def accuracy_html(
    lab: Lab, runs: Sequence[Run], anchors: Sequence[Anchor], rules: Mapping[str, UrgencyRuleModel], analyses: Mapping[str, str]
) -> str:
    """HTML of the accuracy page's body.

    Parameters
    ----------
    runs : sequence of Run
        Each case in its own setting first; the last one is shown case by case.
    rules : mapping
        The urgency rules that the cases follow.
    analyses : mapping
        Case id to why it was missed.
    """
    parts = (_limits(lab, runs, rules), _measures(lab, runs), _anchors(lab, anchors), _cases(lab, runs, analyses))
    return f'<div class="kl-root"><div class="kl-accuracy">{"".join(parts)}</div></div>'


def _limits(lab: Lab, runs: Sequence[Run], rules: Mapping[str, UrgencyRuleModel]) -> str:
    s = lab.strings
    n = len(runs[0].results)
    lines = "".join(f"<li>{escape(s[f'accuracy.{name}'].format(n=n))}</li>" for name in LIMITS)
    rows = "".join(f"<li>{escape(_rule(lab, rule))}</li>" for rule in rules.values())
    return (
        f'<section class="kl-panel kl-limits"><h2>{escape(s["accuracy.limits"])}</h2>'
        f'<p class="kl-limits__first">{escape(s["accuracy.not_accuracy"].format(n=n))}</p><ul>{lines}</ul>'
        f"<details><summary>{escape(s['accuracy.rules'])}</summary><ul>{rows}</ul></details></section>"
    )


def _rule(lab: Lab, rule: UrgencyRuleModel) -> str:
    least, most = (lab.advice[level].word.lower() if level else None for level in (rule.at_least, rule.at_most))
    key = "accuracy.rule" if most else "accuracy.rule_open"
    return lab.strings[key].format(answers=rule.answers, at_least=least, at_most=most, because=rule.because)


def _measures(lab: Lab, runs: Sequence[Run]) -> str:
    from kneelab.evaluation.words import MEASURES, describe_measure, run_name

    s = lab.strings
    names = [run_name(lab, run) for run in runs]
    rows = []
    for measure in MEASURES:
        name = f"<b>{escape(s[f'evaluate.{measure}'])}</b><small>{escape(s[f'evaluate.{measure}_means'])}</small>"
        said = [describe_measure(lab, run, measure) for run in runs]
        rows.append([name, *(f"<b>{escape(x.figure)}</b><small>{escape(x.interval)}</small>" for x in said)])
    note = s["accuracy.teaching_note"].format(practice=names[-1]) if len(runs) > 1 else ""
    table = _table("kl-measures", s["accuracy.measures"], [s["accuracy.measure"], *names], rows)
    return _section(s["accuracy.measures"], [note, s["evaluate.intervals"]], table)


def _anchors(lab: Lab, anchors: Sequence[Anchor]) -> str:
    from kneelab.evaluation.words import describe_figure

    s = lab.strings
    rows = []
    for anchor in anchors:
        source = lab.sources[anchor.source]
        study = _link(source.short, source.url) + f"<small>{escape(source.title)}</small>"
        figures = "".join(f"<li>{escape(describe_figure(lab, anchor, i))}</li>" for i in range(len(anchor.figures)))
        meaning = f"{escape(anchor.differs)}<small>{escape(anchor.definition)}</small>"
        rows.append([study, escape(anchor.tested), f"<ul>{figures}</ul>", meaning])
    heads = [s[f"accuracy.{c}"] for c in ("study", "tested", "figures", "differs")]
    return _section(s["accuracy.anchors"], [s["accuracy.anchors_note"]], _table("kl-anchors", s["accuracy.anchors"], heads, rows))


def _cases(lab: Lab, runs: Sequence[Run], analyses: Mapping[str, str]) -> str:
    from kneelab.evaluation.words import run_name

    s = lab.strings
    own, shown = runs[0], runs[-1]
    rows = [
        [
            _who(lab, r),
            "<br>".join(escape(condition_name(lab, c)) for c in r.case.answer),
            _leading(lab, r, own_result if own is not shown else None),
            _urgency(lab, r),
            _verdict(lab, r),
        ]
        for r, own_result in zip(shown.results, own.results, strict=True)
    ]
    heads = [s[f"accuracy.{c}"] for c in ("case", "answer", "leading", "urgency", "verdict")]
    note = s["accuracy.cases_note"].format(setting=run_name(lab, shown))
    told = [analyses.get(r.case.id) for r in shown.results]
    remarks = [escape(s["accuracy.analysis"].format(text=text)) if text else None for text in told]
    return _section(s["accuracy.cases"], [note], _table("kl-cases", s["accuracy.cases"], heads, rows, remarks))


def _who(lab: Lab, r: CaseResult) -> str:
    s = lab.strings
    age = s["accuracy.years"].format(age=f"{r.case.age:g}") if r.case.age is not None else s["accuracy.age_unknown"]
    sex = s[f"patient.{r.case.sex}"] if r.case.sex else s["accuracy.sex_unknown"]
    report = _link(r.case.citation or r.case.id, r.case.url)
    who = escape(s["accuracy.who"].format(age=age, sex=sex))
    return f"<b>{escape(r.case.diagnosis or r.case.id)}</b><small>{escape(r.case.id)} · {who}</small><small>{report}</small>"


def _leading(lab: Lab, r: CaseResult, own: CaseResult | None) -> str:
    s = lab.strings
    items = []
    for ranked in r.ranked:
        right = ranked.condition in r.case.answer
        tick = (
            f'<span class="kl-tick" aria-hidden="true">✓</span><span class="kl-sr">{escape(s["accuracy.accepted"])} </span>'
            if right
            else ""
        )
        name = escape(condition_name(lab, ranked.condition))
        band = f'<span class="kl-caption">({describe_band(lab, ranked.low, ranked.high)})</span>'
        share = f"{describe_share(lab, ranked.probability)} {band}"
        items.append(f"<li>{tick}<span>{f'<b>{name}</b>' if right else name}</span> <span>{share}</span></li>")
    note = ""
    if own is not None:
        setting = lab.settings[own.case.setting].label
        note = f"<small>{escape(s['accuracy.own_setting'].format(setting=setting, rank=own.rank))}</small>"
    return f"<ol>{''.join(items)}</ol>{note}"


def _urgency(lab: Lab, r: CaseResult) -> str:
    s = lab.strings
    limits = [(r.case.at_least if r.case.urgent else None, "needs_at_least"), (r.case.at_most, "needs_at_most")]
    needs = "".join(f"<small>{escape(s[f'accuracy.{key}'].format(word=lab.advice[level].word))}</small>" for level, key in limits if level)
    return f"{escape(lab.advice[r.urgency].word) if r.urgency else ''}{needs}"


def _verdict(lab: Lab, r: CaseResult) -> str:
    s = lab.strings
    said = [(s["accuracy.missed"].format(rank=r.rank), True)] if r.missed else [(s[f"accuracy.place_{r.rank}"], False)]
    if r.sent_on is not None:
        said.append((s["accuracy.sent_on" if r.sent_on else "accuracy.not_sent_on"], not r.sent_on))
    if r.over_triaged:
        said.append((s["accuracy.over_triaged"], True))
    return "".join(f"<span>{f'<b>{escape(text)}</b>' if stressed else escape(text)}</span>" for text, stressed in said)


def _section(title: str, notes: Iterable[str], body: str) -> str:
    said = "".join(f'<p class="kl-caption">{escape(note)}</p>' for note in notes if note)
    return f'<section class="kl-panel"><h2>{escape(title)}</h2>{said}{body}</section>'


def _table(name: str, caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], remarks: Sequence[str | None] = ()) -> str:
    """A table that a narrow page shows as label and value; its roles say that it stays a table.

    A remark stands below its row, over the whole width.
    """
    head = "".join(f'<th role="columnheader" scope="col">{escape(h)}</th>' for h in heads)
    body = ""
    for (first, *rest), remark in zip_longest(rows, remarks):
        cells = "".join(
            f'<td role="cell"><span class="kl-cell__label" aria-hidden="true">{escape(h)}</span><div>{cell}</div></td>'
            for h, cell in zip(heads[1:], rest, strict=True)
        )
        body += f'<tr role="row"><th role="rowheader" scope="row">{first}</th>{cells}</tr>'
        if remark:
            body += f'<tr role="row" class="kl-remark"><td role="cell" colspan="{len(heads)}">{remark}</td></tr>'
    return (
        f'<table class="kl-caserows {name}" role="table"><caption class="kl-sr">{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def _link(text: str, url: str | None) -> str:
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(text)}</a>' if url else escape(text)


class Accuracy(TextTwin, ipywidgets.HTML):
    """The accuracy page inside a notebook."""

    def __init__(self) -> None:
        from kneelab.evaluation import published_anchors, standard_runs, stored_analyses, stored_cases, stored_rules

        self.lab = load()
        self.runs = standard_runs(self.lab, stored_cases(self.lab))
        self.anchors = published_anchors()
        html = accuracy_html(self.lab, self.runs, self.anchors, stored_rules(), stored_analyses())
        super().__init__(f"<style>{assets.style()}</style>{html}")

    def __repr__(self) -> str:
        from kneelab.evaluation.words import describe_evaluation

        s = self.lab.strings
        first = s["accuracy.not_accuracy"].format(n=len(self.runs[0].results))
        return f"{first} {s['accuracy.will_fall']}\n\n{describe_evaluation(self.lab, self.runs, self.anchors)}"
