"""The learner's record as one file, for whoever serves the pages to themselves.

A file that was written whole is never lost: what is new is written beside it and then takes its name, the one before it
stays, and what cannot be read is renamed. What the record says is the pages' business; here it only has to be one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from glob import escape
from pathlib import Path

from kneelab.model.findings import InputError

NONE = '"none"'
"""Tag of a file that is not there."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the file holds (None when it is not there), its tag, and what had to be mended."""

    data: bytes | None
    note: str | None = None

    @property
    def tag(self) -> str:
        """Changes with every byte."""
        return NONE if self.data is None else f'"{hashlib.sha256(self.data).hexdigest()[:32]}"'


class RecordFile:
    """One record on disk, the one before it, and damaged ones that were put aside.

    Parameters
    ----------
    path : Path
        Where it is or will be.
    strings : mapping
        The sentences of the content.

    Raises
    ------
    InputError
        If no record can be kept there, or something else already is.
    """

    def __init__(self, path: Path, strings: Mapping[str, str]) -> None:
        self.path = path.expanduser().resolve()
        self.before = self.path.with_name(self.path.name + ".before")
        self.strings = strings
        self._check()

    def _check(self) -> None:
        if self.path.is_dir():
            raise InputError(f"{self.path} is a folder. Name a file in it, such as {self.path / 'record.json'}.")
        if not self.path.parent.is_dir():
            raise InputError(f"There is no folder {self.path.parent}. Make it first, or name a file in another one.")
        if self.path.exists() and not self.path.is_file():
            raise InputError(f"{self.path} is not a file. Name another.")
        try:
            with tempfile.TemporaryFile(dir=self.path.parent):
                data = self.path.read_bytes() if self.path.exists() else b""
        except OSError as error:
            raise InputError(f"The record cannot be kept in {self.path}: {error.strerror}. Name a file in another folder.") from None
        if data and not is_record(data) and b"kneelab_record" not in data and not self.before.exists():
            raise InputError(f"{self.path} is something else than a kneelab record. It was not touched. Name another file.")

    def read(self) -> Found:
        """The record; a damaged file is put aside first, and the one before it taken."""
        data, aside = self._whole(self.path)
        if data is not None:
            return Found(data)
        data, _ = self._whole(self.before)
        if data is None:
            return Found(None, self.strings["store.file_damaged_alone"].format(aside=aside) if aside else None)
        write_whole(self.path, data)
        return Found(data, self.strings["store.file_damaged"].format(aside=aside) if aside else self.strings["store.file_missing"])

    def write(self, data: bytes) -> None:
        """Put a record in the place of the one that was there, which stays beside it."""
        old, _ = self._whole(self.path)
        if old == data:
            return
        if old is not None:
            write_whole(self.before, old)
        write_whole(self.path, data)

    def remove(self) -> None:
        """Delete the record, the one before it and what was put aside."""
        name = escape(self.path.name)
        leftovers = [path for pattern in (f"{name}.damaged-*", f".{name}.*.part") for path in self.path.parent.glob(pattern)]
        for path in (self.before, *leftovers, self.path):
            path.unlink(missing_ok=True)

    def _whole(self, path: Path) -> tuple[bytes | None, str | None]:
        """A file's bytes, or None and the name under which the damaged one was put aside."""
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None, None
        if is_record(data):
            return data, None
        if not data:
            return None, None
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
        names = (f"{self.path.name}.damaged-{now}{n}" for n in ("", *(f"-{n}" for n in range(2, 1000))))
        aside = next(a for a in (path.with_name(name) for name in names) if not a.exists())
        path.rename(aside)
        return None, aside.name


def is_record(data: bytes) -> bool:
    """Whether these bytes are a record of some version."""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        return False
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        return False
    version = record.get("kneelab_record")
    lists = all(isinstance(record.get(key), list) for key in ("attempts", "quizzes"))
    return isinstance(version, int) and version >= 1 and lists


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that its name always stands for the whole old one or the whole new one.

    Raises
    ------
    OSError
        If it cannot be written; the old one stands.
    """
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with open(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Make a new name last through a power cut, where the system can."""
    with contextlib.suppress(OSError, AttributeError):
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
