"""The test and evidence library in a real Chromium."""

from __future__ import annotations

import re
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

import kneelab
from tests.browser.driving import LOOKS, PATIENCE_MS, READY
from tests.browser.test_pages import settled

LAB = kneelab.load()
TEST = "mcmurray"


def open_library(page: Page, url: str, fragment: str = "") -> None:
    page.goto(f"{url}/voila/render/library.ipynb{fragment}")
    page.wait_for_selector(".kl-head h2", timeout=PATIENCE_MS)
    settled(page)


def title(page: Page):
    return page.locator(".kl-head h2")


def test_the_landing_page_and_the_bar_lead_to_the_library(page, site):
    page.goto(site)
    page.get_by_role("link", name=re.compile("Tests and evidence")).click()
    expect(title(page)).to_have_text(LAB.findings[TEST].label, timeout=PATIENCE_MS)
    expect(page.locator(".kl-bar > .kl-nav [aria-current=page]")).to_have_text("Library")


def test_the_forest_has_one_row_a_study_and_the_table_says_the_same(page, site):
    open_library(page, site, f"#test={TEST}")
    rows = page.locator(".kl-forest__row")
    assert rows.count() == len(LAB.evidence_of(TEST))
    used = next(r for r in LAB.evidence_of(TEST) if r.used)
    expect(page.locator(".kl-forest__row.is-used")).to_contain_text(LAB.sources[used.source].short)
    drawn = [
        (r.locator("b").inner_text(), [float(p.evaluate("e => parseFloat(e.style.left)")) for p in r.locator(".kl-forest__point").all()])
        for r in rows.all()
    ]
    page.locator(".kl-evidence .kl-twin > summary").click()
    told = []
    for r in page.locator(".kl-evidence .kl-table tbody tr").all():
        cells = r.locator("td").all_inner_texts()
        told.append((r.locator("th").inner_text(), [float(c.split()[0]) for c in cells[1:3] if c]))
    assert [(name, [round(x) for x in points]) for name, points in drawn] == told


def test_a_test_is_found_and_chosen_by_keyboard_alone(page, site):
    open_library(page, site, f"#test={TEST}")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("slump test")
    expect(page.locator(".kl-test:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text("Slump test")
    assert "test=slump" in page.url
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text(page.locator(".kl-test:focus .kl-test__name").inner_text())
    shown = title(page).inner_text()
    page.get_by_role("button", name="Next", exact=True).press("Enter")
    expect(title(page)).not_to_have_text(shown)
    page.get_by_role("button", name="Previous").press("Enter")
    expect(title(page)).to_have_text(shown)


def test_a_search_without_a_hit_says_what_to_do(page, site):
    open_library(page, site)
    page.get_by_role("searchbox").fill("zzz")
    expect(page.get_by_text("Nothing called that.")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".kl-test:visible").first).to_be_visible()


def test_a_link_brings_test_patient_and_cause_back_and_leads_to_the_explorer(page, site):
    open_library(page, site, "#test=slump&age=45&setting=primary_care&f.popliteal_mass=100&cause=sciatica")
    expect(title(page)).to_have_text("Slump test")
    expect(page.get_by_role("button", name="From the link")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".kl-shares [aria-pressed=true]")).to_contain_text("Sciatica")
    before = LAB.assess({"popliteal_mass": "present"}, age=45, setting="primary_care")
    share = round(100 * before.probabilities[LAB.network.index("sciatica")])
    expect(page.locator(".kl-people p").first).to_have_text(f"{share} of 100")
    page.get_by_role("link", name="Open in the explorer: Slump test, present").click()
    page.wait_for_selector(READY, timeout=PATIENCE_MS)
    assert "f.slump=100" in page.url
    assert "f.popliteal_mass=100" in page.url
    expect(page.get_by_label("Age", exact=True)).to_have_value("45")


def test_patient_and_setting_change_what_it_does(page, site):
    open_library(page, site, f"#test={TEST}")
    headline = page.locator(".kl-effect .kl-lead")
    seen = {headline.inner_text()}
    page.get_by_role("button", name="Walter").click()
    settled(page)
    seen.add(headline.inner_text())
    page.locator(".kl-effect").get_by_label("Seen in").select_option("sports_clinic")
    settled(page)
    seen.add(headline.inner_text())
    assert len(seen) == 3
    assert "setting=sports_clinic" in page.url
    chosen = page.locator(".kl-shares button").last
    chosen.press("Enter")
    settled(page)
    expect(page.locator(".kl-shares [aria-pressed=true]")).to_be_focused()
    assert page.locator(".kl-effect .kl-lead").inner_text() not in seen


