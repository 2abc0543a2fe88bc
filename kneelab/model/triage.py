"""Urgency: rules over findings. This module knows no probability.

Rules hold positive literals only, so adding a finding can never lower what they give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kneelab.model.findings import Evidence, Finding, is_affirmed

LEVELS = ("emergency", "same_day", "within_2_weeks", "routine", "pt_care")
"""Urgency levels, most urgent first."""


def most_urgent(levels: Iterable[str]) -> str:
    """The highest of some levels; ``pt_care`` when there is none."""
    return min(levels, key=LEVELS.index, default="pt_care")


def is_more_urgent(level: str, than: str) -> bool:
    """Whether one level is above another."""
    return LEVELS.index(level) < LEVELS.index(than)


@dataclass(frozen=True, slots=True)
class Advice:
    """Who to see, how fast, what to say, what to watch, for one level."""

    level: str
    word: str
    who: str
    how_fast: str
    say: str
    watch: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Part of a rule: at least so many of these literals."""

    at_least: int
    literals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A red-flag combination. All its groups must hold."""

    id: str
    label: str
    when: tuple[Group, ...]
    advice: Advice
    mark: str
    source: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A rule that holds, with the findings that made it hold."""

    rule: Rule
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Because:
    """One reason for an urgency level."""

    rule: str
    label: str
    level: str
    findings: tuple[str, ...]
    mark: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Urgency:
    """How soon, who, what to say, what to watch, and why."""

    level: str
    word: str
    who: str
    how_fast: str
    say: str
    watch: tuple[str, ...]
    because: tuple[Because, ...]


def literals(findings: Mapping[str, Finding], evidence: Evidence) -> frozenset[str]:
    """What counts as present: ``finding``, or ``finding=state`` for named states."""
    held = set()
    for f, weights in evidence.items():
        finding = findings[f]
        top = weights.index(max(weights))
        if is_affirmed(weights, top):  # more likely than not: at most one state, and then the likeliest
            held.add(f"{f}={finding.states[top].id}")
            if top == 0 and finding.is_binary:
                held.add(f)
    return frozenset(held)


def red_flags(rules: Sequence[Rule], held: frozenset[str]) -> tuple[RedFlag, ...]:
    """Rules that hold, most urgent first."""
    found = []
    for rule in rules:
        hits = [[x for x in g.literals if x in held] for g in rule.when]
        if all(len(h) >= g.at_least for h, g in zip(hits, rule.when, strict=True)):
            found.append(RedFlag(rule, tuple(dict.fromkeys(x for h in hits for x in h))))
    return tuple(sorted(found, key=lambda flag: LEVELS.index(flag.rule.advice.level)))


def decide(flags: Sequence[RedFlag], raised: Sequence[Because], default: Because, advice: dict[str, Advice]) -> Urgency:
    """The highest of what rules, probabilities and the leading cause ask for.

    Parameters
    ----------
    flags : sequence of RedFlag
        Rules that hold.
    raised : sequence of Because
        Dangerous causes above their threshold; they may raise the level, never lower it.
    default : Because
        Level of the leading cause when nothing else speaks.
    advice : dict
        Level to its general advice.
    """
    because = [Because(f.rule.id, f.rule.label, f.rule.advice.level, f.findings, f.rule.mark, f.rule.source) for f in flags] + list(raised)
    level = most_urgent([b.level for b in because] + [default.level])
    own = [f.rule.advice for f in flags if f.rule.advice.level == level]
    chosen = own[0] if own else advice[level]
    reasons = tuple(b for b in because if b.level == level) or (default,)
    watch = tuple(dict.fromkeys(w for a in own for w in a.watch)) or chosen.watch
    return Urgency(level, advice[level].word, chosen.who, chosen.how_fast, chosen.say, watch, reasons)
