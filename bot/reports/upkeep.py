"""What the store of reports does with time, and what a sender asks who writes to reporters."""

import secrets
from collections.abc import Sequence

from bot.reports.opening import opened_address
from bot.reports.scripts import place
from bot.reports.server import ReportServer
from bot.reports.store import Address, ReportsForbidden
from bot.storage.server import rewritten

AT_ONCE = 100
LEASE_SECONDS = 60.0
"""News that a sender took are free again after this, where it died."""


class Upkeep(ReportServer):
    """The work that a gateway does now and then; several may do it at once."""

    async def reporter(self, report_id: str) -> Address | None:
        """Give where the reporter may be written to, for the sender only; None where they may not."""
        kept = await self._kept(report_id)
        return opened_address(kept) if kept is not None else None

    async def next_to_tell(self) -> tuple[str, float] | None:
        """Take a report with news for a reporter who may be written to, as its id and lease; None for none."""
        # Two gateways that take at the same moment must not think the other's lease their own.
        lease = self._clock() + LEASE_SECONDS + secrets.randbelow(1_000_000) / 1_000_000
        taken = await self._scripts.run("take", self._clock(), repr(lease))
        return (taken, lease) if taken else None

    async def told(self, report_id: str, lease: float) -> None:
        """Note that the reporter was told, where the lease is still one's own."""
        await self._scripts.run("told", report_id, repr(lease))

    async def due(self) -> Sequence[str]:
        """Give the ids of what has come to its time, a hundred at most."""
        found = await self._call(
            self._redis.zrange(place("erase"), "-inf", self._clock(), byscore=True, offset=0, num=AT_ONCE)
        )
        return [each.decode() for each in found]

    async def erase(self, report_id: str) -> None:
        """Erase a draft or report with its key, and nothing where it is gone."""
        if await self._scripts.run("erase", report_id):
            await self._tell(report_id)

    async def erase_due(self) -> int:
        """Take away what has come to its time, let the server write its file anew, and say how many went."""
        erased = 0
        while ids := (await self._scripts.run("sweep", self._clock(), AT_ONCE)).split():
            for each in ids:
                await self._tell(each)
            erased += len(ids)
        await self.compact()
        return erased

    async def compact(self) -> None:
        """Let the server write its append-only file anew where something was taken away since it last did."""
        stale = await self._call(self._redis.get(place("stale")))
        if not stale:
            return
        try:
            begun = await self._call(rewritten(self._redis))
        except ReportsForbidden:
            # The account may not; the content is encrypted, and what opened it is gone from the server.
            begun = True
        if begun:
            await self._scripts.run("clean", stale)
