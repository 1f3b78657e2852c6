"""A report goes at its time or when its reporter withdraws it, and what stays on the server says nothing."""

import asyncio
import dataclasses
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from bot.cli.stores import start_tickets_store, stop_store
from bot.reports.receipt import shown
from bot.reports.redis_reports import RedisReports
from bot.reports.report import Referral
from bot.reports.scripts import PREFIX, place
from bot.reports.server import DRAFT_SECONDS
from bot.reports.store import NoSuchReport
from bot.reports.upkeep import AT_ONCE
from bot.sessions.memory_folder import MEMORY
from bot.storage.changes import CHANGES
from bot.storage.encryption import Seal
from tests.bot.reports.conftest import ADDRESS, ANA, DAY, PHOTO, SEAL, TOLD, Clock, reply, said, sent

pytestmark = pytest.mark.redis


def left(server: Redis) -> set[str]:
    """Give what the store still has, but for events, which go by themselves."""
    keys = {each.decode().removeprefix(PREFIX) for each in server.scan_iter(f"{PREFIX}*")}
    events = {each for each in keys if each.startswith("event:")}
    assert all(0 < server.ttl(PREFIX + each) <= 2 * DAY for each in events)
    return keys - events - {"bytes"}


async def full(reports: RedisReports) -> tuple[str, str]:
    """Give the receipt and id of a report that has all that one can have."""
    receipt, report = await sent(reports, event="telegram:1")
    await reports.keep_evidence(receipt, PHOTO, b"a picture of a door")
    await reports.add(receipt, said(), "telegram:2")
    await reports.assign(report.id, ANA, "ana")
    await reports.answer(report.id, ANA, reply(), "press")
    await reports.refer(report.id, ANA, Referral("fiscalía de Cali", "ana"))
    await reports.close_report(report.id, ANA, "lo pasamos")
    return receipt, report.id


async def test_a_report_goes_at_its_time(reports: RedisReports, server: Redis, clock: Clock) -> None:
    receipt, report_id = await full(reports)
    clock.now += reports.retention_seconds - 1
    assert await reports.erase_due() == 0
    assert await reports.read(receipt) is not None
    clock.now += 1
    # Nobody has swept yet, and nobody sees it any more.
    assert await reports.read(receipt) is None
    assert await reports.report(report_id) is None
    assert await reports.reports() == []
    assert await reports.reporter(report_id) is None
    assert await reports.erase_due() == 1
    assert left(server) == set()
    assert await reports.erase_due() == 0


async def test_what_its_reporter_adds_keeps_it_and_what_staff_do_does_not(reports: RedisReports, clock: Clock) -> None:
    receipt, report = await sent(reports)
    clock.now += DAY
    await reports.assign(report.id, ANA, "ana")
    assert (await reports.answer(report.id, ANA, reply())).erase_at == report.erase_at
    assert (await reports.add(receipt, said())).erase_at == clock.now + reports.retention_seconds


async def test_nobody_acts_on_what_has_come_to_its_time(reports: RedisReports, server: Redis, clock: Clock) -> None:
    receipt, report = await sent(reports)
    told = server.xlen(CHANGES)
    clock.now += reports.retention_seconds
    for deed in (reports.assign(report.id, ANA, "ana"), reports.add(receipt, said())):
        with pytest.raises(NoSuchReport):
            await deed
    assert server.hget(place("r", report.id), "worker") == b""
    assert server.xlen(CHANGES) == told


async def test_an_office_that_keeps_for_a_day(empty_tickets_url: str, clock: Clock) -> None:
    brief = RedisReports(empty_tickets_url, SEAL, clock, DAY)
    _, report = await sent(brief)
    assert report.erase_at == clock.now + DAY
    await brief.close()


async def test_a_draft_goes_a_week_after_its_last_word(reports: RedisReports, server: Redis, clock: Clock) -> None:
    receipt = await reports.begin(TOLD)
    clock.now += DRAFT_SECONDS - 1
    await reports.save(receipt, TOLD)
    clock.now += DRAFT_SECONDS - 1
    assert await reports.erase_due() == 0
    assert await reports.draft(receipt) is not None
    clock.now += 1
    assert await reports.draft(receipt) is None
    assert await reports.erase_due() == 1
    assert left(server) == set()


