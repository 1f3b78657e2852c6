"""What one sender may do within a day, since strangers could fill the store, and whether they may be written to."""

from typing import Any

from bot.reports.scripts import place
from bot.reports.server import ReportConnection
from bot.storage.encryption import Names

MOST_DRAFTS = 10
"""Reports that one sender may begin within a day: an inspector who visits several places stays below it."""
MOST_MESSAGES = 300
"""Answers within a day: ten reports with all that can be asked, chosen one by one, and changed."""
ALLOWED_SECONDS = 86400
WELCOME_SECONDS = 366 * 86400
"""Longer than any report is kept."""
CONNECTIONS = 8


class Allowance(ReportConnection):
    """Counts drafts and messages under names that lead to nobody. Every call raises ReportsUnavailable."""

    def __init__(self, url: str, names: Names) -> None:
        """Take the address of the server of tickets and what makes names opaque; nothing connects until a call."""
        super().__init__(url, connections=CONNECTIONS)
        self._names = names

    async def draft(self, sender: str) -> bool:
        """Count a new draft, and say whether it may be begun."""
        return await self._count("drafts", sender) <= MOST_DRAFTS

    async def message(self, sender: str) -> bool:
        """Count a message, and say whether it may be taken."""
        return await self._count("messages", sender) <= MOST_MESSAGES

    async def allow(self, sender: str) -> None:
        """Note that a reporter may be written to, as they have said; asked for each time, and kept for nobody else."""
        await self._call(self._redis.set(self._welcome(sender), 1, ex=WELCOME_SECONDS))

    async def silence(self, sender: str) -> None:
        """Take that back: nothing may be written to them any more. Of who allowed nothing this leaves no trace."""
        await self._call(self._redis.delete(self._welcome(sender)))

    async def may_write_to(self, sender: str) -> bool:
        """Say whether somebody wants to hear of their report, and has not asked for silence since."""
        return bool(await self._call(self._redis.exists(self._welcome(sender))))

    def _welcome(self, sender: str) -> str:
        return place("welcome", self._names.name(f"welcome:{sender}"))

    async def _count(self, what: str, sender: str) -> int:
        # Both at once: a process that dies in between would leave a count without an end.
        name = place("allowed", self._names.name(f"{what}:{sender}"))
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.set(name, 0, nx=True, ex=ALLOWED_SECONDS)
        pipeline.incr(name)
        answers: list[Any] = await self._call(pipeline.execute())
        return int(answers[1])
