"""The case player in a real Chromium: from the choice to the debrief, and nothing that was committed is lost."""

from __future__ import annotations

import json
from urllib.parse import urlparse

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import kneelab
from kneelab.content import load_cases
from kneelab.describe import in_sentence
from kneelab.model.encounter import play
from kneelab.widgets import assets
from tests.browser.driving import LOOKS, PATIENCE_MS, kneelab_server
from tests.browser.test_pages import settled

LAB = kneelab.load()
CASES = load_cases()
TASK = ".kl-task .kl-task__title"
DEBRIEF = ".kl-debrief .kl-task__title"
STAGED = ("movie_theatre", "hill_run", "leave_it_alone", "third_time")
"""Played step by step: nothing else, two visits, one to send on, a second thing."""


def open_cases(page: Page, url: str, fragment: str = "", look: str = "light", ready: str = ".kl-card") -> None:
    page.goto(f"{url}/voila/render/cases.ipynb?look={look}{fragment}")
    page.wait_for_selector(ready, timeout=PATIENCE_MS)
    settled(page)


def open_case(page: Page, url: str, case: str, mode: str = "staged", look: str = "light") -> None:
    open_cases(page, url, f"#case={case}&mode={mode}", look, TASK)


def phase(page: Page) -> str:
    settled(page)
    return page.locator(".kl-casegrid").get_attribute("data-phase")


def set_share(page: Page, place: int, value: int) -> None:
    box = page.locator(".kl-belief .kl-shares input[type=number]").nth(place)
    box.fill(str(value))
    box.press("Tab")


def one_move(page: Page, now: str) -> None:
    """What a hurried learner does in a phase."""
    task = page.locator(".kl-task")
    if now == "predict":
        task.locator(".kl-option").first.click()
        task.locator("button[type=submit]").click()
    elif now == "enquire":
        asked = page.locator(".kl-known > li").count()
        if asked < 3:
            task.get_by_role("searchbox").fill("pain")
            task.locator(".kl-hits button").first.click()
            task.locator(".kl-option").first.click()
            task.locator("button[type=submit]").click()
        else:
            task.locator("> .kl-btn").click()
    elif now == "commit":
        if not page.locator(".kl-belief .kl-shares li").count():
            page.locator(".kl-shares__add select").select_option("bakers_cyst")
        set_share(page, 0, 60)
        task.locator(".kl-predict__go > .kl-btn").click()
    elif now == "decide":
        task.locator(".kl-option").nth(2).click()
        task.locator("button[type=submit]").click()
    elif now == "plan":
        task.locator(".kl-option").first.click()
        task.locator("> .kl-btn").click()
    else:
        task.locator("> .kl-btn").click()


def play_until(page: Page, wanted: str, most: int = 120) -> None:
    """Go on until a phase is reached."""
    for _ in range(most):
        now = phase(page)
        if now == wanted:
            return
        taken = kept(page)
        one_move(page, now)
        page.wait_for_function('n => (JSON.stringify(localStorage).match(/\\\\\\\\?"do\\\\\\\\?"/g) || []).length !== n', arg=taken)
    raise AssertionError(f"{wanted} was not reached; the page shows {phase(page)}")


def kept(page: Page) -> int:
    """Moves in this browser's store, all copies counted."""
    return page.evaluate('() => (JSON.stringify(localStorage).match(/\\\\\\\\?"do\\\\\\\\?"/g) || []).length')


def stored_attempt(page: Page) -> dict:
    """The latest attempt, as a download has it."""
    texts = page.evaluate("() => Object.entries(localStorage).filter(([k]) => k.startsWith('kneelab-record-1-attempt')).map(([, v]) => v)")
    attempts = [json.loads(text.split("\n", 1)[1])["attempts"][0] for text in texts]
    return max(attempts, key=lambda a: (a["started"], len(a["moves"])))


@pytest.mark.parametrize("case", STAGED)
def test_a_case_is_played_from_the_choice_to_the_debrief(page, site, case):
    open_cases(page, site)
    expect(page.locator(".kl-card")).to_have_count(len(CASES))
    page.locator(f"[data-case={case}] button").click()
    page.wait_for_selector(TASK)
    assert phase(page) == "story"
    expect(page.locator(".kl-casepatient .kl-voice")).to_contain_text(CASES[case].visits[0].story.words)
    set_share(page, 0, 40)
    play_until(page, "debrief")
    page.wait_for_selector(DEBRIEF)
    answer = LAB.condition(CASES[case].answer.condition)
    expect(page.locator(".kl-carry")).to_contain_text(CASES[case].lesson)
    expect(page.locator(".kl-debrief__head")).to_contain_text(CASES[case].answer.because)
    expect(page.locator(".kl-carry a").last).to_contain_text(in_sentence(LAB, answer.id))
    attempt = stored_attempt(page)
    assert attempt["ended"]
    assert attempt["result"]["condition"] == answer.id
    e = play(LAB, CASES[case], attempt["moves"], "staged", attempt["scaffold"])
    assert (e.phase, e.refused) == ("debrief", None)
    for fold in page.locator(".kl-rows__little summary").all():
        fold.click()
    shown = page.locator(".kl-rows tbody tr")
    assert shown.count() == len(e.moments)
    page.reload()
    page.wait_for_selector(DEBRIEF, timeout=PATIENCE_MS)
    expect(page.locator(".kl-carry")).to_contain_text(CASES[case].lesson)


