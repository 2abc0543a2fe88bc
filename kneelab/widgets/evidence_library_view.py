"""What the test and evidence library shows, as plain data: a pure function of (lab, test, record)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from kneelab import describe
from kneelab.model.bands import number_band
from kneelab.model.conditions import weakest
from kneelab.model.evidence import EvidenceRow, ReferenceTest
from kneelab.model.findings import CONDITION, Finding
from kneelab.model.lab import Lab
from kneelab.model.network import Distribution
from kneelab.widgets.evidence_library_effect import effect
from kneelab.widgets.evidence_library_rule import rule_of, rule_view
from kneelab.widgets.explorer_view import FAMILIES
from kneelab.widgets.record import Record
from kneelab.widgets.shared_view import openers_view

ORDER = ("test", "sign", "story", "place", "changes", "risk")
"""Groups of the list, special tests first; reference tests follow by category."""
APART = math.log(1.1)
"""From here on a study's ratio and the model's are said to differ."""

View = dict[str, Any]


def library_catalog(lab: Lab) -> View:
    """Everything that never changes while the page is open."""
    return {
        "strings": dict(lab.strings),
        "settings": [{"id": s.id, "label": s.label} for s in lab.settings.values()],
        "groups": list(_groups(lab)),
        "openers": openers_view(lab),
        "families": [{"id": f, "label": lab.strings[f"family.{f}"]} for f in FAMILIES],
    }


def first_test(lab: Lab) -> str:
    """Test that a page without a wish opens with: the first of the list."""
    test: str = next(_groups(lab))["tests"][0]["id"]
    return test


def _groups(lab: Lab) -> Iterator[View]:
    """The list as a PT asks: special tests, signs, questions, risks, then what is ordered elsewhere."""
    groups: dict[str, list[View]] = {g: [] for g in ORDER}
    for f in lab.findings.values():
        group = f.kind if f.group == "examination" else f.group
        groups.setdefault(group, []).append(_entry(lab, f, lab.strings[f"kind.{f.kind}"], _studies(lab, f.id)))
    for r in lab.reference_tests.values():
        groups.setdefault(r.category, []).append(_entry(lab, r, lab.strings[f"library.group.{r.category}"], _studies(lab, r.id)))
    for group, tests in groups.items():
        if tests:
            yield {"id": group, "label": lab.strings[f"library.group.{group}"], "tests": tests}


def _entry(lab: Lab, test: Finding | ReferenceTest, kind: str, studies: int) -> View:
    return {
        "id": test.id,
        "label": test.label,
        "kind_label": kind,
        "studies": studies,
        "studies_label": _count(lab, studies) if studies else lab.strings["library.no_studies"],
        "synonyms": list(test.synonyms),
    }


def _studies(lab: Lab, test: str) -> int:
    """Number of different sources behind a test's published numbers."""
    numbers: Sequence[EvidenceRow | Distribution] = lab.evidence_of(test) or lab.network.by_condition.get(test, ())
    return len({n.source for n in numbers if n.mark == "published"})


def _count(lab: Lab, studies: int) -> str:
    return lab.strings["library.studies_1" if studies == 1 else "library.studies"].format(n=studies)


def library_view(lab: Lab, test: str, record: Record) -> View:
    """Draw up one test and what it does to one fictional patient's differential.

    Parameters
    ----------
    test : str
        Finding or reference test id; must exist.
    """
    found: Finding | ReferenceTest = lab.findings[test] if test in lab.findings else lab.reference_tests[test]
    finding = found if isinstance(found, Finding) else None
    rows = lab.evidence_of(test)
    on_condition = finding is not None and finding.parent == CONDITION
    rule = rule_of(lab, test)
    return {
        "problems": record.problems,
        "selected": test,
        "head": _head(lab, found, rows),
        "rule": rule_view(lab, rule, record) if rule else None,
        "forest": None if on_condition else _forest(lab, found, rows),
        "frequencies": _frequencies(lab, finding) if finding and on_condition else None,
        "effect": effect(lab, finding, record) if finding else None,
        "announce": f"{found.label}.",
    }


def _head(lab: Lab, test: Finding | ReferenceTest, rows: Sequence[EvidenceRow]) -> View:
    s = lab.strings
    if isinstance(test, ReferenceTest):
        kind, how, burden, marks = s["library.kind.reference"], test.how, None, [r.mark for r in rows]
        looks_for = next((_looks_for(lab, r.target, r.target_text, r.reference) for r in rows if r.used), None)
    else:
        kind, how = s[f"kind.{test.kind}"], test.ask
        burden = s["library.burden"].format(burden=s[f"burden.{test.burden}"])
        marks = [n.mark for n in lab.network.by_condition.get(test.id, ())]
        marks += ["assumed" if _rests_on_base(r) else r.mark for r in rows if r.used]
        target = None if test.parent == CONDITION else test.parent
        looks_for = _looks_for(lab, target, None, lab.targets[target].reference) if target else s["library.no_target"]
    mark = weakest(marks)
    return {
        "id": test.id,
        "label": test.label,
        "kind_label": kind,
        "how_label": s["library.ask" if isinstance(test, Finding) and test.burden == 1 else "library.how"],
        "how": how,
        "positive": test.positive,
        "burden": burden,
        "looks_for": looks_for,
        "basis": mark,
        "basis_label": s["library.weakest"].format(mark=s[f"mark.{mark}"]),
    }


