"""A scripted learner: plays any case in any mode to the debrief, by a seed."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from kneelab.model.cases import SOMETHING_ELSE, Case
from kneelab.model.encounter import Encounter, play
from kneelab.model.lab import Lab
from kneelab.model.triage import LEVELS

ASKED_FREELY = 5
"""Questions and tests that the learner asks in a stage of free enquiry."""


def shares(rng: Random, case: Case) -> dict[str, int]:
    """Whole shares that sum to 100, some of them for something else."""
    left, given = 100, {}
    for cause in case.consider:
        given[cause] = rng.randint(0, left)
        left -= given[cause]
    first = case.consider[0]
    if left == 100:
        given[first], left = 60, 40
    return {**given, SOMETHING_ELSE: left}


def next_move(e: Encounter, rng: Random) -> dict[str, Any]:
    """One move that fits where the learner stands."""
    lab, case = e.lab, e.case

    def prediction(finding: str) -> dict[str, Any]:
        state = rng.choice(lab.findings[finding].states).id
        return {"do": "predict", "finding": finding, "state": state, "confidence": rng.randint(0, 100), "shares": shares(rng, case)}

    if e.phase == "story":
        return {"do": "begin", "shares": shares(rng, case)}
    if e.phase == "predict":
        return prediction(e.now.lead)
    if e.phase == "revealed":
        return {"do": "next"}
    if e.phase == "enquire":
        asked = sum(m.stage == e.stage and m.visit == e.visit for m in e.moments)
        return {"do": "done"} if asked >= ASKED_FREELY or not e.askable() else prediction(rng.choice(e.askable()))
    if e.phase == "commit":
        targets = {} if e.stage == "history" else {t: rng.randint(0, 100) for t in case.also_consider}
        return {"do": "commit", "shares": shares(rng, case), "confidence": rng.randint(0, 100), "targets": targets}
    if e.phase == "check":
        return {"do": "check", "findings": [f for f in e.last_check().findings if rng.random() < 0.5]}
    if e.phase == "decide":
        return {"do": "decide", "level": rng.choice(LEVELS)}
    if e.phase == "plan":
        return {"do": "plan", "chosen": [o.id for o in e.here.plan if rng.random() < 0.5]}
    assert e.phase == "reflect", e.phase
    sorted_ones: Mapping[str, list[str]] = {"fits": [], "against": [], "missing": [], "neither": []}
    for f in e.told:
        sorted_ones[rng.choice(list(sorted_ones))].append(f)
    return {"do": "reflect", **{k: v for k, v in sorted_ones.items() if k != "neither"}}


def play_through(lab: Lab, case: Case, mode: str, scaffold: str = "modelled", seed: int = 1) -> tuple[list[dict[str, Any]], Encounter]:
    """All moves of one learner, and where they end."""
    rng = Random(f"{case.id} {mode} {seed}")
    moves: list[dict[str, Any]] = []
    e = play(lab, case, moves, mode, scaffold)
    while e.phase != "debrief":
        moves.append(next_move(e, rng))
        e = play(lab, case, moves, mode, scaffold)
        assert e.refused is None, (moves[-1], e.refused)
        assert len(moves) < 300
    return moves, e
