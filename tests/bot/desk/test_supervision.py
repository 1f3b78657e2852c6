"""The shift board over a real store: who sees it, what it says, and what a supervisor does with somebody's chat."""

import pytest

from bot.desk.office import Office
from bot.staff.entry import Action
from bot.staff.worker import Role
from bot.tickets.message import Author
from bot.tickets.shift import Presence, Shift
from bot.tickets.store import Holder
from bot.tickets.ticket import Reason, TicketState
from tests.bot.desk.browser import Browser

pytestmark = pytest.mark.redis


async def on(office: Office, name: str, languages=("es",)) -> None:
    now = office.clock()
    await office.board.set(Shift(name, name.title(), languages, Presence.ON, now, now, 3))


async def test_only_supervisors_see_the_board(browser: Browser, worker: Browser, supervisor: Browser) -> None:
    for path in ("/supervision", "/supervision/board"):
        assert (await browser.get(path)).status_code in (303, 401)
        assert (await worker.get(path)).status_code == 403
        assert (await supervisor.get(path)).status_code == 200


async def test_the_board_says_who_is_on_and_who_waits(office: Office, supervisor: Browser, people, clock) -> None:
    await on(office, "ana")
    urgent = await people.one("sms:+15550001", Reason.DANGER)
    await people.one("sms:+15550002", language="ar")
    shown = (await supervisor.get("/supervision/board")).text
    assert "Ana" in shown
    assert "0 of 3" in shown
    assert "Nobody on shift" in shown
    assert "Waiting: 2" in shown
    assert urgent.pseudonym not in shown, "not an alarm yet"
    clock.now += 121
    await on(office, "ana")
    shown = (await supervisor.get("/supervision/board")).text
    assert urgent.pseudonym in shown
    assert "Waiting for 2 min" in shown
    assert "Ana is the only one who takes chats" in shown
    assert "+1555" not in shown


async def test_looking_at_the_board_keeps_no_login_alive(supervisor: Browser, clock) -> None:
    for _ in range(4):
        clock.now += 5 * 60
        status = (await supervisor.get("/supervision/board")).status_code
    assert status == 401


async def test_a_supervisor_puts_a_chat_back_with_a_note(office: Office, supervisor: Browser, people) -> None:
    ticket = await people.one()
    await office.tickets.claim(ticket.id, Holder("ana"), 3)
    page = f"/supervision/tickets/{ticket.id}"
    assert ticket.pseudonym in (await supervisor.get(page)).text
    sent = {"note": "Ana fell ill", "role": "", "event": "one"}
    assert (await supervisor.post(f"{page}/release", sent)).headers["location"] == "/supervision"
    back = await office.tickets.ticket(ticket.id)
    assert back is not None
    assert (back.state, back.worker, back.waiting_since) == (TicketState.WAITING, "", ticket.waiting_since)
    notes = [each.text for each in await office.tickets.messages(ticket.id) if each.author is Author.NOTE]
    assert notes == ["Ana fell ill"]
    entry = (await office.audit.read(ticket=ticket.id))[-1]
    assert (entry.actor, entry.action, entry.detail) == ("eve", Action.RELEASED, "to:everybody")


async def test_a_supervisor_passes_a_chat_to_somebody_at_the_desk(
    office: Office, supervisor: Browser, enrol, people
) -> None:
    await enrol("luz", Role.WORKER)
    ticket = await people.one()
    await office.tickets.claim(ticket.id, Holder("ana"), 3)
    page = f"/supervision/tickets/{ticket.id}/transfer"
    refused = await supervisor.post(page, {"to": "luz", "note": "take her"})
    assert refused.status_code == 422, "luz is not at the desk"
    assert "take her" in refused.text
    await on(office, "luz")
    assert (await supervisor.post(page, {"to": "luz", "note": "take her"})).status_code == 303
    offered = await office.tickets.ticket(ticket.id)
    assert offered is not None
    assert (offered.worker, offered.offered_to) == ("ana", "luz")


@pytest.mark.parametrize("deed", ["release", "transfer"])
async def test_without_a_note_nothing_is_done(office: Office, supervisor: Browser, people, deed: str) -> None:
    ticket = await people.one()
    await office.tickets.claim(ticket.id, Holder("ana"), 3)
    await on(office, "luz")
    response = await supervisor.post(f"/supervision/tickets/{ticket.id}/{deed}", {"to": "luz", "note": "  "})
    assert response.status_code == 422
    assert (await office.tickets.ticket(ticket.id)).worker == "ana"
    assert await office.audit.read(ticket=ticket.id) == ()


async def test_what_nobody_holds_and_what_is_gone_are_refused(supervisor: Browser, people) -> None:
    ticket = await people.one()
    waiting = await supervisor.post(f"/supervision/tickets/{ticket.id}/release", {"note": "x"})
    assert waiting.status_code == 409
    assert (await supervisor.get("/supervision/tickets/nothing")).status_code == 404
    assert (await supervisor.post("/supervision/tickets/nothing/release", {"note": "x"})).status_code == 404


async def test_a_worker_cannot_touch_somebody_elses_chat(office: Office, worker: Browser, people) -> None:
    ticket = await people.one()
    await office.tickets.claim(ticket.id, Holder("luz"), 3)
    for deed in ("release", "transfer"):
        sent = {"to": "ana", "note": "mine"}
        assert (await worker.post(f"/supervision/tickets/{ticket.id}/{deed}", sent)).status_code == 403
    assert (await office.tickets.ticket(ticket.id)).worker == "luz"


async def test_choosing_is_switched_for_the_whole_desk_and_stays(office: Office, supervisor: Browser, worker) -> None:
    assert not await office.rules.next_only()
    assert (await worker.post("/supervision/choosing", {"next_only": "1"})).status_code == 403
    await supervisor.post("/supervision/choosing", {"next_only": "1"})
    assert await office.rules.next_only()
    assert "cannot choose" in (await supervisor.get("/supervision")).text
    await supervisor.post("/supervision/choosing", {"next_only": "0"})
    assert not await office.rules.next_only()
    details = [entry.detail for entry in await office.audit.read() if entry.action is Action.RULES_CHANGED]
    assert details == ["next_only:yes", "next_only:no"]
