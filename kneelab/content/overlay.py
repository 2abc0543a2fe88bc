"""A teacher's own numbers as one named file, laid over the compiled content.

An overlay replaces numbers and case mixes. It has no keys for rules, for what must not be
missed or for its thresholds, so the urgency that rules give is out of its reach; what
probabilities add is never below what the plain content gives (:meth:`kneelab.model.lab.Lab.assess`).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from kneelab.content import schema
from kneelab.content.bundle import shape_problems
from kneelab.content.compiling import ContentError, accuracy_numbers, frequency_number, graded_numbers, ledger_row
from kneelab.content.reading import Document, Problem, UnreadableError, Where, read_file
from kneelab.model.findings import CONDITION
from kneelab.model.lab import Overlay

Data = dict[str, Any]

WHOLE = 1000.0
"""A case mix is given as so many patients."""


class OverlaySetting(schema.Strict):
    """A teacher's own case mix of one setting, of 1000 patients.

    Conditions that are not named keep their proportions in what is left.
    """

    id: schema.Id
    weights: Annotated[dict[schema.Id, Annotated[float, Field(gt=0)]], Field(min_length=1)]
    reason: schema.Text


class OverlayFile(schema.File):
    """A teacher's own numbers; each replaces the content's number for the same pair."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^{}\n]+$")]
    rows: list[schema.EvidenceRow] = Field(default_factory=list)
    grades: list[schema.GradedFinding] = Field(default_factory=list)
    settings: list[OverlaySetting] = Field(default_factory=list)


def lay_over(data: Data, path: Path) -> tuple[Data, Overlay]:
    """Compiled content with an overlay's numbers in place of its own.

    Parameters
    ----------
    data : dict
        Compiled content; it is changed in place.
    path : Path
        The overlay's file.

    Raises
    ------
    ContentError
        With every problem of the file, each with its line and what is allowed.
    """
    document, model = _read(path)
    problems = sorted(set(_problems(document, model, _Known(data))))
    if problems:
        raise ContentError(problems)
    return _Laying(data, model).done()


def _read(path: Path) -> tuple[Document, OverlayFile]:
    if not path.is_file():
        raise ContentError([Problem(str(path), 1, "There is no such file.", "Name an overlay file.")])
    try:
        document = read_file(path, str(path))
        return document, OverlayFile.model_validate(document.data)
    except UnreadableError as error:
        raise ContentError([error.problem]) from None
    except ValidationError as error:
        raise ContentError(sorted(_with_allowed(p) for p in shape_problems(document, error))) from None


def _with_allowed(problem: Problem) -> Problem:
    if not problem.what.endswith("is not a key that is known here.") or "." in problem.what.split()[0]:
        return problem
    keys = ", ".join(OverlayFile.model_fields)
    return replace(problem, allowed=f"An overlay holds {keys}; rules and what must not be missed are not its to change.")


class _Known:
    """What the content knows, for checking an overlay against it."""

    def __init__(self, data: Data) -> None:
        fields = schema.FindingModel.model_fields
        self.findings = {f["id"]: schema.FindingModel(**{k: v for k, v in f.items() if k in fields}) for f in data["findings"]}
        self.conditions: list[str] = data["network"]["conditions"]
        self.sources = {s["id"]: s for s in data["sources"]}
        self.settings = [s["id"] for s in data["settings"]]


def _problems(doc: Document, model: OverlayFile, known: _Known) -> Iterator[Problem]:
    said = Counter([(r.finding, r.target or r.condition) for r in model.rows])
    said.update((g.finding, c) for g in model.grades for c in g.named())
    for i, row in enumerate(model.rows):
        where: Where = ("rows", i)
        yield from _parent_problems(doc, where, row.finding, row.target or CONDITION, row.condition, known)
        yield from _provenance_problems(doc, where, row, known)
        if row.finding in known.findings and row.condition:
            yield from _state_problems(doc, where, known.findings[row.finding], row.states)
        if said[row.finding, row.target or row.condition] > 1:
            yield _at(doc, where, f"{row.finding} in {row.target or row.condition} is given more than once.", "Keep one of them.")
    for i, graded in enumerate(model.grades):
        where = ("grades", i)
        for condition in graded.named():
            yield from _parent_problems(doc, where, graded.finding, CONDITION, condition, known)
            if graded.finding in known.findings:
                yield from _state_problems(doc, where, known.findings[graded.finding], (graded.states or {}).get(condition))
            if said[graded.finding, condition] > 1:
                yield _at(doc, where, f"{graded.finding} in {condition} is given more than once.", "Keep one of them.")
    yield from _setting_problems(doc, model, known)