@pytest.mark.parametrize("mode", ["free", "whole"])
def test_the_same_file_is_played_freely_and_as_whole_text(page, site, mode):
    open_case(page, site, "barbecue", mode)
    if mode == "whole":
        expect(page.locator(".kl-known > li")).to_have_count(len(CASES["barbecue"].known_after(0)))
    play_until(page, "debrief")
    page.wait_for_selector(DEBRIEF)
    assert stored_attempt(page)["play"] == {"case": "barbecue", "seed": 0, "mode": mode}


def test_a_variant_and_a_virtual_patient_are_played_the_same_way(page, site):
    open_cases(page, site, "#case=barbecue&mode=whole&seed=3", ready=TASK)
    from kneelab.model.casting import variant

    expect(page.locator(".kl-casepatient h2")).to_contain_text(variant(LAB, CASES["barbecue"], 3).patient.name)
    open_cases(page, site, "#patient=7&condition=dvt&difficulty=1&noise=0.1&setting=pt_outpatient&mode=staged", ready=TASK)
    page.reload()
    page.wait_for_selector(TASK)
    play_until(page, "debrief")
    page.wait_for_selector(DEBRIEF)
    assert stored_attempt(page)["result"]["condition"] == "dvt"
    assert stored_attempt(page)["kind"] == "patient"


def press_until(page: Page, matches: str, most: int = 60) -> None:
    """Tab on until what has the focus matches a selector."""
    for _ in range(most):
        if page.evaluate("s => Boolean(document.activeElement?.matches(s))", matches):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"No way to {matches} by keyboard")


def test_a_case_by_keyboard_alone(page, site):
    open_case(page, site, "barbecue")
    page.locator("body").press("Home")
    for _ in range(120):
        now = phase(page)
        if now == "debrief":
            break
        taken = kept(page)
        if now in ("predict", "decide", "plan"):
            press_until(page, ".kl-task .kl-option input")
            page.keyboard.press("Space")
        if now == "commit":
            press_until(page, ".kl-task .kl-belief input[type=range]")
            for _ in range(3):
                page.keyboard.press("PageUp")
        press_until(page, ".kl-task form button[type=submit], .kl-task > .kl-btn, .kl-task .kl-predict__go > .kl-btn")
        page.keyboard.press("Enter")
        page.wait_for_function('n => (JSON.stringify(localStorage).match(/\\\\\\\\?"do\\\\\\\\?"/g) || []).length !== n', arg=taken)
    page.wait_for_selector(DEBRIEF)
    assert page.evaluate("() => document.activeElement.matches('.kl-debrief .kl-task__title')")
    press_until(page, "[role=tab][aria-selected=true]")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Urgency and plan")).to_have_attribute("aria-selected", "true")


def test_a_case_on_a_phone(browser, site):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    open_case(page, site, "movie_theatre")
    for wanted in ("story", "predict", "revealed", "commit", "decide", "plan", "debrief"):
        play_until(page, wanted)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), wanted
    context.close()


def test_whoever_comes_from_far_down_the_list_sees_the_story_first(browser, site):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    open_cases(page, site)
    page.locator("[data-case=room_nine] button").click()
    page.wait_for_selector(TASK)
    settled(page)
    expect(page.locator(".kl-casepatient .kl-voice")).to_be_in_viewport()
    assert page.evaluate("() => document.activeElement.matches('.kl-task .kl-task__title')")
    page.locator(".kl-onward").click()  # below the belief, within reach of the thumb
    page.wait_for_selector(".kl-casegrid[data-phase=predict]")
    page.get_by_role("button", name="All cases").click()
    expect(page.locator(".kl-card").first).to_have_attribute("data-case", "room_nine")
    context.close()


def test_a_belief_moved_between_two_questions_is_there_after_a_reload(page, site):
    open_case(page, site, "barbecue")
    play_until(page, "revealed")
    set_share(page, 1, 25)
    one_move(page, "revealed")
    page.wait_for_selector(".kl-casegrid[data-phase=predict]")
    page.reload()
    page.wait_for_selector(TASK)
    expect(page.locator(".kl-belief .kl-shares input[type=number]").nth(1)).to_have_value("25")


