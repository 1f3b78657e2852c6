"""The desk gives reports to workers, passes them on, answers and closes them."""

import asyncio
import dataclasses

import pytest

from bot.reports.bounds import MOST_ANSWER_BYTES, MOST_REFERRALS
from bot.reports.receipt import receipt_of
from bot.reports.report import Referral, ReportState, Urgency
from bot.reports.store import NoSuchReport, ReportFull, ReportMoved, ReportStore, ReportTaken, Waiting
from tests.bot.reports.conftest import ANA, BEN, DAY, EVE, TOLD, Clock, reply, sent

pytestmark = pytest.mark.redis
POLICE = Referral("the unit for trafficking", "somebody else", format="json")


async def test_the_urgent_come_first_then_the_oldest_and_the_closed_last(reports: ReportStore, clock: Clock) -> None:
    ids = {}
    for name, urgency in [("old", 0), ("new", 0), ("done", 2), ("raised", 1), ("urgent", 2), ("done later", 0)]:
        clock.now += 1
        _, report = await sent(reports, dataclasses.replace(TOLD, urgency=Urgency(urgency)))
        ids[report.id] = name
    for done in ("done", "done later"):
        clock.now += 1
        report_id = next(each for each, name in ids.items() if name == done)
        await reports.assign(report_id, ANA, "ana")
        await reports.close_report(report_id, ANA, "")
    names = [ids[each.id] for each in await reports.reports()]
    assert names == ["urgent", "raised", "old", "new", "done later", "done"]


async def test_a_reports_whole_life(reports: ReportStore, clock: Clock) -> None:
    receipt, report = await sent(reports)
    assigned = await reports.assign(report.id, EVE, "ana")
    assert (assigned.state, assigned.worker) == (ReportState.ASSIGNED, "ana")
    clock.now += 5
    referred = await reports.refer(report.id, ANA, POLICE)
    assert referred.state is ReportState.REFERRED
    assert referred.referrals == (Referral(POLICE.to, "ana", clock.now, "json"),)
    assert (await reports.answer(report.id, ANA, reply())).state is ReportState.REFERRED
    clock.now += 5
    closed = await reports.close_report(report.id, ANA, "lo pasamos a la fiscalía")
    assert (closed.state, closed.worker, closed.changed_at) == (ReportState.CLOSED, "ana", clock.now)
    read = await reports.read(receipt)
    assert read == closed
    assert read is not None
    assert (read.status_text, read.followups[0].text) == ("lo pasamos a la fiscalía", reply().text)
    for deed in (
        reports.assign(report.id, ANA, "ben"),
        reports.refer(report.id, ANA, POLICE),
        reports.answer(report.id, ANA, reply()),
        reports.close_report(report.id, EVE, ""),
    ):
        with pytest.raises(ReportMoved) as moved:
            await deed
        assert moved.value.state == "closed"


async def test_what_another_has_is_theirs_and_a_supervisors(reports: ReportStore) -> None:
    _, report = await sent(reports)
    await reports.assign(report.id, ANA, "ana")
    for deed in (
        reports.assign(report.id, BEN, "ben"),
        reports.refer(report.id, BEN, POLICE),
        reports.answer(report.id, BEN, reply()),
        reports.close_report(report.id, BEN, ""),
    ):
        with pytest.raises(ReportTaken) as taken:
            await deed
        assert taken.value.by == "ana"
    unchanged = await reports.report(report.id)
    assert unchanged is not None
    assert (unchanged.worker, unchanged.referrals, unchanged.followups) == ("ana", (), ())
    assert (await reports.assign(report.id, EVE, "ben")).worker == "ben"
    assert (await reports.answer(report.id, EVE, reply())).worker == "ben"


async def test_it_is_given_back_and_what_was_passed_on_stays_so(reports: ReportStore) -> None:
    _, report = await sent(reports)
    await reports.assign(report.id, ANA, "ana")
    assert (await reports.assign(report.id, ANA, "")).state is ReportState.RECEIVED
    await reports.assign(report.id, BEN, "ben")
    await reports.refer(report.id, BEN, POLICE)
    back = await reports.assign(report.id, BEN, "")
    assert (back.state, back.worker) == (ReportState.REFERRED, "")
    assert (await reports.assign(report.id, ANA, "ana")).state is ReportState.REFERRED


async def test_nobody_acts_on_what_nobody_has(reports: ReportStore) -> None:
    _, report = await sent(reports)
    for deed in (
        reports.refer(report.id, ANA, POLICE),
        reports.answer(report.id, EVE, reply()),
        reports.close_report(report.id, EVE, ""),
    ):
        with pytest.raises(ReportMoved) as moved:
            await deed
        assert moved.value.state == "received"


async def test_a_draft_is_none_of_the_desks(reports: ReportStore) -> None:
    receipt = await reports.begin(TOLD)
    draft = await reports.draft(receipt)
    assert draft is not None
    for report_id in (draft.id, receipt_of(1)):
        for deed in (
            reports.assign(report_id, EVE, "ana"),
            reports.answer(report_id, EVE, reply()),
            reports.close_report(report_id, EVE, ""),
            reports.evidence(report_id, "x"),
        ):
            with pytest.raises(NoSuchReport):
                await deed


async def test_what_nobody_has_is_counted(reports: ReportStore, clock: Clock) -> None:
    urgent = dataclasses.replace(TOLD, urgency=Urgency.URGENT)
    await reports.begin(TOLD)
    (_, taken), (_, closed), (_, given_back), _ = [await sent(reports, each) for each in (urgent, TOLD, urgent, TOLD)]
    for each in (taken, closed, given_back):
        await reports.assign(each.id, ANA, "ana")
    await reports.close_report(closed.id, ANA, "")
    await reports.refer(given_back.id, ANA, POLICE)
    await reports.assign(given_back.id, ANA, "")
    assert await reports.waiting() == Waiting(2, 1)
    clock.now += 91 * DAY
    assert await reports.waiting() == Waiting(0, 0)


async def test_one_of_many_takes_it(reports: ReportStore) -> None:
    _, report = await sent(reports)
    workers = [dataclasses.replace(ANA, name=f"worker{each}") for each in range(10)]
    done = await asyncio.gather(
        *(reports.assign(report.id, each, each.name) for each in workers), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == ["Report", *["ReportTaken"] * 9]


async def test_a_button_that_bounces_answers_once(reports: ReportStore) -> None:
    _, report = await sent(reports)
    await reports.assign(report.id, ANA, "ana")
    await asyncio.gather(*(reports.answer(report.id, ANA, reply(), "press") for _ in range(10)))
    await asyncio.gather(*(reports.refer(report.id, ANA, POLICE, "press") for _ in range(10)))
    found = await reports.report(report.id)
    assert found is not None
    assert (len(found.followups), len(found.referrals)) == (1, 1)


async def test_staffs_side_is_bounded_too(reports: ReportStore) -> None:
    _, report = await sent(reports)
    await reports.assign(report.id, ANA, "ana")
    for deed in (
        reports.answer(report.id, ANA, reply("x" * MOST_ANSWER_BYTES)),
        reports.close_report(report.id, ANA, "x" * (MOST_ANSWER_BYTES + 1)),
    ):
        with pytest.raises(ReportFull):
            await deed
    for _ in range(MOST_REFERRALS):
        await reports.refer(report.id, ANA, POLICE)
    with pytest.raises(ReportFull):
        await reports.refer(report.id, ANA, POLICE)
