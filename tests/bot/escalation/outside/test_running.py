"""The bridge as the gateway runs it: woken by a webhook, outliving its store, leaving the work to others at its end."""

import asyncio
from collections.abc import Callable

import pytest
from redis import Redis

from bot.escalation.outside_bridge import Bridge
from bot.escalation.outside_mirrors import Mirrors
from bot.escalation.outside_sides import Sides
from bot.storage.encryption import Seal
from bot.tickets.redis_store import RedisTickets
from tests.bot.escalation.outside.conftest import KEY, Bridges, Clock, opened, said_by_workers, texts
from tests.bot.escalation.outside.office import Office
from tests.ending import ended

pytestmark = pytest.mark.redis
PATIENCE = 20.0


async def until(there: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not there():  # noqa: ASYNC110 - it happens in a server
            await asyncio.sleep(0.02)


async def test_a_webhook_brings_a_reply_over_and_the_end_leaves_the_work_to_others(
    bridges: Bridges, office: Office, tickets: RedisTickets, server: Redis
) -> None:
    ticket = await opened(tickets, "hola")
    bridge = bridges.new()
    running = asyncio.create_task(bridge.run())
    await until(lambda: bool(office.conversations()) and bool(office.lines(office.conversations()[0])))
    (conversation,) = office.conversations()
    office.reply(conversation, "soy Marta")
    assert await bridge.receive(*office.webhook(conversation, bridges.clock.now)) == 200
    async with asyncio.timeout(PATIENCE):
        while await said_by_workers(tickets, ticket) != ["soy Marta"]:  # noqa: ASYNC110 - it happens in a server
            await asyncio.sleep(0.02)
    await ended(running)
    assert running.cancelled()
    assert server.exists("q:{tickets}:outside:lease") == 0


async def test_without_the_store_it_goes_on_trying_and_takes_no_webhook(office: Office, clock: Clock) -> None:
    seal, nowhere = Seal(KEY, "outside"), "unix:///nowhere/tickets.sock"
    tickets = RedisTickets(nowhere, seal, clock, lambda: ["Amber Heron"])
    counted: list[tuple[str, str, str]] = []
    sides = Sides(office.desk(), tickets, Mirrors(nowhere, seal), texts, clock)
    bridge = Bridge(sides, lambda *what: counted.append(what))
    running = asyncio.create_task(bridge.run())
    await until(lambda: bool(counted))
    assert counted == [("outside_failed", bridge.name, "TicketsUnavailable")]
    assert not running.done()
    assert await bridge.receive(*office.webhook(42, clock.now)) == 503
    await ended(running)
    await bridge.close()
    await tickets.close()
