"""Five hundred people ask for a human while gateways and stores are killed: all are answered, and nothing twice."""

import asyncio
import itertools
from collections import Counter

import pytest
from redis import Redis

from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.redis_store import RedisTickets
from bot.tickets.scripts import place
from bot.tickets.store import Holder
from bot.wiring.desk import wire_tickets
from bot.wiring.keys import new_key
from tests.bot.gateway.callers import Answering, Caller, Inbox, phrases, written_to
from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.desk import Worker
from tests.bot.gateway.fleet import GATEWAYS, PAUSE, Fleet
from tests.bot.gateway.providers import Provider
from tests.bot.gateway.running import StartGateway
from tests.bot.tickets.keyspace import loads_of, queues_of, read_keyspace
from tests.bot.tickets.seeded import seeded
from tests.channels.peer import Peer

pytestmark = [pytest.mark.long, pytest.mark.redis]
AT_ONCE = 25
KILLS = ["gateway"] * 9 + ["tickets"] * 6 + ["sessions"] * 5
"""Twenty rounds, in any order; each gateway has its turn."""
WORKERS = 4
AWAY_SECONDS = 2.0
REPEATED = 40
HANGS_SECONDS = 240.0
"""After so long it will never end."""
KEY = new_key()
NOT_SENT = (Delivery.WAITING, Delivery.UNKNOWN, Delivery.FAILED, Delivery.REFUSED)


async def killed(fleet: Fleet, what: str) -> None:
    if what == "tickets":
        await fleet.replace_tickets()
    elif what == "sessions":
        await fleet.replace_sessions()
    else:
        await fleet.replace_gateway()


async def sent_to_the_end(fleet: Fleet) -> None:
    """End every gateway's hold on what it was sending, and let a new one send what is left."""
    for each in range(GATEWAYS):
        await fleet.kill_gateway(each)
    with Redis.from_url(fleet.tickets.url) as redis:
        for each in redis.zrange(place("ready"), 0, -1):
            redis.zadd(place("ready"), {each: 0.0})
        await fleet.start(0)
        while redis.zcard(place("ready")):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(PAUSE)


async def test_twenty_kills_lose_and_double_nothing(
    serve: StartGateway, engine: Peer, twilio: Provider, voice: Voice
) -> None:
    chance = seeded()
    numbers, inbox = itertools.count(27_831_000_000), Inbox(twilio)
    callers: dict[str, Caller] = {}
    words = phrases(voice)
    async with Fleet(serve, engine.url, KEY, chance) as fleet:
        desk = Worker(fleet.tickets.url, KEY)
        await desk.comes()
        await asyncio.gather(*(fleet.start(each) for each in range(GATEWAYS)))
        stores = [wire_tickets(desk.settings) for _ in range(WORKERS)]
        answering = [Answering(each, Holder(f"ana{at}"), callers) for at, each in enumerate(stores)]
        at_work = [asyncio.create_task(each.works()) for each in answering]
        calling: list[asyncio.Task[None]] = []
        for what in chance.sample(KILLS, len(KILLS)):
            for number in itertools.islice(numbers, AT_ONCE):
                callers[f"+{number}"] = caller = Caller(f"+{number}", fleet, inbox, words)
                calling.append(asyncio.create_task(caller.calls()))
            await asyncio.sleep(chance.uniform(0, 2))
            await killed(fleet, what)
        async with asyncio.timeout(HANGS_SECONDS):
            await asyncio.gather(*calling)
            # Only the tickets know now what has come before.
            await fleet.replace_sessions()
            await asyncio.gather(*(each.repeats() for each in chance.sample(list(callers.values()), REPEATED)))
            for each in answering:
                each.ended = True
            await asyncio.gather(*at_work)
            await sent_to_the_end(fleet)
        inbox.of("")
        assert fleet.repeated > 0
        await check(stores[0], callers, inbox)
        with Redis.from_url(fleet.tickets.url) as redis:
            kept = read_keyspace(redis)
        tickets = {each.id: each for each in await stores[0].tickets()}
        assert (kept.queues, kept.loads) == (queues_of(tickets), loads_of(tickets))
        for store in stores:
            await store.close()


