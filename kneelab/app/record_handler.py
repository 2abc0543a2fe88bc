"""The way from the pages to the learner's record file, for nobody else."""

from __future__ import annotations

import errno
import ipaddress
import json
from typing import Any

from tornado.web import RequestHandler

from kneelab.app.record_file import Found, RecordFile, is_record

ADDRESS = "kneelab/record"
"""Below the server's own address."""
MAX_BYTES = 16 * 2**20
OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")
FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


class RecordHandler(RequestHandler):
    """Gives and takes the record: only from this computer, only to this server's own pages."""

    def initialize(self, file: RecordFile) -> None:
        self.file = file

    def check_xsrf_cookie(self) -> None:
        """Not needed: `prepare` demands that a request comes from this server's own pages."""

    def prepare(self) -> None:
        self.set_header("Cache-Control", "no-store")
        if not self._is_own_page():
            self._refuse(403, "store.file_refused")
        elif len(self.request.body) > MAX_BYTES:
            self._refuse(413, "store.file_too_large", mb=MAX_BYTES // 2**20)

    def _is_own_page(self) -> bool:
        request = self.request
        host = request.host.rpartition(":")[0] or request.host  # whoever comes by another name comes through a proxy or a forged one
        asks = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        origin = request.headers.get("Origin")
        reads = request.method == "GET" and origin is None
        return (
            _is_this_computer(request.remote_ip)
            and host in OWN_NAMES
            and not any(name in request.headers for name in FORWARDED)
            and asks
            and (reads or origin == f"{request.protocol}://{request.host}")
        )

    def get(self) -> None:
        try:
            found = self.file.read()
        except OSError as error:
            self._failed(error)
            return
        self.set_header("ETag", found.tag)
        self.finish({"record": None if found.data is None else json.loads(found.data), "note": found.note})

    def put(self) -> None:
        data = self.request.body
        if not is_record(data):
            self._refuse(400, "store.file_not_a_record")
            return
        try:
            found = self._unchanged()
            if found is None:
                return
            if found.data is not None and json.loads(found.data)["id"] != json.loads(data)["id"]:
                self._refuse(409, "store.file_other")
                return
            self.file.write(data)
        except OSError as error:
            self._failed(error)
            return
        self._done(Found(data))

    def delete(self) -> None:
        try:
            if self._unchanged() is None:
                return
            self.file.remove()
        except OSError as error:
            self._failed(error)
            return
        self._done(Found(None))

    def compute_etag(self) -> None:
        """Our tag is of the file, not of the answer."""

    def _unchanged(self) -> Found | None:
        """The file as the page last saw it; otherwise the page is told to read again."""
        found = self.file.read()
        if self.request.headers.get("If-Match") == found.tag:
            return found
        self.set_status(412)
        self.finish({})
        return None

    def _done(self, now: Found) -> None:
        self.set_header("ETag", now.tag)
        self.set_status(204)
        self.finish()

    def _failed(self, error: OSError) -> None:
        if error.errno in FULL:
            self._refuse(507, "store.file_full")
        else:
            self._refuse(500, "store.file_failed", reason=error.strerror or type(error).__name__)

    def _refuse(self, status: int, key: str, **values: Any) -> None:
        self.set_status(status)
        self.finish({"problem": self.file.strings[key].format(**values)})


def _is_this_computer(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False
