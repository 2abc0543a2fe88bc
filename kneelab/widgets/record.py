"""The explorer's record: what is known about one fictional patient.

It comes from a browser, a link or a notebook, so nothing in it is trusted: what cannot
be used is named in a sentence and left out, the rest is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kneelab.model.differential import Assessment
from kneelab.model.findings import ABSENT, PRESENT, InputError
from kneelab.model.lab import DEFAULT_SETTING, Lab


@dataclass
class Record:
    """A record that the model accepts, and what had to be left out.

    Parameters
    ----------
    answers : dict
        Finding id to a value that :meth:`kneelab.model.lab.Lab.assess` takes, in order of entry.
    judgements : dict
        What only the clinician can say in a decision rule: item id to present or absent.
    problems : list of str
        One sentence for each thing that was left out.
    """

    age: float | None = None
    sex: str | None = None
    setting: str = DEFAULT_SETTING
    opener: str | None = None
    cause: str | None = None
    answers: dict[str, object] = field(default_factory=dict)
    judgements: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def assess(self, lab: Lab) -> Assessment:
        """Assess the record."""
        return lab.assess(self.answers, age=self.age, sex=self.sex, setting=self.setting)


def read_record(lab: Lab, raw: Mapping[str, Any]) -> Record:
    """Keep what is usable of a raw record.

    Parameters
    ----------
    raw : mapping
        Keys age, sex, setting, opener, cause, judgements and answers; answers are -100 to 100 for
        findings that are present or absent (0 = not asked), or a state's id.
    """
    record = Record()
    facts: dict[str, Any] = {"age": None, "sex": None, "setting": DEFAULT_SETTING}
    for key, default in facts.items():
        value = default if raw.get(key) is None else raw[key]
        fact: dict[str, Any] = {key: value}
        try:
            lab.assess({}, **fact)
            setattr(record, key, value)
        except InputError as error:
            record.problems.append(str(error))
    record.opener = _known(record, lab, "opener", raw.get("opener"), list(lab.openers))
    record.cause = _known(record, lab, "cause", raw.get("cause"), list(lab.network.conditions))
    judgements = raw.get("judgements")
    asked = [i.id for rule in lab.decision_rules.values() for i in rule.items if i.judgement]
    for item, said in (judgements if isinstance(judgements, Mapping) else {}).items():
        known, answer = _known(record, lab, "judgement", item, asked), _known(record, lab, item, said, [PRESENT, ABSENT])
        if known and answer:
            record.judgements[known] = answer
    answers = raw.get("answers")
    entered: dict[str, str] = {}
    for name, value in (answers if isinstance(answers, Mapping) else {}).items():
        try:
            usable = from_slider(name, value)
            for finding in lab.vocabulary.read({name: usable}):
                if finding in entered:  # the same finding under an older id: refused when the two contradict
                    lab.vocabulary.read({entered[finding]: record.answers[entered[finding]], name: usable})
                entered[finding] = name
                record.answers[name] = usable
        except InputError as error:
            record.problems.append(str(error))
    return record


def opening_record(lab: Lab, opener: str | None) -> dict[str, Any]:
    """The record that a page starts with."""
    if opener is None:
        return {
            "opener": None,
            "age": None,
            "sex": None,
            "setting": next(iter(lab.settings)),
            "cause": None,
            "answers": {},
            "judgements": {},
        }
    o = lab.openers[opener]
    return {
        "opener": o.id,
        "age": o.age,
        "sex": o.sex,
        "setting": o.setting,
        "cause": None,
        "answers": {f: to_slider(v) for f, v in o.answers.items()},
        "judgements": {},
    }


def from_slider(name: str, value: object) -> object:
    """A slider's -100 to 100 as the model's 0 to 1; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    if not -100 <= value <= 100:
        raise InputError(f'{name} cannot be "{str(value)[:20]}". Allowed: −100 (clearly absent) to 100 (clearly present).')
    return 0.5 + value / 200


def to_slider(value: object) -> object:
    """The other way: what a slider shows for a value of the model."""
    if value == "present":
        return 100
    if value == "absent":
        return -100
    return round(200 * value - 100) if isinstance(value, float) else value


def _known(record: Record, lab: Lab, key: str, value: object, allowed: list[str]) -> str | None:
    if value is None or value in allowed:
        return value  # type: ignore[return-value]
    record.problems.append(lab.strings["problem.unknown"].format(key=key, value=str(value)[:40], allowed=", ".join(allowed)))
    return None
