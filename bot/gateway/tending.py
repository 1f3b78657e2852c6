"""What a gateway does beside answering: destroys keys of ended chats, erases at providers, watches its stores."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from bot.erasure.eraser import Eraser
from bot.erasure.queue import ErasuresUnavailable
from bot.erasure.traces import ProviderTraces
from bot.gateway.counts import Counts
from bot.sessions.redis_store import RedisSessions
from bot.sessions.store import SessionsUnavailable

SWEEP_SECONDS = 0.5
"""How late the key of an ended chat may go; nothing opens the chat meanwhile, since each reader looks at the time."""
WATCH_SECONDS = 30.0
ERASERS = 4
"""Jobs that are worked off at once: one provider that hangs must not hold up the others."""


@dataclass(frozen=True, slots=True)
class Tending:
    """The work that goes on while the gateway runs, and ends with it."""

    sessions: RedisSessions = field(repr=False)
    eraser: Eraser = field(repr=False)
    traces: ProviderTraces = field(repr=False)
    counts: Counts = field(repr=False)

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Tend for as long as the block runs."""
        tasks = [
            asyncio.create_task(each)
            for each in (
                self._again(SWEEP_SECONDS, self._swept),
                self._again(WATCH_SECONDS, self._watched),
                self.traces.run(),
                *(self.eraser.run() for _ in range(ERASERS)),
            )
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task
            with suppress(SessionsUnavailable):
                # Nobody sweeps from now on.
                self.sessions.sweep()

    async def _swept(self) -> None:
        self.sessions.sweep()

    async def _watched(self) -> None:
        with suppress(SessionsUnavailable):
            if await self.sessions.check():
                self.counts.add("sessions_store_persists")
        with suppress(ErasuresUnavailable):
            if await self.eraser.queue.check():
                self.counts.add("tickets_store_forgets")

    async def _again(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        """Do some work now and then; a failure is counted and must not end it."""
        while True:
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - its text may hold a path or an id
                self.counts.add("failed", error=type(error).__name__)
            await asyncio.sleep(seconds)
