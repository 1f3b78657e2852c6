"""What waits to be sent: in order, by one gateway at a time, and never a second time without somebody's wish."""

import asyncio

import pytest
from redis import Redis

from bot.storage.encryption import Seal
from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.outbox import EARLY_SECONDS, LEASE_SECONDS
from bot.tickets.redis_store import RedisTickets
from bot.tickets.scripts import place
from bot.tickets.store import TicketMoved
from bot.tickets.ticket import Outcome, Ticket
from tests.bot.tickets.conftest import ANA, NAMES, Clock, wish

pytestmark = pytest.mark.redis


async def answered(tickets: RedisTickets, *texts: str, person: str = "sms:1") -> Ticket:
    ticket = await tickets.open(wish(person), person)
    await tickets.claim(ticket.id, ANA, 99)
    for each in texts:
        await tickets.say(ticket.id, ANA, TicketMessage(Author.WORKER, each, "es", "ana"), f"{person}{each}")
    return ticket


async def joined(tickets: RedisTickets) -> tuple[str, float]:
    """Take a ticket and send what comes before the worker's own words."""
    taken = await tickets.take()
    assert taken is not None
    notice = await tickets.begin(*taken)
    assert notice is not None
    assert notice.message.key == "joined"
    await tickets.settle(notice, Delivery.SENT)
    return taken[0], notice.lease


async def written(tickets: RedisTickets, ticket: Ticket) -> list[TicketMessage]:
    return [each for each in await tickets.messages(ticket.id) if each.author is Author.WORKER]


async def sent(tickets: RedisTickets) -> list[str]:
    """Send everything that waits, as a gateway does, and give what the worker wrote of it."""
    texts = []
    while (taken := await tickets.take()) is not None:
        ticket_id, lease = taken
        while (outgoing := await tickets.begin(ticket_id, lease)) is not None:
            lease = outgoing.lease
            if outgoing.message.author is Author.WORKER:
                texts.append(outgoing.message.text)
            await tickets.settle(outgoing, Delivery.SENT, provider_ids=[f"SM{outgoing.message.text}"])
    return texts


async def test_messages_go_in_their_order(tickets: RedisTickets) -> None:
    ticket = await answered(tickets, "1", "2", "3")
    assert await sent(tickets) == ["1", "2", "3"]
    assert [each.delivery for each in await written(tickets, ticket)] == [Delivery.SENT] * 3
    assert await tickets.take() is None


async def test_two_gateways_never_send_the_same(tickets: RedisTickets) -> None:
    for person in range(20):
        await answered(tickets, f"{person}a", f"{person}b", person=f"sms:{person}")
    texts = [text for part in await asyncio.gather(*(sent(tickets) for _ in range(4))) for text in part]
    assert sorted(texts) == sorted(f"{person}{part}" for person in range(20) for part in "ab")
    for person in range(20):
        assert texts.index(f"{person}a") < texts.index(f"{person}b")


async def test_a_gateway_with_another_key_takes_nothing_away(
    tickets: RedisTickets, empty_tickets_url: str, clock: Clock
) -> None:
    ticket = await answered(tickets, "1")
    other = RedisTickets(empty_tickets_url, Seal(bytes(32), "tickets"), clock, NAMES)
    taken = await other.take()
    assert taken is not None
    assert await other.begin(*taken) is None
    await other.close()
    clock.now += LEASE_SECONDS + 1
    assert await sent(tickets) == ["1"]
    assert [each.delivery for each in await written(tickets, ticket)] == [Delivery.SENT]


async def test_what_a_dead_gateway_had_begun_is_not_sent_again_by_itself(tickets: RedisTickets, clock: Clock) -> None:
    ticket = await answered(tickets, "1", "2")
    taken = await joined(tickets)
    assert await tickets.begin(*taken) is not None
    assert await sent(tickets) == []
    clock.now += LEASE_SECONDS + 1
    assert await sent(tickets) == ["2"]
    first, second = await written(tickets, ticket)
    assert (first.delivery, second.delivery) == (Delivery.UNKNOWN, Delivery.SENT)
    await tickets.send_again(ticket.id, ANA, first.id)
    assert await sent(tickets) == ["1"]
    with pytest.raises(TicketMoved):
        await tickets.send_again(ticket.id, ANA, first.id)


async def test_a_gateway_whose_lease_ran_out_sends_no_more(tickets: RedisTickets, clock: Clock) -> None:
    await answered(tickets, "1", "2")
    taken = await joined(tickets)
    clock.now += LEASE_SECONDS + 1
    assert await sent(tickets) == ["1", "2"]
    assert await tickets.begin(*taken) is None


async def test_a_provider_that_is_down_is_tried_again(tickets: RedisTickets, clock: Clock) -> None:
    ticket = await answered(tickets, "1", "2")
    taken = await joined(tickets)
    outgoing = await tickets.begin(*taken)
    assert outgoing is not None
    await tickets.settle(outgoing, Delivery.WAITING, again_at=clock.now + 30)
    assert await sent(tickets) == []
    clock.now += 30
    assert await sent(tickets) == ["1", "2"]
    assert [each.delivery for each in await written(tickets, ticket)] == [Delivery.SENT] * 2


async def test_the_providers_word_is_noted_and_never_goes_back(tickets: RedisTickets) -> None:
    ticket = await answered(tickets, "1")
    await sent(tickets)
    for delivery in (Delivery.READ, Delivery.DELIVERED):
        await tickets.status("SM1", delivery)
    await tickets.status("SMother", Delivery.FAILED)
    assert [each.delivery for each in await written(tickets, ticket)] == [Delivery.READ]


async def test_the_providers_word_may_come_before_the_sending_is_noted(
    tickets: RedisTickets, empty_tickets_url: str
) -> None:
    ticket = await answered(tickets, "1", "2")
    _, lease = await joined(tickets)
    for word in (Delivery.FAILED, Delivery.DELIVERED):
        outgoing = await tickets.begin(ticket.id, lease)
        assert outgoing is not None
        lease = outgoing.lease
        # A late "sent" takes nothing back.
        for each in (word, Delivery.SENT):
            await tickets.status(f"SM{outgoing.message.text}", each)
        await tickets.status("SManother", Delivery.FAILED)
        await tickets.settle(outgoing, Delivery.SENT, provider_ids=[f"SM{outgoing.message.text}"])
    assert [each.delivery for each in await written(tickets, ticket)] == [Delivery.FAILED, Delivery.DELIVERED]
    with Redis.from_url(empty_tickets_url) as redis:
        (left,) = redis.scan_iter(place("early", "*"))
        assert 0 < redis.ttl(left) <= EARLY_SECONDS


async def test_a_word_of_what_no_ticket_sends_leaves_nothing(tickets: RedisTickets, empty_tickets_url: str) -> None:
    ticket = await answered(tickets, "1")
    await sent(tickets)
    await tickets.status("SMof_the_assistant", Delivery.FAILED)
    assert [each.delivery for each in await written(tickets, ticket)] == [Delivery.SENT]
    with Redis.from_url(empty_tickets_url) as redis:
        assert list(redis.scan_iter(place("early", "*"))) == []


async def test_a_last_message_still_goes_after_the_close(tickets: RedisTickets) -> None:
    ticket = await answered(tickets, "adios")
    await tickets.close_ticket(ticket.id, ANA, Outcome.HELPED)
    assert await sent(tickets) == ["adios"]
