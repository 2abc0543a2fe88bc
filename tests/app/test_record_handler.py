"""Who may reach the learner's record file, and how two pages do not write over each other."""

from __future__ import annotations

import asyncio
import errno
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import pytest
from tornado.web import Application

import kneelab
from kneelab.app import record_file, record_handler
from kneelab.app.record_file import NONE, RecordFile
from kneelab.app.record_handler import ADDRESS, RecordHandler
from tests.learning.records import attempt, record

STRINGS = kneelab.load().strings


@dataclass
class Answer:
    code: int
    headers: Message
    body: bytes


@dataclass
class Served:
    """A server with one record file."""

    file: RecordFile
    port: int

    def ask(self, method: str, body: Any = None, **headers: str) -> Answer:
        """A request as a page of this server makes it; a header that is empty is left out."""
        own = {} if method == "GET" else {"Origin": f"http://127.0.0.1:{self.port}"}
        given = own | {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        data = None if body is None else json.dumps(body)
        connection.request(method, f"/{ADDRESS}", data, {name: value for name, value in given.items() if value})
        answer = connection.getresponse()
        found = Answer(answer.status, answer.headers, answer.read())
        connection.close()
        return found


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """In a thread of its own: a browser test of the same run may have left this one an event loop."""
    file = RecordFile(tmp_path / "record.json", STRINGS)
    ready: Queue[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = Queue()

    async def serve() -> None:
        app = Application([(f"/{ADDRESS}", RecordHandler, {"file": file})], xsrf_cookies=True, cookie_secret="test")
        server = app.listen(0, "127.0.0.1")
        done = asyncio.Event()
        (socket,) = server._sockets.values()
        ready.put((socket.getsockname()[1], asyncio.get_running_loop(), done))
        await done.wait()
        server.stop()

    thread = Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    port, loop, done = ready.get(timeout=20)
    yield Served(file, port)
    loop.call_soon_threadsafe(done.set)
    thread.join()


def test_a_record_goes_in_and_comes_out(served: Served) -> None:
    empty = served.ask("GET")
    assert json.loads(empty.body) == {"record": None, "note": None}
    put = served.ask("PUT", record(attempt(1)), If_Match=empty.headers["ETag"])
    assert put.code == 204
    got = served.ask("GET")
    assert json.loads(got.body)["record"] == record(attempt(1))
    assert got.headers["ETag"] == put.headers["ETag"]
    assert served.ask("DELETE", If_Match=put.headers["ETag"]).headers["ETag"] == NONE
    assert not served.file.path.exists()


def test_nobody_writes_over_what_he_has_not_read(served: Served) -> None:
    first = served.ask("PUT", record(attempt(1)), If_Match=NONE).headers["ETag"]
    second = served.ask("PUT", record(attempt(1), attempt(2)), If_Match=first)
    assert second.code == 204
    for stale in (served.ask("PUT", record(attempt(3)), If_Match=first), served.ask("PUT", record()), served.ask("DELETE", If_Match=first)):
        assert stale.code == 412
    assert json.loads(served.ask("GET").body)["record"] == record(attempt(1), attempt(2))


def test_another_learners_record_stays(served: Served) -> None:
    tag = served.ask("PUT", record(attempt(1)), If_Match=NONE).headers["ETag"]
    answer = served.ask("PUT", record(attempt(2)) | {"id": "somebody else"}, If_Match=tag)
    assert (answer.code, json.loads(answer.body)) == (409, {"problem": STRINGS["store.file_other"]})
    assert json.loads(served.ask("GET").body)["record"]["id"] == "r1"


@pytest.mark.parametrize("body", [[], {"kneelab_record": 1}, record() | {"kneelab_record": "1"}, record() | {"attempts": {}}])
def test_what_is_no_record_is_not_written(served: Served, body: Any) -> None:
    assert served.ask("PUT", body, If_Match=NONE).code == 400
    assert not served.file.path.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Host": "evil.example:80"},
        {"Sec_Fetch_Site": "cross-site"},
        {"X_Forwarded_For": "203.0.113.9"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_only_own_pages_are_answered(served: Served, method: str, headers: dict[str, str]) -> None:
    served.file.write(json.dumps(record(attempt(1))).encode())
    tag = served.file.read().tag
    answer = served.ask(method, record() if method == "PUT" else None, If_Match=tag, **headers)
    assert (answer.code, json.loads(answer.body)) == (403, {"problem": STRINGS["store.file_refused"]})
    assert served.file.read().tag == tag


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_change_without_an_origin_is_refused(served: Served, method: str) -> None:
    assert served.ask(method, record(), If_Match=NONE, Origin="").code == 403


@pytest.mark.parametrize(
    ("address", "own"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("192.168.1.4", False), ("", False), (None, False), ("/run/x.sock", False)],
)
def test_this_computer_is_told_from_others(address: str | None, own: bool) -> None:
    assert record_handler._is_this_computer(address) is own


def test_a_record_that_is_too_large_is_refused_in_words(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_handler, "MAX_BYTES", 2**20)
    answer = served.ask("PUT", record() | {"note": "x" * 2**20}, If_Match=NONE)
    assert answer.code == 413
    assert "1 MB" in json.loads(answer.body)["problem"]


@pytest.mark.parametrize(("error", "status", "says"), [(errno.ENOSPC, 507, "disk is full"), (errno.EACCES, 500, "Permission denied")])
def test_a_disk_that_refuses_is_told_in_words(
    served: Served, monkeypatch: pytest.MonkeyPatch, error: int, status: int, says: str, raising: Callable[[OSError], Any]
) -> None:
    tag = served.ask("PUT", record(attempt(1)), If_Match=NONE).headers["ETag"]
    monkeypatch.setattr(record_file, "write_whole", raising(OSError(error, "Permission denied")))
    answer = served.ask("PUT", record(attempt(1), attempt(2)), If_Match=tag)
    assert answer.code == status
    assert says in json.loads(answer.body)["problem"]
    monkeypatch.undo()
    assert json.loads(served.ask("GET").body)["record"] == record(attempt(1))
    assert served.ask("PUT", record(attempt(1), attempt(2)), If_Match=tag).code == 204


@pytest.fixture
def raising() -> Callable[[OSError], Any]:
    def make(error: OSError) -> Any:
        def fail(*_: object) -> None:
            raise error

        return fail

    return make
