"""How many turns are decided at once: more than that wait a little, and a bounded number of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

MOST_AT_ONCE = 64
MOST_WAITING = 128
WAIT_SECONDS = 1.0
"""With the engine's three seconds that is all the time that a turn has."""


class Crowded(Exception):  # noqa: N818 - a state of this moment, not a fault of the caller
    """Too many people write at this moment."""


class Crowd:
    """The places of one process, handed out in the order in which they were asked for."""

    def __init__(
        self, most: int = MOST_AT_ONCE, most_waiting: int = MOST_WAITING, wait_seconds: float = WAIT_SECONDS
    ) -> None:
        """Have so many places, let so many wait for one, and nobody for longer than these seconds."""
        self._places, self._most_waiting, self._seconds = asyncio.Semaphore(most), most_waiting, wait_seconds
        self._waiting = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place. Raises Crowded where none becomes free in time, or too many wait already."""
        if self._places.locked() and self._waiting >= self._most_waiting:
            raise Crowded
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._places.acquire()
        except TimeoutError:
            raise Crowded from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._places.release()
