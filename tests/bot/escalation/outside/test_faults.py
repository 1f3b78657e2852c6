"""What goes wrong between the two sides: the desk fails, hangs or is away, and a process dies at any moment."""

import asyncio
import threading
from dataclasses import dataclass
from typing import Any

import pytest
from redis import Redis

from bot.escalation.outside_bridge import DOWN_SECONDS, Bridge
from bot.tickets.message import Author
from bot.tickets.redis_store import RedisTickets
from bot.tickets.ticket import Outcome, TicketState
from tests.bot.escalation.outside.conftest import Bridges, Clock, heard, opened, said_by_workers
from tests.bot.escalation.outside.office import Fault, Office

pytestmark = pytest.mark.redis
CONVERSATIONS = {"chatwoot": "conversations", "zammad": "tickets"}
MESSAGES = {"chatwoot": "/messages", "zammad": "ticket_articles"}
LEASE = "q:{tickets}:outside:lease"
LATER = 61.0
"""After every wait between two tries."""


async def steps(bridge: Bridge, clock: Clock, number: int = 4) -> None:
    for _ in range(number):
        await bridge.step()
        clock.now += LATER


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("hangs", [0.0, 3.0])
async def test_a_call_that_fails_or_hangs_is_made_good_without_doubles(
    bridges: Bridges, office: Office, tickets: RedisTickets, hangs: float, *, done: bool
) -> None:
    bridge = bridges.new(seconds=1.0 if hangs else 20.0)
    office.site.faults = [
        Fault(CONVERSATIONS[bridge.name], done=done, hangs=hangs),
        Fault(MESSAGES[bridge.name], done=done, hangs=hangs),
    ]
    await opened(tickets, "1", "2", "3")
    await steps(bridge, bridges.clock)
    assert not any(each.times for each in office.site.faults)
    (conversation,) = office.conversations()
    assert office.lines(conversation) == [("person", "1"), ("person", "2"), ("person", "3")]


async def test_zammad_is_given_time_to_index_a_ticket_before_another_is_made(
    bridges: Bridges, office: Office, tickets: RedisTickets, clock: Clock
) -> None:
    bridge = bridges.new()
    if bridge.name != "zammad":
        return
    vars(office.site)["indexed"] = False
    office.site.faults = [Fault("/tickets", done=True)]
    await opened(tickets, "1")
    await bridge.step()
    for _ in range(5):
        clock.now += 5
        await bridge.step()
    assert len(office.conversations()) == 1
    vars(office.site)["indexed"] = True
    await bridge.step()
    assert office.lines(office.conversations()[0]) == [("person", "1")]


async def test_a_proxy_that_says_nothing_is_there_makes_nobody_anew(
    bridge: Bridge, office: Office, tickets: RedisTickets, clock: Clock
) -> None:
    ticket = await opened(tickets, "1")
    await bridge.step()
    office.site.faults = [Fault(MESSAGES[bridge.name], status=404, page=True, times=9)]
    await heard(tickets, ticket, "2")
    await bridge.step()
    office.site.faults = []
    await steps(bridge, clock)
    (conversation,) = office.conversations()
    assert office.lines(conversation) == [("person", "1"), ("person", "2")]


async def test_one_ticket_that_always_fails_holds_up_no_other(
    bridge: Bridge, office: Office, tickets: RedisTickets, clock: Clock
) -> None:
    await opened(tickets, "first")
    await bridge.step()
    (bad,) = office.conversations()
    office.site.faults = [Fault(f"/{bad}", "GET", times=99), Fault(f"/{bad}", times=99)]
    clock.now += 30
    for number in range(5):
        await opened(tickets, "other", number=f"77130010{number}")
    await steps(bridge, clock)
    shown = [office.lines(each) for each in office.conversations() if each != bad]
    assert shown == [[("person", "other")]] * 5
    assert bridge.down_seconds() == 0


async def test_a_message_that_the_desk_refuses_holds_back_no_later_one(
    bridge: Bridge, office: Office, tickets: RedisTickets
) -> None:
    office.site.faults = [Fault(MESSAGES[bridge.name], status=422)]
    await opened(tickets, "odd", "next")
    await bridge.step()
    assert office.lines(office.conversations()[0]) == [("note", "<unshown>"), ("person", "next")]


async def test_while_the_desk_is_away_people_stay_in_our_queue_and_what_it_held_comes_back(
    bridge: Bridge, bridges: Bridges, office: Office, tickets: RedisTickets, clock: Clock
) -> None:
    held = await opened(tickets, "held")
    await bridge.step()
    office.assign(office.conversations()[0], 5)
    clock.now += 20
    await bridge.step()
    office.site.faults = [Fault("/", method, times=999) for method in ("GET", "POST", "PUT", "PATCH", "DELETE")]
    waits = await opened(tickets, "waits", number="771300002")
    await bridge.step()
    assert bridge.down_seconds() == 0
    clock.now += DOWN_SECONDS - 1
    await bridge.step()
    assert bridge.down_seconds() > 0
    assert [(await tickets.ticket(each.id)).state for each in (held, waits)] == [  # type: ignore[union-attr]
        TicketState.CLAIMED,
        TicketState.WAITING,
    ]
    clock.now += 2
    await bridge.step()
    assert [(await tickets.ticket(each.id)).state for each in (held, waits)] == [TicketState.WAITING] * 2  # type: ignore[union-attr]
    assert bridges.seen["outside_given_back"] == 1
    told = [each.key for each in await tickets.messages(held.id) if each.author is not Author.PERSON]
    assert told == ["joined"], "the person is told nothing more than that somebody came"

    office.site.faults = []
    clock.now += LATER
    await bridge.step()
    assert bridge.down_seconds() == 0
    assert len(office.conversations()) == 2
    assert (await tickets.ticket(held.id)).worker == bridge.name  # type: ignore[union-attr]


