"""A reporter tells, stops, goes on with the receipt, sends, adds, and reads what the office says."""

import asyncio
import dataclasses

import pytest

from bot.reports.bounds import MOST_FOLLOWUP_BYTES, MOST_FOLLOWUPS, MOST_TOLD_BYTES
from bot.reports.receipt import read_receipt, receipt_of
from bot.reports.redis_reports import RedisReports
from bot.reports.report import Answer, Author, Followup, ReportState, Urgency
from bot.reports.server import DRAFT_SECONDS
from bot.reports.store import NoSuchReport, ReportFull, ReportMoved, ReportStore, ReportsUnavailable
from tests.bot.reports.conftest import ADDRESS, ANA, PHOTO, SEAL, TOLD, Clock, reply, said, sent

pytestmark = pytest.mark.redis
UNKNOWN = receipt_of(1)


async def test_a_draft_is_gone_on_with_by_another_process(
    reports: ReportStore, empty_tickets_url: str, clock: Clock
) -> None:
    receipt = await reports.begin(dataclasses.replace(TOLD, answers=()))
    assert read_receipt(receipt) == receipt
    after_restart = RedisReports(empty_tickets_url, SEAL, clock)
    begun = await after_restart.draft(receipt)
    assert begun is not None
    assert (begun.answers, begun.state, begun.created_at) == ((), ReportState.DRAFT, clock.now)
    clock.now += 60
    await after_restart.save(receipt, TOLD)
    found = await reports.draft(receipt)
    assert found is not None
    assert found == dataclasses.replace(
        TOLD,
        id=begun.id,
        created_at=begun.created_at,
        changed_at=clock.now,
        erase_at=clock.now + DRAFT_SECONDS,
    )
    await after_restart.close()


async def test_a_draft_is_saved_again_with_a_changed_answer(reports: ReportStore) -> None:
    receipt = await reports.begin(TOLD)
    answers = (Answer("where", text="en el puerto"),)
    changed = dataclasses.replace(TOLD, answers=answers, place=None, urgency=Urgency.NORMAL)
    await reports.save(receipt, changed)
    found = await reports.draft(receipt)
    assert found is not None
    assert (found.answers, found.place, found.urgency) == (changed.answers, None, Urgency.NORMAL)


async def test_what_is_sent_is_what_the_office_sees(reports: ReportStore, clock: Clock) -> None:
    receipt = await reports.begin(dataclasses.replace(TOLD, answers=()))
    draft = await reports.draft(receipt)
    assert draft is not None
    assert await reports.reports() == []
    assert await reports.report(draft.id) is None
    clock.now += 60
    await reports.send(receipt, TOLD, ADDRESS)
    seen = await reports.report(draft.id)
    assert seen is not None
    assert (seen.state, seen.sent_at, seen.asks_back) == (ReportState.RECEIVED, clock.now, True)
    assert (seen.answers, seen.place, seen.language, seen.country) == (TOLD.answers, TOLD.place, "es", "CO")
    assert await reports.reports() == [seen]
    assert await reports.read(receipt) == seen
    assert await reports.draft(receipt) is None
    with pytest.raises(ReportMoved) as moved:
        await reports.save(receipt, TOLD)
    assert moved.value.state == "received"
    with pytest.raises(ReportMoved):
        await reports.send(receipt, TOLD, None)


async def test_an_address_is_kept_only_where_the_reporter_said_so(reports: ReportStore) -> None:
    receipt = await reports.begin(TOLD)
    report = await reports.send(receipt, dataclasses.replace(TOLD, asks_back=True), None)
    assert not report.asks_back
    assert await reports.reporter(report.id) is None
    _, other = await sent(reports)
    assert await reports.reporter(other.id) == ADDRESS


async def test_both_sides_talk_through_the_receipt(reports: ReportStore, clock: Clock) -> None:
    receipt, report = await sent(reports)
    clock.now += 10
    await reports.add(receipt, Followup(Author.OFFICE, "salió un camión", language="es"))
    clock.now += 10
    await reports.assign(report.id, ANA, "ana")
    await reports.answer(report.id, ANA, Followup(Author.REPORTER, "¿vio la placa?", language="es"))
    found = await reports.read(receipt)
    assert found is not None
    # Who said it is who has the receipt, or who works at the desk, whatever is claimed.
    assert found.followups == (
        Followup(Author.REPORTER, "salió un camión", clock.now - 10, "es"),
        Followup(Author.OFFICE, "¿vio la placa?", clock.now, "es"),
    )


async def test_danger_that_is_added_raises_and_calm_does_not_lower(reports: ReportStore) -> None:
    receipt, _ = await sent(reports)
    assert (await reports.add(receipt, said(), urgency=Urgency.URGENT)).urgency is Urgency.URGENT
    assert (await reports.add(receipt, said(), urgency=Urgency.NORMAL)).urgency is Urgency.URGENT


