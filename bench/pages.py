"""Measuring dashboards in a real Chromium: opening, moving a slider, memory, bytes."""

from __future__ import annotations

import statistics
import sys
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlparse

import psutil
from playwright.sync_api import Browser, Page

from tests.browser.driving import browsing, free_port, kneelab_server, serving

MOVES = 50

MOVE_AND_WATCH = """
async ([slider, watched, n]) => {
  const times = [];
  for (let i = 0; i < n; i++) {
    const control = document.querySelector(slider);
    const area = document.querySelector(watched);
    const changed = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`move ${i} changed nothing in ${watched}`)), 10000);
      const seen = new MutationObserver(() => { seen.disconnect(); resolve(performance.now()); });
      seen.observe(area, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    const start = performance.now();
    if (control instanceof HTMLInputElement) {
      control.value = String(Number(control.value) >= 100 ? -100 : Number(control.value) + 25);
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      control.focus();
      const key = i % 8 < 4 ? "ArrowRight" : "ArrowLeft";
      control.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }
    times.push((await changed) - start);
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
  return times;
}
"""


@dataclass
class PageNumbers:
    """What one dashboard costs."""

    cold_s: float
    readable_s: float
    warm_s: float
    preheated_s: float
    median_ms: float
    p95_ms: float
    kernel_mb: float
    http_mb: float
    socket_mb: float
    foreign: int


class Traffic:
    """Bytes and hosts of one page, read from the browser itself."""

    def __init__(self, page: Page) -> None:
        self.http = self.socket = 0
        self.foreign = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.webSocketFrameReceived", self._frame)
        session.on("Network.requestWillBeSent", self._request)

    def _finished(self, event: dict) -> None:
        self.http += event["encodedDataLength"]

    def _frame(self, event: dict) -> None:
        size = len(event["response"]["payloadData"])
        self.socket += size * 3 // 4 if event["response"]["opcode"] == 2 else size

    def _request(self, event: dict) -> None:
        url = urlparse(event["request"]["url"])
        self.foreign += url.scheme.startswith("http") and url.hostname != "127.0.0.1"


@dataclass
class Dashboard:
    """How to open one dashboard and find its parts."""

    path: str
    readable: str
    usable: str
    slider: str
    watched: str


EXPLORER = Dashboard("/voila/render/explorer.ipynb", "main", ".kl-rank", ".kl-finding input[type=range]", ".kl-ranking")
STOCK = Dashboard("/voila/render/stock.ipynb", "h1", ".js-plotly-plot .main-svg", ".jupyter-widgets [role=slider]", ".js-plotly-plot")


def _open(browser: Browser, url: str, what: Dashboard) -> tuple[Page, Traffic, float, float]:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    traffic = Traffic(page)
    start = time.perf_counter()
    page.goto(url + what.path, wait_until="commit")
    page.wait_for_selector(what.readable, timeout=120_000)
    readable = time.perf_counter() - start
    page.wait_for_selector(what.usable, timeout=120_000)
    page.wait_for_selector(what.slider, timeout=120_000)
    return page, traffic, readable, time.perf_counter() - start


def _kernel_mb(server: int) -> float:
    kernels = [p for p in psutil.Process(server).children(recursive=True) if "ipykernel" in " ".join(p.cmdline())]
    return statistics.median(k.memory_full_info().uss / 2**20 for k in kernels)


def _measure(server: AbstractContextManager[tuple[str, int]], what: Dashboard, preheated_s: float) -> PageNumbers:
    with server as (url, pid), browsing() as browser:
        page, traffic, readable, cold = _open(browser, url, what)
        warm = []
        for _ in range(3):
            again, _, _, seconds = _open(browser, url, what)
            warm.append(seconds)
            again.context.close()
        times = sorted(page.evaluate(MOVE_AND_WATCH, [what.slider, what.watched, MOVES]))
        return PageNumbers(
            cold, readable, statistics.median(warm), preheated_s, statistics.median(times), times[int(0.95 * (len(times) - 1))],
            _kernel_mb(pid), traffic.http / 1e6, traffic.socket / 1e6, traffic.foreign,
        )  # fmt: skip


def _preheated() -> float:
    """Opening a page of a server that was started for a lecture, once its kernels stand ready."""
    with kneelab_server("--lecture") as (url, pid), browsing() as browser:
        waited = time.monotonic() + 60
        while time.monotonic() < waited:
            living = [p for p in psutil.Process(pid).children(recursive=True) if p.status() != psutil.STATUS_ZOMBIE]
            kernels = [p for p in living if "ipykernel" in " ".join(p.cmdline())]
            if len(kernels) >= 2 and sum(k.cpu_percent(0.5) for k in kernels) < 5:
                break
        return _open(browser, url, EXPLORER)[3]


def measure_explorer() -> PageNumbers:
    """The explorer on ``kneelab serve``."""
    return _measure(kneelab_server(), EXPLORER, _preheated())


def measure_baseline(folder: Path) -> PageNumbers:
    """The same page the stock way, on plain Voilà."""
    port = free_port()
    command = (sys.executable, "-m", "voila", str(folder), "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1")
    return _measure(serving(*command, port=port), STOCK, float("nan"))
