"""Who leaves: marked at once, and ended later where a store was gone; nobody waits for it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bot.erasure.traces import Traces
from bot.escalation.exchange import Exchange
from bot.gateway.counts import Counts
from bot.sessions.session import Session
from bot.sessions.store import SessionStore, SessionsUnavailable
from bot.tickets.safe_contact import HERE_SECONDS
from bot.tickets.store import TicketError
from bot.tickets.ticket import Outcome
from bot.tickets.wishes import ChatLeft
from channels.channel import Address

LEAVE_SECONDS = 1.0
"""Nobody who leaves waits longer than this for the desk."""
END_SECONDS = 60.0
"""How long a chat that somebody left is tried to be ended; after that its own time ends it."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Ends chats and takes people out of the desk; `marked` has who left while an answer was under way."""

    sessions: SessionStore
    traces: Traces = field(repr=False)
    switchboard: Exchange = field(repr=False)
    counts: Counts = field(repr=False)
    poll_seconds: float = 0.5
    marked: set[str] = field(default_factory=set, repr=False)
    tasks: set[asyncio.Task[None]] = field(default_factory=set, repr=False)

    async def end(
        self, person: str, session: Session | None, job: str, address: Address, *, forgets_code: bool
    ) -> None:
        """End a chat now. Raises SessionsUnavailable."""
        self.traces.end(job, address)
        await self.sessions.end(person, session, forgets_code=forgets_code)

    def end_later(self, person: str, address: Address, *, forgets_code: bool) -> None:
        """End a chat that could not be ended at once, as soon as it can be."""
        self.marked.add(person)
        self._start(self._ending(person, address, forgets_code=forgets_code))

    async def leave_desk(self, person: str, outcome: Outcome) -> bool:
        """Take a person out of the desk before their turn ends; say whether that was done, else it is tried again."""
        try:
            async with asyncio.timeout(LEAVE_SECONDS):
                await self.switchboard.leave(person, ChatLeft(outcome))
        except (TicketError, TimeoutError):
            self._start(self._trying(lambda: self.switchboard.leave(person, ChatLeft(outcome))))
            return False
        return True

    def stand_back(self, person: str, *, watched: bool) -> None:
        """Let nobody be called to a phone that somebody else watches; the answer does not wait for it."""
        if watched:
            self._start(self._trying(lambda: self.switchboard.stand_back(person)))

    async def _ending(self, person: str, address: Address, *, forgets_code: bool) -> None:
        until = _now() + END_SECONDS
        # Who writes again meanwhile has begun another chat, whose turn takes the mark away.
        while person in self.marked and _now() < until:
            with suppress(SessionsUnavailable):
                # Its key goes without the server, and without the turn that may be under way.
                await self.sessions.end(person, forgets_code=forgets_code)
                async with self.sessions.turn(person):
                    if person in self.marked:
                        session = await self.sessions.load(person)
                        job = self.traces.job(session, address)
                        await self.end(person, session, job, address, forgets_code=forgets_code)
                break
            await asyncio.sleep(self.poll_seconds)
        self.marked.discard(person)

    async def _trying(self, deed: Callable[[], Awaitable[None]]) -> None:
        # For as long as a worker could write to them as to somebody who is still there.
        until = _now() + HERE_SECONDS
        while _now() < until:
            try:
                await deed()
            except TicketError:
                await asyncio.sleep(self.poll_seconds)
            else:
                return
        self.counts.add("desk_not_left")

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        # The loop itself keeps no hold on it.
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


def _now() -> float:
    return asyncio.get_running_loop().time()
