"""Who may reach the learner's record file, and how two pages do not write over each other."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tornado.httpclient import HTTPResponse
from tornado.testing import AsyncHTTPTestCase
from tornado.web import Application

import kneelab
from kneelab.app import record_file, record_handler
from kneelab.app.record_file import NONE, RecordFile
from kneelab.app.record_handler import ADDRESS, RecordHandler
from tests.learning.records import attempt, record

STRINGS = kneelab.load().strings


class Served(AsyncHTTPTestCase):
    """A server with one record file."""

    file: RecordFile

    def get_app(self) -> Application:
        return Application([(f"/{ADDRESS}", RecordHandler, {"file": self.file})], xsrf_cookies=True)

    def ask(self, method: str, body: Any = None, **headers: str) -> HTTPResponse:
        own = {"Host": f"127.0.0.1:{self.get_http_port()}"}
        if method != "GET":
            own["Origin"] = f"http://127.0.0.1:{self.get_http_port()}"
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        data = json.dumps(body) if body is not None else None
        return self.fetch(f"/{ADDRESS}", method=method, body=data, headers=own | given, allow_nonstandard_methods=True)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    case = Served("ask")
    case.file = RecordFile(tmp_path / "record.json", STRINGS)
    case.setUp()
    yield case
    case.tearDown()


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
    url = f"http://127.0.0.1:{served.get_http_port()}/{ADDRESS}"
    answer = served.io_loop.run_sync(
        lambda: served.http_client.fetch(
            url, method=method, body=json.dumps(record()), headers={"If-Match": NONE}, raise_error=False, allow_nonstandard_methods=True
        )
    )
    assert answer.code == 403


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
