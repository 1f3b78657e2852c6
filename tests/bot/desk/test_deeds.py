"""What a worker does with a ticket: done by the store, on record before, and refused in clear words."""

import asyncio
from dataclasses import dataclass

import pytest

from bot.desk.office import Office
from bot.staff.entry import Action, Entry
from bot.staff.worker import Role
from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.store import Holder
from bot.tickets.ticket import Outcome, Risk, Ticket, TicketState
from tests.bot.desk.browser import Browser
from tests.bot.tickets.deliveries import deliver

pytestmark = pytest.mark.redis
NOTE = "she speaks at night only"
DEEDS = (
    ("transfer", {"to": "role:supervisor", "note": NOTE}),
    ("keep", {}),
    ("release", {}),
    ("hold", {}),
    ("risk", {"risk": "2", "reason": "said"}),
    ("language", {"language": "ar"}),
    ("back", {}),
    ("close", {"outcome": "helped"}),
    ("again", {"message": "1-1"}),
    ("say", {"text": "hello", "kind": "reply", "event": "a" * 32}),
)


@pytest.fixture
async def held(worker: Browser, people) -> Ticket:
    """Give a ticket that Ana holds."""
    ticket = await people.one()
    assert (await worker.post(f"/tickets/{ticket.id}/claim")).status_code == 303
    return ticket


@dataclass(frozen=True)
class Case:
    """Ana, who holds a chat, Eve, who supervises, and what they work with."""

    worker: Browser
    supervisor: Browser
    held: Ticket
    office: Office

    async def written(self, ticket_id: str = "") -> list[TicketMessage]:
        """Give what staff wrote; the notice that somebody came is the store's own."""
        messages = await self.office.tickets.messages(ticket_id or self.held.id)
        return [each for each in messages if each.author is not Author.NOTICE]


@pytest.fixture
async def case(worker: Browser, supervisor: Browser, held: Ticket, office: Office) -> Case:
    return Case(worker, supervisor, held, office)


async def last(office: Office) -> Entry:
    return (await office.audit.read())[-1]


async def test_a_claim_is_exclusive_and_the_loser_hears_who_has_it(worker, supervisor, people, office) -> None:
    ticket = await people.one()
    answers = await asyncio.gather(*(each.post(f"/tickets/{ticket.id}/claim") for each in (worker, supervisor)))
    assert sorted(each.status_code for each in answers) == [303, 409]
    lost = next(each for each in answers if each.status_code == 409)
    holder = (await office.tickets.ticket(ticket.id)).worker
    assert f"{holder.title()} has this chat." in lost.text


async def test_nobody_holds_more_than_they_may(worker: Browser, people, office: Office) -> None:
    for each in range(4):
        ticket = await people.one(f"telegram:{each}")
        answer = await worker.post(f"/tickets/{ticket.id}/claim")
    assert answer.status_code == 409
    assert "as many chats as you may: 3" in answer.text
    assert (await office.tickets.ticket(ticket.id)).state is TicketState.WAITING


async def test_a_claim_out_of_turn_is_refused_where_all_take_what_comes(worker, supervisor, people, office) -> None:
    await office.rules.set_next_only(next_only=True)
    ticket = await people.one()
    assert f"take-{ticket.id}" not in (await worker.get("/queue")).text
    answer = await worker.post(f"/tickets/{ticket.id}/claim")
    assert (answer.status_code, "Use Next" in answer.text) == (409, True)
    assert (await supervisor.post(f"/tickets/{ticket.id}/claim")).status_code == 303


async def test_a_ticket_for_a_supervisor_is_not_a_workers(worker: Browser, supervisor: Browser, held, office) -> None:
    sent = await worker.post(f"/tickets/{held.id}/transfer", {"to": "role:supervisor", "note": NOTE, "event": "e1"})
    assert sent.headers["location"].startswith("/queue")
    answer = await worker.post(f"/tickets/{held.id}/claim")
    assert (answer.status_code, "waits for a supervisor" in answer.text) == (409, True)
    page = await supervisor.follow(await supervisor.post(f"/tickets/{held.id}/claim"))
    assert NOTE in page.text
    assert (await office.tickets.ticket(held.id)).waiting_since == held.waiting_since


