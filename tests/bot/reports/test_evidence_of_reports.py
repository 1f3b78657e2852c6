"""Pictures and voice notes lie with a report, bounded, and only the desk opens them once it was sent."""

import asyncio
import dataclasses
import random

import pytest
from redis import Redis

from bot.reports.bounds import MOST_FILE_BYTES, MOST_FILES
from bot.reports.redis_reports import RedisReports
from bot.reports.report import Answer, Evidence, EvidenceKind
from bot.reports.scripts import place
from bot.reports.server import DRAFT_SECONDS
from bot.reports.store import NoSuchReport, ReportFull, ReportMoved
from tests.bot.reports.conftest import ANA, PHOTO, SEAL, TOLD, Clock, reply, said, sent

pytestmark = pytest.mark.redis
VOICE = Evidence("AwACAgIAAx1", EvidenceKind.AUDIO, "audio/ogg", 0)


def photo(number: int) -> Evidence:
    return dataclasses.replace(PHOTO, id=f"photo-{number}")


async def test_files_go_with_a_draft_and_are_opened_once_it_was_sent(reports: RedisReports, clock: Clock) -> None:
    receipt = await reports.begin(TOLD)
    await reports.keep_evidence(receipt, VOICE, b"voice")
    clock.now += 5
    await reports.keep_evidence(receipt, PHOTO, b"picture")
    draft = await reports.draft(receipt)
    assert draft is not None
    assert draft.evidence == (
        dataclasses.replace(VOICE, size=5, sent_at=clock.now - 5),
        dataclasses.replace(PHOTO, size=7, sent_at=clock.now),
    )
    with pytest.raises(NoSuchReport):
        await reports.evidence(draft.id, PHOTO.id)
    report = await reports.send(receipt, TOLD, None)
    assert report.evidence == draft.evidence
    assert await reports.evidence(report.id, PHOTO.id) == b"picture"
    assert await reports.evidence(report.id, VOICE.id) == b"voice"
    with pytest.raises(NoSuchReport):
        await reports.evidence(report.id, "another")


async def test_a_file_that_comes_twice_is_kept_once(reports: RedisReports) -> None:
    receipt = await reports.begin(TOLD)
    await asyncio.gather(*(reports.keep_evidence(receipt, PHOTO, b"picture") for _ in range(10)))
    draft = await reports.draft(receipt)
    assert draft is not None
    assert len(draft.evidence) == 1


async def test_a_file_is_taken_away_before_sending_and_not_after(reports: RedisReports, server: Redis) -> None:
    receipt = await reports.begin(TOLD)
    for each in range(MOST_FILES):
        await reports.keep_evidence(receipt, photo(each), b"picture")
    await reports.drop_evidence(receipt, photo(0).id)
    await reports.drop_evidence(receipt, photo(0).id)
    await reports.keep_evidence(receipt, VOICE, b"voice")
    report = await reports.send(receipt, TOLD, None)
    assert {each.id for each in report.evidence} == {VOICE.id, *(photo(each).id for each in range(1, MOST_FILES))}
    assert server.hlen(place("e", report.id)) == server.hlen(place("v", report.id)) == MOST_FILES
    with pytest.raises(ReportMoved):
        await reports.drop_evidence(receipt, VOICE.id)


async def test_many_files_at_once_stay_within_their_number(reports: RedisReports) -> None:
    receipt = await reports.begin(TOLD)
    done = await asyncio.gather(
        *(reports.keep_evidence(receipt, photo(each), b"picture") for each in range(3 * MOST_FILES)),
        return_exceptions=True,
    )
    assert sum(each is None for each in done) == MOST_FILES
    assert {type(each) for each in done if each is not None} == {ReportFull}
    draft = await reports.draft(receipt)
    assert draft is not None
    assert len(draft.evidence) == MOST_FILES


