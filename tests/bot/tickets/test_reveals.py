"""Two people, a reason, one look: against a real server, in races, and with nothing readable left."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from redis import Redis

from bot.tickets.redis_store import RedisTickets
from bot.tickets.reveal import APPROVED_SECONDS, ASKED_SECONDS, Reveal, RevealMoved, RevealState, SamePerson
from bot.tickets.reveals import RevealStore
from bot.tickets.store import Escalation, Holder, NoSuchTicket, TicketMoved, TicketTaken
from bot.tickets.ticket import Outcome, Reason, Ticket
from tests.bot.tickets.conftest import SEAL, Clock

pytestmark = pytest.mark.redis
ADDRESS = ("whatsapp", "whatsapp:+15550107788", "whatsapp:+15550100000")
REASON = "She wrote that he has come back with a knife"
RACERS = 12


@pytest.fixture
def server(empty_tickets_url: str) -> Iterator[Redis]:
    with Redis.from_url(empty_tickets_url) as client:
        yield client


@pytest.fixture
async def reveals(empty_tickets_url: str, clock: Clock) -> AsyncIterator[RevealStore]:
    reveals = RevealStore(empty_tickets_url, SEAL, clock)
    yield reveals
    await reveals.close()


@pytest.fixture
async def ticket(tickets: RedisTickets) -> Ticket:
    """Give a ticket that Ana holds."""
    opened = await tickets.open(Escalation("person", ADDRESS, "es", "CO", Reason.DANGER), "event")
    return await tickets.claim(opened.id, Holder("ana"), 3)


async def state(reveals: RevealStore, ticket: Ticket, clock: Clock) -> RevealState | None:
    latest = await reveals.latest(ticket.id)
    return latest.state(clock()) if latest else None


async def test_asked_approved_and_seen_once(reveals: RevealStore, ticket: Ticket, clock: Clock) -> None:
    await reveals.ask(ticket.id, "ana", REASON)
    assert await state(reveals, ticket, clock) is RevealState.ASKED
    assert [(id_, each.asker, each.reason) for id_, each in await reveals.waiting()] == [(ticket.id, "ana", REASON)]
    approved = await reveals.decide(ticket.id, "eve", approves=True)
    assert (approved.asker, approved.decider) == ("ana", "eve")
    assert await reveals.waiting() == []
    assert await reveals.see(ticket.id, "ana") == ADDRESS
    assert await state(reveals, ticket, clock) is RevealState.SEEN
    with pytest.raises(RevealMoved):
        await reveals.see(ticket.id, "ana")


async def test_nobody_sees_without_a_question_or_its_approval(reveals: RevealStore, ticket: Ticket) -> None:
    with pytest.raises(RevealMoved):
        await reveals.see(ticket.id, "ana")
    with pytest.raises(RevealMoved):
        await reveals.decide(ticket.id, "eve", approves=True)
    await reveals.ask(ticket.id, "ana", REASON)
    with pytest.raises(RevealMoved):
        await reveals.see(ticket.id, "ana")


async def test_the_same_person_never_does_both(reveals: RevealStore, ticket: Ticket, clock: Clock) -> None:
    await reveals.ask(ticket.id, "ana", REASON)
    for approves in (True, False):
        with pytest.raises(SamePerson):
            await reveals.decide(ticket.id, "ana", approves=approves)
    assert await state(reveals, ticket, clock) is RevealState.ASKED


async def test_the_approver_does_not_see_it(reveals: RevealStore, ticket: Ticket) -> None:
    await reveals.ask(ticket.id, "ana", REASON)
    await reveals.decide(ticket.id, "eve", approves=True)
    with pytest.raises(RevealMoved):
        await reveals.see(ticket.id, "eve")
    assert await reveals.see(ticket.id, "ana") == ADDRESS


async def test_what_was_refused_stays_so_and_can_be_asked_anew(
    reveals: RevealStore, ticket: Ticket, clock: Clock
) -> None:
    await reveals.ask(ticket.id, "ana", REASON)
    await reveals.decide(ticket.id, "eve", approves=False)
    with pytest.raises(RevealMoved):
        await reveals.see(ticket.id, "ana")
    with pytest.raises(RevealMoved):
        await reveals.decide(ticket.id, "eve", approves=True)
    await reveals.ask(ticket.id, "ana", "again")
    assert await state(reveals, ticket, clock) is RevealState.ASKED


async def test_a_question_ends_after_half_an_hour(reveals: RevealStore, ticket: Ticket, clock: Clock) -> None:
    await reveals.ask(ticket.id, "ana", REASON)
    clock.now += ASKED_SECONDS
    assert len(await reveals.waiting()) == 1
    clock.now += 1
    assert await reveals.waiting() == []
    with pytest.raises(RevealMoved):
        await reveals.decide(ticket.id, "eve", approves=True)
    await reveals.ask(ticket.id, "ana", REASON)


async def test_an_approval_ends_after_ten_minutes(reveals: RevealStore, ticket: Ticket, clock: Clock) -> None:
    await reveals.ask(ticket.id, "ana", REASON)
    await reveals.decide(ticket.id, "eve", approves=True)
    clock.now += APPROVED_SECONDS + 1
    assert await state(reveals, ticket, clock) is RevealState.EXPIRED
    with pytest.raises(RevealMoved):
        await reveals.see(ticket.id, "ana")


async def test_one_question_at_a_time(reveals: RevealStore, ticket: Ticket) -> None:
    await reveals.ask(ticket.id, "ana", REASON)
    with pytest.raises(RevealMoved):
        await reveals.ask(ticket.id, "ana", REASON)
    await reveals.decide(ticket.id, "eve", approves=True)
    with pytest.raises(RevealMoved):
        await reveals.ask(ticket.id, "ana", REASON)


async def test_only_who_holds_the_chat_asks_and_sees(
    reveals: RevealStore, tickets: RedisTickets, ticket: Ticket
) -> None:
    with pytest.raises(TicketTaken):
        await reveals.ask(ticket.id, "luz", REASON)
    await reveals.ask(ticket.id, "ana", REASON)
    await reveals.decide(ticket.id, "eve", approves=True)
    await tickets.offer(ticket.id, Holder("ana"), "luz")
    await tickets.claim(ticket.id, Holder("luz"), 3)
    with pytest.raises(TicketTaken):
        await reveals.see(ticket.id, "ana")
    with pytest.raises(RevealMoved):
        await reveals.see(ticket.id, "luz")


async def test_a_chat_that_has_ended_reveals_nothing(
    reveals: RevealStore, tickets: RedisTickets, ticket: Ticket
) -> None:
    await reveals.ask(ticket.id, "ana", REASON)
    await reveals.decide(ticket.id, "eve", approves=True)
    await tickets.close_ticket(ticket.id, Holder("ana"), Outcome.HELPED)
    with pytest.raises(TicketMoved):
        await reveals.see(ticket.id, "ana")
    with pytest.raises(NoSuchTicket):
        await reveals.ask("nothing", "ana", REASON)


async def test_of_many_looks_at_once_exactly_one_sees(reveals: RevealStore, ticket: Ticket) -> None:
    await reveals.ask(ticket.id, "ana", REASON)
    await reveals.decide(ticket.id, "eve", approves=True)
    looks = [reveals.see(ticket.id, "ana") for _ in range(RACERS)]
    seen = await asyncio.gather(*looks, return_exceptions=True)
    assert [each for each in seen if not isinstance(each, RevealMoved)] == [ADDRESS]


async def test_of_many_decisions_at_once_exactly_one_counts(reveals: RevealStore, ticket: Ticket) -> None:
    await reveals.ask(ticket.id, "ana", REASON)
    racing = [reveals.decide(ticket.id, f"eve{each}", approves=bool(each % 2)) for each in range(RACERS)]
    done = await asyncio.gather(*racing, return_exceptions=True)
    counted = [each for each in done if isinstance(each, Reveal)]
    assert len(counted) == 1
    assert sum(isinstance(each, RevealMoved) for each in done) == RACERS - 1
    assert await reveals.latest(ticket.id) == counted[0]


async def test_nothing_readable_stands_in_the_store_and_all_goes_with_the_content(
    reveals: RevealStore, tickets: RedisTickets, ticket: Ticket, server: Redis, clock: Clock
) -> None:
    await reveals.ask(ticket.id, "ana", REASON)
    await reveals.decide(ticket.id, "eve", approves=False)
    stored = server.hget(f"q:{{tickets}}:t:{ticket.id}", "reveals")
    assert stored
    for secret in (REASON, "knife", "eve", "refused", ADDRESS[1]):
        assert secret.encode() not in stored
    assert [each for each in server.scan_iter() if b"reveal" in each] == [], "nothing beside the ticket"
    clock.now += tickets.retention_seconds
    await tickets.left(ticket, Outcome.DELETED)
    assert await reveals.latest(ticket.id) is None
    assert not server.exists(f"q:{{tickets}}:t:{ticket.id}")


async def test_a_question_moved_to_another_chat_by_hand_is_none(
    reveals: RevealStore, tickets: RedisTickets, ticket: Ticket, server: Redis
) -> None:
    await reveals.ask(ticket.id, "ana", REASON)
    await reveals.decide(ticket.id, "eve", approves=True)
    second = Escalation("other", ("sms", "+15550001", ""), "es", "CO", Reason.ASKED)
    other = await RedisTickets.open(tickets, second, "second")
    await tickets.claim(other.id, Holder("ana"), 3)
    stored = server.hget(f"q:{{tickets}}:t:{ticket.id}", "reveals")
    server.hset(f"q:{{tickets}}:t:{other.id}", "reveals", stored)  # type: ignore[arg-type]
    assert await reveals.latest(other.id) is None
    with pytest.raises(RevealMoved):
        await reveals.see(other.id, "ana")
