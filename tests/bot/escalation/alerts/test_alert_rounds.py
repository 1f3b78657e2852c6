"""The rounds against a real server of tickets: nothing twice, nothing lost, and silence once somebody took it."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from redis import Redis

from bot.escalation.alert import AlertState, Ping
from bot.escalation.alert_store import RedisAlerts
from bot.escalation.due_alerts import URGENT_REPEAT_SECONDS
from bot.escalation.hours import read_hours
from bot.tickets.store import Holder
from bot.tickets.ticket import Outcome, Reason, TicketState
from tests.bot.escalation.alerts.conftest import Clock, Group, Office, waiting

pytestmark = pytest.mark.redis
ANA = Holder("ana")
CLOSED = read_hours(f"{datetime.fromtimestamp(Clock.now + 2 * 86400, UTC):%a} 09:00-17:00", ZoneInfo("UTC"), ())


async def test_staff_hear_at_once_and_again_until_somebody_takes_it(office: Office, clock: Clock) -> None:
    ticket, gateway = await waiting(office), office.gateway()
    for _ in range(2 * 180 // 5):
        await gateway.round()
        clock.now += 5
    assert [ping.text for ping in office.staff.pings] == [
        "One person waits: Spanish.",
        "One person still waits: Spanish.",
    ]
    assert office.staff.pings[1].replaces == "message1"

    await office.tickets.claim(ticket.id, ANA, 3)
    for _ in range(3 * 180 // 5):
        await gateway.round()
        clock.now += 5
    assert len(office.staff.pings) == 2
    assert office.staff.settled == ["message2"]
    assert await gateway.store.sent() == {}


async def test_urgent_ones_come_each_minute_and_say_so(office: Office, clock: Clock) -> None:
    gateway = office.gateway()
    await waiting(office, Reason.DANGER)
    for _ in range(3):
        await gateway.round()
        clock.now += URGENT_REPEAT_SECONDS
    assert [ping.urgent for ping in office.staff.pings] == [True] * 3
    assert office.staff.pings[0].text == "One person waits: Spanish, urgent."


@pytest.mark.parametrize(("reason", "after"), [(Reason.ASKED, 600), (Reason.SELF_HARM, 120)])
async def test_supervisors_hear_when_nobody_comes(office: Office, clock: Clock, reason: Reason, after: int) -> None:
    gateway = office.gateway()
    await waiting(office, reason)
    clock.now += after - 1
    await gateway.round()
    assert office.supervisors.pings == []
    clock.now += 1
    await gateway.round()
    (ping,) = office.supervisors.pings
    assert ping.text.startswith("Nobody has taken this yet. One person waits: Spanish")


async def test_what_turns_urgent_is_told_at_once(office: Office) -> None:
    ticket, gateway = await waiting(office), office.gateway()
    await gateway.round()
    await office.tickets.raised(ticket, Reason.DANGER)
    await gateway.round()
    await gateway.round()
    assert [ping.urgent for ping in office.staff.pings] == [False, True]


async def test_what_comes_back_into_the_queue_is_told_anew(office: Office) -> None:
    ticket, gateway = await waiting(office), office.gateway()
    await gateway.round()
    await office.tickets.claim(ticket.id, ANA, 3)
    await gateway.round()
    await office.tickets.release(ticket.id, ANA)
    await gateway.round()
    assert [ping.text for ping in office.staff.pings] == ["One person waits: Spanish."] * 2


async def test_gateways_never_send_the_same_ping_twice(office: Office, clock: Clock) -> None:
    gateways = [office.gateway() for _ in range(4)]
    for number in range(10):
        await waiting(office, Reason.DANGER, number)
    for expected in (10, 20, 30):
        await asyncio.gather(*(gateway.round() for gateway in gateways for _ in range(3)))
        assert len(office.staff.pings) == expected
        clock.now += URGENT_REPEAT_SECONDS
    sent = await gateways[0].store.sent()
    assert sorted(state["staff.telegram"].times for state in sent.values()) == [3] * 10


async def test_gateways_show_once_that_it_was_taken(office: Office) -> None:
    gateways = [office.gateway() for _ in range(4)]
    ticket = await waiting(office)
    await gateways[0].round()
    await office.tickets.claim(ticket.id, ANA, 3)
    await asyncio.gather(*(gateway.round() for gateway in gateways))
    assert office.staff.settled == ["message1"]


async def test_what_is_taken_in_the_middle_of_a_round_is_told_of_no_more(office: Office) -> None:
    tickets = [await waiting(office, number=number) for number in range(3)]

    class Claiming(Group):
        async def page(self, ping: Ping) -> str:
            for ticket in tickets:
                if ticket.state is TicketState.WAITING:
                    await office.tickets.claim(ticket.id, ANA, 3)
            return await Group.page(self, ping)

    office.groups["staff.telegram"] = Claiming()
    await office.gateway().round()
    assert len(office.staff.pings) == 1


async def test_what_another_gateway_sends_meanwhile_does_not_look_taken(office: Office, clock: Clock) -> None:
    other = office.gateway()

    class Late(RedisAlerts):
        async def sent(self) -> Mapping[str, AlertState]:
            await waiting(office)
            await other.round()
            return await RedisAlerts.sent(self)

    late = replace(other, store=Late(office.url, clock))
    await late.round()
    assert len(office.staff.pings) == 1
    assert office.staff.settled == []
    await late.close()


async def test_a_restart_forgets_nothing(office: Office, clock: Clock) -> None:
    await waiting(office)
    await office.gateway().round()
    clock.now += 170
    await office.gateway().round()
    assert len(office.staff.pings) == 1
    clock.now += 10
    await office.gateway().round()
    assert [ping.replaces for ping in office.staff.pings] == ["", "message1"]


async def test_while_the_desk_is_closed_only_urgent_waits_are_told(office: Office, clock: Clock) -> None:
    gateway = office.gateway(CLOSED)
    await waiting(office, Reason.ASKED, 1, "fr")
    await waiting(office, Reason.DANGER, 2, "ru")
    await gateway.round()
    assert [ping.text for ping in office.staff.pings] == ["One person waits: Russian, urgent."]
    clock.now = CLOSED.opens_at(clock.now)
    await gateway.round()
    assert "One person waits: French." in [ping.text for ping in office.staff.pings]


async def test_who_left_without_a_contact_is_told_of_no_more(office: Office, clock: Clock) -> None:
    ticket, gateway = await waiting(office), office.gateway()
    await gateway.round()
    await office.tickets.left(ticket, Outcome.LEFT)
    clock.now += 180
    await gateway.round()
    assert len(office.staff.pings) == 1
    assert office.staff.settled == ["message1"]


async def test_what_a_pager_sent_that_is_set_no_longer_is_forgotten(office: Office) -> None:
    ticket = await waiting(office)
    await office.gateway().round()
    del office.groups["staff.telegram"]
    gateway = office.gateway()
    await office.tickets.claim(ticket.id, ANA, 3)
    await gateway.round()
    assert await gateway.store.sent() == {}


async def test_nothing_of_a_person_stands_in_what_is_kept_or_sent(office: Office, empty_tickets_url: str) -> None:
    ticket, gateway = await waiting(office, Reason.DANGER, language="vi"), office.gateway()
    await gateway.round()
    with Redis.from_url(empty_tickets_url) as server:
        kept = b"".join(
            part
            for item in server.hgetall("q:{alerts}:sent").items()
            for part in item  # type: ignore[union-attr]
        )
    for secret in (ticket.pseudonym, "77130", "CO", "vi"):
        assert secret.encode() not in kept.replace(ticket.id.encode(), b"")
    (ping,) = office.staff.pings
    said = f"{ping.subject} {ping.linked_text}"
    for secret in (ticket.pseudonym, ticket.id, "telegram", "Colombia", "CO"):
        assert secret not in said
