"""The worker that empties the queue: it asks each provider to erase, and again where the provider could not yet."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import inf

from bot.erasure.job import Erasing, Erasure
from bot.erasure.queue import ErasureQueue, ErasuresUnavailable, Job
from bot.storage.bell import Bell
from channels.channel import Address, Channel, Erased

IDLE_SECONDS = 1.0
"""How late a due erasure may begin."""
TROUBLE_SECONDS = 5.0
COMPACT_SECONDS = 60.0
"""What was erased stays in the server's file until it is written anew; it is so at most once in this time."""
LAST_SECONDS = 2.0
ENTRIES_AT_ONCE = 50
"""What a session's messages left behind goes to the provider in few calls, each of them well within a lease."""


@dataclass(slots=True)
class _File:
    """What all workers of a process know of the server's file; one that died before may have left something in it."""

    stale: bool = True
    written: float = -inf


@dataclass(frozen=True, slots=True)
class Eraser:
    """Works off the queue; `count` takes the names of what happened, of the channel and of an error.

    What is gone from the queue goes from the server's file too, at most once in `compact_seconds`.
    """

    queue: ErasureQueue
    channels: Mapping[str, Channel] = field(repr=False)
    count: Callable[[str, str, str], None] = field(repr=False)
    compact_seconds: float = COMPACT_SECONDS
    _file: _File = field(default_factory=_File, repr=False)
    _bell: Bell = field(default_factory=Bell, repr=False)

    def wake(self) -> None:
        """Look into the queue now."""
        self._bell.ring()

    async def run(self) -> None:
        """Work until cancelled; whatever fails is counted and tried again. Several may run at once."""
        try:
            while True:
                try:
                    while await self.step():
                        pass
                    await self._compact()
                    await self._bell.rest(IDLE_SECONDS)
                except Exception as error:  # noqa: BLE001 - the worker must outlive anything; its text may hold an id
                    self.count("erasures_unavailable", "", type(error).__name__)
                    await self._bell.rest(TROUBLE_SECONDS)
        finally:
            await self._compact_at_last()

    async def step(self) -> bool:
        """Do one job that is due; say whether there was one. Raises ErasuresUnavailable."""
        job = await self.queue.take()
        if job is None:
            return False
        try:
            await self._work_off(job)
        finally:
            # At its end, since another worker may have had the file written anew in the middle of it.
            self._file.stale = True
        return True

    async def _work_off(self, job: Job) -> None:
        # What our key does not open keeps its job, in case that the right key comes back.
        waits: list[float | None] = [None] * job.unreadable
        for _ in waits:
            self.count("erasure_unreadable", "", "")
        for entries, erasure in _together(job):
            job = await self.queue.hold(job)
            waits += await self._erase(job, entries, erasure)
        if waits:
            await self.queue.postpone(job, max((each for each in waits if each is not None), default=None))
        else:
            await self.queue.finish(job)

    async def _erase(self, job: Job, entries: tuple[bytes, ...], erasure: Erasure) -> list[float | None]:
        """Erase entries of one chat; what remains is put back, with what the provider says of when to try again."""
        erased = await self.ask(erasure)
        remaining = replace(erasure, message_ids=erased.later) if erased.later else None
        if remaining != erasure or len(entries) > 1:
            await self.queue.settle(job, entries, remaining)
        return [erased.retry_after] if erased.later else []

    async def ask(self, erasure: Erasure) -> Erased:
        """Ask the provider once, and count what came of it; it never raises."""
        channel = self.channels.get(erasure.address.channel)
        if channel is None:
            # It was switched off; switched on again, it can still erase.
            return Erased(later=erasure.message_ids)
        try:
            if erasure.erasing is Erasing.REDACT:
                erased = await channel.redact(erasure.message_ids)
            else:
                erased = await channel.delete(erasure.address, erasure.message_ids)
        except Exception as error:  # noqa: BLE001 - one chat that breaks its channel must not hold up the others
            self.count("erasure_failed", channel.name, type(error).__name__)
            return Erased(later=erasure.message_ids)
        for outcome, ids in (("gone", erased.gone), ("later", erased.later), ("kept", erased.kept)):
            for _ in ids:
                self.count(f"{erasure.erasing}_{outcome}", channel.name, "")
        return erased

    async def _compact(self) -> None:
        """Have the file written anew; called where nothing is due."""
        file, now = self._file, asyncio.get_running_loop().time()
        if not file.stale or now - file.written < self.compact_seconds:
            return
        # Before the call: the other workers leave it to us, and what they take away meanwhile makes it stale again.
        file.stale, begun = False, False
        try:
            begun = await self.queue.compact()
            file.written = now if begun else file.written
        except ErasuresUnavailable as error:
            file.written = now
            self.count("erasures_not_compacted", "", type(error).__name__)
        finally:
            file.stale = file.stale or not begun

    async def _compact_at_last(self) -> None:
        if not self._file.stale:
            return
        self._file.stale = False
        with suppress(ErasuresUnavailable, TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                while not await self.queue.compact():  # noqa: ASYNC110 - it happens in a server
                    await asyncio.sleep(LAST_SECONDS / 20)


def _together(job: Job) -> Iterator[tuple[tuple[bytes, ...], Erasure]]:
    """Put entries of one chat together, each id once."""
    chats: dict[tuple[Erasing, Address], list[tuple[bytes, Erasure]]] = {}
    for entry, erasure in zip(job.entries, job.erasures, strict=True):
        chats.setdefault((erasure.erasing, erasure.address), []).append((entry, erasure))
    for (erasing, address), all_of_them in chats.items():
        for first in range(0, len(all_of_them), ENTRIES_AT_ONCE):
            batch = all_of_them[first : first + ENTRIES_AT_ONCE]
            ids = dict.fromkeys(each for _, erasure in batch for each in erasure.message_ids)
            yield tuple(entry for entry, _ in batch), Erasure(erasing, address, tuple(ids))
