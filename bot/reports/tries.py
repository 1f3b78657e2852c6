"""Bounds the guessing of receipts: by one sender, and by all together, since an address is had for nothing.

There are a thousand million receipts. With as many tries as all together have, day and night, it takes
seven months to find one of a thousand open reports. What is mistyped is found by the check digit before it counts here.
"""

from typing import Any

from bot.reports.scripts import place
from bot.reports.server import ReportConnection
from bot.reports.store import TooManyTries
from bot.storage.encryption import Names

MOST_TRIES = 10
"""In vain, by one sender within an hour."""
MOST_OF_ALL = 200
TRIES_SECONDS = 3600
"""How long tries are counted, from the first one."""
CONNECTIONS = 8
ALL = "all"


class ReceiptTries(ReportConnection):
    """Counts receipts that were tried, under names that lead to nobody. Every call raises ReportsUnavailable.

    Who takes a receipt from a person calls `count` first, and `forgive` once the receipt has opened something.
    """

    def __init__(self, url: str, names: Names) -> None:
        """Take the address of the server of tickets and what makes names opaque; nothing connects until a call."""
        super().__init__(url, connections=CONNECTIONS)
        self._names = names

    async def count(self, sender: str) -> None:
        """Count a receipt that a sender is about to try. Raises TooManyTries, and then none may be tried."""
        own, of_all = await self._change(sender, 1)
        if own > MOST_TRIES or of_all > MOST_OF_ALL:
            # Refused, so nothing was tried: one sender who goes on must not shut everybody out.
            await self._change(sender, -1)
            raise TooManyTries

    async def forgive(self, sender: str) -> None:
        """Take back the sender's last try, which was not in vain."""
        await self._change(sender, -1)

    async def _change(self, sender: str, by: int) -> tuple[int, int]:
        # Both at once: a process that dies in between would leave a count without an end.
        pipeline = self._redis.pipeline(transaction=True)
        for each in (self._names.name(f"tries:{sender}"), ALL):
            pipeline.set(place("tries", each), 0, nx=True, ex=TRIES_SECONDS)
            pipeline.incrby(place("tries", each), by)
        answers: list[Any] = await self._call(pipeline.execute())
        return int(answers[1]), int(answers[3])
