"""Two hundred workers and a thousand people: each is taken by one, in their order, and nobody is passed over."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from redis import Redis

from bot.tickets.queue_order import PATIENCE_SECONDS, in_order
from bot.tickets.redis_store import RedisTickets
from bot.tickets.store import Escalation, Holder, TicketTaken, TooManyChats
from bot.tickets.ticket import Reason, Risk, Ticket, TicketState
from tests.bot.tickets.conftest import EVE, NAMES, SEAL, Clock, wish
from tests.bot.tickets.keyspace import loads_of, queues_of, read_keyspace
from tests.bot.tickets.replay import Replay
from tests.bot.tickets.seeded import seeded

pytestmark = pytest.mark.redis
WORKERS, PEOPLE, CLIENTS = 200, 1000, 10
MOST = 6
STEP = 0.5
"""Seconds between two people: all together less than what makes a language matter no more."""
HANGS_SECONDS = 240.0
"""After so long it will never end."""
LANGUAGES = ("es", "en", "th", "am")
REASONS = (Reason.ASKED, Reason.ASKED, Reason.UNSURE, Reason.DANGER, Reason.SELF_HARM)


@asynccontextmanager
async def desks(url: str, clock: Clock) -> AsyncIterator[list[RedisTickets]]:
    async with AsyncExitStack() as stack:
        stores = [RedisTickets(url, SEAL, clock, NAMES) for _ in range(CLIENTS)]
        for each in stores:
            stack.push_async_callback(each.close)
        yield stores


class Office:
    """Everybody at once; `chance` decides who asks why and in which language."""

    def __init__(self, stores: list[RedisTickets], clock: Clock, chance: random.Random) -> None:
        self.stores, self.clock, self.chance = stores, clock, chance
        self.languages = {
            f"worker{each}": tuple(chance.sample(LANGUAGES, chance.randint(1, 2))) for each in range(WORKERS)
        }
        self.names = list(self.languages)
        self.releasing, self.offering = set(self.names[::10]), set(self.names[1::10])
        self.opened: dict[str, Ticket] = {}
        self.all_came = asyncio.Event()

    async def arrive(self, numbers: range) -> None:
        for number in numbers:
            person, reason, language = f"sms:{number}", self.chance.choice(REASONS), self.chance.choice(LANGUAGES)
            raised = self.chance.random() < 0.1
            self.clock.now += STEP
            store = self.stores[number % CLIENTS]
            ticket = await store.open(Escalation(person, ("sms", f"{number}", "us"), language, "CO", reason), person)
            self.opened[ticket.id] = ticket
            if raised and ticket.risk is Risk.NORMAL:
                await store.assess(ticket.id, EVE, Risk.RAISED, "")

    async def works(self, number: int) -> None:
        """Take who comes next until nobody waits; some give one back, some pass one on."""
        name, store = self.names[number], self.stores[number % CLIENTS]
        done = False
        while not done:
            try:
                ticket = await store.claim_next(Holder(name), self.languages[name], MOST)
            except TooManyChats:
                return
            if ticket is None:
                done = self.all_came.is_set()
                await asyncio.sleep(0.01)
            elif name in self.releasing:
                self.releasing.discard(name)
                await store.release(ticket.id, Holder(name))
            elif name in self.offering:
                self.offering.discard(name)
                await self.pass_on(store, ticket, name)

    async def pass_on(self, store: RedisTickets, ticket: Ticket, name: str) -> None:
        other = self.names[(self.names.index(name) + 5) % WORKERS]
        await store.offer(ticket.id, Holder(name), other)
        try:
            await store.claim(ticket.id, Holder(other), MOST)
        except TooManyChats:
            await store.offer(ticket.id, Holder(name), "")


async def test_everybody_is_taken_once_and_in_their_order(empty_tickets_url: str, clock: Clock) -> None:
    async with desks(empty_tickets_url, clock) as stores:
        office = Office(stores, clock, seeded())
        releases = set(office.releasing)
        await office.arrive(range(PEOPLE * 7 // 10))
        working = [asyncio.create_task(office.works(each)) for each in range(WORKERS)]
        await office.arrive(range(PEOPLE * 7 // 10, PEOPLE))
        office.all_came.set()
        async with asyncio.timeout(HANGS_SECONDS):
            await asyncio.gather(*working)
            # What somebody gave back when all others were full already.
            await asyncio.gather(*(office.works(each) for each in range(WORKERS)))
        tickets = {each.id: each for each in await stores[0].tickets()}
    with Redis.from_url(empty_tickets_url) as redis:
        kept = read_keyspace(redis)
        replay = Replay(office.opened, office.languages, releases, MOST)
        replay.play(redis)
    assert len(tickets) == len(office.opened) == PEOPLE
    assert {each.state for each in tickets.values()} == {TicketState.CLAIMED}, "nobody is left"
    assert kept.queues == queues_of(tickets) == {}
    assert kept.loads == loads_of(tickets)
    assert max(len(each) for each in kept.loads.values()) <= MOST
    assert replay.holders == {each.id: each.worker for each in tickets.values()}
    assert replay.passed_over == []
    assert replay.claims == PEOPLE + replay.released
    assert replay.released == len(releases)
    assert replay.transferred > 0
    waits = {each.id: each.waiting_since for each in tickets.values()}
    assert waits == {each.id: each.waiting_since for each in office.opened.values()}


async def test_all_want_the_same_ones(empty_tickets_url: str, clock: Clock) -> None:
    most, asked = 2, 30
    async with desks(empty_tickets_url, clock) as stores:
        ids = [(await stores[0].open(wish(f"sms:{each}"), f"{each}")).id for each in range(asked)]

        async def wants(number: int) -> list[str]:
            got = []
            for each in ids:
                try:
                    claimed = await stores[number % CLIENTS].claim(each, Holder(f"worker{number}"), most)
                    assert claimed.worker == f"worker{number}"
                    got.append(each)
                except TicketTaken as taken:
                    holders.add(taken.by)
                except TooManyChats:
                    break
            return got

        holders: set[str] = set()
        got = await asyncio.gather(*(wants(each) for each in range(WORKERS)))
        tickets = {each.id: each for each in await stores[0].tickets()}
    assert sorted(each for part in got for each in part) == sorted(ids)
    assert max(len(part) for part in got) <= most
    assert holders == {each.worker for each in tickets.values()}, "the others hear who"
    with Redis.from_url(empty_tickets_url) as redis:
        assert read_keyspace(redis).loads == loads_of(tickets)


async def test_one_after_the_other_they_come_as_the_list_shows_them(empty_tickets_url: str, clock: Clock) -> None:
    chance = seeded()
    async with desks(empty_tickets_url, clock) as stores:
        for number in range(150):
            clock.now += chance.uniform(1, PATIENCE_SECONDS / 60)
            await stores[0].open(wish(f"sms:{number}", chance.choice(REASONS), chance.choice(LANGUAGES)), f"{number}")
        after_patience = 0
        for _ in range(150):
            speaks = chance.sample(LANGUAGES, chance.randint(0, 2))
            waiting = [each for each in await stores[0].tickets() if each.state is TicketState.WAITING]
            expected = in_order(waiting, speaks, clock.now)[0]
            taken = await stores[1].claim_next(Holder("ana"), speaks, 999)
            assert taken is not None
            assert taken.id == expected.id
            after_patience += bool(speaks) and expected.language not in speaks
            clock.now += chance.uniform(0, 10)
    assert after_patience > 0
