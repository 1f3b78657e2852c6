"""What the person is to be told of a deed is told though the desk dies between the two, and once."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from redis import Redis

from bot.tickets.desk_tickets import OWED_SECONDS
from bot.tickets.message import Author, TicketMessage
from bot.tickets.redis_store import RedisTickets
from bot.tickets.scripts import place
from bot.tickets.store import TicketsUnavailable
from bot.tickets.ticket import Outcome, Ticket
from tests.bot.tickets.conftest import ANA, BEN, EVE, NAMES, SEAL, Clock, wish

pytestmark = pytest.mark.redis
Deed = Callable[[RedisTickets, Ticket], Awaitable[object]]


class Dying(RedisTickets):
    """A desk's way to the store that ends after the deed."""

    async def notice(self, *_: object) -> None:
        raise TicketsUnavailable


@pytest.fixture
async def dying(empty_tickets_url: str, clock: Clock) -> AsyncIterator[RedisTickets]:
    store = Dying(empty_tickets_url, SEAL, clock, NAMES)
    yield store
    await store.close()


async def told(tickets: RedisTickets, ticket: Ticket) -> list[str]:
    return [each.key for each in await tickets.messages(ticket.id) if each.author is Author.NOTICE]


async def offered_and_claimed(tickets: RedisTickets, ticket: Ticket) -> None:
    await tickets.offer(ticket.id, ANA, "ben")
    await tickets.claim(ticket.id, BEN, 3)


async def answered_and_claimed(tickets: RedisTickets, ticket: Ticket) -> None:
    await tickets.say(ticket.id, ANA, TicketMessage(Author.WORKER, "Hola", "es", "ana"), "2")
    await offered_and_claimed(tickets, ticket)


CLAIMED: tuple[Deed, str] = lambda tickets, ticket: tickets.claim(ticket.id, ANA, 3), "joined"
NEXT: tuple[Deed, str] = lambda tickets, _: tickets.claim_next(ANA, ("es",), 3), "joined"
LATER: list[tuple[Deed, str]] = [
    (offered_and_claimed, "joined"),
    (answered_and_claimed, "transferred"),
    (lambda tickets, ticket: tickets.close_ticket(ticket.id, ANA, Outcome.HELPED), "closed"),
    (lambda tickets, ticket: tickets.close_ticket(ticket.id, ANA, Outcome.HANDED_BACK), "handed_back"),
]


@pytest.mark.parametrize(("deed", "key"), [CLAIMED, NEXT, *LATER])
async def test_a_gateway_tells_what_the_desk_could_not(
    tickets: RedisTickets, dying: RedisTickets, clock: Clock, deed: Deed, key: str
) -> None:
    ticket = await tickets.open(wish(), "1")
    before = [] if (deed, key) in (CLAIMED, NEXT) else ["joined"]
    if before:
        await tickets.claim(ticket.id, ANA, 3)
    with pytest.raises(TicketsUnavailable):
        await deed(dying, ticket)
    assert await told(tickets, ticket) == before
    # The desk may only be slow.
    assert await tickets.tell_owed() == 0
    clock.now += OWED_SECONDS
    assert await tickets.tell_owed() == 1
    assert await told(tickets, ticket) == [*before, key]
    assert await tickets.tell_owed() == 0


async def test_who_is_answered_by_somebody_again_is_told_again(tickets: RedisTickets, clock: Clock) -> None:
    ticket = await tickets.open(wish(), "1")
    for _ in range(2):
        await tickets.claim(ticket.id, ANA, 3)
        await tickets.release(ticket.id, ANA)
    assert await told(tickets, ticket) == ["joined"] * 2
    await tickets.claim(ticket.id, ANA, 3)
    await tickets.say(ticket.id, ANA, TicketMessage(Author.WORKER, "Hola", "es", "ana"), "2")
    for holder, other in ((ANA, BEN), (BEN, ANA)) * 2:
        await tickets.offer(ticket.id, holder, other.name)
        for _ in range(2):
            await tickets.claim(ticket.id, other, 3)
    clock.now += OWED_SECONDS
    assert await tickets.tell_owed() == 0
    assert await told(tickets, ticket) == [*["joined"] * 3, *["transferred"] * 4]


async def test_who_comes_late_to_tell_it_says_nothing(tickets: RedisTickets, dying: RedisTickets) -> None:
    """Several who read at once that it is owed all come here."""
    ticket, joined = await tickets.open(wish(), "1"), TicketMessage(Author.NOTICE, key="joined", language="es")
    with pytest.raises(TicketsUnavailable):
        await dying.claim(ticket.id, ANA, 3)
    for _ in range(2):
        await tickets.notice(ticket.id, joined)
    assert await told(tickets, ticket) == ["joined"]
    await tickets.release(ticket.id, ANA)
    with pytest.raises(TicketsUnavailable):
        await dying.claim(ticket.id, ANA, 3)
    await tickets.release(ticket.id, ANA)
    await tickets.notice(ticket.id, joined)
    assert await told(tickets, ticket) == ["joined"], "nobody is there any more"


async def test_nothing_is_owed_where_the_desk_has_told(
    tickets: RedisTickets, clock: Clock, empty_tickets_url: str
) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.claim(ticket.id, ANA, 3)
    await tickets.close_ticket(ticket.id, ANA, Outcome.HELPED)
    clock.now += OWED_SECONDS
    assert await tickets.tell_owed() == 0
    assert await told(tickets, ticket) == ["joined", "closed"]
    with Redis.from_url(empty_tickets_url) as redis:
        assert not redis.exists(place("owed"))


async def test_the_same_claim_again_tells_it_once(tickets: RedisTickets, dying: RedisTickets, clock: Clock) -> None:
    ticket = await tickets.open(wish(), "1")
    with pytest.raises(TicketsUnavailable):
        await dying.claim(ticket.id, ANA, 3)
    await tickets.claim(ticket.id, ANA, 3)
    clock.now += OWED_SECONDS
    assert await tickets.tell_owed() == 0
    assert await told(tickets, ticket) == ["joined"]


@pytest.mark.parametrize(
    "deed",
    [
        lambda tickets, ticket: tickets.release(ticket.id, ANA),
        lambda tickets, ticket: tickets.left(ticket, Outcome.LEFT),
        lambda tickets, ticket: tickets.left(ticket, Outcome.DELETED),
    ],
    ids=["released", "left", "deleted"],
)
async def test_what_is_no_longer_true_is_not_told(
    tickets: RedisTickets, dying: RedisTickets, clock: Clock, empty_tickets_url: str, deed: Deed
) -> None:
    ticket = await tickets.open(wish(), "1")
    with pytest.raises(TicketsUnavailable):
        await dying.claim(ticket.id, ANA, 3)
    await deed(tickets, ticket)
    clock.now += OWED_SECONDS
    assert await tickets.tell_owed() == 0
    with Redis.from_url(empty_tickets_url) as redis:
        assert not redis.exists(place("owed"))


async def test_an_end_that_nobody_saw_begin_is_not_told(tickets: RedisTickets, clock: Clock) -> None:
    ticket = await tickets.open(wish(), "1")
    await tickets.close_ticket(ticket.id, EVE, Outcome.OTHER)
    clock.now += OWED_SECONDS
    assert await tickets.tell_owed() == 0
    assert await told(tickets, ticket) == []
