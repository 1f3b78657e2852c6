"""Tells every open page of the desk what changed, from one reading of the store's stream."""

import asyncio
from collections.abc import AsyncGenerator

from bot.storage.changes import CHANGES, Change, ChangeKind, added
from bot.storage.connection import CALL_SECONDS
from bot.tickets.connection import Connection
from bot.tickets.store import TicketsUnavailable

BLOCK_SECONDS = 5.0
RETRY_SECONDS = 0.5
MOST_BEHIND = 1000
"""A page that has not read so many changes is told to look at everything anew."""
LOST = Change(ChangeKind.QUEUE)
"""Stands for changes that nobody can tell any more."""


class ChangeFeed(Connection):
    """One reader for the whole process; each page has a queue of its own."""

    def __init__(self, url: str) -> None:
        """Prepare a client; nothing connects until the first call."""
        super().__init__(url, connections=4, block_seconds=BLOCK_SECONDS)
        self._pages: set[asyncio.Queue[Change]] = set()
        self.reached = True

    async def tell(self, change: Change) -> None:
        """Tell all pages of all desk processes. Raises TicketsUnavailable."""
        await self._call(added(self._redis, change))

    async def run(self) -> None:
        """Read for as long as the process runs; after a break every page is told to look anew."""
        after = ""
        while True:
            try:
                after = after or await self._newest()
                if not self.reached:
                    self.reached = True
                    self._spread(LOST)
                after = await self._read(after)
            except TicketsUnavailable:
                self.reached, after = False, ""
                await asyncio.sleep(RETRY_SECONDS)

    async def changes(self) -> AsyncGenerator[Change, None]:
        """Give each change from now on, until the page goes."""
        page: asyncio.Queue[Change] = asyncio.Queue(MOST_BEHIND)
        self._pages.add(page)
        try:
            while True:
                yield await page.get()
        finally:
            self._pages.discard(page)

    async def _newest(self) -> str:
        newest = await self._call(self._redis.xrevrange(CHANGES, count=1))
        return newest[0][0].decode() if newest else "0-0"

    async def _read(self, after: str) -> str:
        streams = {CHANGES: after}
        reading = self._redis.xread(streams, count=500, block=int(BLOCK_SECONDS * 1000))  # type: ignore[arg-type]
        found = await self._call(reading, BLOCK_SECONDS + CALL_SECONDS)
        for _, entries in found or ():
            for key, fields in entries:
                after = key.decode()
                self._spread(_change(fields))
        return after

    def _spread(self, change: Change) -> None:
        for page in self._pages:
            told = change
            if page.full():
                while not page.empty():
                    page.get_nowait()
                told = LOST
            page.put_nowait(told)


def _change(fields: dict[bytes, bytes]) -> Change:
    kind, ticket, worker = (fields.get(name, b"").decode() for name in (b"k", b"t", b"w"))
    return Change(ChangeKind(kind), ticket, worker)