async def test_what_is_kept_a_moment_before_stays(reports: RedisReports, clock: Clock) -> None:
    receipt, report = await sent(reports)
    clock.now += reports.retention_seconds - 1
    await asyncio.gather(reports.add(receipt, said()), reports.erase_due())
    clock.now += 2
    assert await reports.erase_due() == 0
    assert await reports.report(report.id) is not None


async def test_more_than_go_at_once_go(reports: RedisReports, server: Redis, clock: Clock) -> None:
    await asyncio.gather(*(reports.begin(TOLD) for _ in range(AT_ONCE + 5)))
    clock.now += DRAFT_SECONDS
    assert len(await reports.due()) == AT_ONCE
    assert sum(await asyncio.gather(*(reports.erase_due() for _ in range(3)))) == AT_ONCE + 5
    assert left(server) == set()


async def test_a_report_is_withdrawn_wherever_it_stands(reports: RedisReports, server: Redis) -> None:
    draft = await reports.begin(TOLD, "telegram:9")
    await reports.keep_evidence(draft, PHOTO, b"picture")
    receipt, report_id = await full(reports)
    for each in (draft, receipt, receipt):
        await reports.withdraw(each)
        assert await reports.read(each) is None
    assert await reports.report(report_id) is None
    assert left(server) == {"stale"}
    await reports.erase(report_id)
    assert left(server) == {"stale"}


async def test_the_upkeep_erases_by_id(reports: RedisReports, server: Redis) -> None:
    _, report_id = await full(reports)
    await reports.erase(report_id)
    assert left(server) == {"stale"}


async def test_nothing_of_a_report_can_be_read_on_the_server(reports: RedisReports, server: Redis) -> None:
    receipt, report_id = await full(reports)
    draft = await reports.begin(TOLD)
    dumped = b"".join(each + (server.dump(each) or b"") for each in server.scan_iter())
    for hidden in ("encierran", "locked_in", "mercado", "4.6", "camión", "placa", "fiscal", "lo pasamos", "community"):
        assert hidden.encode() not in dumped
    for hidden in (receipt, shown(receipt), draft, shown(draft), "picture of a door", *ADDRESS[:2], PHOTO.id):
        assert hidden.encode() not in dumped
    # The same search finds what does stand there in clear.
    assert report_id.encode() in dumped
    assert b"closed" in dumped


async def test_another_master_key_opens_nothing_and_breaks_nothing(
    reports: RedisReports, empty_tickets_url: str, clock: Clock
) -> None:
    await sent(reports)
    other = RedisReports(empty_tickets_url, Seal(bytes(32), "reports"), clock)
    _, own = await sent(other)
    assert [each.id for each in await other.reports()] == [own.id]
    await other.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def tickets_of_its_own(folder: Path) -> Iterator[str]:
    store = start_tickets_store(folder, folder / "data")
    yield store.url
    stop_store(store)


async def test_its_key_goes_from_the_servers_file_too(tickets_of_its_own: str, folder: Path, clock: Clock) -> None:
    reports = RedisReports(tickets_of_its_own, SEAL, clock)
    receipt, report_id = await full(reports)
    other, _ = await sent(reports, dataclasses.replace(TOLD, language="fr"))
    with Redis.from_url(tickets_of_its_own) as server:
        key: bytes = server.hget(place("r", report_id), "key")
        assert key in _written(folder)
        await reports.withdraw(receipt)
        # The desk's stream names it still; nothing else should.
        server.delete(CHANGES)
        until = time.monotonic() + 60
        while server.exists(place("stale")) or _busy(server):
            assert time.monotonic() < until, "the file is never written anew"
            await reports.compact()
            await asyncio.sleep(0.1)
    written = _written(folder)
    assert key not in written
    assert report_id.encode() not in written
    assert await reports.read(other) is not None
    await reports.close()


def _busy(server: Redis) -> bool:
    persistence = server.info("persistence")
    return bool(persistence["aof_rewrite_in_progress"] or persistence["aof_rewrite_scheduled"])


def _written(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in (folder / "data").rglob("*") if each.is_file())
