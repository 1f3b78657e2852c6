"""Two workers and a person on each channel, through a real gateway: ask, claim race, chat, transfer, close."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from redis import Redis

from bot.cli.engine_process import start_child, stop_child
from bot.knowledge.knowledge_base import read_knowledge
from bot.settings import PROJECT, read_settings
from bot.staff.account import Credentials
from bot.staff.worker import Role
from bot.wiring.desk import wire_staff
from bot.wiring.keys import new_key
from channels import segments
from tests.bot.gateway.desk import until
from tests.bot.gateway.phones import Chat, Phone
from tests.bot.gateway.providers import telegram_provider, twilio_provider
from tests.bot.gateway.running import RunningGateway, running
from tests.browser.conftest import PATIENCE_MILLISECONDS
from tests.channels.peer import served
from tests.conftest import free_port

pytestmark = [pytest.mark.long, pytest.mark.browser, pytest.mark.model, pytest.mark.redis]
CATALOGS = read_knowledge(PROJECT).catalogs
PASSWORD = "four quiet otters paddle"
QUESTION, REPLY, ANSWER, LATER = "mi jefe me quito el pasaporte", "Le escucho", "tengo miedo", "Soy Ben, le ayudo"


@dataclass(frozen=True)
class Desk:
    """A desk process and how its workers log in."""

    url: str
    workers: dict[str, Credentials] = field(repr=False)


class WebPage:
    """A person in the web chat, in a browser of their own."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.goto(f"{url}/?lang=es")

    @property
    def texts(self) -> list[str]:
        return self.page.locator("#log .by-assistant .bubble, #log .by-worker .bubble").all_inner_texts()

    def writes(self, text: str) -> None:
        self.page.locator("#text").fill(text)
        self.page.locator("#send").click()
        expect(self.page.locator("#waiting")).to_have_text("")


@dataclass(frozen=True)
class Office:
    """Everything that runs: a gateway on played providers, a web chat, a desk."""

    gateway: RunningGateway
    desk: Desk
    people: dict[str, Callable[[Page], Chat | Phone | WebPage]] = field(repr=False)


async def staffed(tickets_url: str, key: str) -> dict[str, Credentials]:
    staff = wire_staff(read_settings({"AMPARO_TICKETS_URL": tickets_url, "AMPARO_MASTER_KEY": key}))
    workers = {}
    for name in ("ana", "ben"):
        workers[name] = await staff.accounts.add(name, roles=[Role.WORKER], languages=["es", "en"])
        await staff.accounts.change_password(name, PASSWORD)
    await staff.close()
    return workers


