"""The server of reports: its client, and how reports are read from it."""

from collections.abc import Sequence
from contextlib import suppress

from bot.reports.bounds import MOST_BYTES_OF_ALL
from bot.reports.opening import Kept, Parts, opened
from bot.reports.scripts import FOLDER, PREFIX, REFUSALS, place
from bot.reports.store import NoSuchReport, ReportsForbidden, ReportsUnavailable
from bot.storage.changes import Change, ChangeKind, added
from bot.storage.clock import Clock
from bot.storage.connection import Connection
from bot.storage.encryption import Seal
from bot.storage.scripts import Scripts

CONNECTIONS = 32
DAY_SECONDS = 86400.0
RETENTION_SECONDS = 90 * DAY_SECONDS
DRAFT_SECONDS = 7 * DAY_SECONDS
"""A draft that nobody goes on with for so long goes by itself."""


class ReportConnection(Connection):
    """A client that nobody waits long for, and whose errors are ours. Every call raises ReportsUnavailable."""

    unavailable = ReportsUnavailable
    forbidden = ReportsForbidden


class ReportServer(ReportConnection):
    """What all sides of the store stand on. Every call raises ReportsUnavailable."""

    def __init__(
        self,
        url: str,
        seal: Seal,
        clock: Clock,
        retention_seconds: float = RETENTION_SECONDS,
        most_bytes: int = MOST_BYTES_OF_ALL,
    ) -> None:
        """Prepare a client, and take how much all reports may hold; nothing connects until the first call."""
        super().__init__(url, connections=CONNECTIONS)
        self._scripts = Scripts(self._redis, self._call, FOLDER, PREFIX, REFUSALS)
        self._seal, self._clock = seal, clock
        self.retention_seconds, self._most_bytes = retention_seconds, most_bytes

    async def _kept(self, report_id: str) -> Kept | None:
        found = await self._several([report_id])
        return found[0] if found else None

    async def _present(self, report_id: str) -> Kept:
        kept = await self._kept(report_id)
        if kept is None:
            raise NoSuchReport
        return kept

    async def _several(self, ids: Sequence[str]) -> Sequence[Kept]:
        """Give those that are there and that our key opens; what has come to its time is there no more."""
        pipeline = self._redis.pipeline(transaction=True)
        for each in ids:
            pipeline.hgetall(place("r", each))
            pipeline.lrange(place("f", each), 0, -1)
            pipeline.lrange(place("p", each), 0, -1)
            pipeline.hgetall(place("v", each))
        answers = iter(await self._call(pipeline.execute()))
        parts = (Parts(*four) for four in zip(answers, answers, answers, answers, strict=True))
        kept = [opened(self._seal, each, found) for each, found in zip(ids, parts, strict=True)]
        return [each for each in kept if each is not None and each.report.erase_at > self._clock()]

    def _event(self, event: str, deed: str) -> str:
        return self._seal.name(f"event:{event}/{deed}") if event else ""

    async def _tell(self, report_id: str, worker: str = "") -> None:
        # Not a part of the deed: the desk's stream is in another slot of a cluster. A page that missed it because the
        # store went away looks at everything anew once the store is back.
        with suppress(ReportsUnavailable):
            await self._call(added(self._redis, Change(ChangeKind.REPORT, report_id, worker)))
