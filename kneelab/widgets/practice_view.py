"""What the practice page shows, as plain data: what comes next, and what comes back when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from kneelab.learning.next_up import Recommendation, fragment, mastered, next_up
from kneelab.learning.plays import CasePlay, PatientPlay
from kneelab.learning.record import Attempt, Learner
from kneelab.learning.schedule import Due, due_causes, due_structures
from kneelab.model.cases import Case
from kneelab.model.lab import DEFAULT_SETTING, Lab
from kneelab.model.patients import DIFFICULTIES
from kneelab.widgets.explorer_view import FAMILIES
from kneelab.widgets.shared_view import statement_view

View = dict[str, Any]
Cases = Mapping[str, Case]

PLAYER = "cases.ipynb"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def practice_catalog(lab: Lab) -> View:
    """Everything that never changes while the page is open."""
    families = [(f, [c for c in lab.conditions if c.family == f and c.id != "other"]) for f in FAMILIES]
    return {
        "strings": dict(lab.strings),
        "version": lab.version,
        "settings": [{"id": s.id, "label": s.label} for s in lab.settings.values()],
        "setting": DEFAULT_SETTING,
        "difficulties": list(DIFFICULTIES),
        "player": PLAYER,
        "causes": [
            {"label": lab.strings[f"causes.family.{f}"], "causes": [{"id": c.id, "name": c.name} for c in causes]}
            for f, causes in families
            if causes
        ],
    }


def moment_of(raw: object, learner: Learner) -> datetime:
    """The page's time; the record's own last one where it cannot be read, so that nothing becomes due by a wrong clock."""
    try:
        now = datetime.fromisoformat(str(raw))
    except ValueError:
        now = EPOCH
    if now.tzinfo is None or now == EPOCH:
        return max((a.ended for a in learner.attempts if a.ended), default=EPOCH)
    return now.astimezone(UTC)


def next_view(lab: Lab, cases: Cases, learner: Learner, now: datetime) -> View:
    """What to practise next with its reason, what was left unfinished, and why it is ordered so."""
    one = next_up(learner, cases, lab, now)
    s = lab.strings
    return {
        "title": play_title(lab, cases, one.play),
        "where": _where(lab, cases, one),
        "reason": s[f"practice.reason.{one.reason}"],
        "among": s["practice.among"].format(causes=", ".join(lab.condition(c).name for c in one.among)) if one.among else None,
        "href": f"{PLAYER}#{fragment(one.play)}",
        "unfinished": _unfinished(lab, cases, learner),
        "order": [statement_view(lab, x) for x in lab.practice_order],
    }


def due_view(lab: Lab, learner: Learner, now: datetime) -> list[View]:
    """What was practised, by when it comes back; first what is due."""
    done = mastered(learner)
    causes = [(lab.condition(c).name, d, c in done) for c, d in due_causes(learner).items() if c in lab.network.conditions]
    structures = [
        (lab.strings["practice.due_structure"].format(name=lab.structures[x].name), d, False)
        for x, d in due_structures(learner.quizzes).items()
        if x in lab.structures
    ]
    rows = sorted([*causes, *structures], key=lambda row: (row[1].at, row[0]))
    return [_due_row(lab, name, due, known, now) for name, due, known in rows]


def play_title(lab: Lab, cases: Cases, play: CasePlay | PatientPlay) -> str:
    """What an unseen patient is called: nothing of the cause is in it."""
    if isinstance(play, PatientPlay):
        return lab.strings["practice.drawn"]
    return cases[play.case].title if play.case in cases else lab.strings["progress.attempt.gone"]


def describe_day(lab: Lab, at: datetime, now: datetime) -> str:
    """A day as one says it: "in 3 days", "yesterday"."""
    days = (at.date() - now.date()).days
    if abs(days) < 2:
        return lab.strings[("practice.day.yesterday", "practice.day.today", "practice.day.tomorrow")[days + 1]]
    return lab.strings["practice.day.in" if days > 0 else "practice.day.ago"].format(n=abs(days))


def _where(lab: Lab, cases: Cases, one: Recommendation) -> str:
    source = one.play if isinstance(one.play, PatientPlay) else cases[one.play.case]
    return lab.strings["practice.where"].format(setting=lab.settings[source.setting].label, difficulty=source.difficulty)


def _unfinished(lab: Lab, cases: Cases, learner: Learner) -> View | None:
    """The patient whom the learner left last, if nobody was finished since."""
    patients = [a for a in learner.attempts if isinstance(a.play, (CasePlay, PatientPlay))]
    last: Attempt | None = max(patients, key=lambda a: a.moves[-1].at if a.moves else a.started, default=None)
    if last is None or last.ended or not isinstance(last.play, (CasePlay, PatientPlay)):
        return None
    if isinstance(last.play, CasePlay) and last.play.case not in cases:
        return None
    title = play_title(lab, cases, last.play)
    return {"text": lab.strings["practice.unfinished"].format(title=title), "href": f"{PLAYER}#{fragment(last.play)}"}


def _due_row(lab: Lab, name: str, due: Due, known: bool, now: datetime) -> View:
    return {
        "name": name,
        "mastered": known,
        "last": describe_day(lab, due.last, now),
        "at": lab.strings["practice.day.now"] if due.at <= now else describe_day(lab, due.at, now),
        "is_due": due.at <= now,
        "times": due.times,
    }
