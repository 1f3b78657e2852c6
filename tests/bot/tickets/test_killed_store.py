"""The server of tickets is killed again and again: nothing is lost, nothing is doubled, all stays in order."""

import asyncio
import os
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from bot.cli.stores import Store, start_tickets_store, stop_store
from bot.sessions.memory_folder import MEMORY
from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.outbox import LEASE_SECONDS
from bot.tickets.redis_store import RedisTickets
from bot.tickets.ticket import Ticket
from tests.bot.tickets.conftest import ANA, NAMES, SEAL, Clock, wish
from tests.bot.tickets.keyspace import loads_of, queues_of, read_keyspace
from tests.bot.tickets.killed import Office, said_by, written_to
from tests.bot.tickets.seeded import seeded

pytestmark = [pytest.mark.long, pytest.mark.redis]
ROUNDS, AT_ONCE = 20, 25
WORKERS, SENDERS, CLIENTS = 10, 3, 4
MOST = ROUNDS * AT_ONCE
HANGS_SECONDS = 240.0
"""After so long it will never end."""


class Server:
    """A server that can be killed, and starts again on its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store: Store = start_tickets_store(folder, folder / "data")

    async def killed(self) -> None:
        os.kill(self.store.child.pid, signal.SIGKILL)
        self.store.child.wait(10)
        self.store = await asyncio.to_thread(start_tickets_store, self.folder, self.folder / "data")


@pytest.fixture
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as folder:
        server = Server(Path(folder))
        yield server
        stop_store(server.store)


async def test_twenty_kills_lose_and_double_nothing(server: Server, clock: Clock) -> None:
    chance = seeded()
    stores = [RedisTickets(server.store.url, SEAL, clock, NAMES) for _ in range(CLIENTS)]
    office = Office(stores, chance)
    people: list[asyncio.Task[None]] = []
    at_work = [asyncio.create_task(office.worker(f"worker{each}", MOST)) for each in range(WORKERS)]
    at_work += [asyncio.create_task(office.sender()) for _ in range(SENDERS)]
    for number in range(ROUNDS):
        people += [asyncio.create_task(office.person(number * AT_ONCE + each)) for each in range(AT_ONCE)]
        await asyncio.sleep(chance.uniform(0, 0.3))
        await server.killed()
    try:
        async with asyncio.timeout(HANGS_SECONDS):
            await asyncio.gather(*people)
            while len(office.answered) < len(people):
                await asyncio.sleep(0.05)
                for each in at_work:
                    # None of them ends by itself: one that did has met something that it should not have.
                    assert not each.done(), each.exception()
    finally:
        office.ended = True
        await asyncio.gather(*at_work)
    # Whatever a sender died over is free again, and it is the last that is sent.
    clock.now += LEASE_SECONDS + 2
    while await office.round():
        clock.now += LEASE_SECONDS + 2
    tickets = {each.id: each for each in await stores[0].tickets()}
    messages = {each: await stores[0].messages(each) for each in tickets}
    numbers = [await number_of(stores[0], each) for each in tickets.values()]
    for store in stores:
        await store.close()
    assert office.refused > 0
    assert office.died_over > 0
    assert sorted(numbers) == list(range(ROUNDS * AT_ONCE)), "one ticket each"
    with Redis.from_url(server.store.url) as redis:
        kept = read_keyspace(redis)
    assert (kept.queues, kept.loads, kept.for_ever) == (queues_of(tickets), loads_of(tickets), set())
    assert not kept.ready
    reached = Counter(office.provider)
    for number, (ticket, said) in zip(numbers, messages.items(), strict=True):
        assert [each.text for each in said if each.author is Author.PERSON] == said_by(number)
        written = [each for each in said if each.author is Author.WORKER]
        assert [each.text for each in written] == written_to(ticket)
        assert {each.delivery for each in written} <= {Delivery.SENT, Delivery.UNKNOWN}
        assert all(reached[each.text] <= 1 for each in written), "nobody reads the same twice"
        assert all(reached[each.text] == 1 for each in written if each.delivery is Delivery.SENT)
        places = [office.provider.index(each.text) for each in written if reached[each.text]]
        assert places == sorted(places)
        assert sum(each.key == "joined" for each in said) <= 1


async def number_of(tickets: RedisTickets, ticket: Ticket) -> int:
    address = await tickets.address(ticket.id)
    assert address is not None
    return int(address[1])


async def test_a_sender_that_slept_through_its_lease_changes_only_what_it_knows(
    tickets: RedisTickets, clock: Clock
) -> None:
    texts = ("arrived", "not yet", "again")
    ticket = await tickets.open(wish(), "1")
    await tickets.claim(ticket.id, ANA, 3)
    for each in texts:
        await tickets.say(ticket.id, ANA, TicketMessage(Author.WORKER, each, "es", "ana"), each)
    ids = {each.text: each.id for each in await tickets.messages(ticket.id)}
    slept = []
    while (taken := await tickets.take()) is not None:
        outgoing = await tickets.begin(*taken)
        if outgoing is not None:
            slept.append(outgoing)
            clock.now += LEASE_SECONDS + 2
    _, arrived, waits, resent = slept
    await tickets.send_again(ticket.id, ANA, ids["again"])
    await tickets.settle(arrived, Delivery.SENT)
    await tickets.settle(waits, Delivery.WAITING, again_at=clock.now + 1)
    await tickets.settle(resent, Delivery.SENT)
    became = {each.text: each.delivery for each in await tickets.messages(ticket.id) if each.text}
    assert became == {"arrived": Delivery.SENT, "not yet": Delivery.UNKNOWN, "again": Delivery.SENT}
    taken = await tickets.take()
    assert taken is not None
    assert await tickets.begin(*taken) is None, "what arrived after all is not sent again"


async def test_several_may_let_the_server_write_its_file_anew(tickets: RedisTickets) -> None:
    await asyncio.gather(*(tickets.compact() for _ in range(20)))


async def test_a_claim_again_tells_the_person_nothing_new(tickets: RedisTickets) -> None:
    ticket = await tickets.open(wish(), "1")
    for _ in range(2):
        await tickets.claim(ticket.id, ANA, 3)
    await tickets.say(ticket.id, ANA, TicketMessage(Author.WORKER, "Hola", "es", "ana"), "2")
    await tickets.claim(ticket.id, ANA, 3)
    assert [each.key or each.text for each in await tickets.messages(ticket.id)] == ["joined", "Hola"]
