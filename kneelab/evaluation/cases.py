"""Reading cases with known answers, and the ranked answers that others gave to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from kneelab.content.bundle import in_plain_words
from kneelab.content.reading import Document
from kneelab.content.schema import CaseId, Id, Level, Strict, VignetteModel, VignettesModel
from kneelab.model.findings import InputError
from kneelab.model.lab import DEFAULT_SETTING, Lab
from kneelab.model.triage import LEVELS

M = TypeVar("M", bound=BaseModel)

USED = ("id", "age", "sex", "setting", "findings", "answer", "urgency_at_least", "urgency_at_most")
"""Keys of a case that change a result; what else it carries is a note."""


class AnswerModel(Strict):
    """What somebody else ranked for one case, most likely first."""

    id: CaseId
    ranked: list[Id]
    urgency: Level | None = None


class AnswersModel(Strict):
    """What ``kneelab evaluate --answers`` reads."""

    answers: Annotated[list[AnswerModel], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Case:
    """A patient with a known answer.

    Parameters
    ----------
    answer : tuple of str
        Condition ids, each of which counts as right.
    at_least, at_most : str or None
        Least and most urgent level that is right; None where nothing is demanded.
    diagnosis, citation, url : str or None
        Where the case comes from.
    """

    id: str
    age: float | None
    sex: str | None
    setting: str
    findings: Mapping[str, object]
    answer: tuple[str, ...]
    at_least: str | None
    at_most: str | None
    diagnosis: str | None = None
    citation: str | None = None
    url: str | None = None

    @property
    def urgent(self) -> bool:
        """Whether it must be sent on: within two weeks or sooner."""
        return self.at_least is not None and LEVELS.index(self.at_least) <= LEVELS.index("within_2_weeks")

    @property
    def can_be_over_triaged(self) -> bool:
        """Whether there is a level above its most urgent right one."""
        return self.at_most is not None and self.at_most != LEVELS[0]


@dataclass(frozen=True, slots=True)
class RankedAnswer:
    """Another's ranking of one case, and the urgency given to it."""

    case: str
    ranked: tuple[str, ...]
    urgency: str | None


def read_cases(lab: Lab, document: Document) -> list[Case]:
    """Cases of a file, each of which the lab can assess.

    Raises
    ------
    InputError
        At the first thing that cannot be used; the message names the case, the key and what is allowed.
    """
    model = _validated(VignettesModel, _without_notes(_mapping(document, "cases")), "cases")
    _refuse_repeats([case.id for case in model.cases])
    return [_case(lab, case) for case in model.cases]


def unread_keys(document: Document) -> list[str]:
    """Keys of a case file that nothing here reads, sorted; a teacher's own notes, as a rule."""
    data = _mapping(document, "cases")
    entries = [e for e in data["cases"] if isinstance(e, Mapping)] if isinstance(data.get("cases"), list) else []
    known = {"schema_version", *VignettesModel.model_fields}
    return sorted({str(k) for k in data if k not in known} | {str(k) for e in entries for k in e if k not in VignetteModel.model_fields})


def read_answers(lab: Lab, cases: Sequence[Case], document: Document) -> list[RankedAnswer]:
    """Ranked answers of a file to these cases.

    Raises
    ------
    InputError
        As :func:`read_cases`.
    """
    model = _validated(AnswersModel, dict(_mapping(document, "answers")), "answers")
    _refuse_repeats([a.id for a in model.answers])
    known = [case.id for case in cases]
    for a in model.answers:
        if a.id not in known:
            near = get_close_matches(a.id, known, 1, 0.6)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise InputError(f"Case {a.id} is answered, but it is not among the cases.{hint} Allowed: the ids of the case file.")
        _refuse_unknown_conditions(lab, a.id, "ranked", a.ranked)
        twice = [c for c, times in Counter(a.ranked).items() if times > 1]
        if twice:
            raise InputError(f"Case {a.id}, ranked: {twice[0]} is named twice. Allowed: each condition once.")
    return [RankedAnswer(a.id, tuple(a.ranked), a.urgency) for a in model.answers]


def _mapping(document: Document, key: str) -> Mapping[str, Any]:
    if not isinstance(document.data, Mapping):
        raise InputError(f'{document.name} must be a mapping with the key "{key}". "kneelab evaluate --template" prints an example.')
    return document.data


def _without_notes(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data without keys that nothing reads; a key that looks misspelt is refused instead."""
    kept = {k: v for k, v in data.items() if k in VignettesModel.model_fields}
    if isinstance(kept.get("cases"), list):
        kept["cases"] = [_case_without_notes(entry, n) if isinstance(entry, Mapping) else entry for n, entry in enumerate(kept["cases"], 1)]
    return kept


def _case_without_notes(entry: Mapping[str, Any], number: int) -> dict[str, Any]:
    for key in entry:
        near = get_close_matches(str(key), USED, 1, 0.75)
        if key not in VignetteModel.model_fields and near:
            said = f'"{str(key)[:40]}" is not a key that is known here. Did you mean {near[0]}?'
            raise InputError(f"{_about(entry, number)}: {said} Allowed: {', '.join(USED)}.")
    return {k: v for k, v in entry.items() if k in VignetteModel.model_fields}


def _about(entry: object, number: int) -> str:
    """How a message names a case, also one without an id."""
    name = entry.get("id") if isinstance(entry, Mapping) else None
    return f"Case {str(name)[:40]}" if name is not None else f"Case number {number}"


def _validated(kind: type[M], data: Mapping[str, Any], key: str) -> M:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        item = error.errors(include_url=False)[0]
        where = tuple(item["loc"])
        raise InputError(_sentence(dict(item), where, data, key)) from None


def _sentence(item: dict[str, Any], where: tuple[str | int, ...], data: Mapping[str, Any], key: str) -> str:
    """What is wrong, with the id of the case that it is about."""
    if len(where) < 2 or where[0] != key or not isinstance(where[1], int):
        return in_plain_words(item, where)
    said = in_plain_words(item, where[2:]).replace("The file must", "it must")
    allowed = f" Allowed: {', '.join(AnswerModel.model_fields)}." if item["type"] == "extra_forbidden" else ""
    return f"{_about(data[key][where[1]], where[1] + 1)}: {said}{allowed}"


def _refuse_repeats(ids: Sequence[str]) -> None:
    for name, times in Counter(ids).items():
        if times > 1:
            raise InputError(f"Case {name} is named {times} times. Allowed: each id once.")


def _refuse_unknown_conditions(lab: Lab, case: str, key: str, names: Sequence[str]) -> None:
    for name in names:
        if name not in lab.network.conditions:
            near = get_close_matches(name, lab.network.conditions, 1, 0.6)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise InputError(
                f'Case {case}, {key}: there is no condition called "{name}".{hint} Allowed: {", ".join(lab.network.conditions)}.'
            )


def _case(lab: Lab, model: VignetteModel) -> Case:
    _refuse_unknown_conditions(lab, model.id, "answer", model.answer)
    setting = model.setting or DEFAULT_SETTING
    try:
        lab.assess(model.findings, age=model.age, sex=model.sex, setting=setting)
    except InputError as error:
        raise InputError(f"Case {model.id}: {error}") from None
    return Case(
        model.id,
        model.age,
        model.sex,
        setting,
        dict(model.findings),
        tuple(dict.fromkeys(model.answer)),
        model.urgency_at_least,
        model.urgency_at_most,
        model.diagnosis,
        model.citation,
        model.url,
    )
