"""Revealing over real pages: two people, each with password and code anew, one look, every step on record."""

import re

import pytest

from bot.desk.office import Office
from bot.staff.entry import Action
from bot.staff.worker import Role
from bot.tickets.store import Holder
from bot.tickets.ticket import Ticket
from tests.bot.desk.browser import Browser, Person

pytestmark = pytest.mark.redis
ADDRESS = "+15550107788"
REASON = "He has come back and has a knife"
STEPS = (Action.REVEAL_ASKED, Action.REVEAL_APPROVED, Action.REVEAL_REFUSED, Action.REVEALED)


@pytest.fixture
async def ticket(office: Office, people) -> Ticket:
    """Give a ticket that Ana holds."""
    opened = await people.one(f"sms:{ADDRESS}")
    return await office.tickets.claim(opened.id, Holder("ana"), 3)


@pytest.fixture
def stranger(open_browser, enrol):
    """Give a way to open a browser in which somebody else is logged in."""

    async def logged_in(name: str, *roles: Role) -> Browser:
        browser = open_browser()
        await browser.log_in(await enrol(name, *roles))
        return browser

    return logged_in


async def steps(office: Office, ticket: Ticket) -> list[tuple[str, Action, str]]:
    entries = await office.audit.read(ticket=ticket.id)
    return [(each.actor, each.action, each.detail) for each in entries if each.action in STEPS]


async def ask(browser: Browser, ticket: Ticket, reason: str = REASON):
    await browser.get(f"/reveal/{ticket.id}")
    return await browser.post(f"/reveal/{ticket.id}", {"reason": reason})


async def decide(browser: Browser, ticket: Ticket, deed: str):
    page = (await browser.get("/supervision/reveals")).text
    shown = re.search(r'name="asked_at" value="([^"]+)"', page)
    asked_at = {"asked_at": shown[1]} if shown else {}
    return await browser.post(f"/supervision/reveals/{ticket.id}/{deed}", asked_at)


async def test_two_people_and_one_look(office: Office, worker: Browser, supervisor: Browser, ticket: Ticket) -> None:
    assert (await ask(worker, ticket)).status_code == 303
    assert "Asked to see an address: 1" in (await supervisor.get("/supervision/board")).text
    waiting = (await supervisor.get("/supervision/reveals")).text
    assert REASON in waiting
    assert ADDRESS not in waiting
    assert (await decide(supervisor, ticket, "approve")).status_code == 303
    own = (await worker.get(f"/reveal/{ticket.id}")).text
    assert "has approved it" in own
    assert ADDRESS not in own
    seen = await worker.post(f"/reveal/{ticket.id}/see")
    assert ADDRESS in seen.text
    assert seen.headers["cache-control"] == "no-store"
    assert re.search(r'http-equiv="refresh" content="300; url=/tickets/', seen.text)
    again = await worker.post(f"/reveal/{ticket.id}/see")
    assert again.status_code == 409
    assert ADDRESS not in again.text
    assert ADDRESS not in (await worker.get(f"/reveal/{ticket.id}")).text
    assert await steps(office, ticket) == [
        ("ana", Action.REVEAL_ASKED, "reason:given"),
        ("eve", Action.REVEAL_APPROVED, "asked_by:ana"),
        ("ana", Action.REVEALED, "approved_by:eve"),
    ]


async def test_a_refusal_is_shown_and_on_record(office, worker: Browser, supervisor: Browser, ticket: Ticket) -> None:
    await ask(worker, ticket)
    await decide(supervisor, ticket, "refuse")
    assert "has refused it" in (await worker.get(f"/reveal/{ticket.id}")).text
    refused = await worker.post(f"/reveal/{ticket.id}/see")
    assert refused.status_code == 409
    assert ADDRESS not in refused.text
    assert [each[1] for each in await steps(office, ticket)] == [Action.REVEAL_ASKED, Action.REVEAL_REFUSED]


