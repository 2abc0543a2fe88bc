"""The script builder: cards of a cause and of its look-alikes, and what is said of where they were put."""

from __future__ import annotations

import pytest

import kneelab
from kneelab.learning.script_exercise import NONE, PASS, SLOTS, check_script, script_cards, share_right

LAB = kneelab.load()
CAUSES = [c.id for c in LAB.conditions if c.id != "other"]


def solved(cards) -> dict[int, str]:
    return {i: card.accepted[0] if card.accepted else NONE for i, card in enumerate(cards)}


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("seed", range(3))
def test_every_cause_deals_enough_cards_of_both_kinds(cause, seed):
    cards = script_cards(LAB, cause, seed)
    own, foreign = [c for c in cards if c.accepted], [c for c in cards if not c.accepted]
    assert len(own) >= 6
    assert len(foreign) >= 3
    assert {slot for c in own for slot in c.accepted} >= {"consequences", "plan", "enabling"}
    assert {c.owner for c in own} == {cause}
    assert {c.owner for c in foreign} <= {x.condition for x in LAB.condition(cause).look_alikes}


@pytest.mark.parametrize("cause", CAUSES)
def test_a_card_belongs_where_the_content_says(cause):
    for card in script_cards(LAB, cause, 4):
        if card.statement:
            slots = [slot for slot in SLOTS if card.statement in LAB.condition(card.owner).script[slot]]
            assert slots
            assert not card.accepted or set(slots) <= set(card.accepted)
            assert LAB.condition(cause).name.lower() not in card.statement.text.lower()
        else:
            here, there = (x[card.finding.state] for x in (card.finding.here, card.finding.there))
            assert (here > there) if card.accepted else (there >= 3 * here)


def test_no_card_is_dealt_twice():
    for cause in CAUSES:
        texts = [c.statement.text if c.statement else c.finding.finding for c in script_cards(LAB, cause, 0)]
        assert len(set(texts)) == len(texts)


def test_the_same_seed_deals_the_same_and_another_seed_differently():
    assert script_cards(LAB, "dvt", 1) == script_cards(LAB, "dvt", 1)
    assert script_cards(LAB, "dvt", 1) != script_cards(LAB, "dvt", 2)


def test_each_way_of_being_wrong_is_told_apart():
    cards = script_cards(LAB, "dvt", 0)
    said = solved(cards)
    own = [i for i, c in enumerate(cards) if c.accepted]
    foreign = next(i for i, c in enumerate(cards) if not c.accepted)
    missed, misplaced = own[0], own[1]
    said[missed] = NONE
    said[misplaced] = next(s for s in SLOTS if s not in cards[misplaced].accepted)
    said[foreign] = "fault"
    placed = check_script(cards, said)
    assert (placed[missed].verdict, placed[misplaced].verdict, placed[foreign].verdict) == ("missed", "other_slot", "foreign")
    assert share_right(placed) == pytest.approx((len(cards) - 3) / len(cards))


def test_a_script_put_together_rightly_passes_and_an_empty_one_does_not():
    for cause in CAUSES:
        cards = script_cards(LAB, cause, 2)
        assert share_right(check_script(cards, solved(cards))) == 1.0
        assert share_right(check_script(cards, {})) < PASS


def test_a_sign_that_tells_is_taken_as_a_sign_that_shows():
    cards = script_cards(LAB, "dvt", 0)
    i = next(i for i, c in enumerate(cards) if "discriminators" in c.accepted)
    for slot in ("consequences", "discriminators"):
        assert check_script(cards, {i: slot})[i].verdict == "right"
