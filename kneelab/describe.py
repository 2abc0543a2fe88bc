"""Model state in words: natural frequencies, reasons, text twins. Computes no probability."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from urllib.parse import urlparse

from kneelab.model.differential import Assessment, Contribution, Ranked
from kneelab.model.lab import Lab, Source
from kneelab.model.workup import NextTest


def describe_share(lab: Lab, probability: float) -> str:
    """A probability as people: "17 of 100"."""
    if probability < 0.01:
        return lab.strings["words.under_1"]
    if probability > 0.99:
        return lab.strings["words.over_99"]
    return lab.strings["words.of_100"].format(n=round(100 * probability))


def describe_per_1000(lab: Lab, probability: float) -> str:
    """A small probability as people: "12 of 1,000"."""
    n = round(1000 * probability)
    return lab.strings["words.of_1000"].format(n=f"{n:,}") if n else lab.strings["words.under_1_of_1000"]


def describe_band(lab: Lab, low: float, high: float) -> str:
    """A 90 % band as people: "9 to 29"; the start has none."""
    if low == high:
        return lab.strings["words.band_start"]
    return lab.strings["words.band"].format(low=round(100 * low), high=round(100 * high))


def describe_summary(lab: Lab, ranking: Sequence[Ranked], name: str | None = None) -> str:
    """The leading two causes in one sentence."""
    first, second = ranking[:2]
    return lab.strings["words.summary_named" if name else "words.summary"].format(
        name=name,
        first_share=describe_share(lab, first.probability).removesuffix(lab.strings["words.of_100_tail"]),
        first=in_sentence(lab, first.condition),
        second_share=describe_share(lab, second.probability).removesuffix(lab.strings["words.of_100_tail"]),
        second=in_sentence(lab, second.condition),
    )


def in_sentence(lab: Lab, condition: str) -> str:
    """Name of a cause inside a sentence: "a Baker's cyst", "sciatica"."""
    return lab.strings.get(f"in_sentence.{condition}") or condition_name(lab, condition)


def condition_name(lab: Lab, condition: str) -> str:
    """Name of a cause, also of a look-alike that has no page yet."""
    return lab.strings.get(f"condition.{condition}") or lab.condition(condition).name


def describe_factor(log_ratio: float) -> str:
    """A factor on the odds: "×7.4"."""
    factor = math.exp(max(-30.0, min(30.0, log_ratio)))
    if factor >= 100 or factor < 0.01:
        return f"×{factor:.0e}".replace("e+0", "e").replace("e-0", "e−") if factor < 0.01 else f"×{round(factor):,}"
    return f"×{factor:.1f}" if factor >= 0.95 else f"×{factor:.2g}"


def describe_ratio(lab: Lab, ratio: float) -> str:
    """A likelihood ratio in words: "multiplies the odds by 7.4 and moves them clearly".

    The steps (2, 5 and 10 times) are the customary ones of the users' guides to the literature.
    """
    times = max(ratio, 1.0 / ratio)
    step = "hardly" if times < 2 else "little" if times < 5 else "clearly" if times < 10 else "far"
    turn = "multiplies" if ratio >= 1.0 else "divides"
    amount = f"{times:.1f}" if times < 9.95 else f"{times:.0f}"
    return lab.strings[f"ratio.{turn}"].format(times=amount, step=lab.strings[f"ratio.{step}"])


def describe_odds(lab: Lab, log_ratio: float) -> str:
    """How far the odds moved in all: "the odds rose 9.4 times"."""
    times = math.exp(min(abs(log_ratio), 20.0))
    if times < 1.05:
        return lab.strings["words.odds_same"]
    amount = f"{times:.1f}" if times < 10 else f"{round(times):,}"
    return lab.strings["words.odds_rose" if log_ratio > 0 else "words.odds_fell"].format(times=amount)


def describe_source(lab: Lab, mark: str, source: str | None) -> str:
    """What stands beside a number: the study for a published one, else its mark, and the overlay it is from."""
    if mark == "published" and source:
        return lab.sources[source].short
    if lab.overlay and source == f"overlay:{lab.overlay.name}":
        return lab.strings["overlay.mark"].format(mark=lab.strings[f"mark.{mark}"], name=lab.overlay.name)
    return lab.strings[f"mark.{mark}"]


def describe_overlay(lab: Lab) -> str | None:
    """Whose numbers these are, and what they change; None for the plain content."""
    if lab.overlay is None:
        return None
    return "\n".join([lab.strings["overlay.heading"].format(name=lab.overlay.name), *lab.overlay.changes])


def describe_study(lab: Lab, source: str, n: int | None) -> str:
    """A study with its size, where it is known: "Suri 2010, n = 93"."""
    short = lab.sources[source].short
    return short if n is None else lab.strings["words.study_n"].format(study=short, n=f"{n:,}")


ID_IN_TEXT = re.compile(r"\b[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+\b")


def sources_in(lab: Lab, text: str) -> list[str]:
    """Source ids that an author wrote inside a sentence."""
    return [word for word in ID_IN_TEXT.findall(text) if word in lab.sources]


def describe_text(lab: Lab, text: str) -> str:
    """A content sentence as a reader sees it: sources and findings by their names, not by their ids."""

    def name(match: re.Match[str]) -> str:
        word = match.group()
        if word in lab.sources:
            return lab.sources[word].short
        return lab.findings[word].label.lower() if word in lab.findings else word

    return ID_IN_TEXT.sub(name, text)


def describe_citation(source: Source) -> str:
    """A reference in full: author, title, where it appeared, year."""
    parts = [source.author, source.title, source.container, str(source.issued) if source.issued else None]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def source_address(source: Source) -> str | None:
    """Where a reference can be read; None where no address is known."""
    if source.doi:
        return f"https://doi.org/{source.doi}"
    if source.url:
        return source.url
    return f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/" if source.pmid else None


def describe_link(lab: Lab, source: Source) -> str:
    """Text of the link to a reference, which says where it leads."""
    host = urlparse(source_address(source) or "").netloc.removeprefix("www.")
    return lab.strings["words.read_at"].format(study=source.short, host=host) if host else source.short


def describe_literal(lab: Lab, literal: str) -> str:
    """A sign as a rule or a mimic names it: "Calf swelling", "Onset: sudden"."""
    finding, _, state = literal.partition("=")
    f = lab.findings[finding]
    if not state or f.is_binary:
        return f.label
    return lab.strings["words.state"].format(label=f.label, state=f.states[f.state_index(state)].label.lower())


def describe_contribution(lab: Lab, part: Contribution, assessment: Assessment) -> str:
    """Name of one reason, with the state that was found."""
    if part.kind != "finding":
        return lab.strings[f"why.{part.kind}"]
    return describe_answer(lab, part.name, assessment)


def describe_answer(lab: Lab, finding: str, assessment: Assessment) -> str:
    """An answer as it was given: "Calf swelling", "No calf swelling", "Onset: sudden"."""
    f = lab.findings[finding]
    weights = assessment.evidence[finding]
    if f.is_binary:
        return f.label if weights[0] >= weights[1] else lab.strings["words.absent"].format(label=f.label)
    best = max(range(len(weights)), key=weights.__getitem__)
    return lab.strings["words.state"].format(label=f.label, state=f.states[best].label.lower())


ANSWERED_AS = {"history": "said", "risk": "said", "sign": "seen", "test": "test"}
"""How each kind of finding is answered: a question with yes or no, a sign is present or absent, a test positive or negative."""


def describe_state(lab: Lab, finding: str, state: str) -> str:
    """A finding in a state: "Night pain: no", "Calf swelling: absent", "Slump test: positive", "How it began: suddenly"."""
    f = lab.findings[finding]
    if f.is_binary:
        return lab.strings[f"case.known_{ANSWERED_AS[f.kind]}_{state}"].format(label=f.label)
    return lab.strings["words.state"].format(label=f.label, state=f.states[f.state_index(state)].label.lower())


def describe_next(lab: Lab, test: NextTest) -> str:
    """Why a question comes next, in one sentence."""
    if test.safety_for:
        return lab.strings["next.safety"].format(cause=in_sentence(lab, test.safety_for))
    return lab.strings["next.tells"].format(one=in_sentence(lab, test.tells_apart[0]), other=in_sentence(lab, test.tells_apart[1]))


def describe_flip(lab: Lab, assessment: Assessment) -> str | None:
    """The smallest change that makes another cause lead; None without any answer."""
    if not assessment.evidence:
        return None
    flips = assessment.flips(limit=2)
    if not flips:
        return lab.strings["flip.none"]
    both = lab.strings["flip.and"].join(
        lab.strings["flip.item"].format(answer=describe_answer(lab, f, assessment)) for f in flips[0].findings
    )
    return lab.strings["flip.some"].format(answers=both, cause=condition_name(lab, flips[0].leader))


def describe_assessment(lab: Lab, assessment: Assessment, top: int = 6) -> str:
    """Text twin of a whole assessment: urgency, ranking, what to ask next, content version."""
    urgency = assessment.urgency
    lines = [f"{urgency.word}. {urgency.who} {urgency.how_fast}", ""]
    for place, r in enumerate(assessment.differential[:top], 1):
        mark = lab.strings["words.not_excluded"] if r.not_excluded else ""
        share = f"{describe_share(lab, r.probability):>13}"
        lines.append(
            f"{place}. {condition_name(lab, r.condition):32} {share}  "
            f"({describe_band(lab, r.low, r.high)}; {lab.strings[f'mark.{r.basis}']}) {mark}".rstrip()
        )
    ask = next(iter(assessment.next_tests()), None)
    if ask:
        lines += ["", f"{lab.strings['next.heading']} {lab.findings[ask.finding].label}. {describe_next(lab, ask)}"]
    own = describe_overlay(lab)
    lines += ["", own] if own else []
    lines += ["", lab.strings["words.prior_note"], lab.strings["words.fictional"], f"content {lab.version}"]
    return "\n".join(lines)


def describe_number(lab: Lab, origin: str) -> str:
    """What a finding's or a target's number is about."""
    return lab.findings[origin].label if origin in lab.findings else lab.targets[origin].label
