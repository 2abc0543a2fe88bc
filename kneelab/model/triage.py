"""Urgency: rules over findings. This module knows no probability.

Rules hold positive literals only, so adding a finding can never lower what they give.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kneelab.model.findings import PRESENT, SURE, Evidence, Finding, affirmed

LEVELS = ("emergency", "same_day", "within_2_weeks", "routine", "pt_care")
"""Urgency levels, most urgent first."""
PLACE = {level: place for place, level in enumerate(LEVELS)}

NOTE = "pt_care"
"""Level of a rule that only informs. It is the lowest level, so such a rule can raise nothing."""


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

    @property
    def informs(self) -> bool:
        """Whether the rule is a note: a single weak flag, said but not acted on."""
        return self.advice.level == NOTE


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
    """What counts as present: ``finding``, or ``finding=state`` for named states. Absence is not among them."""
    held = set()
    for f, weights in evidence.items():
        if weights is SURE[PRESENT]:  # as read from "present", which only a finding without named states takes
            held.add(f)
            continue
        place = affirmed(weights)
        if place is None:
            continue
        finding = findings[f]
        if not finding.is_binary:
            held.add(f"{f}={finding.states[place].id}")
        elif place == 0:
            held.add(f)
    return frozenset(held)


def red_flags(rules: Sequence[Rule], held: frozenset[str]) -> tuple[RedFlag, ...]:
    """Rules that hold, most urgent first.

    A note speaks only of findings that no other rule has taken up: a swollen calf that sends a
    patient on is not a single weak flag any more.
    """
    found = [RedFlag(rule, hits) for rule in rules if (hits := _hits(rule, held))]
    acting = [f for f in found if not f.rule.informs]
    taken = set().union(*[f.findings for f in acting])
    notes = [RedFlag(f.rule, left) for f in found if f.rule.informs and (left := tuple([x for x in f.findings if x not in taken]))]
    return (*sorted(acting, key=lambda f: PLACE[f.rule.advice.level]), *notes)


def _hits(rule: Rule, held: frozenset[str]) -> tuple[str, ...]:
    """The findings that make a rule hold; none when it does not."""
    hits: list[str] = []
    for group in rule.when:
        found = [x for x in group.literals if x in held]
        if len(found) < group.at_least:
            return ()
        hits += found
    return tuple(dict.fromkeys(hits))


def decide(flags: Sequence[RedFlag], raised: Sequence[Because], default: Because, advice: dict[str, Advice]) -> Urgency:
    """The highest of what rules, probabilities and the leading cause ask for.

    Notes give no reason for any level; where nothing else speaks, they add what to watch.

    Parameters
    ----------
    flags : sequence of RedFlag
        Rules that hold, notes among them.
    raised : sequence of Because
        Dangerous causes above their threshold; they may raise the level, never lower it.
    default : Because
        Level of the leading cause when nothing else speaks.
    advice : dict
        Level to its general advice.
    """
    acting = [f for f in flags if not f.rule.informs]
    because = [Because(f.rule.id, f.rule.label, f.rule.advice.level, f.findings, f.rule.mark, f.rule.source) for f in acting]
    because += raised
    level = most_urgent([b.level for b in because] + [default.level])
    own = [f.rule.advice for f in acting if f.rule.advice.level == level]
    chosen = own[0] if own else advice[level]
    reasons = tuple(b for b in because if b.level == level)
    noted = [] if reasons else [w for f in flags if f.rule.informs for w in f.rule.advice.watch]
    watch = tuple(dict.fromkeys([w for a in own or [chosen] for w in a.watch] + noted))
    return Urgency(level, advice[level].word, chosen.who, chosen.how_fast, chosen.say, watch, reasons or (default,))
