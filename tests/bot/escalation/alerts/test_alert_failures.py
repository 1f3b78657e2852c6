"""The rounds where a sender, a gateway or the store fails: nothing is lost, and nothing holds up another."""

import asyncio

import pytest
from redis import Redis

from bot.escalation.alert import PagerError, Ping
from bot.escalation.alert_rounds import ATTEMPTS
from bot.escalation.alert_store import LEASE_SECONDS, RedisAlerts
from bot.tickets.store import Holder
from tests.bot.escalation.alerts.conftest import TEXT, Clock, Group, Office, unavailable, waiting
from tests.ending import ended

pytestmark = pytest.mark.redis
ANA = Holder("ana")


async def test_a_sender_that_is_down_loses_nothing_and_holds_up_no_other(office: Office) -> None:
    office.groups["staff.email"] = Group("email", fails=unavailable(2 * ATTEMPTS))
    gateway = office.gateway()
    await waiting(office)
    await gateway.round()
    assert len(office.staff.pings) == 1
    assert office.groups["staff.email"].pings == []
    await gateway.round()
    await gateway.round()
    assert len(office.groups["staff.email"].pings) == 1
    assert len(office.staff.pings) == 1
    assert office.counted["alert_failed", "email", "down"] == 2
    assert office.of("alert_sent") == 2


async def test_a_short_trouble_is_tried_again_within_the_round(office: Office) -> None:
    office.staff.fails = unavailable(ATTEMPTS - 1)
    await waiting(office)
    await office.gateway().round()
    assert len(office.staff.pings) == 1
    assert office.of("alert_failed") == 0


async def test_a_sender_that_breaks_in_an_odd_way_loses_nothing(office: Office) -> None:
    office.staff.fails = [ValueError("hush")]
    gateway = office.gateway()
    await waiting(office)
    await gateway.round()
    await gateway.round()
    assert len(office.staff.pings) == 1
    assert office.counted["alert_failed", "telegram", "ValueError"] == 1


async def test_a_sender_rests_for_as_long_as_the_provider_asks(office: Office, clock: Clock) -> None:
    office.staff.fails = [PagerError("many", retry_after=30)]
    gateway = office.gateway()
    await waiting(office)
    for _ in range(6):
        await gateway.round()
        clock.now += 5
    assert (office.staff.pings, office.staff.tries) == ([], 1)
    await gateway.round()
    assert len(office.staff.pings) == 1


async def test_what_is_refused_for_good_is_tried_when_it_would_be_repeated(office: Office, clock: Clock) -> None:
    office.staff.fails = [PagerError("kicked", retryable=False)]
    gateway = office.gateway()
    await waiting(office)
    for _ in range(180 // 5):
        await gateway.round()
        clock.now += 5
    assert (office.staff.pings, office.staff.tries) == ([], 1)
    assert office.counted["alert_rejected", "telegram", "kicked"] == 1
    await gateway.round()
    assert len(office.staff.pings) == 1


async def test_a_ping_of_a_gateway_that_died_is_sent_after_its_lease(office: Office, clock: Clock) -> None:
    ticket, gateway = await waiting(office), office.gateway()
    assert await gateway.store.take(ticket.id, "staff.telegram", None)
    clock.now += LEASE_SECONDS - 1
    await gateway.round()
    assert office.staff.pings == []
    clock.now += 1
    await gateway.round()
    assert len(office.staff.pings) == 1


async def test_who_wakes_after_its_lease_changes_nothing(office: Office, clock: Clock) -> None:
    ticket, gateway = await waiting(office), office.gateway()
    late = await gateway.store.take(ticket.id, "staff.telegram", None)
    assert late is not None
    clock.now += LEASE_SECONDS
    await gateway.round()
    before = await gateway.store.sent()
    await gateway.store.drop(late)
    assert await gateway.store.sent() == before != {}


async def test_a_round_that_is_cancelled_gives_back_what_it_took(office: Office) -> None:
    hangs = asyncio.Event()

    class Hanging(Group):
        async def page(self, ping: Ping) -> str:  # noqa: ARG002
            hangs.set()
            await asyncio.Event().wait()
            return ""

    office.groups["staff.telegram"] = Hanging()
    ticket, gateway = await waiting(office), office.gateway()
    running = asyncio.create_task(gateway.round())
    await asyncio.wait_for(hangs.wait(), 20)
    await ended(running)
    assert running.cancelled()
    assert await gateway.store.take(ticket.id, "staff.telegram", None)


async def test_a_settling_that_fails_for_an_hour_is_given_up(office: Office, clock: Clock) -> None:
    ticket, gateway = await waiting(office), office.gateway()
    await gateway.round()
    await office.tickets.claim(ticket.id, ANA, 3)
    office.staff.fails = unavailable(2 * ATTEMPTS)
    await gateway.round()
    assert await gateway.store.sent() != {}
    clock.now += 3600
    await gateway.round()
    assert await gateway.store.sent() == {}
    assert office.of("alert_not_settled") == 2


async def test_a_state_of_another_release_does_not_silence_a_ticket(office: Office, empty_tickets_url: str) -> None:
    ticket, gateway = await waiting(office), office.gateway()
    with Redis.from_url(empty_tickets_url) as server:
        server.hset("q:{alerts}:sent", f"{ticket.id}/staff.telegram", b"{odd")
    await gateway.round()
    assert len(office.staff.pings) == 1


async def test_the_rounds_go_on_after_the_store_failed(office: Office, clock: Clock) -> None:
    gone, counted = office.gateway(), asyncio.Queue[tuple[str, ...]]()
    broken = type(gone)(
        gone.tickets,
        RedisAlerts("unix:///nowhere/tickets.sock", clock),
        gone.pagers,
        gone.policy,
        gone.hours,
        TEXT,
        lambda *names: counted.put_nowait(names),
        clock,
    )
    task = asyncio.create_task(broken.run())
    assert await asyncio.wait_for(counted.get(), 20) == ("alerts_unavailable", "", "AlertsUnavailable")
    assert not task.done()
    await ended(task)
    await broken.close()
