"""The script builder as plain data: cards, and after the check where each belongs and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kneelab import describe
from kneelab.learning.record import Move
from kneelab.learning.script_exercise import NONE, PASS, SLOTS, Card, Placed, check_script, script_cards, share_right
from kneelab.model.lab import Lab
from kneelab.widgets.shared_view import statement_view

View = dict[str, Any]


def script_view(lab: Lab, condition: str, moves: Sequence[Move], dealt: int) -> View:
    """One script as far as the learner has come.

    Moves are ``deal`` (``seed``), ``place`` (``card``, ``slot``) and ``check``.

    Parameters
    ----------
    dealt : int
        Seed where the moves have not dealt yet.
    """
    seed = next((m.what["seed"] for m in moves if m.do == "deal" and isinstance(m.what.get("seed"), int)), dealt)
    cards = script_cards(lab, condition, seed)
    said: dict[int, str] = {}
    for move in moves:
        card, slot = move.what.get("card"), move.what.get("slot")
        if move.do == "place" and isinstance(card, int) and 0 <= card < len(cards) and slot in (*SLOTS, NONE):
            said[card] = str(slot)
    done = any(m.do == "check" for m in moves)
    c = lab.condition(condition)
    return {
        "play": {"script": {"condition": condition}},
        "seed": seed,
        "stage": "done" if done else "place",
        "cause": {"id": c.id, "name": c.name, "family": c.family},
        "slots": [{"id": slot, "label": lab.strings[f"slot.{slot}"]} for slot in SLOTS]
        + [{"id": NONE, "label": lab.strings["practice.script.none"]}],
        "cards": [card_text(lab, card) for card in cards],
        "placed": {str(i): slot for i, slot in said.items()},
        "debrief": _debrief(lab, condition, check_script(cards, said)) if done else None,
        "result": _result(condition, check_script(cards, said)) if done else None,
    }


def card_text(lab: Lab, card: Card) -> str:
    """What stands on a card."""
    if card.statement:
        return describe.describe_text(lab, card.statement.text)
    return lab.findings[card.finding.finding].label if card.finding else ""


def _debrief(lab: Lab, condition: str, placed: Sequence[Placed]) -> View:
    s = lab.strings
    share = share_right(placed)
    right = sum(p.verdict == "right" for p in placed)
    rows = [_row(lab, condition, p) for p in placed]
    return {
        "passed": share >= PASS,
        "heading": s["practice.script.score"].format(right=right, of=len(placed)),
        "text": s["practice.script.passed" if share >= PASS else "practice.script.not_passed"],
        "wrong": [r for r in rows if r["verdict"] != "right"],
        "right": [r for r in rows if r["verdict"] == "right"],
    }


def _row(lab: Lab, condition: str, p: Placed) -> View:
    s = lab.strings
    slots = [s[f"slot.{slot}"].lower() for slot in p.card.accepted]
    if not slots:
        belongs = s["practice.script.belongs_cause"].format(cause=describe.in_sentence(lab, p.card.owner))
    elif len(slots) == 1:
        belongs = s["practice.script.belongs"].format(slot=slots[0])
    else:
        belongs = s["practice.script.belongs_two"].format(slot=slots[0], other=slots[1])
    said = s["practice.script.none"] if p.said == NONE else s[f"slot.{p.said}"]
    return {
        "text": card_text(lab, p.card),
        "verdict": p.verdict,
        "word": s[f"practice.script.{p.verdict}"],
        "said": s["practice.script.you_said"].format(slot=said.lower()),
        "belongs": belongs,
        **_why(lab, condition, p.card),
    }


def _why(lab: Lab, condition: str, card: Card) -> View:
    """What a card rests on, and for a look-alike's what tells the two apart."""
    s = lab.strings
    why: list[str] = []
    statement = None
    if card.statement:
        statement = statement_view(lab, card.statement)
        if not card.accepted:
            why.append(s["practice.script.fault_of"].format(cause=describe.in_sentence(lab, card.owner)))
    elif card.finding and card.rival:
        here, there = (describe.describe_share(lab, x[card.finding.state]) for x in (card.finding.here, card.finding.there))
        cause, rival = describe.in_sentence(lab, condition), describe.in_sentence(lab, card.rival)
        why.append(s["practice.script.frequencies"].format(here=here, cause=cause, there=there, rival=rival))
        statement = _rests_on(lab, card.finding.finding, card.owner)
    tell = next((x.tell for x in lab.condition(condition).look_alikes if x.condition == card.owner), None)
    if tell:
        why.append(s["practice.script.tell"].format(rival=describe.in_sentence(lab, card.owner), tell=tell))
    return {"why": why, "mark": statement["mark"] if statement else None, "source": statement["source"] if statement else None}


def _rests_on(lab: Lab, finding: str, condition: str) -> View:
    """Mark of a frequency, or the study that it is from."""
    weakest = max(lab.network.numbers_behind(finding, condition), key=lambda n: ("published", "judged", "assumed").index(n.mark))
    return {"mark": weakest.mark, "source": describe.describe_source(lab, weakest.mark, weakest.source)}


def _result(condition: str, placed: Sequence[Placed]) -> View:
    return {"condition": condition, "shares": {}, "targets": [], "urgency": None, "confidences": [], "right": share_right(placed) >= PASS}
