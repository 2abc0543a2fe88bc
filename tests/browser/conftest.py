from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import driving


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """Address of a running ``kneelab serve``."""
    with driving.kneelab_server() as (url, _):
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with driving.browsing() as b:
        yield b


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    c = browser.new_context(viewport={"width": 1366, "height": 768})
    c.set_default_timeout(driving.PATIENCE_MS)
    yield c
    c.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