@pytest.fixture(scope="module")
def office(
    engine_url: str, sessions_url: str, _quiet_tickets_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    key, port = new_key(), free_port()
    with Redis.from_url(_quiet_tickets_url) as client:
        # Another test's staff would have another key.
        client.flushall()
    workers = asyncio.run(staffed(_quiet_tickets_url, key))
    stores = {"AMPARO_SESSIONS_URL": sessions_url, "AMPARO_TICKETS_URL": _quiet_tickets_url, "AMPARO_MASTER_KEY": key}
    with served(twilio_provider()) as twilio, served(telegram_provider()) as telegram:
        settings = {
            **stores,
            "AMPARO_ENGINE_URL": engine_url,
            "TWILIO_API_URL": twilio.url,
            "TELEGRAM_API_URL": telegram.url,
        }
        plain = {**settings, "AMPARO_PUBLIC_URL": "", "AMPARO_DEMO": "1"}
        with running(settings) as gateway, running(plain) as demo:
            data = str(tmp_path_factory.mktemp("desk"))
            own_settings = {**stores, "AMPARO_DESK_PORT": str(port), "AMPARO_DATA": data}
            desk = start_child(
                [sys.executable, "-m", "bot.cli", "desk"],
                own_settings,
            )
            url = f"http://127.0.0.1:{port}"
            people = {
                "telegram": lambda _: Chat(gateway, telegram),
                "sms": lambda _: Phone(gateway, twilio, "sms"),
                "whatsapp": lambda _: Phone(gateway, twilio, "whatsapp"),
                "web": lambda page: WebPage(page, demo.url),
            }
            try:
                until(lambda: answers(f"{url}/healthz"))
                yield Office(gateway, Desk(url, workers), people)
            finally:
                stop_child(desk)


@pytest.fixture(scope="module")
def at_desk(browser: Browser, office: Office) -> Iterator[dict[str, Page]]:
    """Give both workers' pages, logged in and on shift."""
    pages = {}
    for name in ("ana", "ben"):
        context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 800})
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        page = pages[name] = context.new_page()
        page.goto(f"{office.desk.url}/queue")
        page.locator("#name").fill(name)
        page.locator("#password").fill(PASSWORD)
        page.locator("#code").fill(office.desk.workers[name].recovery_codes[0])
        page.keyboard.press("Enter")
        page.wait_for_url(f"{office.desk.url}/queue*")
        page.locator("#shift summary").click()
        page.get_by_role("button", name="On shift").click()
        expect(page.locator("#shift")).to_have_attribute("data-presence", "on")
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize("channel", ["telegram", "sms", "whatsapp", "web"])
def test_a_whole_talk(office: Office, at_desk: dict[str, Page], browser: Browser, channel: str) -> None:
    ana, ben = at_desk["ana"], at_desk["ben"]
    own = browser.new_page()
    person = office.people[channel](own)
    for page in (ana, ben):
        page.goto(f"{office.desk.url}/queue?tab=waiting")
        expect(page.locator("[id^=take-]")).to_have_count(0)
    person.writes(QUESTION)
    person.writes(CATALOGS.first_word("conversation.words.human", "es"))
    for page in (ana, ben):
        # By itself, without a reload.
        expect(page.locator("[id^=take-]")).to_have_count(1)
    # Both press: one has the chat, the other hears who.
    ben.route("**/queue/rows*", lambda route: route.abort())
    ana.locator("[id^=take-]").click()
    expect(ana.locator("#composer")).to_be_visible()
    ben.locator("[id^=take-]").click()
    expect(ben.get_by_role("alert").filter(has_text="ana has this chat.")).to_be_visible()
    ben.unroute("**/queue/rows*")
    until(lambda: any(segments.plain(said).startswith(joined()) for said in person.texts))
    ana.locator("#text").fill(REPLY)
    ana.keyboard.press("Enter")
    until(lambda: person.texts[-1] == REPLY)
    before = len(person.texts)
    person.writes(ANSWER)
    expect(ana.locator(".by-person .text").last).to_have_text(ANSWER)
    assert len(person.texts) == before, "the assistant is silent while a worker has the chat"
    ticket = ana.url.rpartition("/")[2].partition("?")[0]
    ana.keyboard.press("Escape")
    ana.locator("body").press("t")
    ana.locator("#transfer-to").select_option("worker:ben")
    ana.locator("#transfer-note").fill("please go on")
    ana.get_by_role("button", name="Ask to take over").click()
    expect(ana.locator("#notice")).to_contain_text("They were asked to take over")
    ben.goto(f"{office.desk.url}/tickets/{ticket}")
    ben.locator("body").press("c")
    expect(ben.locator("#composer")).to_be_visible()
    expect(ben.locator(".by-note .text")).to_have_text("please go on")
    expect(ben.locator(".by-person .text").last).to_have_text(ANSWER)
    ben.locator("#text").fill(LATER)
    ben.keyboard.press("Enter")
    until(lambda: person.texts[-1] == LATER)
    ben.keyboard.press("Escape")
    ben.locator("body").press("e")
    ben.locator("#close-outcome").select_option("helped")
    ben.locator("#close-outcome").locator("xpath=ancestor::form").locator("button").last.click()
    # By SMS without accents.
    closed = segments.plain(CATALOGS.say("conversation.notice.closed", "es"))[:20]
    until(lambda: segments.plain(person.texts[-1]).startswith(closed))
    person.writes(QUESTION)
    until(lambda: len(person.texts) > before + 4)
    own.close()


def joined() -> str:
    return segments.plain(CATALOGS.say("conversation.notice.joined", "es", back=""))[:25]


def answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).is_success
    except httpx.HTTPError:
        return False
