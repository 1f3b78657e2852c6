"""Both desks, the store of tickets on a real server, and bridges between them."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest
from redis import Redis

from bot.escalation.outside_bridge import Bridge
from bot.escalation.outside_mirrors import Mirrors
from bot.escalation.outside_sides import Sides
from bot.storage.encryption import Seal
from bot.tickets.message import Author, TicketMessage
from bot.tickets.redis_store import RedisTickets
from bot.tickets.store import DeskTickets, Escalation
from bot.tickets.ticket import Reason, Sees, Ticket
from tests.bot.escalation.outside.fake_chatwoot import ChatwootOffice, ChatwootSite
from tests.bot.escalation.outside.fake_zammad import ZammadOffice, ZammadSite
from tests.bot.escalation.outside.office import Office, Site, running

KEY = bytes(range(32))
NUMBER = "771300001"


@dataclass
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def texts(key: str, **values: str) -> str:
    return " ".join([f"<{key.removeprefix('desk.outside.')}>", *values.values()])


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, Site]]:
    chatwoot, zammad = ChatwootSite(), ZammadSite()
    with running(chatwoot), running(zammad):
        yield {"chatwoot": chatwoot, "zammad": zammad}


@pytest.fixture(params=["chatwoot", "zammad"])
def office(request: pytest.FixtureRequest, sites: dict[str, Site]) -> Office:
    return empty_office(request.param, sites[request.param].url, sites)


def empty_office(name: str, url: str, sites: dict[str, Site]) -> Office:
    """Give an office with nothing in it, at the address of the server that runs."""
    fresh: ChatwootSite | ZammadSite = ChatwootSite(url=url) if name == "chatwoot" else ZammadSite(url=url)
    # The server stays, what it holds begins anew.
    vars(sites[name]).update(vars(fresh))
    site = sites[name]
    return ChatwootOffice(site) if isinstance(site, ChatwootSite) else ZammadOffice(site)  # type: ignore[arg-type]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server(empty_tickets_url: str) -> Iterator[Redis]:
    with Redis.from_url(empty_tickets_url) as client:
        yield client


@pytest.fixture
async def tickets(empty_tickets_url: str, clock: Clock) -> AsyncIterator[RedisTickets]:
    names = iter(f"Amber Heron {number}" for number in range(1000))
    tickets = RedisTickets(empty_tickets_url, Seal(KEY, "tickets"), clock, lambda: [next(names)])
    yield tickets
    await tickets.close()


@dataclass
class Bridges:
    """Makes bridges, each as a process of its own would; `seen` counts what they counted."""

    office: Office
    url: str
    clock: Clock
    tickets: DeskTickets
    stack: AsyncExitStack
    seen: Counter[str] = field(default_factory=Counter)

    def new(self, tickets: DeskTickets | None = None, lease: float = 60.0, seconds: float = 5.0) -> Bridge:
        mirrors = Mirrors(self.url, Seal(KEY, "outside"), lease)
        sides = Sides(self.office.desk(seconds), tickets or self.tickets, mirrors, texts, self.clock)
        bridge = Bridge(sides, lambda what, _, error: self.seen.update([f"{what} {error}".strip()]))
        self.stack.push_async_callback(bridge.close)
        return bridge


@pytest.fixture
async def bridges(
    office: Office, empty_tickets_url: str, clock: Clock, tickets: RedisTickets
) -> AsyncIterator[Bridges]:
    async with AsyncExitStack() as stack:
        yield Bridges(office, empty_tickets_url, clock, tickets, stack)


@pytest.fixture
def bridge(bridges: Bridges) -> Bridge:
    return bridges.new()


async def opened(tickets: RedisTickets, *said: str, number: str = NUMBER, reason: Reason = Reason.ASKED) -> Ticket:
    """Open a ticket in which the person has said some things since."""
    wish = Escalation(f"sms:{number}", ("sms", number, "+15550100"), "es", "CO", reason)
    ticket = await tickets.open(wish, f"open-{number}")
    for text in said:
        await heard(tickets, ticket, text)
    return ticket


async def heard(tickets: RedisTickets, ticket: Ticket, text: str) -> None:
    await tickets.heard(ticket, [TicketMessage(Author.PERSON, text, "es")], f"heard-{ticket.id}-{text}")


async def let_see(tickets: RedisTickets, ticket: Ticket, sees: Sees, *said: str) -> None:
    messages = [
        TicketMessage(Author.ASSISTANT if at % 2 else Author.PERSON, text, "es") for at, text in enumerate(said)
    ]
    await tickets.seen(ticket, sees, messages, f"seen-{ticket.id}-{sees}")


async def said_by_workers(tickets: RedisTickets, ticket: Ticket) -> list[str]:
    return [each.text for each in await tickets.messages(ticket.id) if each.author is Author.WORKER]
