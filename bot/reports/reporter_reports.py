"""Reports from the reporter's side: what the gateway asks of the store, with a receipt."""

import secrets
from contextlib import suppress
from dataclasses import replace

from bot.reports import content
from bot.reports.bounds import MOST_FOLLOWUP_BYTES, MOST_FOLLOWUPS, MOST_TOLD_BYTES
from bot.reports.files import Files
from bot.reports.opening import Kept, followup_place, sealed_address, told_place
from bot.reports.receipt import NUMBERS, receipt_of
from bot.reports.report import Author, Evidence, Followup, Report, ReportState, Urgency
from bot.reports.scripts import place
from bot.reports.server import DRAFT_SECONDS
from bot.reports.store import Address, NoSuchReport, ReportFull, ReportsUnavailable
from bot.storage.encryption import KEY_BYTES, Cipher

CHOICES = 8
"""Receipts to choose from: the first is taken already in one case of many thousands."""


class ReporterSide(Files):
    """Keeps what reporters tell; see ReporterReports for what each call promises."""

    async def begin(self, report: Report, event: str = "") -> str:
        """Keep a draft and give its receipt; the same event gives the same receipt."""
        new, key = secrets.token_hex(16), secrets.token_bytes(KEY_BYTES)
        receipts = self._receipts(event or secrets.token_hex(16))
        chosen = await self._scripts.run(
            "begin",
            new,
            self._clock(),
            self._event(event, "begin"),
            int(report.urgency),
            self._clock() + DRAFT_SECONDS,
            self._seal.close(key, place("r", new)),
            _sealed(Cipher(key), new, report),
            self._most_bytes,
            *(self._receipt(each) for each in receipts),
        )
        if not chosen:
            raise ReportsUnavailable
        return receipts[int(chosen)]

    async def draft(self, receipt: str) -> Report | None:
        """Give a draft, None where the receipt opens nothing or the report was sent."""
        report = await self.read(receipt)
        return report if report is not None and report.state is ReportState.DRAFT else None

    async def read(self, receipt: str) -> Report | None:
        """Give a draft or report; None where the receipt opens nothing."""
        with suppress(NoSuchReport):
            return (await self._of(receipt)).report
        return None

    async def save(self, receipt: str, report: Report) -> None:
        """Keep what the reporter's side writes of a draft; its files stay."""
        kept = await self._of(receipt)
        await self._write(kept, report, "save", self._clock() + DRAFT_SECONDS)

    async def send(self, receipt: str, report: Report, address: Address | None, event: str = "") -> Report:
        """Save a draft and send it to the office, and give it as it stands."""
        kept = await self._of(receipt)
        report_id = kept.report.id
        sealed = sealed_address(kept.cipher, report_id, address) if address is not None else b""
        once = self._event(event and f"{report_id}/{event}", "send")
        await self._write(kept, report, "send", self._clock() + self.retention_seconds, once, sealed)
        await self._tell(report_id)
        return (await self._present(report_id)).report

    async def add(self, receipt: str, followup: Followup, event: str = "", urgency: Urgency = Urgency.NORMAL) -> Report:
        """Add to a report that was sent; `urgency` raises its own, and never lowers it."""
        kept = await self._of(receipt)
        report_id, now = kept.report.id, self._clock()
        written = content.followup_to_bytes(replace(followup, author=Author.REPORTER, sent_at=now))
        _bounded(written, MOST_FOLLOWUP_BYTES)
        await self._scripts.run(
            "add",
            report_id,
            now,
            self._event(event and f"{report_id}/{event}", "add"),
            int(urgency),
            now + self.retention_seconds,
            kept.cipher.close(written, followup_place(report_id)),
            MOST_FOLLOWUPS,
            self._most_bytes,
        )
        await self._tell(report_id)
        return (await self._present(report_id)).report

    async def keep_evidence(self, receipt: str, evidence: Evidence, data: bytes) -> None:
        """Keep a file, once for its id, with a draft or with what was sent."""
        kept = await self._of(receipt)
        await self._keep_file(kept, evidence, data)
        if kept.report.state is not ReportState.DRAFT:
            await self._tell(kept.report.id)

    async def drop_evidence(self, receipt: str, evidence_id: str) -> None:
        """Take a file away from a draft."""
        await self._drop_file(await self._of(receipt), evidence_id)

    async def withdraw(self, receipt: str) -> None:
        """Erase a draft or a report at once, and nothing where the receipt opens nothing."""
        # By its receipt alone: what our key does not open goes too.
        found = await self._call(self._redis.get(place("receipt", self._receipt(receipt))))
        if found and await self._scripts.run("erase", found.decode()):
            await self._tell(found.decode())

    async def _write(self, kept: Kept, report: Report, deed: str, erase_at: float, *more: str | bytes) -> None:
        report_id, urgency = kept.report.id, int(report.urgency)
        sealed = _sealed(kept.cipher, report_id, report)
        await self._scripts.run(
            "write", report_id, self._clock(), deed, urgency, erase_at, sealed, self._most_bytes, *more
        )

    async def _of(self, receipt: str) -> Kept:
        found = await self._call(self._redis.get(place("receipt", self._receipt(receipt))))
        if not found:
            raise NoSuchReport
        return await self._present(found.decode())

    def _receipts(self, secret: str) -> list[str]:
        # Made of the event by our key, so that they need not be kept to be given again.
        numbers = (int(self._seal.name(f"choice:{secret}/{each}"), 16) % NUMBERS for each in range(CHOICES))
        return [receipt_of(each) for each in numbers]

    def _receipt(self, receipt: str) -> str:
        return self._seal.name(f"receipt:{receipt}")


def _sealed(cipher: Cipher, report_id: str, report: Report) -> bytes:
    written = content.told_to_bytes(report)
    _bounded(written, MOST_TOLD_BYTES)
    return cipher.close(written, told_place(report_id))


def _bounded(data: bytes, most: int) -> None:
    if len(data) > most:
        raise ReportFull
