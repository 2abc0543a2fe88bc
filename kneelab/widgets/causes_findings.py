"""The findings of one cause, and of one cause against another, as plain data."""

from __future__ import annotations

from typing import Any

from kneelab import describe
from kneelab.model.conditions import weakest
from kneelab.model.contrast import Contrast, against_cause, against_rest
from kneelab.model.findings import CONDITION, Finding
from kneelab.model.lab import DEFAULT_SETTING, Lab
from kneelab.model.network import Distribution

TELLING_BITS = 0.05
"""A finding below this separates two causes no better than a coin that is nearly fair."""

View = dict[str, Any]


def own_contrasts(lab: Lab, cause: str) -> list[Contrast]:
    """Findings that this cause has numbers of its own for, by how much they set it apart from all others.

    What stands for people with an unrelated cause says nothing of this one. "Something else" has
    nothing but that, so for it all findings stand.
    """
    found = against_rest(lab.network, cause, lab.settings[DEFAULT_SETTING].mix)
    own = [c for c in found if not lab.network.numbers_behind(c.finding, cause)[-1].is_base]
    return own or found


def finding_view(lab: Lab, cause: str, c: Contrast) -> View:
    """One finding: how often here, how often in the others, and what the numbers rest on."""
    return {
        **_named(lab, c),
        "here": _share(lab, cause, c.finding, c.here[c.state]),
        "there": {"of_100": 100 * c.there[c.state], "words": describe.describe_share(lab, c.there[c.state])},
        "more_here": c.log_ratio > 0,
        "numbers": _numbers(lab, cause, c.finding),
    }


def pair_findings(lab: Lab, cause: str, other: str) -> list[View]:
    """What separates two causes, best first, each with both frequencies."""
    return [pair_finding(lab, cause, other, c) for c in against_cause(lab.network, cause, other) if c.bits >= TELLING_BITS]


def pair_finding(lab: Lab, cause: str, other: str, c: Contrast) -> View:
    """One finding in two causes, with what each frequency rests on."""
    return {
        **_named(lab, c),
        "here": _share(lab, cause, c.finding, c.here[c.state]),
        "there": _share(lab, other, c.finding, c.there[c.state]),
        "numbers": _numbers(lab, cause, c.finding),
        "other_numbers": _numbers(lab, other, c.finding),
    }


def cited_by_finding(lab: Lab, cause: str, finding: str) -> list[str]:
    """Source ids behind one frequency, those inside its reason too."""
    numbers = lab.network.numbers_behind(finding, cause)
    return [x for n in numbers for x in (n.source, *describe.sources_in(lab, n.reason or "")) if x]


def _named(lab: Lab, c: Contrast) -> View:
    f = lab.findings[c.finding]
    label = f.label if f.is_binary else lab.strings["words.state"].format(label=f.label, state=f.states[c.state].label.lower())
    return {
        "id": f.id,
        "label": label,
        "kind": lab.strings[f"kind.{f.kind}"],
        "ask": f.ask,
        "positive": f.positive,
        "bits": c.bits,
    }


def _share(lab: Lab, cause: str, finding: str, p: float) -> View:
    numbers = lab.network.numbers_behind(finding, cause)
    mark = weakest([n.mark for n in numbers])
    return {
        "of_100": 100 * p,
        "words": describe.describe_share(lab, p),
        "mark": mark,
        "mark_label": lab.strings[f"mark.{mark}"],
        "rests_on": rests_on(lab, numbers, mark),
    }


def rests_on(lab: Lab, numbers: tuple[Distribution, ...], mark: str) -> str:
    """The studies with their size, then the weakest mark where that is not one of them."""
    told = list(dict.fromkeys(describe.describe_study(lab, n.source, n.n) for n in numbers if n.mark == "published" and n.source))
    if mark != "published":
        told.append(lab.strings["causes.base" if all(n.is_base for n in numbers) else f"mark.{mark}"])
    return lab.strings["causes.joined"].join(told)


def _numbers(lab: Lab, cause: str, finding: str) -> list[View]:
    """Each number behind a frequency, said in words, with its source or its reason."""
    numbers = lab.network.numbers_behind(finding, cause)
    f = lab.findings[finding]
    if f.parent == CONDITION:
        said = ["causes.number.base" if numbers[0].is_base else "causes.number.direct"]
        target = ""
    else:
        said = ["causes.number.with", "causes.number.without", "causes.number.target"]
        target = lab.targets[f.parent].label.lower()
    return [
        {
            "text": lab.strings[key].format(cause=describe.in_sentence(lab, cause), target=target, share=_all_shares(lab, f, n)),
            "mark": n.mark,
            "source": describe.describe_study(lab, n.source, n.n) if n.source else None,
            "mark_label": lab.strings[f"mark.{n.mark}"],
            "reason": n.reason and describe.describe_text(lab, n.reason),
        }
        for key, n in zip(said, numbers, strict=True)
    ]


def _all_shares(lab: Lab, f: Finding, number: Distribution) -> str:
    """How often it is present, or how often each of its named states is told."""
    if f.is_binary:
        return describe.describe_share(lab, number.probabilities[0])
    told = zip(f.states, number.probabilities, strict=True)
    return ", ".join(f"{s.label.lower()} {describe.describe_share(lab, p)}" for s, p in told)
