"""One reading for many pages: all that ask at once share it, and none gets an older one than its question."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Found = TypeVar("Found")


@dataclass(slots=True)
class Reading(Generic[Found]):
    """Reads something for everybody who asks; who asks while it is being read waits for the next reading."""

    read: Callable[[], Awaitable[Found]]
    _now: asyncio.Task[Found] | None = field(default=None, repr=False)
    _next: asyncio.Task[Found] | None = field(default=None, repr=False)

    async def get(self) -> Found:
        """Give what a reading finds that begins after this call. Raises what reading raises."""
        if self._next is None:
            self._next = asyncio.create_task(self._begun(self._now))
        # One page that goes away must not take the reading from the others.
        return await asyncio.shield(self._next)

    async def _begun(self, before: asyncio.Task[Found] | None) -> Found:
        if before is not None:
            await asyncio.wait({before})
        self._now, self._next = self._next, None
        return await self.read()
