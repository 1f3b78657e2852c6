"""What stands in the audit log: no deed that nobody could do, and of one that the store refused, that it was."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.desk.office import Office
from bot.staff.entry import Action, Entry
from bot.staff.worker import Role
from bot.tickets.store import Holder
from bot.tickets.ticket import Outcome
from tests.bot.desk.browser import Browser
from tests.bot.desk.test_deeds import DEEDS

pytestmark = pytest.mark.redis
ALL = [("claim", {}), *DEEDS]
LOOKS = (Action.VIEWED, Action.SILENTLY_VIEWED)


@pytest.fixture
def log(office: Office):
    """Give a way to read the deeds on record, looks and logins left out."""

    async def read() -> list[Entry]:
        others = (*LOOKS, Action.LOGGED_IN, Action.CONFIRMED)
        assert (await office.audit.verify()).breakage is None
        return [each for each in await office.audit.read() if each.action not in others]

    return read


@pytest.fixture
async def chats(people, office: Office) -> Sequence[str]:
    """Give the ids of a chat that Eve holds, and of one of Ana's that is closed."""
    hers, closed = await people.one("telegram:1"), await people.one("telegram:2")
    await office.tickets.claim(hers.id, Holder("eve"), 3)
    await office.tickets.claim(closed.id, Holder("ana"), 3)
    await office.tickets.close_ticket(closed.id, Holder("ana"), Outcome.HELPED)
    return [hers.id, closed.id]


@pytest.mark.parametrize(("deed", "given"), ALL)
async def test_a_deed_on_a_chat_of_others_or_a_closed_one_is_not_on_record(deed, given, chats, worker, log) -> None:
    for chat in chats:
        assert (await worker.post(f"/tickets/{chat}/{deed}", {"event": "e1", **given})).status_code == 409
    assert await log() == []


@pytest.mark.parametrize("id_", ["0" * 32, "a%20b", "%D9%A1", "x" * 65, "a:b", "%00"])
@pytest.mark.parametrize(("deed", "given"), ALL)
async def test_a_deed_on_what_is_no_ticket_is_not_on_record(id_: str, deed: str, given, worker: Browser, log) -> None:
    assert (await worker.post(f"/tickets/{id_}/{deed}", {"event": "e1", **given})).status_code == 404
    assert await log() == []


async def test_a_chat_that_waits_for_a_supervisor_is_not_on_record_as_a_workers(worker, people, office, log) -> None:
    ticket = await people.one()
    await office.tickets.claim(ticket.id, Holder("eve"), 3)
    await office.tickets.release(ticket.id, Holder("eve"), Role.SUPERVISOR)
    assert (await worker.post(f"/tickets/{ticket.id}/claim")).status_code == 409
    assert await log() == []


async def test_what_only_the_store_can_refuse_is_on_record_as_refused(worker: Browser, people, office, log) -> None:
    for each in range(3):
        await office.tickets.claim((await people.one(f"telegram:{each}")).id, Holder("ana"), 3)
    ticket = await people.one()
    assert (await worker.post(f"/tickets/{ticket.id}/claim")).status_code == 409
    meant, refused = await log()
    assert (meant.actor, meant.action, meant.ticket) == ("ana", Action.CLAIMED, ticket.id)
    assert (refused.actor, refused.action, refused.ticket) == ("ana", Action.REFUSED, ticket.id)
    assert refused.detail == f"entry:{meant.sequence},for:many"


async def test_of_two_who_take_a_chat_at_once_one_stands_as_done(worker, supervisor, people, log) -> None:
    ticket = await people.one()
    await asyncio.gather(*(each.post(f"/tickets/{ticket.id}/claim") for each in (worker, supervisor)))
    entries = await log()
    refused = {each.detail.partition(",")[0] for each in entries if each.action is Action.REFUSED}
    claims = [each for each in entries if each.action is Action.CLAIMED]
    assert len([each for each in claims if f"entry:{each.sequence}" not in refused]) == 1


async def test_a_message_that_is_under_way_is_not_on_record_as_sent_again(worker, people, office, log) -> None:
    ticket = await people.one()
    await office.tickets.claim(ticket.id, Holder("ana"), 3)
    assert (await worker.post(f"/tickets/{ticket.id}/again", {"message": "1-1"})).status_code == 409
    meant, refused = await log()
    assert (refused.action, refused.detail) == (Action.REFUSED, f"entry:{meant.sequence},for:moved")


async def test_who_takes_the_next_one_and_finds_nobody_took_nobody(worker: Browser, log) -> None:
    await worker.post("/shift", {"presence": "on"})
    assert (await worker.post("/queue/next")).status_code == 404
    meant, refused = (await log())[-2:]
    assert (meant.action, meant.detail) == (Action.CLAIMED, "next")
    assert (refused.action, refused.detail) == (Action.REFUSED, f"entry:{meant.sequence},for:gone")


async def test_the_log_says_it_in_words(worker: Browser, supervisor: Browser, people, office: Office) -> None:
    ticket = await people.one()
    await office.tickets.claim(ticket.id, Holder("ana"), 3)
    await worker.post(f"/tickets/{ticket.id}/again", {"message": "1-1"})
    assert "Was not done after all" in (await supervisor.get("/supervision/audit")).text