def _looks_for(lab: Lab, target: str | None, text: str | None, reference: str | None) -> str | None:
    label = lab.targets[target].label if target else text
    if not label:
        return None
    if not reference:
        return lab.strings["library.looks_for_plain"].format(target=_inside(label))
    return lab.strings["library.looks_for"].format(target=_inside(label), reference=reference)


def _inside(label: str) -> str:
    """A label inside a sentence; an abbreviation keeps its capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


# ---------- Where studies disagree ----------


def _forest(lab: Lab, test: Finding | ReferenceTest, rows: Sequence[EvidenceRow]) -> View | None:
    """Rows of the forest plot, the one that is used first, then the largest."""
    if not rows:
        return None
    s = lab.strings
    ordered = sorted(rows, key=lambda r: (not r.used, -(r.n or 0)))
    used = next((r for r in ordered if r.used), None)
    measured = [r for r in rows if r.mark == "published"]
    with_pair = [r for r in measured if r.sensitivity is not None]
    sensitivities = [r.sensitivity for r in with_pair if r.sensitivity is not None]
    bare = sum(r.intervals()[0] is None for r in with_pair)
    computed = sum(r.sensitivity_ci95 is None for r in with_pair) - bare
    studies = len({r.source for r in measured})
    several = len(sensitivities) > 1
    return {
        "heading": s["library.studies_heading" if measured else "library.judged_heading"],
        "shares": _shares(lab, test, used),
        "disagree": s["library.disagree"].format(
            rows=len(measured), studies=_count(lab, studies), low=round(100 * min(sensitivities)), high=round(100 * max(sensitivities))
        )
        if several
        else s["library.one_study"]
        if len(measured) == 1
        else None,
        "rows": [_study_row(lab, r) for r in ordered],
        "no_interval": s["library.no_interval"].format(n=bare, rows=len(with_pair)) if bare else None,
        "computed": s["library.computed"].format(n=computed, rows=len(with_pair)) if computed else None,
        "why_heading": s[
            "library.why_unused_heading" if used is None else "library.why_heading" if len(rows) > 1 else "library.why_heading_one"
        ],
        "why": s["library.why_unused"] if used is None else used.why or s["library.why_none"],
        "weight": _weight(lab, test) if used else None,
        "ratios": _ratios(lab, test, used),
    }


def _shares(lab: Lab, test: Finding | ReferenceTest, used: EvidenceRow | None) -> View | None:
    """Sensitivity and false positives as people; from the row that is used."""
    if used is None:
        return None
    with_it, negative = used.sensitivity, used.specificity
    derived = with_it is None or negative is None
    if derived:
        accuracy = lab.network.by_target.get(test.id)
        if accuracy is None:
            return None
        with_it, negative = accuracy.with_target.probabilities[0], accuracy.without.probabilities[1]
    assert with_it is not None
    assert negative is not None
    examined = isinstance(test, ReferenceTest) or test.kind == "test"
    target = lab.targets[used.target].label if used.target else used.target_text
    return {
        "sentence": lab.strings["library.shares.test" if examined else "library.shares.other"].format(
            with_it=round(100 * with_it), without=round(100 * (1.0 - negative))
        ),
        "it": lab.strings["library.shares_it"].format(target=_inside(target)) if target else None,
        "with_it": round(100 * with_it),
        "without": round(100 * (1.0 - negative)),
        "judged": None if used.mark == "published" else lab.strings["library.shares_judged"].format(reason=used.reason or ""),
        "derived": lab.strings["library.shares_assumed" if _rests_on_base(used) else "library.shares_derived"] if derived else None,
    }


def _rests_on_base(row: EvidenceRow) -> bool:
    """Whether its shares need an assumed base rate, because one ratio is all that was published."""
    return row.sensitivity is None and row.lr_negative is None


def _study_row(lab: Lab, r: EvidenceRow) -> View:
    s = lab.strings
    study = describe.describe_source(lab, r.mark, r.source)
    ratios = [
        s[name].format(ratio=f"{value:.3g}")
        for name, value in (("library.ratio_positive", r.lr_positive), ("library.ratio_negative", r.lr_negative))
        if value is not None
    ]
    with_it, without = r.intervals()
    sensitivity = _share(lab, r.sensitivity, with_it, r.sensitivity_ci95 is None)
    specificity = _share(lab, r.specificity, without, r.specificity_ci95 is None)
    return {
        "id": r.id,
        "study": study,
        "title": lab.sources[r.source].title if r.source else None,
        "url": lab.sources[r.source].url if r.source else None,
        "n": r.n,
        "n_words": s["library.n"].format(n=f"{r.n:,}") if r.n else s["library.n_unknown" if r.mark == "published" else "library.n_judged"],
        "size": min(1.0, (r.n / 1000.0) ** 0.5) if r.n else 0.0,
        "where": ". ".join(_capital(x) for x in (r.target_text, r.setting) if x),
        "sensitivity": sensitivity,
        "specificity": specificity,
        "ratios": ", ".join(ratios),
        "ratio_only": None if sensitivity or specificity else _without_pair(lab, ratios, r.other_result),
        "used": r.used,
        "used_label": s["library.used" if r.used else "library.not_used"],
        "basis": r.mark,
        "basis_label": s[f"mark.{r.mark}"],
        "why": r.why or "",
    }


def _without_pair(lab: Lab, ratios: list[str], other_result: str | None) -> str:
    """What a study without sensitivity and specificity found."""
    return lab.strings["library.ratio_only"].format(ratios=", ".join(ratios)) if ratios else other_result or ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _share(lab: Lab, value: float | None, interval: tuple[float, float] | None, computed: bool) -> View | None:
    if value is None:
        return None
    low, high = interval or (None, None)
    words = describe.describe_share(lab, value)
    return {
        "of_100": 100 * value,
        "low": None if low is None else 100 * low,
        "high": None if high is None else 100 * high,
        "words": words,
        "computed": computed,
        "interval": describe.describe_band(lab, low, high) if low is not None and high is not None else None,
    }


def _weight(lab: Lab, test: Finding | ReferenceTest) -> str | None:
    accuracy = lab.network.by_target.get(test.id)
    if accuracy is None:
        return None
    return lab.strings["library.weight"].format(with_it=round(accuracy.with_target.weight), without=round(accuracy.without.weight))


def _ratios(lab: Lab, test: Finding | ReferenceTest, used: EvidenceRow | None) -> list[str]:
    """Likelihood ratios that the model reasons with, in words, and why they differ from the study's where they do."""
    accuracy = lab.network.by_target.get(test.id)
    if accuracy is None:
        return []
    ratios = [a / b for a, b in zip(accuracy.with_target.probabilities, accuracy.without.probabilities, strict=True)]
    sentences = [
        lab.strings[name].format(words=describe.describe_ratio(lab, ratio))
        for name, ratio in zip(("library.lr_positive", "library.lr_negative"), ratios, strict=True)
    ]
    published = _published_ratio(used)
    if published is not None and abs(math.log(published / ratios[0])) > APART:
        sentences.append(lab.strings["library.shrunk"].format(published=f"{published:.2g}"))
    return sentences


