"""The line to the page: what changes is told within a second, nothing of it is content, and it ends with the login."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.desk.events import Events
from bot.desk.office import Office
from bot.desk.sight import AGAIN_SECONDS
from bot.desk.workplace import workplace
from bot.staff.entry import Action
from bot.staff.logins import IDLE_SECONDS
from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.store import Holder
from bot.tickets.ticket import Outcome
from tests.bot.desk.browser import Browser
from tests.bot.tickets.deliveries import deliver

pytestmark = pytest.mark.redis
BEAT_SECONDS = 0.2
SAID = "words that stay in the chat"


class Line:
    """What a page hears, one event after the other."""

    def __init__(self, told: AsyncIterator) -> None:
        self._told = told
        self.everything = ""

    async def next(self) -> tuple[str, dict]:
        event = await asyncio.wait_for(anext(self._told), 60)
        self.everything += event["data"]
        return event["event"], json.loads(event["data"])

    async def heard(self, kind: str) -> dict:
        """Go on to a change of a kind."""
        for _ in range(100):
            event, data = await self.next()
            if event == "change" and data["kind"] == kind:
                return data
        pytest.fail(f"{kind} was not told")


@asynccontextmanager
async def line(
    office: Office, browser: Browser, name: str, look: str = "", look_seconds: float = BEAT_SECONDS
) -> AsyncIterator[Line]:
    events = Events(workplace(office), beat_seconds=BEAT_SECONDS, look_seconds=look_seconds)
    told = events.told(browser.login_id, await office.accounts.get(name), look)
    heard = Line(told)
    assert await heard.next() == ("begun", {})
    try:
        yield heard
    finally:
        await told.aclose()


@pytest.fixture
async def case(worker: Browser, supervisor: Browser, people) -> tuple[Browser, Browser, str]:
    """Give Ana, who holds a chat, Eve, who supervises, and the chat's id."""
    ticket = await people.one()
    await worker.post(f"/tickets/{ticket.id}/claim")
    return worker, supervisor, ticket.id


async def after_beats(page: Line) -> tuple[str, dict]:
    for _ in range(100):
        event = await page.next()
        if event[0] != "beat":
            return event
    pytest.fail("nothing but beats")


async def test_every_change_of_a_chat_is_told_and_none_with_its_words(worker: Browser, people, office: Office) -> None:
    async with line(office, worker, "ana") as page:
        ticket = await people.one()
        assert (await page.heard("queue"))["ticket"] == ticket.id
        await people.tickets.heard(ticket, [TicketMessage(Author.PERSON, SAID, "es")], "1")
        assert (await page.heard("message"))["ticket"] == ticket.id
        await office.tickets.claim(ticket.id, Holder("ana"), 3)
        reply = TicketMessage(Author.WORKER, SAID, "es", "ana")
        kept = await office.tickets.say(ticket.id, Holder("ana"), reply, "2")
        await deliver(office.tickets, kept, Delivery.READ)
        assert (await page.heard("delivery"))["ticket"] == ticket.id
        await people.tickets.left(ticket, Outcome.DELETED)
        assert (await page.heard("erased"))["ticket"] == ticket.id
        assert SAID not in page.everything
        assert ticket.pseudonym not in page.everything
        assert "771300001" not in page.everything


async def test_typing_is_told_to_others_by_name(worker: Browser, supervisor: Browser, people, office: Office) -> None:
    ticket = await people.one()
    await worker.post(f"/tickets/{ticket.id}/claim")
    async with line(office, supervisor, "eve") as page:
        await worker.post(f"/tickets/{ticket.id}/typing")
        assert await page.heard("typing") == {"kind": "typing", "ticket": ticket.id, "worker": "ana", "name": "Ana"}
        await supervisor.post(f"/tickets/{ticket.id}/typing")  # she does not hold it
        await worker.post("/shift", {"presence": "on"})
        await page.heard("shift")
        assert page.everything.count("typing") == 1


async def test_who_holds_a_chat_hears_who_looks_on_for_as_long_as_they_do(worker, supervisor, people, office) -> None:
    ticket = await people.one()
    await worker.post(f"/tickets/{ticket.id}/claim")
    async with line(office, worker, "ana") as page:
        await supervisor.get(f"/tickets/{ticket.id}/look")
        assert (await page.heard("viewing"))["name"] == "Eve"
        async with line(office, supervisor, "eve", look=ticket.id) as other:
            # Her own line tells it, which nobody but a page that reads it moves on.
            assert (await other.heard("viewing"))["ticket"] == ticket.id
            assert (await page.heard("viewing"))["name"] == "Eve"


async def test_a_look_is_told_whenever_it_is_served_and_on_record_once_in_a_while(case, office, clock) -> None:
    worker, supervisor, ticket = case
    for part in ("look", "look/messages", "look/messages", "look/now"):
        async with line(office, worker, "ana") as page:
            assert (await supervisor.get(f"/tickets/{ticket}/{part}")).status_code == 200
            assert (await page.heard("viewing"))["name"] == "Eve"
    assert await looks_on_record(office) == 1
    clock.now += AGAIN_SECONDS
    await supervisor.get(f"/tickets/{ticket}/look/messages")
    assert await looks_on_record(office) == 2


async def test_a_line_that_looks_on_tells_it_from_its_first_moment(case, office) -> None:
    worker, supervisor, ticket = case
    async with (
        line(office, worker, "ana") as page,
        line(office, supervisor, "eve", look=ticket, look_seconds=3600) as other,
    ):
        await other.heard("viewing")
        assert (await page.heard("viewing"))["name"] == "Eve"


async def looks_on_record(office: Office) -> int:
    return len([each for each in await office.audit.read() if each.action is Action.SILENTLY_VIEWED])


async def test_the_line_beats_and_ends_with_the_login(worker: Browser, office: Office) -> None:
    async with line(office, worker, "ana") as page:
        assert await page.next() == ("beat", {"reached": True})
        await office.logins.end(worker.login_id)
        assert await after_beats(page) == ("ended", {})
        with pytest.raises(StopAsyncIteration):
            await page.next()


@pytest.mark.parametrize("how", ["locked", "disabled", "idle"])
async def test_it_ends_with_a_login_that_may_no_longer(how: str, worker: Browser, office: Office, clock) -> None:
    async with line(office, worker, "ana") as page:
        if how == "locked":
            await office.logins.lock(worker.login_id)
        elif how == "disabled":
            await office.accounts.disable("ana")
        else:
            clock.now += IDLE_SECONDS + 1
        assert await after_beats(page) == ("ended", {})


async def test_a_line_keeps_no_login_alive(worker: Browser, office: Office, clock) -> None:
    async with line(office, worker, "ana") as page:
        before = (await office.logins.find(worker.login_id, touch=False)).seen_at
        clock.now += 600
        for _ in range(3):
            await page.next()
        assert (await office.logins.find(worker.login_id, touch=False)).seen_at == before


async def test_a_page_that_goes_leaves_nothing_behind(worker: Browser, office: Office) -> None:
    async with line(office, worker, "ana"):
        assert len(office.feed._pages) == 1  # noqa: SLF001 - nothing else tells
    assert len(office.feed._pages) == 0  # noqa: SLF001


async def test_a_stranger_has_no_line(browser: Browser) -> None:
    answer = await browser.get("/events")
    assert (answer.status_code, answer.text) == (401, "")
