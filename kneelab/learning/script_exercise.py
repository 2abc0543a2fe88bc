"""Putting an illness script together from cards, some of which belong to look-alikes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from kneelab.learning.dealing import shuffled
from kneelab.model.conditions import Condition, Statement
from kneelab.model.contrast import Contrast, against_cause, against_rest
from kneelab.model.lab import DEFAULT_SETTING, Lab

SLOTS = ("enabling", "fault", "consequences", "course", "discriminators", "plan")
NONE = "none"
"""Where a card goes that belongs to another cause."""
PASS = 0.8
"""Share of the cards from which a script counts as right."""
OWN_FINDINGS = 3
RIVALS = 3
"""Look-alikes that lend cards."""
OFTEN = 0.3
"""A finding is part of a script when so many patients have it. Judged."""
APART = 3.0
"""A finding that belongs to a look-alike is there at least so many times as often. Judged: between "small" and "moderate"."""
POOL = 8
"""Findings to draw from, the most telling ones."""
LONGEST = 170
"""Characters of a sentence on a card; longer ones are read in the cause explorer."""
SEEN_OR_TELLING = ("consequences", "discriminators")
"""A sign that shows the cause also tells it apart; a card of one is taken in the other too."""


@dataclass(frozen=True, slots=True)
class Card:
    """One card.

    Parameters
    ----------
    owner : str
        The condition whose script it is from.
    accepted : tuple of str
        Slots where it is right; empty when it belongs to another cause.
    statement : Statement or None
        A sentence of the owner's script,
    finding : Contrast or None
        or a finding: ``here`` under the cause of the exercise, ``there`` under a look-alike (its owner, or the nearest).
    rival : str or None
        The look-alike of ``there``.
    """

    owner: str
    accepted: tuple[str, ...]
    statement: Statement | None = None
    finding: Contrast | None = None
    rival: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """One card after the check.

    Parameters
    ----------
    said : str
        A slot, or ``none``.
    verdict : str
        ``right``, ``other_slot``, ``missed`` (it belongs here), or ``foreign`` (it belongs to another cause).
    """

    card: Card
    said: str
    verdict: str


def script_cards(lab: Lab, condition: str, seed: int) -> tuple[Card, ...]:
    """Deal the cards of one script; the same seed deals the same."""
    rng = Random(f"{seed} {condition}")
    cause = lab.condition(condition)
    rivals = [x.condition for x in cause.look_alikes if x.condition in lab.network.conditions and x.condition != "other"]
    giveaways = _names(lab, [condition, *rivals])
    tables = {r: {c.finding: c for c in against_cause(lab.network, condition, r)} for r in rivals}
    cards = [*_own_statements(rng, cause, giveaways), *_own_findings(lab, rng, cause, tables)]
    for rival in shuffled(rng, rivals)[:RIVALS]:
        dealt = {c.finding.finding for c in cards if c.finding}
        cards += _foreign(lab, rng, lab.condition(rival), tables[rival], giveaways, dealt)
    return tuple(shuffled(rng, cards))


def check_script(cards: Sequence[Card], said: Mapping[int, str]) -> tuple[Placed, ...]:
    """What was right, missed, or somebody else's.

    Parameters
    ----------
    said : mapping
        Place of a card to a slot or ``none``; a card that is not there counts as left out.
    """
    return tuple(Placed(card, said.get(i, NONE), _verdict(card, said.get(i, NONE))) for i, card in enumerate(cards))


def share_right(placed: Sequence[Placed]) -> float:
    """Share of the cards that are where they belong, 0 to 1."""
    return sum(p.verdict == "right" for p in placed) / len(placed)


def _verdict(card: Card, said: str) -> str:
    if said in card.accepted or (not card.accepted and said == NONE):
        return "right"
    if not card.accepted:
        return "foreign"
    return "missed" if said == NONE else "other_slot"


def _own_statements(rng: Random, cause: Condition, giveaways: Sequence[str]) -> list[Card]:
    """A sentence for each slot but the signs, which findings fill; of the plan, what to do."""
    cards = []
    for slot in ("enabling", "fault", "course", "discriminators", "plan"):
        usable = _usable(cause.script[slot], giveaways)
        if usable:
            accepted = SEEN_OR_TELLING if slot in SEEN_OR_TELLING else (slot,)
            cards.append(Card(cause.id, accepted, statement=shuffled(rng, usable)[0]))
    return cards


def _own_findings(lab: Lab, rng: Random, cause: Condition, tables: Mapping[str, Mapping[str, Contrast]]) -> list[Card]:
    """Frequent findings that set the cause apart, each against the look-alike in which it is rarest."""
    apart = against_rest(lab.network, cause.id, lab.settings[DEFAULT_SETTING].mix)
    telling = [c.finding for c in apart if c.log_ratio > 0 and c.here[c.state] >= OFTEN and _is_own(lab, c.finding, cause.id)]
    cards = []
    for finding in shuffled(rng, [f for f in telling if lab.findings[f].is_binary][:POOL]):
        rival = max(tables, key=lambda r: tables[r][finding].log_ratio)
        if tables[rival][finding].log_ratio > 0:
            cards.append(Card(cause.id, _slots_of(lab, finding), finding=tables[rival][finding], rival=rival))
    return cards[:OWN_FINDINGS]


def _foreign(
    lab: Lab, rng: Random, rival: Condition, table: Mapping[str, Contrast], giveaways: Sequence[str], dealt: set[str]
) -> list[Card]:
    """What is wrong in a look-alike, and a finding that is frequent there and rarer here."""
    cards = [Card(rival.id, (), statement=s, rival=rival.id) for s in shuffled(rng, _usable(rival.script["fault"], giveaways))[:1]]
    telling = [
        f
        for f, c in table.items()
        if lab.findings[f].is_binary and f not in dealt and _is_own(lab, f, rival.id)
        if c.there[c.state] >= OFTEN and c.log_ratio <= -math.log(APART)
    ]
    cards += [Card(rival.id, (), finding=table[f], rival=rival.id) for f in shuffled(rng, telling[:POOL])[:1]]
    return cards


def _is_own(lab: Lab, finding: str, condition: str) -> bool:
    """Whether somebody stated how often this cause shows it; a base rate says nothing of it."""
    return not lab.network.numbers_behind(finding, condition)[-1].is_base


def _slots_of(lab: Lab, finding: str) -> tuple[str, ...]:
    return ("enabling",) if lab.findings[finding].kind == "risk" else SEEN_OR_TELLING


def _usable(statements: Sequence[Statement], giveaways: Sequence[str]) -> list[Statement]:
    return [s for s in statements if len(s.text) <= LONGEST and not any(name in s.text.lower() for name in giveaways)]


def _names(lab: Lab, conditions: Sequence[str]) -> list[str]:
    """Names that would give a card away."""
    causes = [lab.condition(c) for c in conditions]
    return [name.lower() for c in causes for name in (c.id.replace("_", " "), c.name, c.short)]
