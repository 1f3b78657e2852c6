"""A browser and visits to the gateway with it; no visit may reach another machine or complain."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from bot.knowledge.knowledge_base import KnowledgeBase, read_knowledge
from bot.settings import PROJECT
from tests.browser.running_desk import RunningDesk, running_desk
from tests.browser.visit import NARROW_PIXELS, WIDE_PIXELS, Visit

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MILLISECONDS = 60_000
"""How long anything on a page is waited for on the slowest machine; it costs nothing where it comes at once."""
NARROW = {"width": NARROW_PIXELS, "height": 568}
WIDE = {"width": WIDE_PIXELS, "height": 800}


# One browser for a module, not for the session: while Playwright's loop runs, no asynchronous test can.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed; run `apt-get install chromium`")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MILLISECONDS)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def content() -> KnowledgeBase:
    return read_knowledge(PROJECT)


@pytest.fixture
def desk(empty_tickets_url: str, content: KnowledgeBase, tmp_path: Path) -> Iterator[RunningDesk]:
    """Give a desk that is served in a thread, over a store without anybody."""
    with running_desk(empty_tickets_url, content, tmp_path) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, running_gateway: str, exit_page: str) -> Iterator[Visit]:
    yield from _visits(browser, running_gateway, exit_page, viewport=WIDE)


@pytest.fixture
def narrow_visit(browser: Browser, running_gateway: str, exit_page: str) -> Iterator[Visit]:
    yield from _visits(browser, running_gateway, exit_page, viewport=NARROW, is_mobile=True, has_touch=True)


@pytest.fixture
def scriptless_visit(browser: Browser, running_gateway: str, exit_page: str) -> Iterator[Visit]:
    yield from _visits(browser, running_gateway, exit_page, viewport=NARROW, java_script_enabled=False)


def _visits(browser: Browser, gateway: str, exit_page: str, **options: Any) -> Iterator[Visit]:
    context = browser.new_context(locale="en-US", **options)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    visit = Visit(context.new_page(), gateway, exit_page)
    # Playwright marks the functions that it is given, so they cannot be a list's own.
    context.on("request", lambda request: visit.requests.append(request))  # noqa: PLW0108
    context.on("console", lambda message: visit.complaints.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: visit.complaints.append(str(error.error)))
    yield visit
    hosts = {urlsplit(request.url).hostname for request in visit.requests if not request.url.startswith("data:")}
    context.close()
    assert hosts == {"127.0.0.1"}, "a request left this machine, or none was seen"
    assert visit.complaints == []
