"""A served desk, people who ask for somebody, and watched browsers with staff logged in."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page

from bot.knowledge.pseudonyms import read_pseudonyms
from bot.settings import PROJECT
from bot.staff.worker import Role
from bot.storage.encryption import Seal
from bot.tickets.redis_store import RedisTickets
from tests.browser.conftest import PATIENCE_MILLISECONDS
from tests.browser.desk_chat.scene import WIDE, People, Watch
from tests.browser.running_desk import RunningDesk

OURS = re.compile(
    r"/(?:login|confirm|lock|unlock|account|queue|queue/\w+|events|shift(?:/\w+)?|static/.*|(?:tickets|supervision)/.*|supervision|login/\w+|reports/count)"
)


@pytest.fixture
def people(desk: RunningDesk) -> Iterator[People]:
    settings = desk.parts.settings
    names = read_pseudonyms(PROJECT / "knowledge" / "pseudonyms.yml")
    tickets = RedisTickets(settings.tickets_url, Seal(settings.master_key, "tickets"), desk.clock, names)
    yield People(desk, tickets)
    desk.run(tickets.close())


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Give what browsers do; nothing may leave this machine, ask for what no page of ours asks for, or complain."""
    watching = Watch()
    yield watching
    asked = [urlsplit(each.url) for each in watching.requests if not each.url.startswith("data:")]
    assert {each.hostname for each in asked} == {"127.0.0.1"}
    assert [each.path for each in asked if not OURS.fullmatch(each.path)] == []
    assert watching.complaints == []


@pytest.fixture
def open_page(browser: Browser, desk: RunningDesk, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Give a way to log somebody in, in a browser profile of their own."""
    opened: list[BrowserContext] = []

    def page(name: str, *roles: Role, path: str = "/queue", **options: object) -> Page:
        context = browser.new_context(**{"locale": "en-US", "viewport": WIDE, **options})
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        context.on("request", lambda request: watch.requests.append(request))  # noqa: PLW0108 - Playwright marks it
        context.on("console", lambda said: watch.complaints.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: watch.complaints.append(str(error.error)))
        opened.append(context)
        person = desk.staff.get(name) or desk.enrol(name, *(roles or (Role.WORKER,)))
        fresh = desk.log_in(context, person, path)
        fresh.on("dialog", lambda dialog: _refuse(dialog, watch))
        return fresh

    yield page
    for each in opened:
        each.close()


def _refuse(dialog: Dialog, watch: Watch) -> None:
    watch.complaints.append(f"dialog: {dialog.message}")
    dialog.dismiss()