async def test_files_stay_within_their_size_together(reports: RedisReports) -> None:
    receipt = await reports.begin(TOLD)
    half = random.Random(1).randbytes(MOST_FILE_BYTES // 2)  # noqa: S311 - no secret
    await reports.keep_evidence(receipt, photo(1), half)
    with pytest.raises(ReportFull):
        await reports.keep_evidence(receipt, photo(2), half)
    await reports.keep_evidence(receipt, photo(2), half[: len(half) // 2])
    report = await reports.send(receipt, TOLD, None)
    assert [each.size for each in report.evidence] == [len(half), len(half) // 2]
    assert await reports.evidence(report.id, photo(1).id) == half


async def test_a_file_keeps_a_report_for_its_own_time(reports: RedisReports, clock: Clock) -> None:
    draft = await reports.begin(TOLD)
    receipt, report = await sent(reports)
    clock.now += 60
    for each in (draft, receipt):
        await reports.keep_evidence(each, PHOTO, b"picture")
    kept, found = await reports.draft(draft), await reports.report(report.id)
    assert kept is not None
    assert found is not None
    assert kept.erase_at == clock.now + DRAFT_SECONDS
    assert found.erase_at == clock.now + reports.retention_seconds


async def test_nothing_comes_to_a_closed_report(reports: RedisReports) -> None:
    receipt, report = await sent(reports)
    await reports.assign(report.id, ANA, "ana")
    await reports.close_report(report.id, ANA, "")
    with pytest.raises(ReportMoved):
        await reports.keep_evidence(receipt, PHOTO, b"picture")


async def test_a_file_that_was_moved_by_hand_is_not_shown_as_another(reports: RedisReports, server: Redis) -> None:
    receipt, report = await sent(reports)
    await reports.keep_evidence(receipt, PHOTO, b"picture")
    second, other = await sent(reports)
    await reports.keep_evidence(second, PHOTO, b"mine")
    moved: list[bytes] = server.hvals(place("e", report.id))  # type: ignore[assignment]
    fields: list[bytes] = server.hkeys(place("e", other.id))  # type: ignore[assignment]
    server.hset(place("e", other.id), fields[0], moved[0])
    with pytest.raises(NoSuchReport):
        await reports.evidence(other.id, PHOTO.id)


async def test_all_reports_together_leave_room_for_calls_for_help(
    empty_tickets_url: str, server: Redis, clock: Clock
) -> None:
    reports = RedisReports(empty_tickets_url, SEAL, clock, most_bytes=100_000)
    receipt, report = await sent(reports)
    await reports.keep_evidence(receipt, PHOTO, bytes(90_000))
    for deed in (
        reports.keep_evidence(receipt, VOICE, bytes(10_000)),
        reports.add(receipt, said("x" * 10_000)),
        reports.begin(dataclasses.replace(TOLD, answers=(Answer("where", text="x" * 10_000),))),
    ):
        with pytest.raises(ReportFull):
            await deed
    # Staff are never stopped by what strangers filled.
    await reports.assign(report.id, ANA, "ana")
    await reports.answer(report.id, ANA, reply("x" * 10_000))
    await reports.withdraw(receipt)
    assert server.get(place("bytes")) == b"0"
    await reports.begin(TOLD)
    await reports.close()


async def test_what_is_counted_is_what_is_there(reports: RedisReports, server: Redis) -> None:
    receipt = await reports.begin(TOLD)
    for each in range(3):
        await reports.keep_evidence(receipt, photo(each), bytes(300_000))
    before = int(server.get(place("bytes")) or 0)
    await reports.drop_evidence(receipt, photo(1).id)
    await reports.save(receipt, dataclasses.replace(TOLD, answers=()))
    await reports.keep_evidence(receipt, photo(3), bytes(300_000))
    await reports.save(receipt, TOLD)
    assert int(server.get(place("bytes")) or 0) == before
    await reports.withdraw(receipt)
    assert server.get(place("bytes")) == b"0"


async def test_an_upload_that_ended_in_between_leaves_nothing(reports: RedisReports, server: Redis) -> None:
    receipt = await reports.begin(TOLD)
    await reports.keep_evidence(receipt, PHOTO, bytes(600_000))
    assert not list(server.scan_iter(place("u", "*")))
    await asyncio.gather(
        reports.keep_evidence(receipt, PHOTO, bytes(600_000)), reports.keep_evidence(receipt, PHOTO, b"x")
    )
    assert not list(server.scan_iter(place("u", "*")))
    report = await reports.send(receipt, TOLD, None)
    assert await reports.evidence(report.id, PHOTO.id) == bytes(600_000)
