"""All content files of a folder, read and checked for shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from kneelab.content import schema
from kneelab.content.fingerprint import content_files
from kneelab.content.reading import Document, Problem, UnreadableError, Where, read_file

F = TypeVar("F", bound=schema.File)


@dataclass
class Bundle:
    """Parsed content, with the documents that remember their lines.

    Parameters
    ----------
    files : list of (Document, File)
        Every file whose shape is right.
    problems : list of Problem
        Everything wrong in the shape of single files.
    """

    files: list[tuple[Document, schema.File]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def of(self, kind: type[F]) -> Iterator[tuple[Document, F]]:
        """Files of one kind, in the order of their names."""
        for document, model in self.files:
            if isinstance(model, kind):
                yield document, model

    def one(self, kind: type[F]) -> F:
        """The only file of its kind."""
        return next(model for _, model in self.of(kind))


def read_bundle(folder: Path, without: str = "") -> Bundle:
    """Read the content files of a folder; problems are collected, not raised.

    Parameters
    ----------
    folder : Path
    without : str
        Folder below it that is passed over.
    """
    bundle = Bundle()
    if not folder.is_dir():
        bundle.problems.append(Problem(str(folder), 1, "There is no such folder.", "Name the content folder."))
        return bundle
    found: set[str] = set()
    for path in content_files(folder):
        name = path.relative_to(folder).as_posix()
        if without and name.startswith(f"{without}/"):
            continue
        kind = next((k for k in schema.KINDS if fnmatch(name, k)), None)
        if kind is None:
            bundle.problems.append(Problem(name, 1, "Nobody reads this file.", f"Allowed: {', '.join(schema.KINDS)}."))
            continue
        found.add(kind)
        try:
            document = read_file(path, name)
            bundle.files.append((document, schema.KINDS[kind].model_validate(document.data)))
        except UnreadableError as error:
            bundle.problems.append(error.problem)
        except ValidationError as error:
            bundle.problems.extend(shape_problems(document, error))
    for kind in schema.KINDS:
        if kind not in found and not (without and kind.startswith(f"{without}/")):
            bundle.problems.append(Problem(kind, 1, "This file is missing."))
    return bundle


def shape_problems(document: Document, error: ValidationError) -> Iterator[Problem]:
    """Pydantic's findings in plain words, with file and line."""
    seen = set()
    for item in error.errors(include_url=False):
        where: Where = tuple(item["loc"])
        known = _existing(document, where)
        what = in_plain_words(dict(item), where)
        if (known, what) not in seen:
            seen.add((known, what))
            yield Problem(document.name, document.line(known), what)


def _existing(document: Document, where: Where) -> Where:
    """The part of a path that is in the file (union members and models are not)."""
    known: Where = ()
    for step in where:
        if (*known, step) in document.lines:
            known = (*known, step)
        elif (*known, str(step)) in document.lines:
            known = (*known, str(step))
    return known


def in_plain_words(item: dict[str, Any], where: Where) -> str:
    """One of pydantic's findings as a sentence about the value at ``where``."""
    name = ".".join(str(w) for w in where) or "The file"
    message = str(item["msg"]).removeprefix("Value error, ")
    if item["type"] == "missing":
        return f"{name} is missing."
    if item["type"] == "extra_forbidden":
        return f"{name} is not a key that is known here."
    if item["type"] in ("model_type", "dict_type", "model_attributes_type"):
        return f"{name} must be a mapping of keys to values, not {_type(item['input'])}."
    if item["type"] == "list_type":
        return f"{name} must be a list, not {_type(item['input'])}."
    given = "" if isinstance(item["input"], (dict, list)) else f' (found "{str(item["input"])[:40]}")'
    return f"{name}: {message[0].lower()}{message[1:]}{given}."


def _type(value: object) -> str:
    return {list: "a list", dict: "a mapping", str: "text", type(None): "nothing"}.get(type(value), "a number")