async def test_nothing_is_added_to_a_draft_or_a_closed_report(reports: ReportStore) -> None:
    draft = await reports.begin(TOLD)
    with pytest.raises(ReportMoved) as moved:
        await reports.add(draft, said())
    assert moved.value.state == "draft"
    receipt, report = await sent(reports)
    await reports.assign(report.id, ANA, "ana")
    await reports.close_report(report.id, ANA, "passed on")
    with pytest.raises(ReportMoved) as closed:
        await reports.add(receipt, said())
    assert closed.value.state == "closed"


async def test_the_same_event_is_done_once(reports: ReportStore) -> None:
    receipt = await reports.begin(TOLD, "telegram:1")
    assert await reports.begin(TOLD, "telegram:1") == receipt
    assert await reports.begin(TOLD, "telegram:2") != receipt
    first = await reports.send(receipt, TOLD, ADDRESS, "telegram:3")
    assert await reports.send(receipt, TOLD, ADDRESS, "telegram:3") == first
    await reports.add(receipt, said(), "telegram:4")
    assert len((await reports.add(receipt, said(), "telegram:4")).followups) == 1
    # An event is one message: what it did in one way it may still do in another.
    assert len((await reports.add(receipt, said(), "telegram:3")).followups) == 2
    assert len(await reports.reports()) == 1


async def test_an_event_of_one_report_is_none_of_another(reports: ReportStore) -> None:
    one, _ = await sent(reports)
    two, _ = await sent(reports)
    await reports.add(one, said(), "1")
    assert len((await reports.add(two, said(), "1")).followups) == 1


async def test_many_at_once_do_it_once(reports: ReportStore) -> None:
    receipts = await asyncio.gather(*(reports.begin(TOLD, "telegram:1") for _ in range(20)))
    assert len(set(receipts)) == 1
    sendings = [reports.send(receipts[0], TOLD, ADDRESS, "telegram:2") for _ in range(20)]
    assert len({each.sent_at for each in await asyncio.gather(*sendings)}) == 1
    words = [str(each % 5) for each in range(25)]
    await asyncio.gather(*(reports.add(receipts[0], said(each), f"telegram:3/{each}") for each in words))
    (report,) = await reports.reports()
    assert sorted(each.text for each in report.followups) == list("01234")


async def test_only_one_of_many_sendings_without_an_event_counts(reports: ReportStore) -> None:
    receipt = await reports.begin(TOLD)
    done = await asyncio.gather(*(reports.send(receipt, TOLD, None) for _ in range(10)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Report", *["ReportMoved"] * 9]


async def test_saving_and_a_file_at_once_lose_neither(reports: ReportStore) -> None:
    receipt = await reports.begin(dataclasses.replace(TOLD, answers=()))
    await asyncio.gather(
        *(reports.save(receipt, TOLD) for _ in range(5)), reports.keep_evidence(receipt, PHOTO, b"picture")
    )
    found = await reports.draft(receipt)
    assert found is not None
    assert (found.answers, len(found.evidence)) == (TOLD.answers, 1)


async def test_receipts_that_open_nothing(reports: ReportStore) -> None:
    assert await reports.draft(UNKNOWN) is None
    assert await reports.read(UNKNOWN) is None
    await reports.withdraw(UNKNOWN)
    for deed in (
        reports.save(UNKNOWN, TOLD),
        reports.send(UNKNOWN, TOLD, None),
        reports.add(UNKNOWN, said()),
        reports.keep_evidence(UNKNOWN, PHOTO, b"x"),
        reports.drop_evidence(UNKNOWN, "x"),
    ):
        with pytest.raises(NoSuchReport):
            await deed


async def test_a_stranger_cannot_fill_the_store(reports: ReportStore) -> None:
    much = dataclasses.replace(TOLD, answers=(Answer("where", text="x" * MOST_TOLD_BYTES),))
    with pytest.raises(ReportFull):
        await reports.begin(much)
    receipt = await reports.begin(TOLD)
    with pytest.raises(ReportFull):
        await reports.save(receipt, much)
    with pytest.raises(ReportFull):
        await reports.send(receipt, much, None)
    assert (await reports.send(receipt, TOLD, None)).answers == TOLD.answers
    with pytest.raises(ReportFull):
        await reports.add(receipt, said("я" * (MOST_FOLLOWUP_BYTES // 2)))
    for _ in range(MOST_FOLLOWUPS):
        report = await reports.add(receipt, said())
    with pytest.raises(ReportFull):
        await reports.add(receipt, said())
    assert len(report.followups) == MOST_FOLLOWUPS
    await reports.assign(report.id, ANA, "ana")
    answered = await reports.answer(report.id, ANA, reply("the office can always answer"))
    assert answered.followups[-1].author is Author.OFFICE


async def test_a_store_that_is_gone_says_so(clock: Clock) -> None:
    gone = RedisReports("unix:///nowhere/tickets.sock", SEAL, clock)
    for deed in (gone.begin(TOLD), gone.read(UNKNOWN), gone.reports(), gone.withdraw(UNKNOWN), gone.erase_due()):
        with pytest.raises(ReportsUnavailable):
            await deed
    await gone.close()