def _published_ratio(row: EvidenceRow | None) -> float | None:
    """Likelihood ratio of a positive result as the study has it; None where it would be infinite or nought."""
    if row is None:
        return None
    return row.ratios()[0] if row.sensitivity or row.lr_positive is not None else None


# ---------- A finding that hangs on the condition ----------


def _frequencies(lab: Lab, finding: Finding) -> View:
    """How often each cause shows a finding; causes that nobody speaks of share one line."""
    rows = list(zip(lab.conditions, lab.network.by_condition[finding.id], strict=True))
    told = sorted((r for r in rows if not _is_base(r[1])), key=lambda r: -r[1].probabilities[0])
    base = [n for _, n in rows if _is_base(n)]
    lines = [_frequency(lab, finding, c.name, c.family, n) for c, n in told]
    if base:
        name = lab.strings["library.frequency_base" if told else "library.frequency_base_all"].format(n=len(base))
        lines.append(_frequency(lab, finding, name, "other", base[0]))
    published = sum(line["basis"] == "published" for line in lines)
    columns = [lab.strings["library.has_it"]] if finding.is_binary else [s.label for s in finding.states]
    return {
        "columns": columns,
        "rows": lines,
        "note": lab.strings["library.frequency_note"].format(published=published, rows=len(lines)),
    }


def _is_base(number: Distribution) -> bool:
    return number.key.endswith(":base")


def _frequency(lab: Lab, finding: Finding, name: str, family: str, number: Distribution) -> View:
    cells = []
    for i in range(1 if finding.is_binary else len(finding.states)):
        p = number.probabilities[i]
        low, high = number_band(number, i)
        band = describe.describe_band(lab, low, high)
        cells.append({"of_100": 100 * p, "low": 100 * low, "high": 100 * high, "words": describe.describe_share(lab, p), "band": band})
    return {
        "name": name,
        "family": family,
        "cells": cells,
        "basis": number.mark,
        "source": describe.describe_source(lab, number.mark, number.source),
        "title": number.reason or (lab.sources[number.source].title if number.source else None),
    }
