"""How chats on the web page end, with a clock and a store of the test's own: by silence, by a word, by leaving."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import httpx
import pytest
from starlette.applications import Starlette
from starlette.templating import Jinja2Templates

from bot.conversation.conversation import Conversation
from bot.erasure.traces import NoTraces
from bot.gateway.app import PAGES
from bot.gateway.counts import Counts
from bot.gateway.departure import AT_ONCE_SECONDS, Departure, Tasks
from bot.gateway.reception import Reception
from bot.gateway.web_chat import WebChat
from bot.gateway.web_lines import simulated
from bot.logs import silent_log
from bot.sessions.one_process import OneProcessSessions
from bot.sessions.session import SILENCE_SECONDS, Session
from bot.sessions.store import SessionsUnavailable
from bot.settings import read_settings
from bot.storage.clock import Clock
from bot.storage.encryption import Seal
from bot.wiring.conversation import wire_conversation
from channels.web import WebChannel
from tests.bot.conversation.people import LAWYER, ScriptedUnderstanding

IDLE = 1800
EXIT = "https://weather.example.org/"
PROBE = "did she write to you"
SETTINGS = read_settings({"AMPARO_PUBLIC_URL": "http://127.0.0.1", "AMPARO_EXIT_URL": EXIT})


@dataclass
class Time:
    now: float = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


class Store(OneProcessSessions):
    """A store that can be down: then it only destroys keys, as the real one does; hung, it never answers."""

    down = hung = False

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, idle_seconds=IDLE, maximum_seconds=SETTINGS.maximum_seconds)
        self.asked, self.ended = asyncio.Event(), asyncio.Event()

    async def load(self, person: str) -> Session | None:
        await self._answer()
        return await super().load(person)

    async def end(self, person: str, session: Session | None = None, *, forgets_code: bool = False) -> None:
        await super().end(person, session, forgets_code=forgets_code)
        await self._answer()
        if person.startswith("web:"):
            self.ended.set()

    async def ping(self) -> None:
        await self._answer()

    @asynccontextmanager
    async def turn(self, person: str) -> AsyncIterator[None]:
        self.asked.set()
        await self._answer()
        async with super().turn(person):
            yield

    async def _answer(self) -> None:
        if self.hung:
            await asyncio.sleep(60)
        if self.down:
            raise SessionsUnavailable


@dataclass
class Browser:
    """Somebody on the page, whose script asks for JSON."""

    client: httpx.AsyncClient
    store: Store
    clock: Time
    token: str = field(default="", repr=False)

    @property
    def person(self) -> str:
        return f"web:{self.client.cookies['chat']}"

    async def opens(self, **query: str) -> str:
        page = (await self.client.get("/", params=query)).text
        found = re.search(r'name="token" value="([^"]+)"', page)
        assert found
        self.token = found[1]
        return page

    async def posts(self, text: str, accept: str = "application/json") -> httpx.Response:
        return await self.client.post("/chat", data={"token": self.token, "text": text}, headers={"Accept": accept})

    async def writes(self, text: str) -> dict[str, object]:
        answer: dict[str, object] = (await self.posts(text)).json()
        return answer


@pytest.fixture(scope="module")
def conversation() -> Conversation:
    return wire_conversation(SETTINGS, ScriptedUnderstanding(), Time())


@pytest.fixture
async def browser(conversation: Conversation) -> AsyncIterator[Browser]:
    clock, web, counts = Time(), WebChannel(), Counts(silent_log())
    store = Store(clock)
    reception = Reception(replace(conversation, clock=clock), store, {"web": web}, counts, NoTraces())
    templates = Jinja2Templates(PAGES / "templates")
    chat = WebChat(SETTINGS, reception, web, templates, Seal(bytes(32), "web"), counts, ("sms",))
    transport = httpx.ASGITransport(app=Starlette(routes=chat.routes()))
    headers = {"Accept-Language": "en"}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as client:
        yield Browser(client, store, clock)


def shown_for(page: str) -> tuple[int, int | None]:
    """Give how many seconds the page says that the chat lasts, and after how many it asks again without scripts."""
    lasts, again = re.search(r'data-ends-in="(\d+)"', page), re.search(r'"refresh" content="(\d+); url=/"', page)
    assert lasts
    return int(lasts[1]), int(again[1]) if again else None


async def test_the_page_knows_when_the_chat_is_over(browser: Browser) -> None:
    assert shown_for(await browser.opens()) == (IDLE, None), "nothing is said, and nothing is to be taken away"
    assert (await browser.writes(LAWYER))["ends_in"] == IDLE
    browser.clock.now += 100.5
    page = await browser.opens()
    assert LAWYER in page
    assert shown_for(page) == (IDLE - 100, IDLE - 99)
    browser.clock.now += IDLE - 99
    page = await browser.opens()
    assert LAWYER not in page
    assert 'id="empty"' in page
    assert shown_for(page) == (IDLE, None)


async def test_a_shorter_time_is_told(browser: Browser) -> None:
    await browser.opens()
    await browser.writes(LAWYER)
    assert (await browser.writes("forget me in 5"))["ends_in"] == 300
    assert (await browser.writes("delete"))["ends_in"] == SILENCE_SECONDS
    browser.clock.now += SILENCE_SECONDS + 1
    assert (await browser.writes(LAWYER))["fresh"] is True


async def test_an_answer_of_a_new_chat_says_so(browser: Browser) -> None:
    await browser.opens()
    first = browser.client.cookies["chat"]
    assert [(await browser.writes(text))["fresh"] for text in (LAWYER, LAWYER, "menu")] == [True, False, False]
    browser.clock.now += IDLE + 1
    assert (await browser.writes(LAWYER))["fresh"] is True
    assert browser.client.cookies["chat"] == first, "it was the same tab"


async def test_a_chat_that_began_with_a_language_is_new_too(browser: Browser) -> None:
    await browser.opens(lang="es")
    assert [(await browser.writes(text))["fresh"] for text in (LAWYER, LAWYER)] == [True, False]


async def test_a_stranger_s_question_takes_the_rest_off_the_screen(browser: Browser) -> None:
    await browser.opens()
    await browser.writes(LAWYER)
    assert (await browser.writes(PROBE))["fresh"] is True
    assert LAWYER not in await browser.opens()


def forgets(answer: httpx.Response) -> bool:
    return any('chat=""' in each and "Max-Age=0" in each for each in answer.headers.get_list("set-cookie"))


@pytest.mark.parametrize("down", [False, True], ids=["", "store down"])
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
async def test_the_exit_word_forgets_the_visitor(browser: Browser, accept: str, *, down: bool) -> None:
    await browser.opens()
    await browser.writes(LAWYER)
    person = browser.person
    screen = simulated("sms", browser.client.cookies["chat"])
    await browser.store.save(screen, Session(browser.clock(), browser.clock()))
    browser.store.down = down
    answer = await browser.posts("exit", accept)
    if accept == "text/html":
        assert (answer.status_code, answer.headers["location"]) == (303, EXIT)
    else:
        assert (answer.json()["ended"], answer.json()["exit_url"]) == (True, EXIT)
    assert forgets(answer)
    assert '"cookies"' in answer.headers["clear-site-data"]
    browser.store.down = False
    assert await browser.store.load(person) is None
    assert await browser.store.load(screen) is None


async def test_the_page_goes_on_under_a_new_id_after_deleting(browser: Browser) -> None:
    await browser.opens()
    await browser.writes(LAWYER)
    before = browser.client.cookies["chat"]
    answer = await browser.posts("erase now")
    said = answer.json()
    assert (said["ended"], said["exit_url"], said["ends_in"], len(said["lines"])) == (True, None, None, 1)
    assert forgets(answer)
    assert "clear-site-data" not in answer.headers, "the page is still open"
    await browser.opens()
    assert browser.client.cookies["chat"] != before
    assert (await browser.posts(LAWYER)).status_code == 200


async def test_without_scripts_too(browser: Browser) -> None:
    await browser.opens()
    await browser.writes(LAWYER)
    before = browser.client.cookies["chat"]
    page = await browser.posts("erase now", "text/html")
    assert page.status_code == 200
    assert browser.client.cookies["chat"] != before
    assert shown_for(page.text) == (IDLE, IDLE + 1)


async def test_a_store_that_is_down_deletes_no_cookie(browser: Browser) -> None:
    await browser.opens()
    await browser.writes(LAWYER)
    browser.store.down = True
    answer = await browser.posts(LAWYER)
    assert (answer.json()["ended"], answer.json()["ends_in"]) == (False, None)
    assert not answer.headers.get_list("set-cookie")


async def test_leaving_needs_no_store(browser: Browser) -> None:
    await browser.opens()
    await browser.writes(LAWYER)
    person = browser.person
    browser.store.down = True
    answer = await browser.client.post("/chat/leave")
    assert (answer.status_code, answer.headers["location"]) == (303, EXIT)
    browser.store.down = False
    assert await browser.store.load(person) is None


async def test_leaving_is_tried_until_the_store_is_back(browser: Browser) -> None:
    await browser.opens()
    await browser.writes(LAWYER)
    person = browser.person
    kept = await browser.store.load(person)
    assert kept is not None
    browser.store.down = True
    await browser.client.post("/chat/leave")
    # What a turn that was under way saves at its end.
    await browser.store.save(person, kept)
    browser.store.ended.clear()
    browser.store.down = False
    async with asyncio.timeout(5):
        await browser.store.ended.wait()
    assert await browser.store.load(person) is None


def departure(store: Store, clock: Time, tasks: Tasks) -> Departure:
    return Departure(store, Counts(silent_log()), ("web:someone",), clock, clock() + IDLE, tasks)


async def test_leaving_waits_for_no_store_that_hangs(browser: Browser) -> None:
    browser.store.hung = True
    tasks: Tasks = set()
    async with asyncio.timeout(AT_ONCE_SECONDS + 1):
        await departure(browser.store, browser.clock, tasks).begin()
    (going_on,) = tasks
    going_on.cancel()


async def test_leaving_is_tried_no_longer_than_the_chat_would_have_lasted(browser: Browser) -> None:
    browser.store.down = True
    tasks: Tasks = set()
    after = await departure(browser.store, browser.clock, tasks).begin()
    await after()
    (going_on,) = tasks
    browser.store.asked.clear()
    async with asyncio.timeout(5):
        await browser.store.asked.wait()
    assert not going_on.done()
    browser.clock.now += IDLE
    async with asyncio.timeout(5):
        await going_on
    await asyncio.sleep(0)
    assert not tasks
