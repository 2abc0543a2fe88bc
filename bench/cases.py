"""Measuring the case player in a real Chromium: opening a case, and every answer of the engine while it is played."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from bench.engine import Row
from tests.browser.driving import browsing, kneelab_server

PLAYED = ("barbecue", "movie_theatre", "hill_run", "oak_floor")
OPENED = 3

PLAY_AND_WATCH = """
async () => {
  const root = document.querySelector(".kl-root");
  const task = () => document.querySelector(".kl-task");
  const answered = (before) => new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer")), 20000);
    const look = () => {
      if (root.dataset.serial !== before && root.dataset.serial === root.dataset.asked) resolve(performance.now());
      else setTimeout(look, 0);
    };
    look();
  });
  const times = [];
  for (let i = 0; i < 200; i += 1) {
    const phase = document.querySelector(".kl-casegrid").dataset.phase;
    if (phase === "debrief") return times;
    const option = task().querySelector(".kl-option input:not(:checked)");
    if (option && phase !== "check") option.click();
    if (phase === "commit") {
      const share = task().querySelector(".kl-belief input[type=range]");
      share.value = 60;
      share.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const buttons = "form button[type=submit], .kl-predict__go > .kl-btn";
    const go = task().querySelector(buttons) || [...task().querySelectorAll(":scope > .kl-btn")].at(-1);
    const before = root.dataset.serial;
    const start = performance.now();
    go.click();
    times.push((await answered(before)) - start);
  }
  throw new Error("the debrief was not reached");
}
"""


@dataclass
class PlayNumbers:
    """What playing costs, in seconds and milliseconds."""

    open_s: float
    median_ms: float
    p95_ms: float
    moves: int


def _open(browser: Browser, url: str, case: str) -> tuple[Page, float]:
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    start = time.perf_counter()
    page.goto(f"{url}/voila/render/cases.ipynb#case={case}&mode=staged", wait_until="commit")
    page.wait_for_selector(".kl-task .kl-btn", timeout=120_000)
    return page, time.perf_counter() - start


def measure_cases() -> PlayNumbers:
    """The case player on ``kneelab serve``, warm: one page was opened before."""
    with kneelab_server() as (url, _), browsing() as browser:
        _open(browser, url, PLAYED[0])[0].context.close()
        opened, times = [], []
        for case in PLAYED:
            page, seconds = _open(browser, url, case)
            opened.append(seconds)
            times += page.evaluate(PLAY_AND_WATCH)
            page.context.close()
    times.sort()
    return PlayNumbers(statistics.median(opened[:OPENED]), statistics.median(times), times[int(0.95 * (len(times) - 1))], len(times))


def case_rows(ours: PlayNumbers) -> list[Row]:
    """The two bars of the case player."""
    return [
        Row("case opened → first action, warm (median of 3)", "≤ 3 s", f"{ours.open_s:.1f} s", "", ours.open_s <= 3),
        Row(
            f"click → answer in a case, p95 of {ours.moves} moves, debriefs among them",
            "≤ 200 ms",
            f"{ours.p95_ms:.0f} ms",
            "",
            ours.p95_ms <= 200,
        ),
        Row("click → answer in a case, median", "", f"{ours.median_ms:.0f} ms", "", True),
    ]
