"""The learner's record on disk: whatever breaks, a record that was written whole is still there."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from kneelab.app.record_file import NONE, RecordFile
from kneelab.model.findings import InputError
from kneelab.model.lab import Lab
from tests.learning.records import attempt, record


def written(*numbers: int) -> bytes:
    return json.dumps(record(*(attempt(n) for n in numbers))).encode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "my record [1].json"  # brackets: names are no patterns


@pytest.fixture
def file(path: Path, lab: Lab) -> RecordFile:
    return RecordFile(path, lab.strings)


def names(path: Path) -> list[str]:
    return sorted(p.name for p in path.parent.iterdir())


def test_what_is_written_is_read_and_the_one_before_stays(file: RecordFile, path: Path) -> None:
    assert (file.read().data, file.read().tag) == (None, NONE)
    file.write(written(1))
    first = file.read()
    file.write(written(1, 2))
    assert file.read().data == written(1, 2)
    assert file.read().tag != first.tag
    assert path.with_name(path.name + ".before").read_bytes() == written(1)
    assert names(path) == [path.name, path.name + ".before"]


@pytest.mark.parametrize("fails_at", [1, 2])
def test_a_server_killed_while_writing_leaves_a_whole_record(
    file: RecordFile, path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    file.write(written(1))
    file.write(written(1, 2))
    real, calls = os.replace, []

    def killed(a: Any, b: Any) -> None:
        calls.append(b)
        if len(calls) == fails_at:
            raise OSError(errno.EIO, "killed here")
        real(a, b)

    monkeypatch.setattr(os, "replace", killed)
    with pytest.raises(OSError, match="killed"):
        file.write(written(1, 2, 3))
    monkeypatch.undo()
    assert RecordFile(path, lab.strings).read().data == written(1, 2)


def test_a_torn_file_is_renamed_and_the_one_before_taken(file: RecordFile, path: Path, lab: Lab) -> None:
    file.write(written(1))
    file.write(written(1, 2))
    torn = written(1, 2)[:-40]
    path.write_bytes(torn)
    found = RecordFile(path, lab.strings).read()
    assert found.data == written(1)
    (aside,) = path.parent.glob("*.damaged-*")
    assert aside.read_bytes() == torn
    assert aside.name in (found.note or "")
    assert path.read_bytes() == written(1)
    assert file.read().note is None  # said once


def test_two_damaged_files_in_one_second_are_both_kept(file: RecordFile, path: Path) -> None:
    for text in (b'{"kneelab_record": 1, "one', b'{"kneelab_record": 1, "two'):
        path.write_bytes(text)
        assert file.read().data is None
    assert {p.read_bytes()[-3:] for p in path.parent.glob("*.damaged-*")} == {b"one", b"two"}


def test_a_file_that_is_gone_comes_back_from_the_one_before(file: RecordFile, path: Path, lab: Lab) -> None:
    file.write(written(1))
    file.write(written(1, 2))
    path.unlink()
    found = file.read()
    assert found.data == written(1)
    assert found.note == lab.strings["store.file_missing"]


def test_an_empty_file_is_none_yet(path: Path, lab: Lab) -> None:
    path.touch()
    assert RecordFile(path, lab.strings).read().data is None


def test_a_full_disk_leaves_the_file_whole(file: RecordFile, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write(written(1))

    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        file.write(written(1, 2))
    monkeypatch.undo()
    assert file.read().data == written(1)
    assert names(path) == [path.name]  # no half file is left behind


def test_deleting_takes_every_copy_and_nothing_else(file: RecordFile, path: Path) -> None:
    other = path.with_name("other.json.damaged-1")
    other.write_text("not ours")
    file.write(written(1))
    file.write(written(1, 2))
    path.write_bytes(b'{"kneelab_record": torn')
    file.read()
    path.with_name(f".{path.name}.abc.part").write_bytes(b"left by a killed server")
    file.remove()
    assert names(path) == [other.name]


def test_a_newer_record_is_a_record(file: RecordFile, path: Path) -> None:
    path.write_text(json.dumps(record() | {"kneelab_record": 7}))
    assert file.read().data == path.read_bytes()


@pytest.mark.parametrize(
    ("what", "says"), [("folder", "is a folder"), ("no_folder", "no folder"), ("thesis", "something else"), ("device", "not a file")]
)
def test_a_place_for_no_record_is_refused_in_words(tmp_path: Path, lab: Lab, what: str, says: str) -> None:
    place = {"folder": tmp_path, "no_folder": tmp_path / "a" / "b.json", "thesis": tmp_path / "thesis.json", "device": Path(os.devnull)}[
        what
    ]
    (tmp_path / "thesis.json").write_text('{"chapters": []}')
    with pytest.raises(InputError, match=says):
        RecordFile(place, lab.strings)
    assert (tmp_path / "thesis.json").read_text() == '{"chapters": []}'


def test_a_place_without_permission_is_refused_in_words(path: Path, lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(**_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", forbidden)
    with pytest.raises(InputError, match=r"cannot be kept in .*: Permission denied"):
        RecordFile(path, lab.strings)
