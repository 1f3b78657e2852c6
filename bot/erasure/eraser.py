"""The worker that empties the queue: it asks each provider to erase, and again where the provider could not yet."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.erasure.job import Erasing, Erasure
from bot.erasure.queue import ErasureQueue, Job
from channels.channel import Address, Channel, Erased

IDLE_SECONDS = 1.0
"""How late a due erasure may begin."""
TROUBLE_SECONDS = 5.0
COMPACT_SECONDS = 600.0
ENTRIES_AT_ONCE = 50
"""What a session's messages left behind goes to the provider in few calls, each of them well within a lease."""


@dataclass(frozen=True, slots=True)
class Eraser:
    """Works off the queue; `count` takes the names of what happened, of the channel and of an error."""

    queue: ErasureQueue
    channels: Mapping[str, Channel] = field(repr=False)
    count: Callable[[str, str, str], None] = field(repr=False)
    _wake: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def wake(self) -> None:
        """Look into the queue now."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; whatever fails is counted and tried again."""
        loop = asyncio.get_running_loop()
        compacted, changed = loop.time(), False
        while True:
            try:
                while await self.step():
                    changed = True
                if changed and loop.time() - compacted > COMPACT_SECONDS:
                    await self.queue.compact()
                    compacted, changed = loop.time(), False
                await self._rest(IDLE_SECONDS)
            except Exception as error:  # noqa: BLE001 - the worker must outlive anything; its text may hold an id
                self.count("erasures_unavailable", "", type(error).__name__)
                await self._rest(TROUBLE_SECONDS)

    async def step(self) -> bool:
        """Do one job that is due; say whether there was one. Raises ErasuresUnavailable."""
        job = await self.queue.take()
        if job is None:
            return False
        # What our key does not open keeps its job, in case that the right key comes back.
        waits: list[float | None] = [None] * job.unreadable
        for _ in waits:
            self.count("erasure_unreadable", "", "")
        for entries, erasure in _together(job):
            await self.queue.hold(job)
            waits += await self._erase(job, entries, erasure)
        if waits:
            await self.queue.postpone(job, max((each for each in waits if each is not None), default=None))
        else:
            await self.queue.finish(job)
        return True

    async def _erase(self, job: Job, entries: tuple[bytes, ...], erasure: Erasure) -> list[float | None]:
        """Erase entries of one chat; what remains is put back, with what the provider says of when to try again."""
        channel = self.channels.get(erasure.address.channel)
        if channel is None:
            # It was switched off; switched on again, it can still erase.
            return [None]
        erased = await self._asked(channel, erasure)
        remaining = replace(erasure, message_ids=erased.later) if erased.later else None
        if remaining != erasure or len(entries) > 1:
            await self.queue.settle(job, entries, remaining)
        return [erased.retry_after] if erased.later else []

    async def _asked(self, channel: Channel, erasure: Erasure) -> Erased:
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

    async def _rest(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._wake.wait(), seconds)
        except TimeoutError:
            return
        self._wake.clear()


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
