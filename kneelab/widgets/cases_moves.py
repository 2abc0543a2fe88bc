"""The learner's moves of belief beside those that the findings deserved, as the debrief says them."""

from __future__ import annotations

from typing import Any

from kneelab.model.appraisal import MOVED, Appraised, share_of_answer
from kneelab.model.encounter import Encounter

View = dict[str, Any]

WAYS = {-1: "down", 0: "same", 1: "up"}


def asked_way(a: Appraised) -> int:
    """Where a moment asked the learner to go, 1 up, -1 down, 0 nowhere.

    Shares are whole people of 100: nobody is asked for a step that would not count as one if they took it.
    """
    return a.should if abs(_points(a.after) - _points(a.before)) >= MOVED else 0


def went_together(e: Encounter, a: Appraised) -> bool | None:
    """Whether the learner moved as the findings asked; None where there is nothing to judge.

    Who stands beyond the model already need not move, and who comes nearer to it late is not told that this was wrong.
    """
    way = asked_way(a)
    if a.did is None or a.moment.before is None or a.moment.after is None:
        return None
    if a.did == way or _is_there(e, a):
        return True
    off = [abs(share_of_answer(e.case, shares) - _points(a.after)) for shares in (a.moment.before, a.moment.after)]
    return None if way == 0 and off[1] < off[0] else False


def move_view(e: Encounter, a: Appraised) -> View:
    """What a moment should have moved, what the learner did, and whether the two went together."""
    strings, way = e.lab.strings, asked_way(a)
    return {
        "should": way,
        "should_words": strings[f"case.should_{WAYS[way]}"].format(n=abs(_points(a.after) - _points(a.before))),
        "did": a.did,
        "did_words": _did_words(e, a),
        "together": went_together(e, a),
    }


def _did_words(e: Encounter, a: Appraised) -> str:
    strings, after = e.lab.strings, a.moment.after
    if a.did is not None:
        return strings["case.did_there" if _is_there(e, a) else f"case.did_{WAYS[a.did]}"]
    if a.moment.stage == "check":
        return strings["case.did_check"]
    if after is None:
        return strings["case.did_unsaid"]
    return strings["case.did_began"].format(n=share_of_answer(e.case, after))


def _is_there(e: Encounter, a: Appraised) -> bool:
    """Whether the learner stayed where the model came to, or beyond."""
    way, after = asked_way(a), a.moment.after
    return way != 0 and a.did == 0 and after is not None and way * (share_of_answer(e.case, after) - _points(a.after)) >= 0


def _points(probability: float) -> int:
    return round(100 * probability)
