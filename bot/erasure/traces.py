"""What a session leaves behind at its provider: handed to the queue with each message, due when the session ends."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from bot.erasure.eraser import Eraser
from bot.erasure.job import Erasing, Erasure
from bot.erasure.queue import ErasuresUnavailable, new_job
from bot.sessions.session import Session
from bot.sessions.store import Clock
from channels.channel import Address, Channel

ADDRESSED = ("telegram",)
"""Providers that need the chat beside the id of a message; for the others no address is kept."""
REDACTED = ("sms", "whatsapp")
"""Providers that keep what was said and can be told to drop it before the message itself can go."""
CLOSING_SECONDS = 120.0
"""How long a last line stays where it can be deleted, so that it can be read."""
LAST_RESORT_SECONDS = 10.0


class Traces(Protocol):
    """What is done about the copies that a provider keeps of a session's messages."""

    def job(self, session: Session | None, address: Address) -> str:
        """Name the job of a session, a new one for one that begins; empty where nothing is left behind."""

    async def keep(
        self, job: str, address: Address, message_ids: Sequence[str], session: Session | None
    ) -> tuple[str, ...]:
        """Let a job erase messages when its session ends; give back the ids that could not be handed over."""

    async def redact(self, address: Address, message_ids: Sequence[str]) -> None:
        """Empty the provider's copy of messages at once, where it keeps one."""

    async def end(
        self,
        session: Session | None,
        address: Address,
        received: Sequence[str] = (),
        closing: Sequence[str] = (),
    ) -> None:
        """Erase all of a session now with what was received last, and our last line a little later."""


class NoTraces:
    """For a conversation that no provider sees."""

    def job(self, *_: object) -> str:
        """Name no job."""
        return ""

    async def keep(self, *_: object) -> tuple[str, ...]:
        """Keep nothing."""
        return ()

    async def redact(self, *_: object) -> None:
        """Do nothing."""

    async def end(self, *_: object) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class ProviderTraces:
    """Hands message ids to the queue; `channels` are those with a provider, times are seconds.

    Where the queue is gone the ids come back, to be tried again with the next message.
    """

    eraser: Eraser
    channels: Mapping[str, Channel] = field(repr=False)
    clock: Clock = field(repr=False)
    idle_seconds: int = 1800
    maximum_seconds: int = 86400

    def job(self, session: Session | None, address: Address) -> str:
        """Name the job of a session."""
        if address.channel not in self.channels:
            return ""
        return session.job if session is not None and session.job else new_job()

    async def keep(
        self, job: str, address: Address, message_ids: Sequence[str], session: Session | None
    ) -> tuple[str, ...]:
        """Let a job erase messages when its session ends; give back the ids that could not be handed over."""
        now = self.clock()
        ends_at = session.ends_at(self.idle_seconds, self.maximum_seconds) if session else now + self.idle_seconds
        return await self._add(job, Erasing.DELETE, address, message_ids, max(ends_at, now))

    async def redact(self, address: Address, message_ids: Sequence[str]) -> None:
        """Empty the provider's copy of messages at once, where it keeps one."""
        if address.channel in REDACTED:
            await self._add(new_job(), Erasing.REDACT, address, message_ids, self.clock())
            self.eraser.wake()

    async def end(
        self,
        session: Session | None,
        address: Address,
        received: Sequence[str] = (),
        closing: Sequence[str] = (),
    ) -> None:
        """Erase all of a session now with what was received last, and our last line a little later."""
        if address.channel not in self.channels:
            return
        now, job = self.clock(), self.job(session, address)
        ids = tuple(each for each in (*(session.traces if session is not None else ()), *received) if each)
        left = await self._add(job, Erasing.DELETE, address, ids, now)
        if not ids:
            # What was added is due already: hastened again, it could be taken from the worker that has just begun.
            with suppress(ErasuresUnavailable):
                await self.eraser.queue.hasten(job)
        left += await self._add(new_job(), Erasing.DELETE, address, closing, now + CLOSING_SECONDS)
        self.eraser.wake()
        if left:
            await self._without_queue(address, left)

    async def _add(
        self, job: str, erasing: Erasing, address: Address, message_ids: Sequence[str], due: float
    ) -> tuple[str, ...]:
        ids = tuple(each for each in message_ids if each)
        if not job or not ids:
            return ()
        kept = Address(address.channel, address.value if address.channel in ADDRESSED else "")
        try:
            await self.eraser.queue.add(job, Erasure(erasing, kept, ids), due)
        except ErasuresUnavailable as error:
            self.eraser.count("erasures_unavailable", address.channel, type(error).__name__)
            return ids
        return ()

    async def _without_queue(self, address: Address, message_ids: Sequence[str]) -> None:
        """Erase once, without a second try: better than not at all."""
        channel = self.channels.get(address.channel)
        if channel is not None:
            with suppress(Exception):
                await asyncio.wait_for(channel.delete(address, message_ids), LAST_RESORT_SECONDS)
