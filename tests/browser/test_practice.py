"""Practice and progress in a real Chromium, with the real record."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import kneelab
from kneelab.learning.script_exercise import NONE, script_cards
from kneelab.learning.twin_exercise import TwinExercise, play_number, twin_exercise
from tests.browser.driving import LOOKS, PATIENCE_MS
from tests.browser.test_pages import settled
from tests.learning.records import RESULT, attempt, record

LAB = kneelab.load()
PAIRS = [twin_exercise(LAB, play_number(n)) for n in range(2)]


def open_page(page: Page, url: str, name: str, fragment: str = "", look: str = "light") -> None:
    page.goto(f"{url}/voila/render/{name}.ipynb?look={look}{fragment}")
    page.wait_for_selector(".kl-practice", timeout=PATIENCE_MS)
    settled(page)


def stored(page: Page) -> list[dict]:
    """Attempts as the browser keeps them."""
    rows = page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('kneelab-record-1-')).map(([, text]) => text)")
    return [attempt for row in rows for attempt in json.loads(row.split("\n", 1)[1])["attempts"]]


def label(finding: str) -> str:
    return LAB.findings[finding].label


def played(number: int, condition: str, given: int, confidence: int = 80) -> dict:
    play = {"patient": {"seed": number, "condition": None, "difficulty": 2, "noise": 0.0, "setting": "pt_outpatient"}, "mode": "staged"}
    raw = attempt(number, play, "patient", f"2026-11-{number + 1:02d}T10:00:00Z")
    shares = {condition: given, "something_else": 100 - given}
    confidences = [{"said": confidence, "right": given > 50, "of": "answer"}]
    return {**raw, "result": {**RESULT, "condition": condition, "shares": shares, "confidences": confidences, "right": given > 50}}


CONDITIONS = [c.id for c in LAB.conditions if c.id != "other"]
RECORD = record(*(played(n, CONDITIONS[n % 7], 70 if n % 3 else 20, 40 + 5 * n) for n in range(12)))


@pytest.fixture
def kept(tmp_path: Path) -> str:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(RECORD))
    return str(path)


def load(page: Page, path: str) -> None:
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text("Loaded. New attempts: 12.")).to_be_visible()
    settled(page)


def name_pair(page: Page, pair: TwinExercise, finding: str) -> None:
    page.get_by_label(label(finding)).check()
    page.get_by_role("button", name="Lock in and hear the answer").click()
    expect(page.get_by_role("heading", name=f"They differ in: {label(pair.twins.finding)}")).to_be_focused()


def test_twins_are_played_to_the_end_and_kept(page, site):
    open_page(page, site, "practice", "#show=twins")
    pair = PAIRS[0]
    expect(page.get_by_role("button", name="Lock in and hear the answer")).to_be_disabled()
    name_pair(page, pair, pair.twins.finding)
    page.get_by_label(LAB.condition(pair.answers[0]).name).check()
    page.get_by_role("button", name="Check").click()
    verdict = page.locator(".kl-verdict")
    expect(verdict).to_contain_text("tells them apart. And you gave each the right cause.")
    expect(page.locator(".kl-pairs")).to_have_count(5)
    expect(page.get_by_text("1 pair done.")).to_be_visible()
    expect(verdict.get_by_role("heading")).to_be_focused()
    (one,) = stored(page)
    assert [m["do"] for m in one["moves"]] == ["name", "match"]
    assert one["ended"]
    assert one["result"]["confidences"] == [{"said": 50, "right": True, "of": "prediction"}]
    page.get_by_role("button", name="Next pair").click()
    expect(page.locator(".kl-story")).to_contain_text(LAB.condition(PAIRS[1].causes[0]).name)
    expect(page.locator(".kl-verdict")).to_have_count(0)


def test_a_reload_in_the_middle_of_a_pair_goes_on_there(page, site):
    open_page(page, site, "practice", "#show=twins")
    other = next(f for f in PAIRS[0].candidates if f != PAIRS[0].twins.finding)
    name_pair(page, PAIRS[0], other)
    page.reload()
    expect(page.get_by_role("button", name="Check")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_label(LAB.condition(PAIRS[0].answers[1]).name).check()
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".kl-verdict")).to_contain_text(f"not “{label(other)}”. And it is the other way round")
    assert [a["result"]["right"] for a in stored(page)] == [False]


def tab_to(page: Page, words: str, limit: int = 60) -> None:
    for _ in range(limit):
        page.keyboard.press("Tab")
        name = page.evaluate(
            """() => { const e = document.activeElement;
                return e.role === 'tabpanel' ? '' : e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || '' }"""
        )
        if re.match(rf"{re.escape(words)}( \d+ times in 10)?(\n|$)", name):
            return
    raise AssertionError(f"Tab never reached {words}")


def test_twins_by_keyboard_alone(page, site):
    open_page(page, site, "practice", "")
    tab_to(page, "Next for you")
    page.keyboard.press("ArrowRight")
    settled(page)
    tab_to(page, label(PAIRS[0].candidates[0]))
    page.keyboard.press("Space")
    for _ in range(PAIRS[0].candidates.index(PAIRS[0].twins.finding)):
        page.keyboard.press("ArrowDown")
    tab_to(page, "How sure are you?")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    tab_to(page, "Lock in and hear the answer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="They differ in")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    tab_to(page, "Check")
    page.keyboard.press("Enter")
    expect(page.locator(".kl-verdict h3")).to_be_focused()
    assert stored(page)[0]["result"]["confidences"] == [{"said": 95, "right": True, "of": "prediction"}]


def test_a_script_by_keyboard_alone(page, site):
    open_page(page, site, "practice", "#show=script")
    tab_to(page, "Cause")
    page.keyboard.type("Deep vein")
    cards = script_cards(LAB, "dvt", 0)
    expect(page.locator(".kl-card")).to_have_count(len(cards))
    slots = {slot: LAB.strings[f"slot.{slot}"] for card in cards for slot in card.accepted}
    selects = page.locator(".kl-card select")
    page.keyboard.press("Tab")
    for i, card in enumerate(cards):
        expect(selects.nth(i)).to_be_focused()
        page.keyboard.type(slots[card.accepted[0]] if card.accepted else "Another")
        expect(selects.nth(i)).to_have_value(card.accepted[0] if card.accepted else NONE)
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Check the script")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".kl-verdict h3")).to_be_focused()
    expect(page.locator(".kl-verdict")).to_contain_text(f"{len(cards)} of {len(cards)} cards are where they belong.")
    assert [a["result"]["right"] for a in stored(page)] == [True]


def test_a_script_shows_what_was_missed_and_what_belongs_elsewhere_and_deals_again(page, site):
    open_page(page, site, "practice", "#show=script&cause=dvt")
    cards = script_cards(LAB, "dvt", 0)
    selects = page.locator(".kl-card select")
    own = next(i for i, c in enumerate(cards) if c.accepted and c.statement)
    foreign = next(i for i, c in enumerate(cards) if not c.accepted and c.statement)
    for i in range(len(cards)):
        selects.nth(i).select_option("fault" if i == foreign else NONE)
    expect(page.locator(".kl-sofar")).to_contain_text(cards[foreign].statement.text)
    expect(page.locator(".kl-sofar")).to_contain_text("Every card has its place.")
    page.get_by_role("button", name="Check the script").click()
    missed = page.locator('[data-verdict="missed"]').filter(has_text=cards[own].statement.text)
    expect(missed).to_contain_text("You: another cause.")
    wrong = page.locator('[data-verdict="foreign"]').filter(has_text=cards[foreign].statement.text)
    expect(wrong).to_contain_text("Belongs to ")
    page.get_by_role("button", name="Deal again").click()
    expect(page.locator(".kl-card select").first).to_have_value("")
    expect(page.locator(".kl-card")).to_have_count(len(script_cards(LAB, "dvt", 1)))


def test_a_script_left_in_the_middle_keeps_its_cards_where_they_were(page, site):
    open_page(page, site, "practice", "#show=script&cause=dvt")
    page.locator(".kl-card select").nth(2).select_option("plan")
    settled(page)
    page.reload()
    expect(page.locator(".kl-card select").nth(2)).to_have_value("plan", timeout=PATIENCE_MS)
    expect(page.locator(".kl-card select").nth(1)).to_have_value("")


def test_the_next_patient_has_a_reason_and_a_way_to_the_player(page, site):
    open_page(page, site, "practice")
    expect(page.locator(".kl-nextup")).to_contain_text(LAB.strings["practice.reason.new"])
    assert re.match(r"cases\.ipynb#(case|patient)=", page.get_by_role("link", name="Meet this patient").get_attribute("href"))
    page.get_by_text("How this is chosen").click()
    expect(page.locator(".kl-nextup + .kl-panel li")).to_have_count(len(LAB.practice_order))
    expect(page.get_by_text(LAB.strings["practice.due_empty"])).to_be_visible()


def test_dials_make_the_address_of_a_patient(page, site):
    open_page(page, site, "practice", "#show=patients")
    page.get_by_label("4: sparse and atypical").check()
    noise = page.get_by_label("Misleading answers", exact=True)
    noise.focus()
    noise.press("ArrowRight")
    noise.press("ArrowRight")
    page.get_by_label("Seen in").select_option("sports_clinic")
    page.get_by_label("ask freely").check()
    link = page.get_by_role("tabpanel").get_by_role("link", name="Meet this patient")
    assert re.fullmatch(r"cases\.ipynb#patient=\d+&difficulty=4&noise=0\.1&setting=sports_clinic&mode=free", link.get_attribute("href"))
    before = link.get_attribute("href")
    page.get_by_role("button", name="Another number").click()
    assert link.get_attribute("href") != before


def test_progress_is_empty_at_first_and_fills_from_a_file(page, site, kept):
    open_page(page, site, "progress")
    expect(page.get_by_text("Nothing to score yet.")).to_be_visible()
    expect(page.get_by_role("link", name="To your first patient")).to_be_visible()
    expect(page.get_by_role("button", name="Download as one file")).to_be_disabled()
    load(page, kept)
    expect(page.get_by_text("Nothing to score yet.")).to_be_hidden()
    expect(page.locator(".kl-tile__number").first).to_have_text(re.compile(r"0\.\d\d"))
    page.wait_for_selector(".kl-chart__figure[data-drawn] .main-svg")
    page.get_by_text("As a table").click()
    expect(page.locator(".kl-chart__figure + details tbody tr")).to_have_count(3)
    expect(page.locator(".kl-balance tbody tr")).to_have_count(7)
    expect(page.locator(".kl-attempts tbody tr")).to_have_count(10)
    page.get_by_role("button", name="Show 2 more").click()
    expect(page.locator(".kl-attempts tbody tr")).to_have_count(12)
    assert page.locator(".kl-attempts a").first.get_attribute("href").startswith("cases.ipynb#patient=11&")


def test_what_is_practised_is_due_on_the_practice_page(page, site, kept):
    open_page(page, site, "progress")
    load(page, kept)
    open_page(page, site, "practice")
    expect(page.locator(".kl-due tbody tr")).to_have_count(8)  # seven causes and one structure


def test_the_record_goes_out_as_a_file_and_is_deleted_only_after_a_question(page, site, kept):
    open_page(page, site, "progress")
    load(page, kept)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as one file").click()
    assert len(json.loads(Path(download.value.path()).read_text())["attempts"]) == 12
    page.get_by_role("button", name="Delete everything", exact=True).click()
    question = page.get_by_role("dialog", name="Delete the whole record?")
    expect(question).to_contain_text("Attempts: 12.")
    question.get_by_role("button", name="Keep it").click()
    expect(question).to_be_hidden()
    assert len(stored(page)) == 12
    page.get_by_role("button", name="Delete everything", exact=True).click()
    question.get_by_role("button", name="Yes, delete everything").click()
    expect(page.get_by_text("Nothing to score yet.")).to_be_visible()
    assert stored(page) == []


def test_a_file_that_is_no_record_changes_nothing(page, site, tmp_path):
    open_page(page, site, "progress")
    other = tmp_path / "other.json"
    other.write_text("{}")
    page.locator("input[type=file]").set_input_files(str(other))
    expect(page.get_by_text(LAB.strings["store.not_a_record"])).to_be_visible()


def test_no_other_host_is_asked(context, site, kept):
    page = context.new_page()
    hosts = set()
    page.on("request", lambda r: hosts.add(urlparse(r.url).netloc) if r.url.startswith(("http", "ws")) else None)
    open_page(page, site, "progress")
    load(page, kept)
    page.wait_for_selector(".kl-chart__figure[data-drawn] .main-svg")
    for tab in ("next", "twins", "script&cause=dvt", "patients"):
        open_page(page, site, "practice", f"#show={tab}")
    assert hosts == {urlparse(site).netloc}


def no_violations(page: Page, width: int, where: str) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, "\n".join(f"{where} {v['impact']} {v['id']}: {[n['target'] for n in v['nodes']][:4]}" for v in found)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, where


@pytest.mark.parametrize(("look", "size"), LOOKS, ids=[look for look, _ in LOOKS])
def test_axe_finds_nothing(browser, site, kept, look, size):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    open_page(page, site, "progress", "", look)
    no_violations(page, size[0], "progress, empty")
    load(page, kept)
    page.wait_for_selector(".kl-chart__figure[data-drawn] .main-svg")
    page.get_by_text("As a table").click()
    no_violations(page, size[0], "progress")
    page.get_by_role("button", name="Delete everything", exact=True).click()
    no_violations(page, size[0], "progress, question")
    page.get_by_role("button", name="Keep it").click()
    open_page(page, site, "practice", "", look)
    page.get_by_text("How this is chosen").click()
    no_violations(page, size[0], "next")
    page.get_by_role("tab", name="Any patient").click()
    no_violations(page, size[0], "patients")
    page.get_by_role("tab", name="Twins").click()
    settled(page)
    no_violations(page, size[0], "twins, question")
    name_pair(page, PAIRS[0], PAIRS[0].candidates[0])
    no_violations(page, size[0], "twins, who has what")
    page.get_by_label(LAB.condition(PAIRS[0].answers[0]).name).check()
    page.get_by_role("button", name="Check").click()
    page.locator(".kl-pairs summary").first.click()
    no_violations(page, size[0], "twins, debrief")
    page.get_by_role("tab", name="Build a script").click()
    page.get_by_label("Cause", exact=True).select_option("calf_strain")
    selects = page.locator(".kl-card select")
    expect(selects.first).to_be_visible()
    no_violations(page, size[0], "script")
    for i in range(selects.count()):
        selects.nth(i).select_option(("fault", NONE)[i % 2])
    page.get_by_role("button", name="Check the script").click()
    page.wait_for_selector(".kl-diff")
    no_violations(page, size[0], "script, debrief")
    context.close()