async def asked(fleet: Fleet, twilio: Provider, voice: Voice, number: str) -> tuple[Worker, Caller]:
    """Start a gateway, and let somebody ask it for a human."""
    desk = Worker(fleet.tickets.url, KEY)
    await desk.comes()
    await fleet.start(0)
    caller = Caller(number, fleet, Inbox(twilio), phrases(voice))
    await caller.says(caller.phrases.human)
    return desk, caller


async def test_what_arrived_while_the_store_was_away_is_known_to_have(
    serve: StartGateway, engine: Peer, twilio: Provider, voice: Voice
) -> None:
    async with Fleet(serve, engine.url, KEY, seeded()) as fleet, asyncio.timeout(HANGS_SECONDS):
        desk, caller = await asked(fleet, twilio, voice, "+27831999999")
        ticket = await desk.takes_next()
        assert ticket is not None

        async def delivery(of: Author) -> Delivery:
            said: list[TicketMessage] = await desk.does(lambda tickets: tickets.messages(ticket.id))
            return next(each.delivery for each in said if each.author is of)

        while await delivery(Author.NOTICE) is not Delivery.SENT:  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(PAUSE)
        twilio.delay = AWAY_SECONDS / 2
        await desk.says(ticket, written_to(ticket.id)[0])
        while written_to(ticket.id)[0] not in caller.inbox.of(caller.number):  # noqa: ASYNC110 - as above
            await asyncio.sleep(PAUSE)
        fleet.kill_tickets()
        await asyncio.sleep(AWAY_SECONDS)
        await fleet.start_tickets()
        while await delivery(Author.WORKER) is Delivery.SENDING:  # noqa: ASYNC110 - as above
            await asyncio.sleep(PAUSE)
        assert await delivery(Author.WORKER) is Delivery.SENT


async def test_a_gateway_tells_what_the_desk_died_before_telling(
    serve: StartGateway, engine: Peer, twilio: Provider, voice: Voice
) -> None:
    async with Fleet(serve, engine.url, KEY, seeded()) as fleet, asyncio.timeout(HANGS_SECONDS):
        _, caller = await asked(fleet, twilio, voice, "+27831999998")
        with Redis.from_url(fleet.tickets.url) as redis:
            (name,) = redis.zrange(place("all"), 0, -1)
            redis.hset(place("t", name.decode()), "owed", "joined")
            redis.zadd(place("owed"), {name: 1.0})
        joined = voice.sms("notice.joined", "es").split("{")[0]
        while not any(joined in each for each in caller.inbox.of(caller.number)):  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(PAUSE)


async def check(store: RedisTickets, callers: dict[str, Caller], inbox: Inbox) -> None:
    tickets = {each.id: each for each in await store.tickets()}
    owners = {each: (await store.address(each) or ("", "", ""))[1] for each in tickets}
    assert sorted(owners.values()) == sorted(callers), "one ticket each"
    became: Counter[Delivery] = Counter()
    for ticket, number in owners.items():
        caller, messages = callers[number], await store.messages(ticket)
        heard = [each.text for each in messages if each.author is Author.PERSON and each.text in caller.said]
        assert Counter(heard) <= Counter(caller.said)
        assert [each for each in heard if each in caller.passed_on] == caller.passed_on
        assert heard == [each for each in caller.said if each in heard]
        written = [each for each in messages if each.author is Author.WORKER]
        assert [each.text for each in written] == written_to(ticket)
        reached = inbox.texts[number]
        for each in written:
            became[each.delivery] += 1
            assert each.delivery is Delivery.SENT or each.delivery in NOT_SENT
            assert reached.count(each.text) <= 1, "nobody reads the same twice"
            assert reached.count(each.text) == 1 or each.delivery is not Delivery.SENT
        places = [reached.index(each.text) for each in written if each.text in reached]
        assert places == sorted(places)
        assert sum(each.key == "joined" for each in messages) <= 1
    assert became[Delivery.SENT] > 0
    print(became)  # noqa: T201 - shown where it fails
