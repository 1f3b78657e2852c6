"""What a session leaves behind at its provider: handed to the queue with each message, due when the session ends."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from bot.erasure.eraser import Eraser
from bot.erasure.job import Erasing, Erasure
from bot.erasure.queue import ErasuresUnavailable, new_job
from bot.sessions.session import Limits, Session
from bot.storage.clock import Clock
from channels.channel import Address, Channel

ADDRESSED = ("telegram",)
"""Providers that need the chat beside the id of a message; for the others no address is kept."""
REDACTED = ("sms", "whatsapp")
"""Providers that keep what was said and can be told to drop it before the message itself can go; one account."""
CLOSING_SECONDS = 120.0
"""How long a last line stays where it can be deleted, so that it can be read."""
MOST_WAITING = 20_000
"""Hand-overs that wait in this process while the queue is gone; ids only, the oldest are given up first."""
RETRY_SECONDS = 1.0
LAST_SECONDS = 3.0


class Traces(Protocol):
    """What is done about the copies that a provider keeps of a session's messages."""

    def job(self, session: Session | None, address: Address) -> str:
        """Name the job of a session, a new one for one that begins; empty where nothing is left behind."""

    async def keep(self, job: str, address: Address, message_id: str, session: Session | None) -> None:
        """Let a job erase a message when its session ends, and come back when that is safe from a crash."""

    def sent(self, job: str, address: Address, message_id: str, session: Session | None) -> None:
        """Let a job erase a message of ours when its session ends, or would have ended where none knows of it."""

    def closing(self, job: str, address: Address, message_id: str) -> None:
        """Let a job of its own erase a last line when it can have been read."""

    def redact(self, address: Address, message_id: str) -> None:
        """Empty the provider's copy of a message at once, where it keeps one."""

    def drop(self, address: Address, message_id: str) -> None:
        """Erase a single message now."""

    def end(self, job: str, address: Address) -> None:
        """Erase now what a job knows."""


class NoTraces:
    """For a conversation that no provider sees."""

    def job(self, *_: object) -> str:
        """Name no job."""
        return ""

    async def keep(self, *_: object) -> None:
        """Keep nothing."""

    def sent(self, *_: object) -> None:
        """Keep nothing."""

    def closing(self, *_: object) -> None:
        """Do nothing."""

    def redact(self, *_: object) -> None:
        """Do nothing."""

    def drop(self, *_: object) -> None:
        """Do nothing."""

    def end(self, *_: object) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Something for the queue: an erasure and when it is due, or no erasure and a job that is due now."""

    job: str
    due: float
    erasure: Erasure | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ProviderTraces:
    """Hands message ids to the queue; `channels` are those with a provider.

    Nothing here makes a person wait for the queue: what cannot be handed over now waits in this process, in order.
    """

    eraser: Eraser
    channels: Mapping[str, Channel] = field(repr=False)
    clock: Clock = field(repr=False)
    limits: Limits = field(default_factory=Limits)
    _waiting: deque[HandOver] = field(default_factory=lambda: deque(maxlen=MOST_WAITING), repr=False)
    _tried: set[Erasure] = field(default_factory=set, repr=False)
    _wake: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def job(self, session: Session | None, address: Address) -> str:
        """Name the job of a session."""
        if self._reached(address) is None:
            return ""
        return session.job if session is not None and session.job else new_job()

    async def keep(self, job: str, address: Address, message_id: str, session: Session | None) -> None:
        """Hand a message over; where the queue is gone it waits here, and nobody waits for it."""
        for each in self._deleting(job, address, message_id, self._ends_at(session)):
            if self._waiting:
                self._later(each)
                return
            try:
                await self._hand_over(each)
            except ErasuresUnavailable as error:
                self.eraser.count("erasures_unavailable", address.channel, type(error).__name__)
                self._later(each)

    def sent(self, job: str, address: Address, message_id: str, session: Session | None) -> None:
        """Let a message of ours go with its session."""
        for each in self._deleting(job, address, message_id, self._ends_at(session)):
            self._later(each)

    def closing(self, job: str, address: Address, message_id: str) -> None:
        """Erase a last line a little later."""
        for each in self._deleting(job, address, message_id, self.clock() + CLOSING_SECONDS):
            self._later(each)

    def redact(self, address: Address, message_id: str) -> None:
        """Empty the provider's copy."""
        reached = self._reached(address)
        if reached is not None and reached.channel in REDACTED and message_id:
            self._later(HandOver(new_job(), self.clock(), Erasure(Erasing.REDACT, reached, (message_id,))))

    def drop(self, address: Address, message_id: str) -> None:
        """Erase a message now."""
        for each in self._deleting(new_job(), address, message_id, self.clock()):
            self._later(each)

    def end(self, job: str, address: Address) -> None:
        """Make a job due."""
        if job and self._reached(address) is not None:
            self._later(HandOver(job, self.clock()))

    async def run(self) -> None:
        """Hand over what waits, again and again where the queue is gone, until cancelled; then once more."""
        try:
            while True:
                try:
                    await self._flush()
                    await self._wake.wait()
                    self._wake.clear()
                except Exception as error:  # noqa: BLE001 - it must outlive anything; its text may hold an id
                    self.eraser.count("erasures_unavailable", "", type(error).__name__)
                    await self._without_queue()
                    await asyncio.sleep(RETRY_SECONDS)
        finally:
            with suppress(ErasuresUnavailable, TimeoutError):
                async with asyncio.timeout(LAST_SECONDS):
                    await self._flush()

    async def _flush(self) -> None:
        while self._waiting:
            each = self._waiting[0]
            await self._hand_over(each)
            # Where too many wait, a new one may have pushed it out meanwhile.
            if self._waiting[0] is each:
                self._waiting.popleft()
        self._tried.clear()

    async def _without_queue(self) -> None:
        """Erase once what is due and waits, within a short time: who leaves must not wait for our store."""
        now = self.clock()
        over = {each.job for each in self._waiting if each.erasure is None}
        due = [each.erasure for each in self._waiting if each.erasure and (each.due <= now or each.job in over)]
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                for erasure in due:
                    if erasure not in self._tried:
                        self._tried.add(erasure)
                        await self.eraser.ask(erasure)

    async def _hand_over(self, each: HandOver) -> None:
        if each.erasure is None:
            await self.eraser.queue.hasten(each.job)
        else:
            await self.eraser.queue.add(each.job, each.erasure, each.due)
        if each.due <= self.clock():
            self.eraser.wake()

    def _later(self, each: HandOver) -> None:
        self._waiting.append(each)
        self._wake.set()

    def _deleting(self, job: str, address: Address, message_id: str, due: float) -> Sequence[HandOver]:
        reached = self._reached(address)
        if not (job and message_id) or reached is None:
            return ()
        return (HandOver(job, due, Erasure(Erasing.DELETE, reached, (message_id,))),)

    def _reached(self, address: Address) -> Address | None:
        """Give the address by which a message can be erased, without what the provider does not need."""
        name = address.channel
        if name not in self.channels and name in REDACTED:
            # A channel that is off; the account's other one reaches the same messages.
            name = next((each for each in REDACTED if each in self.channels), "")
        if name not in self.channels:
            return None
        return Address(name, address.value if name in ADDRESSED else "")

    def _ends_at(self, session: Session | None) -> float:
        now = self.clock()
        if session is None:
            return now + self.limits.idle_seconds
        return max(now, session.ends_at(self.limits.idle_seconds, self.limits.maximum_seconds))
