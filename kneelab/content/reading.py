"""Reading YAML so that every value still knows its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 1_000_000
"""Largest file that is read; content files are far smaller."""

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something wrong in a file: where, what, and what is allowed or how to mend it."""

    file: str
    line: int
    what: str
    allowed: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" + (f" {self.allowed}" if self.allowed else "")


class UnreadableError(ValueError):
    """A file that cannot be read as YAML; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True)
class Document:
    """One YAML file: its data, and the line of each value.

    Parameters
    ----------
    name : str
        File name as shown in messages.
    data : object
        Plain lists, dicts, strings and numbers.
    lines : dict
        Path of keys and places to its line, counted from 1.
    """

    name: str
    data: Any
    lines: dict[Where, int]

    def line(self, path: Where) -> int:
        """Line of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_document(text: str | bytes, name: str) -> Document:
    """Parse one YAML document.

    Raises
    ------
    UnreadableError
        If it is too large, empty, not UTF-8, not YAML, or says a key twice.
    """
    if len(text) > MAX_BYTES:
        raise UnreadableError(Problem(name, 1, f"The file is larger than {MAX_BYTES // 1_000_000} MB.", "Split it."))
    try:
        text = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        node = yaml.compose(text, Loader=yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader)
        data = yaml.load(text, Loader=yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader)
    except UnicodeDecodeError:
        raise UnreadableError(Problem(name, 1, "The file is not UTF-8 text.", "Save it as UTF-8.")) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UnreadableError(
            Problem(name, line, f"This is not valid YAML: {error.problem}.", "Check the indentation and quotes.")
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableError(Problem(name, 1, f"This is not valid YAML: {str(error).splitlines()[0][:120]}.")) from None
    if node is None:
        raise UnreadableError(Problem(name, 1, "The file is empty.", "It must hold a mapping of keys to values."))
    return Document(name, data, dict(_lines(node, (), name, set())))


def read_file(path: Path, name: str) -> Document:
    """Parse one YAML file; see :func:`read_document`."""
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableError(Problem(name, 1, f"The file is larger than {MAX_BYTES // 1_000_000} MB.", "Split it."))
    return read_document(path.read_bytes(), name)


def _lines(node: yaml.Node, path: Where, name: str, seen: set[int]) -> Iterator[tuple[Where, int]]:
    """Path and line of every value; what an anchor repeats is walked once."""
    yield path, node.start_mark.line + 1
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            word = str(key.value)
            line = key.start_mark.line + 1
            if word in keys:
                raise UnreadableError(Problem(name, line, f'"{word[:40]}" is said twice.', "Keep one of them."))
            keys.add(word)
            yield from _lines(value, (*path, word), name, seen)
            yield (*path, word), line  # last, so that a key's own line wins
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            yield from _lines(value, (*path, i), name, seen)