async def test_a_wrong_token_counts_as_away(
    bridge: Bridge, office: Office, tickets: RedisTickets, clock: Clock
) -> None:
    await opened(tickets, "hola")
    office.site.faults = [Fault("/", method, status=401, times=99) for method in ("GET", "POST")]
    await steps(bridge, clock, 2)
    assert bridge.down_seconds() > 0


async def test_two_processes_show_everything_once_and_the_second_goes_on(
    bridges: Bridges, office: Office, tickets: RedisTickets, clock: Clock, server: Redis
) -> None:
    one, other = bridges.new(), bridges.new()
    ticket = await opened(tickets, "1")
    assert sorted(await asyncio.gather(one.step(), other.step())) == [False, True]
    await heard(tickets, ticket, "2")
    await asyncio.gather(one.step(), other.step())
    (conversation,) = office.conversations()
    office.reply(conversation, "hola")
    assert await other.receive(*office.webhook(conversation, clock.now)) == 200
    server.delete(LEASE)
    assert await other.step()
    assert not await one.step()
    assert office.lines(conversation) == [("person", "1"), ("person", "2")]
    assert await said_by_workers(tickets, ticket) == ["hola"]


class Killed:
    """Kills a bridge's task in the midst of its n-th call, before or after the call is done."""

    def __init__(self, number: int, *, done: bool) -> None:
        self._at, self._loop = (number, done), asyncio.get_running_loop()
        self._dead = threading.Event()
        self.task: asyncio.Task[Any] | None = None

    def __call__(self, number: int, done: bool) -> None:  # noqa: FBT001 - told so by the site
        if (number, done) == self._at and self.task is not None:
            task = self.task
            self._loop.call_soon_threadsafe(task.cancel)
            task.add_done_callback(lambda _: self._dead.set())
            self._dead.wait(5)


@dataclass
class Day:
    """A ticket is shown, a worker there answers and closes it; whoever goes on does not do that again."""

    office: Office
    clock: Clock
    earlier: set[int]
    answered: bool = False

    async def go_on(self, bridge: Bridge) -> int:
        await steps(bridge, self.clock, 2)
        (conversation,) = set(self.office.conversations()) - self.earlier
        if not self.answered:
            self.answered = True
            self.office.reply(conversation, "soy Marta")
            self.office.finish(conversation)
        await steps(bridge, self.clock, 2)
        return conversation


@pytest.mark.parametrize("done", [False, True])
async def test_killed_in_any_call_it_goes_on_without_doubles(
    bridges: Bridges, office: Office, tickets: RedisTickets, server: Redis, *, done: bool
) -> None:
    for number in range(1, 100):
        server.flushall()
        ticket = await opened(tickets, "1", "2")
        day = Day(office, bridges.clock, set(office.conversations()))
        office.site.at_call = kill = Killed(len(office.site.calls) + number, done=done)
        kill.task = asyncio.create_task(day.go_on(bridges.new()))
        await asyncio.wait([kill.task])
        office.site.at_call = None
        server.delete(LEASE)
        conversation = await day.go_on(bridges.new())
        assert office.lines(conversation) == [("person", "1"), ("person", "2")], number
        assert await said_by_workers(tickets, ticket) == ["soy Marta"], number
        assert (await tickets.ticket(ticket.id)).outcome == Outcome.OTHER  # type: ignore[union-attr]
        if not kill.task.cancelled():
            kill.task.result()
            break
    assert 10 < number < 99, "a day takes some calls, and each was cut off once"


class DyingTickets:
    """A store whose caller dies right after one of its deeds was done, at the n-th of them."""

    def __init__(self, tickets: RedisTickets, number: int) -> None:
        self._tickets, self._left = tickets, number

    def __getattr__(self, name: str) -> Any:
        deed = getattr(self._tickets, name)

        async def done(*values: Any) -> Any:
            result = await deed(*values)
            self._left -= name in ("claim", "say", "close_ticket", "release")
            if not self._left:
                raise asyncio.CancelledError
            return result

        return done


async def test_killed_after_any_deed_in_our_store_it_goes_on_without_doubles(
    bridges: Bridges, office: Office, tickets: RedisTickets, clock: Clock, server: Redis
) -> None:
    for number in (1, 2, 3):
        server.flushall()
        ticket = await opened(tickets, "1")
        day = Day(office, clock, set(office.conversations()))
        with pytest.raises(asyncio.CancelledError):
            await day.go_on(bridges.new(DyingTickets(tickets, number)))  # type: ignore[arg-type]
        server.delete(LEASE)
        await day.go_on(bridges.new())
        assert await said_by_workers(tickets, ticket) == ["soy Marta"], number
        assert (await tickets.ticket(ticket.id)).state is TicketState.CLOSED  # type: ignore[union-attr]
