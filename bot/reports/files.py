"""Pictures and voice notes: kept in pieces, since a server takes no long value in one call."""

import secrets
from collections.abc import Sequence
from dataclasses import replace

from bot.reports import content
from bot.reports.bounds import MOST_FILE_BYTES, MOST_FILES
from bot.reports.opening import Kept, file_place, piece_place
from bot.reports.report import Evidence
from bot.reports.scripts import place
from bot.reports.server import DRAFT_SECONDS, ReportServer
from bot.reports.store import NoSuchReport, ReportFull, ReportsUnavailable
from bot.storage.encryption import Unreadable

PIECE_BYTES = 256 * 1024
"""Our own server takes a megabyte in one value and two in one call."""
UPLOAD_SECONDS = 300
"""How long pieces wait for the last of them, where a process died over it."""


class Files(ReportServer):
    """Keeps the bytes of files, each piece encrypted and bound to its file and number."""

    async def _keep_file(self, kept: Kept, evidence: Evidence, data: bytes) -> None:
        if len(data) > MOST_FILE_BYTES:
            raise ReportFull
        report_id, now = kept.report.id, self._clock()
        known = content.evidence_to_bytes(replace(evidence, sent_at=now, size=len(data)))
        name, upload = self._file(report_id, evidence.id), secrets.token_hex(16)
        for number in range(_pieces(len(data))):
            piece = data[number * PIECE_BYTES : (number + 1) * PIECE_BYTES]
            sealed = kept.cipher.close(piece, piece_place(report_id, evidence.id, number))
            pipeline = self._redis.pipeline(transaction=True)
            pipeline.hset(place("u", upload), f"{name}:{number}", sealed)
            pipeline.expire(place("u", upload), UPLOAD_SECONDS)
            await self._call(pipeline.execute())
        done = await self._scripts.run(
            "keep",
            report_id,
            now,
            now + DRAFT_SECONDS,
            now + self.retention_seconds,
            name,
            kept.cipher.close(known, file_place(report_id)),
            upload,
            MOST_FILES,
            MOST_FILE_BYTES,
            self._most_bytes,
        )
        if not done:
            raise ReportsUnavailable

    async def _drop_file(self, kept: Kept, evidence_id: str) -> None:
        size = next((each.size for each in kept.report.evidence if each.id == evidence_id), 0)
        name = self._file(kept.report.id, evidence_id)
        await self._scripts.run("drop", kept.report.id, self._clock(), name, *_fields(name, size))

    async def _file_bytes(self, kept: Kept, evidence_id: str) -> bytes:
        size = next((each.size for each in kept.report.evidence if each.id == evidence_id), None)
        if size is None:
            raise NoSuchReport
        fields = _fields(self._file(kept.report.id, evidence_id), size)
        pieces = await self._call(self._redis.hmget(place("e", kept.report.id), fields))
        try:
            return b"".join(
                kept.cipher.open(each or b"", piece_place(kept.report.id, evidence_id, number))
                for number, each in enumerate(pieces)
            )
        except Unreadable:
            # Moved here by hand, or incomplete: it is not what the reporter sent.
            raise NoSuchReport from None

    def _file(self, report_id: str, evidence_id: str) -> str:
        # A provider's id of a file leads to who sent it.
        return self._seal.name(f"file:{report_id}/{evidence_id}")


def _pieces(size: int) -> int:
    return max(1, -(-size // PIECE_BYTES))


def _fields(name: str, size: int) -> Sequence[str]:
    return [f"{name}:{number}" for number in range(_pieces(size))]
