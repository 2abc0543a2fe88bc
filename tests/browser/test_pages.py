"""The pages in a real Chromium."""

from __future__ import annotations

import re
import urllib.request
from urllib.error import HTTPError
from urllib.parse import urlparse

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import kneelab
from kneelab.widgets.record import to_slider
from tests.browser.driving import LOOKS, READY, kneelab_server, open_explorer
from tests.model.test_decision_rules import NO_CLOT

LAB = kneelab.load()
LINK = "#age=58&sex=female&setting=primary_care&f.popliteal_mass=100&f.foucher=100"
FIRST = "Baker's cyst"


def settled(page: Page) -> None:
    """Wait until the view on screen answers the last change."""
    page.wait_for_function(
        "() => { const r = document.querySelector('.kl-root[data-asked]'); return r && r.dataset.asked === r.dataset.serial; }"
    )


def ranking(page: Page) -> list[str]:
    settled(page)
    return page.locator(".kl-rank__name > span").all_inner_texts()


def shares(page: Page) -> list[str]:
    settled(page)
    return page.locator(".kl-rank__num b").all_inner_texts()


def engine_order(**answers: object) -> list[str]:
    """What the engine ranks for Walter with these answers on top."""
    o = LAB.openers["barbecue"]
    ranked = LAB.assess({**o.answers, **answers}, age=o.age, sex=o.sex, setting=o.setting).differential
    return [LAB.condition(r.condition).short for r in ranked]


def finding(page: Page, name: str):
    return page.locator(f'[data-finding="{name}"]')


def test_the_landing_page_opens_without_a_kernel_and_leads_to_a_patient(page, site):
    page.goto(site)
    expect(page.get_by_role("heading", level=1)).to_have_text("What hurts behind the knee?")
    expect(page.locator("svg.kl-knee text").first).to_be_visible()
    page.get_by_role("link", name=re.compile("Meet Dana")).click()
    page.wait_for_selector(".kl-task")
    expect(page.get_by_role("heading", name="Dana, 29, fictional patient")).to_be_visible()
    assert "case=movie_theatre" in page.url


def test_no_page_asks_another_host(context, site):
    page = context.new_page()
    hosts = set()
    page.on("request", lambda r: hosts.add(urlparse(r.url).netloc) if r.url.startswith(("http", "ws")) else None)
    page.goto(site)
    open_explorer(page, site)
    page.get_by_text("How the ranking got here").click()
    page.wait_for_selector(".kl-chart__figure[data-drawn] .main-svg")
    assert hosts == {urlparse(site).netloc}


def test_moving_a_slider_moves_the_ranking_the_reasons_and_the_address(page, site):
    open_explorer(page, site)
    before = shares(page)
    mass = finding(page, "popliteal_mass").get_by_role("slider")
    mass.focus()
    mass.press("End")
    after = ranking(page)
    assert shares(page) != before
    assert after[:4] == engine_order(popliteal_mass="present")[:4] != engine_order()[:4]
    expect(mass).to_have_attribute("aria-valuetext", "clearly present")
    expect(finding(page, "popliteal_mass").get_by_role("spinbutton")).to_have_value("100")
    expect(page.locator(".kl-whys")).to_contain_text("Swelling felt behind the knee")
    assert "f.popliteal_mass=100" in page.url


def test_the_page_shows_what_the_engine_says(page, site):
    dana = LAB.openers["movie_theatre"]
    parts = [f"opener={dana.id}", f"age={dana.age}", f"sex={dana.sex}", f"setting={dana.setting}"]
    open_explorer(page, site, "#" + "&".join(parts + [f"f.{f}={to_slider(v)}" for f, v in dana.answers.items()]))
    o = LAB.openers["movie_theatre"]
    expected = LAB.assess(o.answers, age=o.age, sex=o.sex, setting=o.setting)
    names = [LAB.condition(r.condition).short for r in expected.differential]
    assert [r.split("\n")[0] for r in ranking(page)] == names[: len(ranking(page))]
    assert shares(page)[0] == str(round(100 * expected.differential[0].probability))


