"""Reports from the staff's side: what the desk asks of the store."""

from collections.abc import Sequence
from dataclasses import replace

from bot.reports import content
from bot.reports.bounds import MOST_ANSWER_BYTES, MOST_ANSWERS, MOST_REFERRALS
from bot.reports.files import Files
from bot.reports.opening import followup_place, referral_place, status_place
from bot.reports.report import Author, Followup, Referral, Report, ReportState, Urgency
from bot.reports.scripts import place
from bot.reports.store import NoSuchReport, ReportFull, Waiting
from bot.storage.holder import Holder
from bot.storage.scripts import Value


class DeskSide(Files):
    """Does what staff decide; see DeskReports for what each call promises."""

    async def reports(self) -> Sequence[Report]:
        """Give all reports: the urgent first, then the oldest; the closed last."""
        ids = [each.decode() for each in await self._call(self._redis.zrange(place("all"), 0, -1))]
        return sorted((each.report for each in await self._several(ids)), key=_rank)

    async def report(self, report_id: str) -> Report | None:
        """Give a report, also a closed one whose content is still there."""
        kept = await self._kept(report_id)
        return kept.report if kept is not None and kept.report.state is not ReportState.DRAFT else None

    async def waiting(self) -> Waiting:
        """Count what nobody has and is not closed; nothing is opened for it."""
        ids = [each.decode() for each in await self._call(self._redis.zrange(place("all"), 0, -1))]
        pipeline = self._redis.pipeline(transaction=False)
        for each in ids:
            pipeline.hmget(place("r", each), "state", "worker", "urgency", "erase_at")
        found = await self._call(pipeline.execute())
        urgencies = [
            int(urgency)
            for state, worker, urgency, erase_at in found
            if state and not worker and state.decode() != ReportState.CLOSED and float(erase_at) > self._clock()
        ]
        return Waiting(len(urgencies), urgencies.count(Urgency.URGENT))

    async def assign(self, report_id: str, holder: Holder, to: str) -> Report:
        """Give a report to a worker; empty gives it back. What another has only they or a supervisor give away."""
        return await self._act(report_id, holder, "assign", "", to)

    async def refer(self, report_id: str, holder: Holder, referral: Referral, event: str = "") -> Report:
        """Note that it was passed on; ReportMoved where nobody has it. Raises ReportFull too."""
        written = content.referral_to_bytes(replace(referral, by=holder.name, at=self._clock()))
        sealed = await self._sealed(report_id, written, referral_place(report_id))
        return await self._act(report_id, holder, "refer", event, sealed, MOST_REFERRALS)

    async def answer(self, report_id: str, holder: Holder, followup: Followup, event: str = "") -> Report:
        """Answer the reporter; ReportMoved where nobody has it. Raises ReportFull too."""
        written = content.followup_to_bytes(replace(followup, author=Author.OFFICE, sent_at=self._clock()))
        sealed = await self._sealed(report_id, written, followup_place(report_id))
        return await self._act(report_id, holder, "answer", event, sealed, MOST_ANSWERS)

    async def close_report(self, report_id: str, holder: Holder, status_text: str) -> Report:
        """Close it with what the reporter is told; ReportMoved where nobody has it."""
        sealed = await self._sealed(report_id, status_text.encode(), status_place(report_id))
        return await self._act(report_id, holder, "close", "", sealed)

    async def evidence(self, report_id: str, evidence_id: str) -> bytes:
        """Give the bytes of a file. Raises NoSuchReport."""
        kept = await self._present(report_id)
        if kept.report.state is ReportState.DRAFT:
            raise NoSuchReport
        return await self._file_bytes(kept, evidence_id)

    async def _sealed(self, report_id: str, data: bytes, bound_to: str) -> bytes:
        if len(data) > MOST_ANSWER_BYTES:
            raise ReportFull
        return (await self._present(report_id)).cipher.close(data, bound_to)

    async def _act(self, report_id: str, holder: Holder, deed: str, event: str, *values: Value) -> Report:
        once = self._event(event and f"{report_id}/{event}", deed)
        supervises = "1" if holder.supervises else "0"
        await self._scripts.run("act", report_id, holder.name, supervises, self._clock(), once, deed, *values)
        await self._tell(report_id, holder.name)
        return (await self._present(report_id)).report


def _rank(report: Report) -> tuple[bool, int, float, str]:
    closed = report.state is ReportState.CLOSED
    return closed, 0 if closed else -report.urgency, -report.changed_at if closed else report.sent_at, report.id