async def test_a_transfer_to_a_worker_is_theirs_when_they_accept(worker, supervisor, held, office) -> None:
    await worker.post(f"/tickets/{held.id}/transfer", {"to": "worker:eve", "note": NOTE, "event": "e1"})
    kept = await office.tickets.ticket(held.id)
    assert (kept.worker, kept.offered_to) == ("ana", "eve")
    offered = await supervisor.get(f"/tickets/{held.id}")
    assert "Ana asks you to take over" in offered.text
    assert NOTE not in offered.text
    page = await supervisor.follow(await supervisor.post(f"/tickets/{held.id}/claim"))
    assert NOTE in page.text
    assert (await office.tickets.ticket(held.id)).worker == "eve"
    entries = [each for each in await office.audit.read() if each.action is Action.TRANSFERRED]
    assert [(each.actor, each.detail) for each in entries] == [("ana", "to:eve")]


async def test_a_transfer_can_be_taken_back(worker: Browser, eve, held, office: Office) -> None:
    await worker.post(f"/tickets/{held.id}/transfer", {"to": f"worker:{eve.name}", "note": NOTE, "event": "e1"})
    await worker.post(f"/tickets/{held.id}/keep")
    assert (await office.tickets.ticket(held.id)).offered_to == ""


@pytest.mark.parametrize(
    ("to", "note", "text"),
    [
        ("worker:eve", " ", "Write an internal note"),
        ("worker:ana", NOTE, "Choose somebody"),
        ("worker:nobody", NOTE, "Choose somebody"),
        ("worker:max", NOTE, "Choose somebody"),  # an editor reads no chats
        ("role:administrator", NOTE, "Choose somebody"),
        ("", NOTE, "Choose somebody"),
    ],
)
async def test_a_transfer_needs_a_note_and_somebody(to: str, note: str, text: str, case: Case, enrol) -> None:
    await enrol("max", Role.EDITOR)
    answer = await case.worker.post(f"/tickets/{case.held.id}/transfer", {"to": to, "note": note, "event": "e1"})
    assert answer.status_code == 422
    assert text in answer.text
    kept = await case.office.tickets.ticket(case.held.id)
    assert (kept.worker, kept.offered_to) == ("ana", "")
    assert await case.written() == []


async def test_a_release_goes_back_with_its_old_wait(worker: Browser, held, office: Office, clock) -> None:
    clock.now += 500
    page = await worker.follow(await worker.post(f"/tickets/{held.id}/release"))
    assert "back in the queue" in page.text
    back = await office.tickets.ticket(held.id)
    assert (back.state, back.waiting_since, back.worker) == (TicketState.WAITING, held.waiting_since, "")
    assert (await last(office)).action is Action.RELEASED


async def test_hold_risk_and_language(worker: Browser, held, office: Office) -> None:
    await worker.post(f"/tickets/{held.id}/hold")
    assert (await last(office)).action is Action.HELD
    await worker.post(f"/tickets/{held.id}/risk", {"risk": "2", "reason": "near"})
    entry = await last(office)
    assert (entry.action, entry.detail) == (Action.RISK_CHANGED, "to:urgent,for:near")
    page = await worker.follow(await worker.post(f"/tickets/{held.id}/language", {"language": "ar"}))
    assert Action.LANGUAGE_CHANGED in [each.action for each in await office.audit.read()]
    now = await office.tickets.ticket(held.id)
    assert (now.state, now.risk, now.language) == (TicketState.ON_HOLD, Risk.URGENT, "ar")
    assert "Changed by staff: Somebody dangerous is near" in page.text


@pytest.mark.parametrize(
    ("deed", "given"),
    [
        ("risk", {"risk": "3", "reason": "near"}),
        ("risk", {"risk": "1", "reason": "because of her words"}),
        ("language", {"language": "xx"}),
        ("close", {"outcome": "deleted"}),
        ("close", {"outcome": ""}),
    ],
)
async def test_what_is_not_on_the_list_is_refused(deed: str, given, worker: Browser, held, office: Office) -> None:
    before = await office.tickets.ticket(held.id)
    assert (await worker.post(f"/tickets/{held.id}/{deed}", given)).status_code in (400, 422)
    assert await office.tickets.ticket(held.id) == before