def test_a_link_brings_the_state_back_and_undo_and_reset_work(page, site):
    open_explorer(page, site, LINK + "&f.onset=gradual")
    assert ranking(page)[0] == FIRST
    expect(page.get_by_label("Age", exact=True)).to_have_value("58")
    expect(finding(page, "onset").get_by_label("Gradually")).to_be_checked()
    expect(page.locator(".kl-findings .kl-row")).to_contain_text("3 of")
    page.get_by_role("button", name="Start again").click()
    expect(page.locator(".kl-findings .kl-row")).to_contain_text("0 of")
    expect(page.get_by_text("Nothing known yet.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".kl-findings .kl-row")).to_contain_text("3 of")
    page.get_by_role("button", name="Redo").click()
    expect(page.locator(".kl-findings .kl-row")).to_contain_text("0 of")
    page.get_by_role("button", name="Walter").click()
    expect(page.locator("blockquote")).to_contain_text("barbecue")


def test_a_broken_link_says_what_was_wrong_and_keeps_the_rest(page, site):
    open_explorer(page, site, "#age=300&setting=moon&f.popliteal_mass=100&f.foucher=100&f.mood=50&f.fever=900&f.onset=slow")
    settled(page)
    said = page.locator(".kl-problems")
    for words in ("age", "300", "moon", "mood", "fever", "900", "onset", "slow"):
        expect(said).to_contain_text(words)
    assert ranking(page)[0] == FIRST


def test_red_flags_change_urgency_above_the_ranking(page, site):
    open_explorer(page, site, "#age=67&sex=female&setting=primary_care&f.calf_swelling=100&f.wells_item_surgery=100")
    settled(page)
    panel = page.locator(".kl-urgency")
    expect(panel).to_contain_text("Same day")
    expect(page.get_by_role("alert").filter(has_text="Same day")).to_have_count(1)
    panel.get_by_text("What to say, and why").click()
    expect(panel).to_contain_text("Surgery in the last weeks")
    above = panel.bounding_box()["y"] < page.locator(".kl-ranking").bounding_box()["y"]
    assert above


def test_a_weak_flag_is_noted_and_an_excluded_cause_names_its_rule(page, site):
    told = "&".join(f"f.{f}=-100" for f in NO_CLOT if f != "pitting_oedema")
    open_explorer(page, site, f"#cause=dvt&f.pitting_oedema=100&{told}")
    page.get_by_text("What to say, and why").click()
    expect(page.get_by_role("heading", name="Noted, without raising the level")).to_be_visible()
    expect(page.locator(".kl-urgency__more li").last).to_contain_text("One sign of a vein clot")
    expect(page.locator(".kl-detail .kl-notice")).to_contain_text("Wells score for deep vein thrombosis")
    expect(page.locator(".kl-rank[aria-pressed=true]")).not_to_contain_text("not excluded")


def test_the_question_asked_next_records_into_its_finding(page, site):
    open_explorer(page, site)
    settled(page)
    asked = page.locator(".kl-next h2").inner_text()
    page.locator(".kl-next").get_by_role("button").first.click()
    expect(page.locator(".kl-next h2")).not_to_have_text(asked)
    expect(page.locator(".kl-findings .kl-row")).to_contain_text("5 of")


def test_search_finds_by_lay_word_and_says_so_when_it_does_not(page, site):
    open_explorer(page, site)
    box = page.get_by_role("searchbox")
    box.fill("pins and needles")
    page.locator(".kl-hit").first.click()
    expect(finding(page, "paraesthesia").get_by_role("slider")).to_be_focused()
    box.fill("zzz")
    expect(page.get_by_text("Nothing called that.")).to_be_visible()


def test_an_assessment_by_keyboard_alone(page, site):
    """Landing page to a changed ranking, a chosen cause and its script, without a mouse."""
    page.goto(site)

    def tab_to(words: str, limit: int = 150) -> None:
        for _ in range(limit):
            page.keyboard.press("Tab")
            name = page.evaluate(
                "() => { const e = document.activeElement; return (e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || '') }"
            )
            if words in name:
                return
        raise AssertionError(f"Tab never reached {words}")

    tab_to(LAB.strings["landing.explore"])
    page.keyboard.press("Enter")
    page.wait_for_selector(READY)
    settled(page)
    tab_to("Swelling felt behind the knee")
    page.keyboard.press("End")
    assert ranking(page)[:4] == engine_order(popliteal_mass="present")[:4] != engine_order()[:4]
    assert page.evaluate("document.activeElement.type") == "range"
    tab_to("Knee osteoarthritis")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator(".kl-detail h2")).to_have_text("Knee osteoarthritis")
    assert page.evaluate("document.activeElement.className").startswith("kl-rank")
    tab_to("Illness script")
    page.keyboard.press("Enter")
    expect(page.locator(".kl-script")).to_contain_text("Who gets it")
    tab_to("How the ranking got here")
    page.keyboard.press("Enter")
    page.wait_for_selector(".kl-chart__figure[data-drawn] .main-svg")


@pytest.mark.parametrize(("look", "size"), LOOKS, ids=[look for look, _ in LOOKS])
def test_axe_finds_nothing(browser, site, look, size):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page = context.new_page()
    for path in ("/", "/voila/render/explorer.ipynb"):
        page.goto(f"{site}{path}?look={look}#age=67&sex=female&setting=primary_care&f.calf_swelling=100&f.fever=25")
        if path != "/":
            page.wait_for_selector(READY)
            settled(page)
            for heading in page.locator(".kl-root summary").all():
                if heading.is_visible():  # a projector leaves some parts out
                    heading.click()
        found = Axe().run(page).response["violations"]
        assert not found, "\n".join(f"{path} {v['impact']} {v['id']}: {[n['target'] for n in v['nodes']][:4]}" for v in found)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    context.close()


def test_themes_switch_and_stay(page, site):
    page.goto(site)
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    open_explorer(page, site)
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.get_by_role("button", name="Projector").click()
    settled(page)
    expect(page.get_by_role("searchbox")).to_be_hidden()
    assert len(ranking(page)) == 6


def test_real_symptoms_leads_to_urgent_care_and_not_to_the_engine(page, site):
    page.goto(site)
    page.get_by_role("button", name="Real symptoms?").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Call an ambulance")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_the_table_twin_says_what_the_bars_say(page, site):
    open_explorer(page, site)
    settled(page)
    page.locator(".kl-ranking .kl-twin > summary").click()
    rows = page.locator(".kl-ranking .kl-table tbody tr")
    assert rows.count() == len(LAB.conditions)
    assert shares(page)[0] in rows.first.inner_text()


def test_a_killed_engine_is_said_and_the_work_is_kept(context):
    with kneelab_server() as (url, pid):
        page = context.new_page()
        open_explorer(page, url, LINK)
        settled(page)
        expect(page.locator(".kl-notice--lost")).to_be_hidden()
        kernels = [p for p in psutil.Process(pid).children(recursive=True) if "ipykernel" in " ".join(p.cmdline())]
        assert kernels
        for kernel in kernels:
            kernel.kill()
        expect(page.locator(".kl-notice--lost")).to_be_visible(timeout=40_000)
        page.get_by_role("button", name="Reload").click()
        page.wait_for_selector(READY)
        assert ranking(page)[0] == FIRST
        expect(page.get_by_label("Age", exact=True)).to_have_value("58")


def test_the_server_shows_no_folder_and_refuses_old_websocket_clients(site):
    for path in ("/voila/api/contents/", "/voila/tree/"):
        with pytest.raises(HTTPError) as refused:
            urllib.request.urlopen(site + path)
        assert refused.value.code == 404
    old = urllib.request.Request(
        f"{site}/api/kernels/00000000-0000-0000-0000-000000000000/channels",
        headers={
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "a25lZWxhYmtuZWVsYWJrbg==",
        },
    )
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(old)
    assert refused.value.code == 400