def test_each_thing_besides_the_cause_is_kept_as_a_draft(page, site):
    case = next(c for c in CASES.values() if len(c.also_consider) > 1)
    open_case(page, site, case.id, "whole")
    play_until(page, "commit")
    said = page.locator(".kl-besides input[type=number]")
    for place, value in enumerate(("35", "5")):
        said.nth(place).fill(value)
        said.nth(place).press("Tab")
    page.reload()
    page.wait_for_selector(TASK)
    expect(said.nth(0)).to_have_value("35")
    expect(said.nth(1)).to_have_value("5")


def test_a_virtual_patient_that_is_going_on_is_among_the_choices(page, site):
    open_cases(page, site, "#patient=7&difficulty=1&setting=pt_outpatient&mode=staged", ready=TASK)
    play_until(page, "revealed")
    page.get_by_role("button", name="All cases").click()
    page.locator("[data-patient='7'] button").click()
    expect(page.locator(".kl-casegrid")).to_have_attribute("data-phase", "revealed")


def test_every_word_of_a_search_counts_and_names_come_before_other_words(page, site):
    open_case(page, site, "barbecue", "free")
    play_until(page, "enquire")
    hits = page.locator(".kl-task .kl-hits:not(.kl-hits--all) button")
    page.get_by_role("searchbox").fill("how did it start")
    expect(hits.first).to_contain_text("How it began")
    page.get_by_role("searchbox").fill("cancer")
    expect(hits.first).to_contain_text("ancer")


def test_shares_always_sum_to_100(page):
    """Any sequence of settings, in the very code of the page."""
    page.set_content("<p>shares</p>")
    wrong = page.evaluate(
        "() => {"
        + assets.module("shares_out")
        + """
        let seed = 1;
        const random = (n) => { seed = (seed * 48271) % 2147483647; return seed % n; };
        const wrong = [];
        for (let round = 0; round < 400; round += 1) {
          let shares = { something_else: 100, a: 0, b: 0, c: 0, d: 0, e: 0 };
          for (let step = 0; step < 25; step += 1) {
            const cause = "abcde"[random(5)];
            const value = [random(101), random(101), 100, 0, "7.6", "x", -3, 250][random(8)];
            const before = shares;
            shares = shareOut(shares, cause, value);
            const all = Object.values(shares);
            const wanted = Math.round(Math.min(100, Math.max(0, Number(value) || 0)));
            const others = Object.keys(shares).filter((c) => c !== cause && c !== "something_else");
            const spared = before.something_else >= wanted - before[cause];
            if (all.some((x) => !Number.isInteger(x) || x < 0) || all.reduce((a, b) => a + b) !== 100 || shares[cause] !== wanted
              || (spared && others.some((c) => shares[c] !== before[c]))
              || (!spared && (shares.something_else !== 0 || others.some((c) => shares[c] > before[c])))) wrong.push([before, cause, value, shares]);
          }
        }
        return wrong;
      }"""
    )
    assert wrong == []


def test_a_draft_a_reload_and_a_killed_engine_lose_nothing(context):
    with kneelab_server() as (url, pid):
        page = context.new_page()
        open_case(page, url, "barbecue")
        set_share(page, 0, 35)
        page.reload()
        page.wait_for_selector(TASK)
        expect(page.locator(".kl-belief .kl-shares input[type=number]").first).to_have_value("35")
        play_until(page, "commit")
        taken = len(stored_attempt(page)["moves"])
        for p in psutil.Process(pid).children(recursive=True):
            if "ipykernel" in " ".join(p.cmdline()):
                p.kill()
        set_share(page, 1, 20)
        page.locator(".kl-task .kl-predict__go > .kl-btn").click()
        expect(page.locator(".kl-notice--lost").first).to_be_visible(timeout=40_000)
        page.get_by_role("button", name="Reload").click()
        page.wait_for_selector(TASK)
        assert phase(page) == "predict"
        attempt = stored_attempt(page)
        assert len(attempt["moves"]) == taken + 1
        assert attempt["moves"][-1]["do"] == "commit"
        expect(page.locator(".kl-rail .is-now")).to_contain_text("Examination")


def test_two_learners_on_one_server_see_only_their_own(browser, site):
    one, two = (browser.new_context() for _ in range(2))
    for context in (one, two):
        context.set_default_timeout(PATIENCE_MS)
    mine, theirs = one.new_page(), two.new_page()
    open_case(mine, site, "barbecue")
    play_until(mine, "revealed")
    open_cases(theirs, site)
    expect(theirs.locator("[data-case=barbecue] button")).to_have_text("Meet Walter")
    assert kept(theirs) == 0
    open_cases(mine, site)
    expect(mine.locator("[data-case=barbecue] button")).to_have_text("Go on with Walter")
    for context in (one, two):
        context.close()