async def test_handing_back_and_closing_end_it(worker: Browser, held, people, office: Office) -> None:
    page = await worker.follow(await worker.post(f"/tickets/{held.id}/back"))
    assert "The assistant answers again." in page.text
    assert (await office.tickets.ticket(held.id)).outcome == Outcome.HANDED_BACK
    other = await people.one("telegram:2")
    await worker.post(f"/tickets/{other.id}/claim")
    await worker.post(f"/tickets/{other.id}/close", {"outcome": "referred"})
    assert (await office.tickets.ticket(other.id)).outcome == Outcome.REFERRED
    entry = await last(office)
    assert (entry.action, entry.detail) == (Action.CLOSED, "referred")


async def test_what_failed_is_sent_again(case: Case) -> None:
    worker, held, office = case.worker, case.held, case.office
    await worker.post(f"/tickets/{held.id}/say", {"text": "hello", "kind": "reply", "event": "a" * 32})
    (message,) = await case.written()
    assert "Send again" not in (await worker.get(f"/tickets/{held.id}")).text
    await deliver(office.tickets, message.id, Delivery.UNKNOWN)
    page = await worker.get(f"/tickets/{held.id}")
    assert "Not known whether it arrived" in page.text
    await worker.post(f"/tickets/{held.id}/again", {"message": message.id})
    (again,) = await case.written()
    assert again.delivery is Delivery.WAITING


@pytest.mark.parametrize(("deed", "given"), DEEDS)
async def test_nobody_acts_on_a_chat_of_somebody_else(deed: str, given, case: Case, enrol, open_browser) -> None:
    before = await case.office.tickets.ticket(case.held.id)
    other = open_browser()
    await other.log_in(await enrol("max"))
    # A supervisor may correct the risk of any chat.
    for each in (other,) if deed == "risk" else (other, case.supervisor):
        answer = await each.post(f"/tickets/{case.held.id}/{deed}", {"event": "e1", **given})
        assert (answer.status_code, "Ana has this chat." in answer.text) == (409, True)
    assert await case.office.tickets.ticket(case.held.id) == before
    assert await case.written() == []


@pytest.mark.parametrize(("deed", "given"), DEEDS)
async def test_nothing_is_done_to_what_is_not_there(deed: str, given, worker: Browser) -> None:
    answer = await worker.post(f"/tickets/{'0' * 32}/{deed}", {"event": "e1", **given})
    assert answer.status_code == 404
    assert "not here any more" in answer.text


@pytest.mark.parametrize(("deed", "given"), [("claim", {}), *DEEDS])
async def test_what_cannot_be_put_on_record_is_not_done(deed: str, given, case: Case, people, server) -> None:
    target = case.held if deed != "claim" else await people.one("telegram:2")
    before = await case.office.tickets.ticket(target.id)
    server.set("q:{staff}:audit:head", b"not ours")
    answer = await case.worker.post(f"/tickets/{target.id}/{deed}", {"event": "e1", **given})
    assert answer.status_code == 503
    assert "Nothing was done" in answer.text
    assert await case.office.tickets.ticket(target.id) == before
    assert await case.written(target.id) == []


@pytest.mark.parametrize(("deed", "given"), [("claim", {}), *DEEDS])
async def test_a_form_without_the_token_does_nothing(deed: str, given, worker: Browser, held, office: Office) -> None:
    before = await office.tickets.ticket(held.id)
    answer = await worker.post(f"/tickets/{held.id}/{deed}", {"event": "e1", **given, "csrf": "other"})
    assert answer.status_code == 403
    assert await office.tickets.ticket(held.id) == before


async def test_after_the_person_left_the_worker_is_told(worker: Browser, held, people) -> None:
    await people.tickets.left(held, Outcome.LEFT)
    answer = await worker.post(f"/tickets/{held.id}/hold")
    assert (answer.status_code, "This chat is closed." in answer.text) == (409, True)
    assert "The person left" in (await worker.get(f"/tickets/{held.id}")).text


async def test_a_supervisor_may_mend_what_nobody_holds(supervisor: Browser, people, office: Office) -> None:
    ticket = await people.one()
    await supervisor.post(f"/tickets/{ticket.id}/risk", {"risk": "1", "reason": "child"})
    assert (await office.tickets.ticket(ticket.id)).risk is Risk.RAISED
    holder = Holder("eve", supervises=True)
    assert (await office.tickets.claim(ticket.id, holder, 3)).risk is Risk.RAISED
