"""The accuracy page in a real Chromium."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.driving import LOOKS

PATH = "voila/render/accuracy.ipynb"


@pytest.mark.parametrize(("look", "size"), LOOKS, ids=[look for look, _ in LOOKS])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, site, look, size):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site}/{PATH}?look={look}")
    page.wait_for_selector(".kl-cases tbody tr")
    page.locator(".kl-limits summary").click()
    found = Axe().run(page).response["violations"]
    assert not found, "\n".join(f"{v['impact']} {v['id']}: {[n['target'] for n in v['nodes']][:4]}" for v in found)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    context.close()


def test_the_navigation_leads_to_the_limits_first(page, site):
    page.goto(site)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Accuracy").click()
    page.wait_for_selector(".kl-cases tbody tr")
    headings = page.locator(".kl-accuracy h2").all_inner_texts()
    assert headings[0] == "Read this first"
    assert "fictional" not in page.locator(".kl-foot").inner_text()
    assert page.locator(".kl-cases tbody tr:not(.kl-remark)").count() == 18
