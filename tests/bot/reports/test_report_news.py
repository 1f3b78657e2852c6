"""What changes is told to the desk's pages, and what the office says to a reporter who may be written to."""

import asyncio

import pytest
from redis import Redis

from bot.reports.redis_reports import RedisReports
from bot.reports.store import ReportStore
from bot.reports.upkeep import LEASE_SECONDS
from bot.storage.changes import CHANGES, Change, ChangeKind
from bot.tickets.change_feed import ChangeFeed
from tests.bot.reports.conftest import ADDRESS, ANA, PHOTO, TOLD, Clock, reply, said, sent
from tests.ending import ended

pytestmark = pytest.mark.redis


async def test_a_reporter_who_may_be_written_to_is_told_once(reports: ReportStore, clock: Clock) -> None:
    _, report = await sent(reports)
    await reports.assign(report.id, ANA, "ana")
    assert await reports.next_to_tell() is None
    await reports.answer(report.id, ANA, reply())
    taken = await reports.next_to_tell()
    assert taken is not None
    assert taken[0] == report.id
    assert await reports.reporter(report.id) == ADDRESS
    assert await reports.next_to_tell() is None
    await reports.told(*taken)
    clock.now += 2 * LEASE_SECONDS
    assert await reports.next_to_tell() is None
    await reports.close_report(report.id, ANA, "lo pasamos")
    assert await reports.next_to_tell() is not None


async def test_news_of_a_sender_that_died_are_told_by_another(reports: ReportStore, clock: Clock) -> None:
    _, report = await sent(reports)
    await reports.assign(report.id, ANA, "ana")
    await reports.answer(report.id, ANA, reply())
    first = await reports.next_to_tell()
    clock.now += LEASE_SECONDS + 1
    second = await reports.next_to_tell()
    assert first is not None
    assert second is not None
    assert first[0] == second[0] == report.id
    await reports.told(*first)
    clock.now += LEASE_SECONDS + 1
    assert await reports.next_to_tell() is not None, "who has lost the lease ends nothing"


async def test_what_is_said_while_the_sender_writes_is_told_too(reports: ReportStore) -> None:
    _, report = await sent(reports)
    await reports.assign(report.id, ANA, "ana")
    await reports.answer(report.id, ANA, reply())
    taken = await reports.next_to_tell()
    assert taken is not None
    await reports.answer(report.id, ANA, reply("y otra cosa"))
    await reports.told(*taken)
    assert await reports.next_to_tell() is not None


async def test_many_senders_take_each_once(reports: ReportStore) -> None:
    for _ in range(5):
        _, report = await sent(reports)
        await reports.assign(report.id, ANA, "ana")
        await reports.answer(report.id, ANA, reply())
    taken = await asyncio.gather(*(reports.next_to_tell() for _ in range(20)))
    assert len({each[0] for each in taken if each is not None}) == len([each for each in taken if each]) == 5


async def test_nobody_is_written_to_who_did_not_allow_it_or_withdrew(reports: ReportStore) -> None:
    silent = await reports.begin(TOLD)
    first = await reports.send(silent, TOLD, None)
    receipt, second = await sent(reports)
    for each in (first, second):
        await reports.assign(each.id, ANA, "ana")
        await reports.answer(each.id, ANA, reply())
    await reports.withdraw(receipt)
    assert await reports.next_to_tell() is None
    assert await reports.reporter(second.id) is None


async def test_each_deed_is_told_to_the_desk_and_no_draft_is(reports: RedisReports, server: Redis) -> None:
    receipt = await reports.begin(TOLD)
    await reports.save(receipt, TOLD)
    await reports.keep_evidence(receipt, PHOTO, b"picture")
    assert server.xlen(CHANGES) == 0
    report = await reports.send(receipt, TOLD, ADDRESS)
    await reports.add(receipt, said())
    await reports.keep_evidence(receipt, PHOTO, b"picture")
    await reports.assign(report.id, ANA, "ana")
    await reports.answer(report.id, ANA, reply())
    await reports.withdraw(receipt)
    told = [fields for _, fields in server.xrange(CHANGES)]  # type: ignore[union-attr]
    workers = [b"", b"", b"", b"ana", b"ana", b""]
    assert told == [{b"k": b"report", b"t": report.id.encode(), b"w": each} for each in workers]


async def test_an_open_page_hears_of_it(reports: ReportStore, empty_tickets_url: str) -> None:
    feed = ChangeFeed(empty_tickets_url)
    reading = asyncio.create_task(feed.run())
    changes = feed.changes()
    heard = asyncio.create_task(anext(changes))
    try:
        async with asyncio.timeout(30):
            while not heard.done():
                await sent(reports)
                await asyncio.wait({heard}, timeout=0.2)
        change = heard.result()
        assert change.kind is ChangeKind.REPORT
        assert change in [Change(ChangeKind.REPORT, each.id) for each in await reports.reports()]
    finally:
        await ended(reading, heard)
        await changes.aclose()
        await feed.close()