async def test_nobody_approves_what_they_asked_themselves_whatever_their_roles(
    office: Office, stranger, people
) -> None:
    browser = await stranger("zoe", Role.WORKER, Role.SUPERVISOR)
    opened = await people.one(f"sms:{ADDRESS}")
    ticket = await office.tickets.claim(opened.id, Holder("zoe"), 3)
    await ask(browser, ticket)
    assert "/approve" not in (await browser.get("/supervision/reveals")).text
    for deed in ("approve", "refuse"):
        assert (await decide(browser, ticket, deed)).status_code == 403
    assert (await browser.post(f"/reveal/{ticket.id}/see")).status_code == 409
    assert [each[1] for each in await steps(office, ticket)] == [Action.REVEAL_ASKED]


async def test_each_step_wants_password_and_code_of_the_last_five_minutes(
    office: Office, worker: Browser, supervisor: Browser, ticket: Ticket, clock
) -> None:
    clock.now += 301
    for browser, path in ((worker, f"/reveal/{ticket.id}"), (supervisor, "/supervision/reveals")):
        answer = await browser.get(path)
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/confirm")
    await worker.get("/account")
    await supervisor.get("/account")
    for browser, path in (
        (worker, f"/reveal/{ticket.id}"),
        (worker, f"/reveal/{ticket.id}/see"),
        (supervisor, f"/supervision/reveals/{ticket.id}/approve"),
    ):
        answer = await browser.post(path, {"reason": REASON})
        assert answer.status_code in (303, 401, 403)
        assert ADDRESS not in answer.text
    assert await steps(office, ticket) == []


async def test_an_approval_that_waits_too_long_shows_nothing(
    worker: Browser, supervisor: Browser, ana: Person, ticket: Ticket, clock
) -> None:
    await ask(worker, ticket)
    await decide(supervisor, ticket, "approve")
    clock.now += 601
    await worker.get("/confirm?next=/account")
    await worker.follow(
        await worker.post("/confirm", {"password": ana.password, "code": ana.code(), "next": f"/reveal/{ticket.id}"})
    )
    assert "time is over" in (await worker.get(f"/reveal/{ticket.id}")).text
    assert (await worker.post(f"/reveal/{ticket.id}/see")).status_code == 409


@pytest.mark.parametrize("reason", ["", "short", "x" * 501])
async def test_without_a_reason_nothing_is_asked(office: Office, worker: Browser, ticket: Ticket, reason: str) -> None:
    refused = await ask(worker, ticket, reason)
    assert refused.status_code == 422
    assert "Write a reason" in refused.text
    assert await steps(office, ticket) == []


async def test_only_the_holder_asks_and_only_supervisors_decide(
    worker: Browser, supervisor: Browser, ticket: Ticket, stranger
) -> None:
    other = await stranger("luz", Role.WORKER)
    assert (await other.get(f"/reveal/{ticket.id}")).status_code == 404
    assert (await ask(other, ticket)).status_code == 404
    assert (await ask(supervisor, ticket)).status_code == 404
    await ask(worker, ticket)
    assert (await worker.get("/supervision/reveals")).status_code == 403
    assert (await worker.post(f"/supervision/reveals/{ticket.id}/approve")).status_code == 403
    assert (await other.post(f"/reveal/{ticket.id}/see")).status_code == 404
    administrator = await stranger("adam", Role.ADMINISTRATOR)
    for path in (f"/reveal/{ticket.id}", "/supervision/reveals"):
        assert (await administrator.get(path)).status_code == 403


async def test_what_the_reason_says_stands_nowhere_else(worker: Browser, supervisor: Browser, ticket: Ticket) -> None:
    await ask(worker, ticket, f"{REASON} <script>alert(1)</script>")
    page = (await supervisor.get("/supervision/reveals")).text
    assert "<script>alert" not in page
    assert REASON in page
    log = (await supervisor.get("/supervision/audit")).text
    assert "knife" not in log
    assert "reason:given" in log


async def test_an_old_page_approves_nothing_that_was_not_read_on_it(
    office: Office, worker: Browser, supervisor: Browser, ticket: Ticket
) -> None:
    await ask(worker, ticket)
    answer = await supervisor.post(f"/supervision/reveals/{ticket.id}/approve", {"asked_at": "1.0"})
    assert answer.status_code == 409
    assert [each[1] for each in await steps(office, ticket)] == [Action.REVEAL_ASKED]
