"""Measuring the anatomy page on software rendering: first frame, steps of depth and angle, bytes."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

from bench.pages import Traffic
from tests.browser.driving import browsing, kneelab_server

STEPS = 20

WATCH = """
  window.seen = {};
  const note = (name, selector) => {
    const found = name in window.seen ? null : document.querySelector(selector);
    if (!found) return;
    const gl = found.getContext && found.getContext("webgl2");
    if (gl) gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4)); // waits until it is really drawn
    window.seen[name] = performance.now();
  };
  new MutationObserver(() => {
    note("usable", ".kl-stage .kl-depth input");
    note("frame", "canvas.kl-scene[data-frames]");
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-frames"] });
"""

MOVE_AND_DRAW = """
async ([label, n]) => {
  const canvas = document.querySelector("canvas.kl-scene");
  const gl = canvas.getContext("webgl2");
  const drawn = () => gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4)); // waits until it is really drawn
  const range = document.querySelector(label === "depth" ? ".kl-depth input" : ".kl-stage__slider input[type=range]");
  const rest = () => new Promise((done) => setTimeout(done, 700));
  const values = [];
  for (let i = 0; i < n; i += 1) {
    await rest();
    drawn();
    const before = canvas.dataset.frames;
    const start = performance.now();
    range.value = label === "depth" ? 2 + (i % 8) : 5 + ((i * 15) % 115);
    range.dispatchEvent(new Event("input", { bubbles: true }));
    while (canvas.dataset.frames === before) await new Promise((done) => requestAnimationFrame(done));
    drawn();
    values.push(performance.now() - start);
  }
  return values;
}
"""


@dataclass
class AnatomyNumbers:
    """What the knee in 3D costs without a graphics card."""

    first_frame_s: float
    depth_ms: float
    angle_ms: float
    socket_mb: float
    foreign: int
    tier: str


def measure_anatomy() -> AnatomyNumbers:
    """Open the anatomy page and move its sliders; medians."""
    with kneelab_server() as (url, _), browsing(graphics=True) as browser:
        opened = []
        for _ in range(3):
            page = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce").new_page()
            traffic = Traffic(page)
            page.add_init_script(WATCH)
            page.goto(f"{url}/voila/render/anatomy.ipynb#part=look", wait_until="commit")
            page.wait_for_function("window.seen && window.seen.frame", timeout=120_000)
            opened.append(page.evaluate("(window.seen.frame - window.seen.usable) / 1000"))
        time.sleep(2)  # the last page comes to rest
        depth = page.evaluate(MOVE_AND_DRAW, ["depth", STEPS])
        angle = page.evaluate(MOVE_AND_DRAW, ["angle", STEPS])
        tier = page.locator("canvas.kl-scene").get_attribute("data-tier") or ""
        return AnatomyNumbers(
            statistics.median(opened), statistics.median(depth), statistics.median(angle), traffic.socket / 1e6, traffic.foreign, tier
        )
