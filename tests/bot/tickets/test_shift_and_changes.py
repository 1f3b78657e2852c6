"""Who is at the desk, what is told to its pages, and what is counted."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from redis import Redis

from bot.storage.changes import Change, ChangeKind
from bot.tickets.change_feed import ChangeFeed
from bot.tickets.desk_rules import DeskRules
from bot.tickets.redis_store import RedisTickets
from bot.tickets.scripts import place
from bot.tickets.shift import Presence, Shift
from bot.tickets.shift_board import OFF_SECONDS, ShiftBoard
from bot.tickets.statistics import Statistics
from bot.tickets.ticket import Outcome, Reason
from tests.bot.tickets.conftest import ANA, SEAL, Clock, wish
from tests.ending import ended

pytestmark = pytest.mark.redis


def shift(worker: str, since: float, presence: Presence = Presence.ON) -> Shift:
    return Shift(worker, worker.title(), ("es", "en"), presence, since, since, 3)


async def test_the_board_shows_who_is_there_and_their_load(
    tickets: RedisTickets, empty_tickets_url: str, clock: Clock
) -> None:
    board = ShiftBoard(empty_tickets_url, SEAL, clock)
    await board.set(shift("ben", clock.now + 1))
    await board.set(shift("ana", clock.now))
    ticket = await tickets.open(wish(), "1")
    await tickets.claim(ticket.id, ANA, 3)
    assert [(each.worker, each.chats) for each in await board.shifts()] == [("ana", 1), ("ben", 0)]
    clock.now += OFF_SECONDS - 1
    await board.beat("ana")
    clock.now += 2
    assert [each.worker for each in await board.shifts()] == ["ana"]
    await board.set(shift("ana", clock.now, Presence.OFF))
    await board.beat("ana")
    assert await board.shifts() == []
    await board.close()


async def test_a_board_that_another_release_wrote_is_read(empty_tickets_url: str, clock: Clock) -> None:
    @dataclass(frozen=True, slots=True)
    class Wider(Shift):
        more: str = "more"

    board = ShiftBoard(empty_tickets_url, SEAL, clock)
    await board.set(Wider("ana", "Ana", ("es",), Presence.ON, clock.now, clock.now, 3))
    assert await board.shifts() == [Shift("ana", "Ana", ("es",), Presence.ON, clock.now, clock.now, 3)]
    await board.close()


async def test_every_page_hears_of_the_shift_and_of_a_rule(empty_tickets_url: str, clock: Clock) -> None:
    board, rules = ShiftBoard(empty_tickets_url, SEAL, clock), DeskRules(empty_tickets_url)
    await board.set(shift("ana", clock.now))
    await board.set(shift("ana", clock.now, Presence.OFF))
    await rules.set_next_only(next_only=True)
    await board.close()
    await rules.close()
    with Redis.from_url(empty_tickets_url) as redis:
        changes = [fields for _, fields in redis.xrange(place("changes"))]
    shifted = {b"k": b"shift", b"t": b"", b"w": b"ana"}
    assert changes == [shifted, shifted, {b"k": b"queue", b"t": b"", b"w": b""}]


async def test_each_page_hears_what_changes(tickets: RedisTickets, empty_tickets_url: str) -> None:
    feed = ChangeFeed(empty_tickets_url)
    reading = asyncio.create_task(feed.run())
    heard: list[Change] = []

    async def page() -> None:
        async for change in feed.changes():
            heard.append(change)  # noqa: PERF401 - it never ends

    pages = [asyncio.create_task(page()) for _ in range(2)]
    try:
        async with asyncio.timeout(60):
            while not heard:
                # Until the reader has begun, what is told is not for it.
                await feed.tell(Change(ChangeKind.TYPING, "t", "ana"))
                await asyncio.sleep(0.05)
            heard.clear()
            ticket = await tickets.open(wish(), "1")
            while sum(each.ticket == ticket.id for each in heard) < 2:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.05)
        assert {(each.kind, each.ticket) for each in heard if each.ticket == ticket.id} == {
            (ChangeKind.QUEUE, ticket.id)
        }
    finally:
        await ended(reading, *pages)
        await feed.close()


async def test_counts_stay_when_the_content_has_gone(
    tickets: RedisTickets, empty_tickets_url: str, clock: Clock
) -> None:
    for each in range(6):
        ticket = await tickets.open(wish(f"sms:{each}", language="th" if each else "es"), f"{each}")
        clock.now += 120
        await tickets.claim(ticket.id, ANA, 99)
        await tickets.close_ticket(ticket.id, ANA, Outcome.HELPED)
    await tickets.left(await tickets.open(wish("sms:9"), "9"), Outcome.LEFT)
    handed = await tickets.claim((await tickets.open(wish("sms:10"), "10")).id, ANA, 99)
    await tickets.close_ticket(handed.id, ANA, Outcome.HANDED_BACK)
    back = await tickets.claim((await tickets.open(wish("sms:11"), "11")).id, ANA, 99)
    await tickets.left(back, Outcome.HANDED_BACK)
    status = await tickets.status_for("sms:new")
    assert (status.minutes, status.before, status.ticket) == (2, 0, None)
    clock.now += tickets.retention_seconds
    assert await tickets.erase_due() == 9
    day = datetime.fromtimestamp(1_800_000_000, UTC).date()
    statistics = Statistics(empty_tickets_url)
    counts = {(each.event, each.language): each.number for each in await statistics.days(day, day)}
    await statistics.close()
    assert counts["opened", "th"] == 5
    assert counts["opened", "es"] == 4
    assert counts["waited.3", "th"] == 5
    assert counts["closed.helped", "th"] == 5
    assert counts["closed.left", "es"] == 1
    assert counts["closed.handed_back", "es"] == 2
    assert not [each for each in counts if each[0] == "handed_back"], "once, not under two names"
    assert counts["unanswered", "es"] == 4


async def test_how_many_wait_before(tickets: RedisTickets, clock: Clock) -> None:
    for each in range(3):
        clock.now += 1
        await tickets.open(wish(f"sms:{each}"), f"{each}")
    await tickets.open(wish("sms:urgent", Reason.DANGER), "u")
    assert (await tickets.status_for("sms:new")).before == 4
    assert (await tickets.status_for("sms:1")).before == 2
    assert (await tickets.status_for("sms:urgent")).before == 0
    await tickets.claim_next(ANA, (), 9)
    assert (await tickets.status_for("sms:urgent")).before == 0
    assert (await tickets.status_for("sms:1")).before == 1
