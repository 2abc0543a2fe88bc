"""The anatomy page in a real Chromium, with 3D on software rendering and without any 3D."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import kneelab
from kneelab.widgets.anatomy_view import anatomy_view
from kneelab.widgets.record import opening_record
from tests.browser.driving import LOOKS, PATIENCE_MS, open_explorer
from tests.browser.test_pages import settled

LAB = kneelab.load()
PARTS = ("Tour", "Structures", "Where it hurts", "Light up a cause", "Quiz")
QUIZ = anatomy_view(LAB, {**opening_record(LAB, None), "seed": 1})["quiz"]["questions"]
COLOURS_IN_PICTURE = """
async (png) => {
  const picture = new Image();
  picture.src = `data:image/png;base64,${png}`;
  await picture.decode();
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [64, 64];
  const ink = copy.getContext("2d");
  ink.drawImage(picture, 0, 0, 64, 64);
  const pixels = ink.getImageData(0, 0, 64, 64).data;
  const seen = new Set();
  for (let i = 0; i < pixels.length; i += 4) seen.add(pixels.slice(i, i + 3).map((v) => v >> 5).join());
  return [...seen];
}
"""


def opened(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture
def solid(browser_3d: Browser) -> Iterator[Page]:
    yield from opened(browser_3d)


@pytest.fixture
def flat(browser: Browser) -> Iterator[Page]:
    yield from opened(browser)


def open_anatomy(page: Page, url: str, fragment: str = "", look: str = "light") -> None:
    page.goto(f"{url}/voila/render/anatomy.ipynb?look={look}{fragment}")
    page.wait_for_selector(".kl-root[data-stage]", timeout=PATIENCE_MS)
    settled(page)


def open_scene(page: Page, url: str, fragment: str = "") -> None:
    open_anatomy(page, url, fragment)
    page.wait_for_selector("canvas.kl-scene[data-frames]", timeout=PATIENCE_MS)


def show(page: Page, part: str) -> None:
    page.get_by_role("tab", name=part).click()


def depth_to(page: Page, key: str, times: int = 1) -> None:
    page.locator(".kl-depth input").focus()
    for _ in range(times):
        page.keyboard.press(key)


def test_the_scene_draws_and_a_click_on_a_structure_gives_its_card(solid, site):
    open_scene(solid, site, "#structure=gastroc_medial")
    expect(solid.locator("canvas.kl-scene")).to_have_attribute("data-tier", "plain")
    frames = "Number(document.querySelector('canvas.kl-scene').dataset.frames)"
    solid.wait_for_function(f"{frames} >= 1")
    assert solid.locator(".kl-card h2").inner_text() == LAB.structures["gastroc_medial"].name
    dot = solid.locator(".kl-leads circle").first.bounding_box()
    solid.locator(".kl-layers [aria-pressed=true]").click()  # nothing is chosen any more
    expect(solid.locator(".kl-card")).to_have_count(0)
    solid.mouse.click(dot["x"] + 3, dot["y"] + 3)
    expect(solid.locator(".kl-card h2")).to_have_text(LAB.structures["gastroc_medial"].name)
    expect(solid.locator(".kl-card")).to_contain_text(LAB.structures["gastroc_medial"].relevance)
    expect(solid.locator(".kl-card")).to_contain_text("S1, S2")
    assert "structure=gastroc_medial" in solid.url


def test_the_picture_is_not_empty(solid, site):
    open_scene(solid, site, "#part=look")
    solid.wait_for_function("Number(document.querySelector('canvas.kl-scene').dataset.frames) >= 1")
    colours = solid.evaluate(COLOURS_IN_PICTURE, base64.b64encode(solid.locator("canvas.kl-scene").screenshot()).decode())
    red = [c for c in colours if (rgb := [int(v) for v in c.split(",")])[0] > rgb[1] + 1 and rgb[0] > rgb[2] + 1]
    assert len(colours) > 20
    assert red, "no muscle in the picture"


def test_depth_and_angle_move_without_a_word_to_the_kernel(solid, site):
    sent: list[str] = []
    solid.on("websocket", lambda ws: ws.on("framesent", lambda payload: sent.append(str(payload))))
    open_scene(solid, site, "#part=look")
    before = [m for m in sent if "comm_msg" in m]
    frames = solid.locator("canvas.kl-scene").get_attribute("data-frames")
    depth_to(solid, "ArrowRight", 3)
    angle = solid.get_by_label("Knee bent", exact=True)
    angle.focus()
    angle.press("ArrowRight")
    angle.press("ArrowRight")
    expect(angle).to_have_attribute("aria-valuetext", "10 degrees")
    expect(solid.get_by_label("Knee bent, in degrees")).to_have_value("10")
    expect(solid.locator("canvas.kl-scene")).not_to_have_attribute("data-frames", frames)
    solid.get_by_role("button", name="Bent 60°").click()
    expect(angle).to_have_value("60")
    asked = [m for m in sent if "comm_msg" in m and '"ping"' not in m]
    assert len(asked) <= len(before)


def test_a_place_that_hurts_ranks_anew_and_asks_the_next_question(solid, site):
    open_scene(solid, site, "#part=hurts")
    expect(solid.locator(".kl-there")).to_contain_text("Tick a place")
    first = solid.locator(".kl-rank").first.inner_text()
    solid.get_by_role("checkbox", name="Calf", exact=True).check()
    settled(solid)
    assert solid.locator(".kl-rank").first.inner_text() != first
    there = anatomy_view(LAB, {**opening_record(LAB, None), "answers": {"pain_calf": 100}})
    expect(solid.locator(".kl-rank").first).to_contain_text(there["ranking"][0]["short"])
    expect(solid.locator(".kl-next h2")).to_contain_text(there["next"]["question"])
    expect(solid.locator(".kl-there")).to_contain_text(LAB.structures["soleus_origin"].name)
    solid.locator(".kl-rank").first.click()
    settled(solid)
    expect(solid.locator(".kl-lit")).to_contain_text(LAB.condition(there["ranking"][0]["id"]).mechanism.text[:40])


def test_a_click_on_the_picture_ticks_the_nearest_place(solid, site):
    open_scene(solid, site, "#structure=gastroc_medial")
    dot = solid.locator(".kl-leads circle").first.bounding_box()
    show(solid, "Where it hurts")
    solid.mouse.click(dot["x"] + 3, dot["y"] + 3)
    settled(solid)
    ticked = solid.locator(".kl-painmap input:checked")
    expect(ticked).to_have_count(1)
    assert "f.pain_" in solid.url


def test_a_cause_lights_its_structures_layer_by_layer(solid, site):
    open_scene(solid, site, "#part=cause&cause=bakers_cyst")
    cause = LAB.condition("bakers_cyst")
    expect(solid.locator(".kl-mechanism")).to_contain_text(cause.mechanism.text)
    expect(solid.locator("ol.kl-links > li")).to_have_count(len(cause.structures))
    expect(solid.locator(".kl-names .kl-name")).to_have_count(len(cause.structures))
    assert solid.locator("canvas.kl-scene").get_attribute("aria-label").count("Lit:") == 1
    show(solid, "Structures")
    solid.locator(".kl-layers").get_by_role("button", name="Tibial nerve", exact=True).click()
    solid.locator(".kl-card").get_by_role("button", name="Sciatica").click()
    expect(solid.locator(".kl-causelight select")).to_have_value("sciatica")


def test_skin_territories_and_pulses_show_when_asked_for_and_bring_the_leg_in(solid, site):
    open_scene(solid, site, "#structure=territory_sural")
    expect(solid.locator("[data-view=leg]")).to_have_attribute("aria-pressed", "true")
    expect(solid.locator(".kl-names")).to_contain_text(LAB.structures["territory_sural"].name)
    expect(solid.locator(".kl-card")).to_contain_text(LAB.structures["territory_sural"].relevance)


def test_the_quiz_by_keyboard_alone(solid, site):
    open_scene(solid, site, "#part=quiz")
    solid.evaluate("window.told = []; document.addEventListener('kneelab:quiz', (event) => window.told.push(event.detail))")
    for i, q in enumerate(QUIZ):
        expect(solid.locator(".kl-quiz h2")).to_have_text(q["question"])
        if q["kind"] == "depth":
            for place, structure in enumerate(q["right"]):
                now = solid.locator(".kl-order li").evaluate_all("items => items.map((li) => li.dataset.id)")
                name = LAB.structures[structure].name
                for _ in range(now.index(structure) - place):
                    solid.get_by_role("button", name=f"Move {name} up").focus()
                    solid.keyboard.press("Enter")
            solid.get_by_role("button", name="Check").focus()
        else:
            options = [o["id"] for o in q["options"]]
            solid.locator(".kl-answer input").first.focus()
            solid.keyboard.press("Space")
            wanted = q["right"][0] if i % 2 else next(o for o in options if o not in q["right"])
            for _ in range(options.index(wanted)):
                solid.keyboard.press("ArrowDown")
            for _ in range(4):
                solid.keyboard.press("Tab")
                if solid.evaluate("document.activeElement.textContent") == "Check":
                    break
        solid.keyboard.press("Enter")
        because = q["because"] or next(o for o in q["options"] if o["id"] == wanted)["because"]
        expect(solid.locator(".kl-feedback")).to_contain_text(because)
        expect(solid.locator(".kl-feedback__word")).to_contain_text("Found" if q["kind"] == "depth" or i % 2 else "Not this one")
        solid.keyboard.press("Enter")  # the next question has the focus
    told = solid.evaluate("window.told")
    assert [t["structure"] for t in told] == [q["structure"] for q in QUIZ]
    assert [t["question"] for t in told] == [q["kind"] for q in QUIZ]
    assert all(set(t) == {"kind", "structure", "question", "right", "at"} and t["kind"] == "anatomy" for t in told)
    kept = solid.evaluate("() => localStorage.getItem('kneelab-record-1-quizzes')").split("\n", 1)[1]
    assert sorted(q["structure"] for q in json.loads(kept)["quizzes"]) == sorted(t["structure"] for t in told)
    settled(solid)
    expect(solid.locator(".kl-quiz > .kl-caption")).to_have_text("Question 1 of 10")  # a new round


def test_the_tour_shows_and_names_what_it_says(solid, site):
    open_scene(solid, site)
    for i, step in enumerate(LAB.tour):
        expect(solid.locator(".kl-tour h2")).to_have_text(step.title)
        expect(solid.locator(".kl-depth input")).to_have_value(str(step.depth))
        expect(solid.locator(".kl-names")).to_contain_text(LAB.structures[step.structures[0]].name)
        if i < len(LAB.tour) - 1:
            solid.get_by_role("button", name="Next stop").click()


def test_without_3d_the_drawing_answers_the_same_clicks(flat, site):
    open_anatomy(flat, site, "#part=look")
    expect(flat.locator(".kl-stage")).to_have_attribute("data-picture", "drawing")
    expect(flat.get_by_text("This browser draws no 3D.")).to_be_visible()
    depth_to(flat, "ArrowRight", 3)  # to layer 5
    expect(flat.locator('[data-structure="semitendinosus"]')).to_have_class(re.compile("peeled"))
    box = flat.locator('.kl-draw [data-structure="gastroc_medial"] .m').bounding_box()
    flat.mouse.click(box["x"] + box["width"] / 2, box["y"] + 0.6 * box["height"])
    expect(flat.locator(".kl-card h2")).to_have_text(LAB.structures["gastroc_medial"].name)
    expect(flat.locator('[data-structure="gastroc_medial"].lit')).to_have_count(1)
    show(flat, "Where it hurts")
    flat.mouse.click(box["x"] + box["width"] / 2, box["y"] + 0.6 * box["height"])
    settled(flat)
    expect(flat.locator(".kl-painmap input:checked")).to_have_count(1)


def test_the_explorer_takes_the_place_of_the_pain(flat, site):
    open_explorer(flat, site)
    settled(flat)
    flat.get_by_text("Point to where it hurts").click()
    flat.get_by_role("checkbox", name="Inner back corner").focus()
    flat.keyboard.press("Space")
    settled(flat)
    assert "f.pain_posteromedial=100" in flat.url
    finding = flat.locator('[data-finding="pain_posteromedial"]')
    expect(finding.locator("input[type=number]")).to_have_value("100")
    finding.locator("input[type=number]").fill("0")
    finding.locator("input[type=number]").press("Tab")
    expect(flat.get_by_role("checkbox", name="Inner back corner")).not_to_be_checked()


def test_a_broken_link_says_so(flat, site):
    open_anatomy(flat, site, "#structure=moon")
    expect(flat.locator(".kl-problems")).to_contain_text("moon")


def test_no_other_host_is_asked(solid, site):
    hosts = set()
    solid.on("request", lambda r: hosts.add(urlparse(r.url).netloc) if r.url.startswith(("http", "ws")) else None)
    open_scene(solid, site)
    for part in PARTS:
        show(solid, part)
    assert hosts == {urlparse(site).netloc}


@pytest.mark.parametrize(("look", "size"), LOOKS, ids=[look for look, _ in LOOKS])
@pytest.mark.parametrize("graphics", ["browser_3d", "browser"])
def test_axe_finds_nothing(request, site, look, size, graphics):
    browser = request.getfixturevalue(graphics)
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page = context.new_page()
    open_anatomy(page, site, "#structure=tibial_n&part=look&cause=bakers_cyst&f.pain_calf=100", look)
    for part in PARTS:
        show(page, part)
        for heading in page.locator(".kl-root summary:visible").all():
            heading.click()
        found = Axe().run(page).response["violations"]
        assert not found, "\n".join(f"{part} {v['impact']} {v['id']}: {[n['target'] for n in v['nodes']][:4]}" for v in found)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], part
    context.close()
