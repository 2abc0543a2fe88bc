"""The cause explorer in a real Chromium."""

from __future__ import annotations

import re
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import kneelab
from kneelab.widgets.causes_view import cause_view, pair_view
from tests.browser.driving import LOOKS, PATIENCE_MS, open_explorer
from tests.browser.test_pages import settled

LAB = kneelab.load()
TABS = ("Script", "Who gets it", "Findings", "Look-alikes", "Plan", "Sources")


def open_causes(page: Page, url: str, fragment: str = "#cause=dvt", look: str = "light") -> None:
    page.goto(f"{url}/voila/render/causes.ipynb?look={look}{fragment}")
    page.wait_for_selector(".kl-head__name svg", timeout=PATIENCE_MS)
    settled(page)


def title(page: Page):
    return page.locator(".kl-head__name")


def show(page: Page, tab: str) -> None:
    page.get_by_role("tab", name=tab).click()


def test_a_cause_is_told_in_full(page, site):
    open_causes(page, site)
    view = cause_view(LAB, "dvt")
    expect(title(page)).to_have_text(view["name"])
    expect(page.locator(".kl-voice").first).to_contain_text(view["voice"][0])
    expect(page.locator(".kl-danger")).to_contain_text(view["must_not_miss"]["checks"][0])
    expect(page.locator(".kl-slots section")).to_have_count(6)
    show(page, "Who gets it")
    expect(page.locator(".kl-bars").first).to_contain_text(view["who"]["settings"][0]["words"])
    show(page, "Findings")
    expect(page.locator(".kl-freq .kl-finding__name").first).to_have_text(next(f["label"] for f in view["findings"] if f["more_here"]))
    show(page, "Look-alikes")
    expect(page.locator(".kl-look").first).to_contain_text(view["look_alikes"][0]["tell"])
    show(page, "Plan")
    expect(page.locator(".kl-sendon li")).to_have_count(len(view["plan"]["send_on"]))
    show(page, "Sources")
    expect(page.locator(".kl-refs > li")).to_have_count(len(view["references"]))
    assert page.locator(".kl-refs a").first.get_attribute("href") == view["references"][0]["url"]


def test_findings_sort_both_ways_and_open_to_their_numbers(page, site):
    open_causes(page, site, "#cause=meniscus_tear&show=findings")
    view = cause_view(LAB, "meniscus_tear")
    page.get_by_role("button", name="how often").click()
    often = max(view["findings"], key=lambda f: f["here"]["of_100"])
    first = page.locator(".kl-freq").first
    expect(first).to_contain_text(often["here"]["words"])
    published = next(f for f in view["findings"] if f["here"]["mark"] == "published")
    page.get_by_role("button", name="what sets it apart").click()
    row = page.locator(".kl-freq").filter(has_text=published["label"]).first
    expect(row.locator(".is-judged")).to_have_count(0)
    expect(row).to_contain_text(published["here"]["rests_on"])
    row.locator("summary").click()
    expect(row).to_contain_text(published["positive"])


def test_the_knee_lights_the_cause_and_peels_with_the_slider(page, site):
    open_causes(page, site)
    vein = page.locator('[data-structure="popliteal_vein"]')
    expect(vein).to_have_class(re.compile(r"\blit\b"))
    expect(vein).not_to_have_class(re.compile("peeled"))
    depth = page.get_by_role("slider")
    depth.focus()
    depth.press("End")
    expect(vein).to_have_class(re.compile("peeled"))
    expect(depth).to_have_attribute("aria-valuetext", "layer 9 of 9: bone")


def test_choosing_by_keyboard_alone(page, site):
    open_causes(page, site, "#cause=sciatica")
    search = page.get_by_role("searchbox")
    search.focus()
    search.press_sequentially("clot lung")
    page.keyboard.press("Enter")
    settled(page)
    expect(title(page)).to_have_text("Deep vein thrombosis")
    assert page.url.endswith("#cause=dvt")
    search.focus()
    search.press("Escape")
    page.locator("input[type=radio]:checked").focus()
    page.keyboard.press("ArrowUp")
    settled(page)
    expect(title(page)).not_to_have_text("Deep vein thrombosis")
    page.get_by_role("tab", name="Script").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Findings")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tab", name="Findings")).to_be_focused()
    assert "show=findings" in page.url


def test_a_search_without_a_match_says_what_to_try(page, site):
    open_causes(page, site)
    page.get_by_role("searchbox").fill("zzz")
    expect(page.get_by_text("No cause is told in these words.")).to_be_visible()
    expect(page.locator(".kl-choose__row:visible")).to_have_count(0)


