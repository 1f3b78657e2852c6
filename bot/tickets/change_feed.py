"""Tells every open page of the desk what changed, from one reading of the store's stream."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from typing import Any

from bot.storage.server import client, limited
from bot.tickets.changes import Change, ChangeKind
from bot.tickets.scripts import CALL_SECONDS, place
from bot.tickets.store import TicketsForbidden, TicketsUnavailable

BLOCK_SECONDS = 5.0
RETRY_SECONDS = 0.5
MOST_BEHIND = 1000
"""A page that has not read so many changes is told to look at everything anew."""
KEPT = 10_000
LOST = Change(ChangeKind.QUEUE)
"""Stands for changes that nobody can tell any more."""


class ChangeFeed:
    """One reader for the whole process; each page has a queue of its own."""

    def __init__(self, url: str) -> None:
        """Prepare a client; nothing connects until the first call."""
        self._redis = client(url, seconds=BLOCK_SECONDS + CALL_SECONDS, connections=4)
        self._pages: set[asyncio.Queue[Change]] = set()
        self.reached = True

    async def tell(self, change: Change) -> None:
        """Tell all pages of all desk processes. Raises TicketsUnavailable."""
        fields = {"k": str(change.kind), "t": change.ticket, "w": change.worker}
        await limited(
            self._redis.xadd(place("changes"), fields, maxlen=KEPT, approximate=True),  # type: ignore[arg-type]
            CALL_SECONDS,
            unavailable=TicketsUnavailable,
            forbidden=TicketsForbidden,
        )

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

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _newest(self) -> str:
        newest = await self._limited(self._redis.xrevrange(place("changes"), count=1))
        return newest[0][0].decode() if newest else "0-0"

    async def _read(self, after: str) -> str:
        streams = {place("changes"): after}
        found = await self._limited(self._redis.xread(streams, count=500, block=int(BLOCK_SECONDS * 1000)))  # type: ignore[arg-type]
        for _, entries in found or ():
            for key, fields in entries:
                after = key.decode()
                self._spread(_change(after, fields))
        return after

    def _spread(self, change: Change) -> None:
        for page in self._pages:
            told = change
            if page.full():
                while not page.empty():
                    page.get_nowait()
                told = LOST
            page.put_nowait(told)

    async def _limited(self, call: Awaitable[Any]) -> Any:
        return await limited(
            call, BLOCK_SECONDS + CALL_SECONDS, unavailable=TicketsUnavailable, forbidden=TicketsForbidden
        )


def _change(change_id: str, fields: dict[bytes, bytes]) -> Change:
    kind, ticket, worker = (fields.get(name, b"").decode() for name in (b"k", b"t", b"w"))
    return Change(ChangeKind(kind), ticket, worker, change_id)
