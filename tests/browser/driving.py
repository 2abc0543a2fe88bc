"""Starting the real server and a real Chromium; shared by the browser tests and the bench."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from scripts.find_browser import find_browser

FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SOFTWARE_GL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
NO_GL = ["--disable-gpu", "--disable-3d-apis"]
READY = ".kl-rank"
LOOKS = [("light", (1366, 768)), ("projector", (1366, 768)), ("dark", (390, 844))]
"""Theme and size of each accessibility run: themes differ in colours, sizes in layout, so each needs to be met once."""
PATIENCE_MS = 60_000


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


@contextlib.contextmanager
def serving(*command: str, port: int, cwd: Path | None = None, env: dict[str, str] | None = None) -> Iterator[tuple[str, int]]:
    """Run a server until the block ends; gives its address and process id."""
    with tempfile.TemporaryFile() as log:
        started = subprocess.Popen(
            command, cwd=cwd, stdout=log, stderr=log, env={**os.environ, **(env or {})}, start_new_session=os.name == "posix"
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url, started, log)
            yield url, started.pid
        finally:
            _stop(started)


def kneelab_server(*options: str, cwd: Path | None = None) -> contextlib.AbstractContextManager[tuple[str, int]]:
    """``kneelab serve`` on a free port."""
    port = free_port()
    return serving(sys.executable, "-m", "kneelab", "serve", "--no-browser", "--port", str(port), *options, port=port, cwd=cwd)


def _wait(url: str, started: subprocess.Popen[bytes], log: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        if started.poll() is not None:
            break
        time.sleep(0.05)  # between two connection attempts; nothing else can be waited on
    log.seek(0)  # type: ignore[attr-defined]
    raise RuntimeError(f"The server did not answer at {url}.\n{log.read().decode()}")  # type: ignore[attr-defined]


def _stop(started: subprocess.Popen[bytes]) -> None:
    started.terminate()
    try:
        started.wait(10)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(started.pid, 9)


def launch(driver: Playwright, graphics: bool = False) -> Browser:
    """A headless Chromium, with 3D on software rendering or without any; a clear failure when there is none."""
    path = find_browser()
    if not path:
        raise RuntimeError("No Chromium found. Run scripts/find_browser.py, or set KNEELAB_CHROMIUM to its path.")
    return driver.chromium.launch(executable_path=path, args=[*FLAGS, *(SOFTWARE_GL if graphics else NO_GL)])


@contextlib.contextmanager
def browsing(graphics: bool = False) -> Iterator[Browser]:
    """A browser of its own, closed at the end."""
    with sync_playwright() as driver:
        browser = launch(driver, graphics)
        try:
            yield browser
        finally:
            browser.close()


def open_explorer(page: Page, url: str, fragment: str = "") -> None:
    """Open the explorer and wait until its ranking stands."""
    page.goto(f"{url}/voila/render/explorer.ipynb{fragment}")
    page.wait_for_selector(READY, timeout=PATIENCE_MS)