def test_two_causes_stand_side_by_side_and_the_link_brings_them_back(page, site):
    open_causes(page, site)
    page.get_by_label("Compare with").select_option("calf_strain")
    settled(page)
    view = pair_view(LAB, "dvt", "calf_strain")
    expect(title(page)).to_contain_text("against")
    first = page.locator(".kl-pairlist .kl-pairs").first
    expect(first).to_contain_text(view["findings"][0]["label"])
    expect(first).to_contain_text(f"against {view['findings'][0]['there']['words']}")
    expect(page.locator(".kl-twoscripts h4").filter(has_text="Over time")).to_have_count(1)
    assert page.url.endswith("#cause=dvt&against=calf_strain")
    link = page.url
    page.goto("about:blank")
    page.goto(link)
    page.wait_for_selector(".kl-pairlist .kl-pairs")
    expect(page.get_by_label("Compare with")).to_have_value("calf_strain")
    page.get_by_role("button", name="Swap sides").click()
    settled(page)
    assert page.url.endswith("#cause=calf_strain&against=dvt")
    page.get_by_role("button", name="Stop comparing").click()
    settled(page)
    expect(title(page)).to_have_text(LAB.condition("calf_strain").name)
    expect(page.get_by_label("Compare with")).to_be_focused()


def test_danger_stands_first_on_a_phone_too(page, site):
    page.set_viewport_size({"width": 390, "height": 844})
    open_causes(page, site, "#cause=dvt&against=calf_strain")
    danger = page.locator(".kl-danger:visible")
    expect(danger).to_contain_text("Deep vein thrombosis: Same day")
    assert danger.bounding_box()["y"] < page.locator(".kl-pairlist").bounding_box()["y"]


def test_a_look_alike_leads_to_the_comparison(page, site):
    open_causes(page, site, "#cause=dvt&show=look_alikes")
    page.get_by_role("button", name=re.compile("Compare side by side: .*calf strain")).click()
    settled(page)
    expect(title(page)).to_contain_text("Proximal calf strain")


def test_a_broken_link_says_so_and_offers_the_list(page, site):
    open_causes(page, site, "#cause=moon")
    expect(page.locator(".kl-problems")).to_contain_text("moon")
    expect(page.locator(".kl-slots")).to_be_visible()


def test_the_explorer_and_the_landing_page_lead_here(page, site):
    open_explorer(page, site, "#opener=barbecue&age=66&sex=male&setting=primary_care&cause=meniscus_tear")
    settled(page)
    page.get_by_role("link", name=re.compile("All about Meniscus tear")).click()
    page.wait_for_selector(".kl-head__name svg", timeout=PATIENCE_MS)
    settled(page)
    expect(title(page)).to_have_text("Meniscus tear")
    page.goto(site)
    page.locator(".kl-rooms").get_by_role("link", name=re.compile("^Causes")).click()
    page.wait_for_selector(".kl-head__name svg", timeout=PATIENCE_MS)


def test_a_projector_folds_the_list_away(page, site):
    open_causes(page, site, look="projector")
    expect(page.get_by_role("searchbox")).to_be_hidden()
    page.get_by_text("Choose a cause").click()
    page.locator(".kl-choose__row").filter(has_text="Sciatica").click()
    settled(page)
    expect(title(page)).to_have_text("Sciatica")
    expect(page.get_by_role("searchbox")).to_be_hidden()


def test_no_other_host_is_asked(context, site):
    page = context.new_page()
    hosts = set()
    page.on("request", lambda r: hosts.add(urlparse(r.url).netloc) if r.url.startswith(("http", "ws")) else None)
    open_causes(page, site)
    for tab in TABS:
        show(page, tab)
    assert hosts == {urlparse(site).netloc}


@pytest.mark.parametrize(("look", "size"), LOOKS, ids=[look for look, _ in LOOKS])
def test_axe_finds_nothing(browser, site, look, size):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page = context.new_page()
    for fragment in ("#cause=dvt", "#cause=other&show=look_alikes", "#cause=dvt&against=calf_strain"):
        open_causes(page, site, fragment, look)
        tabs = [None] if "against" in fragment else TABS
        for tab in tabs:
            if tab:
                show(page, tab)
            for heading in page.locator(".kl-causes__main summary:visible").all()[:12]:
                heading.click()
            found = Axe().run(page).response["violations"]
            assert not found, "\n".join(f"{fragment} {tab} {v['impact']} {v['id']}: {[n['target'] for n in v['nodes']][:4]}" for v in found)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], f"{fragment} {tab}"
        page.goto("about:blank")
    context.close()
