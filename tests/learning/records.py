"""A learner's record for the tests, and strategies that spoil it."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

RESULT: dict[str, Any] = {
    "condition": "dvt",
    "shares": {"dvt": 55, "calf_strain": 35, "something_else": 10},
    "targets": [{"target": "popliteal_cyst", "said": 20, "there": True}],
    "urgency": {"said": "same_day", "right": True, "too_low": False},
    "confidences": [{"said": 70, "right": True, "of": "answer"}],
    "right": True,
}


def attempt(number: int, play: dict[str, Any] | None = None, kind: str = "case", ended: str | None = None) -> dict[str, Any]:
    return {
        "id": f"a{number}",
        "kind": kind,
        "play": play or {"case": "movie_theatre", "seed": 0, "mode": "staged"},
        "content_version": "0.1",
        "started": f"2026-11-24T21:{number:02d}:00Z",
        "ended": ended,
        "moves": [{"at": f"2026-11-24T21:{number:02d}:30Z", "do": "predict", "finding": "fever"}],
        "result": deepcopy(RESULT) if ended else None,
    }


def record(*attempts: dict[str, Any]) -> dict[str, Any]:
    quiz = {"kind": "anatomy", "structure": "popliteus", "question": "attaches", "right": True, "at": "2026-11-24T21:00:00Z"}
    return {"kneelab_record": 1, "id": "r1", "attempts": list(attempts), "quizzes": [quiz]}


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
any_json = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=12
)


@st.composite
def spoilt(draw: st.DrawFn) -> Any:
    """A sound record with one or two places replaced by anything or taken away."""
    plays = [
        ("case", None),
        ("patient", {"patient": {"seed": 7, "condition": None, "difficulty": 2, "noise": 0.0, "setting": "pt_outpatient"}, "mode": "free"}),
        ("twins", {"twins": {"seed": 3, "number": 12}}),
        ("script", {"script": {"condition": "dvt"}}),
    ]
    raw = record(*(attempt(n, play, kind, "2026-11-24T22:00:00Z") for n, (kind, play) in enumerate(plays)))
    for _ in range(draw(st.integers(1, 2))):
        _spoil(draw, raw)
    return json.loads(json.dumps(raw))


def _spoil(draw: st.DrawFn, raw: Any) -> None:
    at = raw
    while at:
        key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
        if not isinstance(at[key], (dict, list)) or not at[key] or draw(st.booleans()):
            if draw(st.booleans()):
                at[key] = draw(any_json)
            else:
                del at[key]
            return
        at = at[key]