def _parent_problems(doc: Document, where: Where, finding: str, parent: str, condition: str | None, known: _Known) -> Iterator[Problem]:
    if finding not in known.findings:
        yield _at(doc, (*where, "finding"), f'There is no finding called "{finding}".', 'The list is printed by "kneelab findings".')
    elif known.findings[finding].parent != parent:
        meant = known.findings[finding].parent
        yield _at(doc, where, f"{finding} does not hang on {parent}.", f"Allowed: {'a condition' if meant == CONDITION else meant}.")
    if condition and condition not in known.conditions:
        yield _at(doc, where, f'There is no condition called "{condition}".', f"Allowed: {', '.join(known.conditions)}.")


def _state_problems(doc: Document, where: Where, finding: schema.FindingModel, states: dict[str, float] | None) -> Iterator[Problem]:
    ids = [s.id for s in finding.states or []]
    if set(states or {}) != set(ids):
        allowed = f"states: {', '.join(ids)}" if ids else "frequency or grade, since it is present or absent"
        yield _at(doc, where, f"The numbers do not fit {finding.id}.", f"Allowed: {allowed}.")


def _provenance_problems(doc: Document, where: Where, row: schema.EvidenceRow, known: _Known) -> Iterator[Problem]:
    if not row.used:
        yield _at(doc, (*where, "used"), f"{row.id} is not used.", "Leave the row out.")
    if row.mark == "assumed":
        yield _at(doc, (*where, "mark"), f"{row.id} is marked assumed.", "Allowed: judged, or published with a source.")
    if row.source is not None and row.source not in known.sources:
        yield _at(
            doc, (*where, "source"), f'There is no source called "{row.source}".', "Cite a known source, or mark it judged with a reason."
        )
    elif row.mark == "published" and row.source is not None and not known.sources[row.source]["verified"]:
        yield _at(doc, where, f"{row.source} was not verified, so nothing of it is published fact.", "Mark it judged, with a reason.")


def _setting_problems(doc: Document, model: OverlayFile, known: _Known) -> Iterator[Problem]:
    named = Counter(s.id for s in model.settings)
    for i, setting in enumerate(model.settings):
        where: Where = ("settings", i)
        if setting.id not in known.settings:
            yield _at(doc, (*where, "id"), f'There is no setting called "{setting.id}".', f"Allowed: {', '.join(known.settings)}.")
        if named[setting.id] > 1:
            yield _at(doc, where, f"{setting.id} is given {named[setting.id]} times.", "Keep one of them.")
        for condition in setting.weights:
            if condition not in known.conditions:
                yield _at(
                    doc,
                    (*where, "weights", condition),
                    f'There is no condition called "{condition}".',
                    f"Allowed: {', '.join(known.conditions)}.",
                )
        total = sum(setting.weights.values())
        whole = set(setting.weights) >= set(known.conditions)
        if whole and abs(total - WHOLE) > 1e-6:
            yield _at(doc, (*where, "weights"), f"The weights of {setting.id} sum to {total:g}.", f"They must sum to {WHOLE:g}.")
        elif not whole and total >= WHOLE:
            yield _at(
                doc,
                (*where, "weights"),
                f"The weights of {setting.id} sum to {total:g}.",
                f"Those named must leave some of the {WHOLE:g} to the rest.",
            )


def _at(doc: Document, where: Where, what: str, allowed: str) -> Problem:
    return Problem(doc.name, doc.line(where), what, allowed)