def test_a_finding_without_a_target_shows_frequencies_by_cause(page, site):
    open_library(page, site, "#test=fever")
    expect(page.locator(".kl-forest")).to_have_count(0)
    numbers = LAB.network.by_condition["fever"]
    told = sum(not n.key.endswith(":base") for n in numbers)
    assert page.locator(".kl-evidence .kl-shares tbody tr").count() == told + (told < len(numbers))
    assert page.locator(".kl-evidence .is-judged .kl-fill").count() > 0


def test_a_clot_score_waits_for_one_step_and_is_worked_by_keyboard(page, site):
    open_library(page, site, "#test=wells_dvt&age=58&f.wells_item_surgery=100&f.active_cancer=-100&f.anticoagulant=100")
    score, step = page.locator(".kl-rule__points"), page.locator(".kl-gate > summary")
    expect(page.get_by_role("heading", name="When not to use it")).to_be_visible()
    expect(page.locator(".kl-never .is-here")).to_contain_text("On blood thinners")
    expect(score).not_to_be_visible()
    step.press("Enter")
    expect(score).to_have_text("1")
    state = {i: page.locator(f"[data-item={i}]").get_attribute("data-state") for i in ("bed_or_surgery", "active_cancer", "entire_leg")}
    assert state == {"bed_or_surgery": "met", "active_cancer": "absent", "entire_leg": "not_asked"}
    page.get_by_role("group", name="Your judgement").get_by_role("button", name="Yes").press("Enter")
    expect(score).to_have_text("−1")
    expect(page.get_by_role("button", name="Yes")).to_be_focused()
    assert "j.alternative_as_likely=present" in page.url
    expect(page.locator(".kl-strata thead th")).to_contain_text(["Group", "suspected clot", "musculoskeletal"])
    page.get_by_role("button", name="Walter").press("Enter")
    settled(page)
    expect(score).not_to_be_visible()
    assert "j." not in page.url


def test_a_rule_that_needs_no_question_stands_open(page, site):
    open_library(page, site, "#test=ottawa_knee&age=60")
    expect(page.locator(".kl-rule__points")).to_have_text("1")
    expect(page.locator(".kl-gate > summary")).not_to_be_visible()
    page.evaluate("location.hash = 'test=mcmurray'")
    expect(page.locator(".kl-rule")).not_to_be_visible()


def test_a_broken_link_is_named(page, site):
    open_library(page, site, "#test=nonsense&setting=moon")
    expect(page.locator(".kl-problems")).to_contain_text("nonsense")
    expect(page.locator(".kl-problems")).to_contain_text("moon")


def test_the_patient_goes_along_to_the_explorer_and_back(page, site):
    open_library(page, site, f"#test={TEST}&age=45&f.popliteal_mass=100")
    page.locator(".kl-bar > .kl-nav").get_by_role("link", name="Explore").click()
    page.wait_for_selector(READY, timeout=PATIENCE_MS)
    expect(page.get_by_label("Age", exact=True)).to_have_value("45")
    page.locator(".kl-bar > .kl-nav").get_by_role("link", name="Library").click()
    expect(title(page)).to_have_text(LAB.findings[TEST].label, timeout=PATIENCE_MS)
    expect(page.locator(".kl-effect")).to_contain_text("45 years, 1 answer")


@pytest.mark.parametrize(("look", "size"), LOOKS, ids=[look for look, _ in LOOKS])
def test_axe_finds_nothing_and_no_other_host_is_asked(browser, site, look, size):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page = context.new_page()
    hosts = set()
    page.on("request", lambda r: hosts.add(urlparse(r.url).netloc) if r.url.startswith(("http", "ws")) else None)
    page.goto(f"{site}/voila/render/library.ipynb?look={look}#test={TEST}&f.calf_swelling=100")
    page.wait_for_selector(".kl-head h2", timeout=PATIENCE_MS)
    for test in (TEST, "popliteal_mass", "active_cancer", "wells_dvt"):
        page.evaluate("test => { location.hash = `test=${test}&f.calf_swelling=100&f.anticoagulant=100`; }", test)
        expect(title(page)).to_have_text((LAB.findings.get(test) or LAB.reference_tests[test]).label)
        settled(page)
        for heading in page.locator(".kl-root details:not([open]) > summary:visible").all()[::-1]:
            heading.click()
        found = Axe().run(page).response["violations"]
        assert not found, "\n".join(f"{test} {v['impact']} {v['id']}: {[n['target'] for n in v['nodes']][:4]}" for v in found)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert hosts == {urlparse(site).netloc}
    context.close()
