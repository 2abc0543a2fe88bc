from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser import driving


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Address of a running ``kneelab serve``."""
    with driving.kneelab_server() as (url, _):
        yield url


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    with sync_playwright() as p:
        yield p


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    """A browser without any 3D."""
    b = driving.launch(driver)
    yield b
    b.close()


@pytest.fixture(scope="session")
def browser_3d(driver: Playwright) -> Iterator[Browser]:
    """A browser with 3D on software rendering."""
    b = driving.launch(driver, graphics=True)
    yield b
    b.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    c = browser.new_context(viewport={"width": 1366, "height": 768})
    c.set_default_timeout(driving.PATIENCE_MS)
    yield c
    c.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