class _Laying:
    """One overlay going over one copy of the content, noting each change in words."""

    def __init__(self, data: Data, model: OverlayFile) -> None:
        self._data = data
        self._model = model
        self._known = _Known(data)
        self._source = f"overlay:{model.name}"
        self._words = data["strings"]
        self._names = {
            kind: {x["id"]: x.get("label") or x["name"] for x in data[kind]} for kind in ("findings", "targets", "conditions", "settings")
        }
        self._changes: list[str] = []

    def done(self) -> tuple[Data, Overlay]:
        """The content with the overlay's numbers, and what it changed."""
        for row in self._model.rows:
            if row.target:
                self._test(row)
            else:
                number = frequency_number(row, self._known.findings[row.finding])
                self._frequency(row.finding, str(row.condition), number)
        for graded in self._model.grades:
            for condition, number in graded_numbers(graded, self._known.findings[graded.finding]).items():
                self._frequency(graded.finding, condition, number)
        for setting in self._model.settings:
            self._setting(setting)
        digest = hashlib.sha256(json.dumps(self._model.model_dump(), sort_keys=True).encode()).hexdigest()
        self._data["version"] += f".overlay.{digest[:8]}"
        unknown = dict.fromkeys(schema.SourceModel.model_fields)
        self._data["sources"].append({**unknown, "id": self._source, "short": self._model.name, "title": self._source})
        return self._data, Overlay(self._model.name, tuple(self._changes))

    def _test(self, row: schema.EvidenceRow) -> None:
        table = self._data["network"]["by_target"]
        before, after = table[row.finding], accuracy_numbers(row)
        table[row.finding] = {side: self._own(number) for side, number in after.items()}
        ledger = self._data["evidence"]
        for study in ledger:
            if study["finding"] == row.finding:
                study["used"] = False
        ledger.append({**ledger_row(row), "id": f"{self._source}|{row.id}", "source": table[row.finding]["with_target"]["source"]})
        self._note(
            "overlay.test",
            finding=self._names["findings"][row.finding],
            target=self._names["targets"][str(row.target)],
            **{f"sensitivity_{when}": _share(t["with_target"]["p"][0]) for when, t in (("before", before), ("after", after))},
            **{f"specificity_{when}": _share(t["without"]["p"][1]) for when, t in (("before", before), ("after", after))},
        )

    def _frequency(self, finding: str, condition: str, number: Data) -> None:
        table = self._data["network"]["by_condition"][finding]
        before = table["rows"].get(condition, table["base"])
        table["rows"][condition] = self._own(number)
        self._note(
            "overlay.frequency",
            finding=self._names["findings"][finding],
            condition=self._names["conditions"][condition],
            before=self._shares(finding, before["p"]),
            after=self._shares(finding, number["p"]),
        )

    def _setting(self, own: OverlaySetting) -> None:
        setting = next(s for s in self._data["settings"] if s["id"] == own.id)
        before = setting["weights"]
        rest = sum(w for c, w in before.items() if c not in own.weights)
        factor = (WHOLE - sum(own.weights.values())) / rest if rest else 0.0
        setting["weights"] = {c: own.weights.get(c, w * factor) for c, w in before.items()}
        setting["reason"] = own.reason
        for condition, weight in own.weights.items():
            self._note(
                "overlay.setting",
                setting=self._names["settings"][own.id],
                condition=self._names["conditions"][condition],
                before=f"{before[condition]:g}",
                after=f"{weight:g}",
            )

    def _own(self, number: Data) -> Data:
        """A number of the overlay: its own key, and the overlay as source unless it is a published one."""
        source = number["source"] if number["mark"] == "published" else self._source
        return {**number, "key": f"{self._source}|{number['key']}", "source": source}

    def _shares(self, finding: str, p: list[float]) -> str:
        states = self._known.findings[finding].states
        if not states:
            return _share(p[0])
        return ", ".join(f"{s.label.lower()} {_share(x)}" for s, x in zip(states, p, strict=True))

    def _note(self, sentence: str, **values: str) -> None:
        self._changes.append(self._words[sentence].format(**values))


def _share(p: float) -> str:
    """A probability as so many of 100, with a decimal where it is near an end."""
    return f"{100 * p:.0f}" if 0.02 <= p <= 0.98 else f"{100 * p:.1f}"