def test_starting_again_keeps_the_old_attempt_and_an_unknown_case_is_said(page, site):
    open_case(page, site, "barbecue")
    play_until(page, "revealed")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Start again").click()
    expect(page.locator(".kl-casegrid")).to_have_attribute("data-phase", "story")
    assert page.evaluate("() => Object.keys(localStorage).filter((k) => k.startsWith('kneelab-record-1-attempt')).length") == 2
    open_cases(page, site, "#case=nobody")
    page.reload()
    page.wait_for_selector(".kl-card")
    expect(page.locator(".kl-problems")).to_contain_text("There is no case called “nobody”")


def test_nothing_tells_the_answer_before_the_debrief(page, site):
    """Neither on the page nor in what the engine sent."""
    received: list[str] = []
    page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: received.append(str(frame))))
    open_case(page, site, "leave_it_alone")
    play_until(page, "plan")
    secrets = [
        CASES["leave_it_alone"].answer.because,
        CASES["leave_it_alone"].lesson,
        CASES["leave_it_alone"].visits[0].story.expert.because,
    ]
    assert len(received) > 5
    for secret in secrets:
        assert not any(secret in text for text in received)
        assert secret not in page.content()


@pytest.mark.parametrize(("look", "size"), LOOKS, ids=[look for look, _ in LOOKS])
def test_axe_finds_nothing(browser, site, look, size):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    open_cases(page, site, look=look)
    found = {"choose": Axe().run(page).response["violations"]}
    page.evaluate("() => { location.hash = 'case=barbecue&mode=staged'; location.reload(); }")
    page.wait_for_selector(TASK)
    for wanted in ("story", "predict", "revealed", "commit", "check", "decide", "plan", "debrief"):
        play_until(page, wanted)
        found[wanted] = Axe().run(page).response["violations"]
        if wanted == "debrief":
            for tab in page.get_by_role("tab").all():
                tab.click()
                found[wanted] += Axe().run(page).response["violations"]
    context.close()
    assert {k: [(v["id"], v["nodes"][0]["html"][:160]) for v in found[k]] for k in found if found[k]} == {}


def test_no_other_host_is_asked(context, site):
    asked = set()
    context.on("request", lambda request: asked.add(urlparse(request.url).netloc))
    page = context.new_page()
    open_case(page, site, "barbecue")
    play_until(page, "debrief")
    page.wait_for_selector(DEBRIEF)
    assert asked - {"", urlparse(site).netloc} == set()


def test_a_projector_shows_one_thing_at_a_time(browser, site):
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    open_cases(page, site, look="projector")
    page.locator("[data-case=leave_it_alone] button").click()
    page.wait_for_selector(TASK)
    settled(page)
    assert page.evaluate("() => document.activeElement.matches('.kl-task .kl-task__title')")
    expect(page.locator(".kl-case .kl-rail")).to_be_in_viewport()
    for wanted in ("story", "predict", "revealed", "commit", "decide", "plan"):
        play_until(page, wanted)
        expect(page.locator(".kl-beliefpanel")).to_be_hidden()
        expect(page.locator(".kl-task .kl-btn").last).to_be_in_viewport()
    play_until(page, "debrief")
    page.wait_for_selector(DEBRIEF)
    e = play(LAB, CASES["leave_it_alone"], stored_attempt(page)["moves"])
    expect(page.locator(".kl-rows tbody tr")).to_have_count(len(e.moments))
    page.get_by_role("tab").nth(1).click()
    expect(page.get_by_role("tab").first).to_be_in_viewport()
    page.locator(".kl-casebar .kl-link").first.click()
    expect(page.locator(".kl-casechooser .kl-task__title")).to_be_focused()
    context.close()


def test_a_typed_number_is_kept_as_it_was_typed(page, site):
    open_case(page, site, "leave_it_alone", "whole")
    play_until(page, "commit")
    set_share(page, 0, 61)
    for box, value in ((page.locator(".kl-besides input[type=number]").first, 3), (page.locator(".kl-sure input[type=number]"), 72)):
        box.fill(str(value))
        box.press("Tab")
    page.locator(".kl-task .kl-predict__go > .kl-btn").click()
    play_until(page, "decide")
    commit = next(m for m in stored_attempt(page)["moves"] if m["do"] == "commit")
    assert (commit["confidence"], next(iter(commit["targets"].values()))) == (72, 3)
