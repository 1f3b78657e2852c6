"""Leaving the web chat: its sessions end at once, or as soon as their store lets them, and the browser forgets us."""

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from operator import not_
from typing import Any

from starlette.background import BackgroundTask
from starlette.responses import Response
from tenacity import AsyncRetrying, retry_if_result, wait_exponential

from bot.gateway.counts import Counts
from bot.sessions.session import Session
from bot.sessions.store import SessionStore, SessionsUnavailable
from bot.storage.clock import Clock

AT_ONCE_SECONDS = 1.0
"""How long the way out waits for a slow store; what is not done by then goes on, and nobody waits for it."""
LONGEST_PAUSE = 20.0

Tasks = set[asyncio.Task[None]]


@dataclass(frozen=True, slots=True)
class Departure:
    """The end of one visitor's sessions; `until` is when they would have ended by themselves.

    `tasks` holds what goes on in the background, since the loop itself keeps no hold on it.
    """

    sessions: SessionStore
    counts: Counts = field(repr=False)
    persons: Sequence[str] = field(repr=False)
    clock: Clock
    until: float
    tasks: Tasks = field(repr=False)

    async def begin(self) -> BackgroundTask:
        """End the sessions, within a second where the store can; the task that comes back is for after the answer."""
        await asyncio.wait([self._start(self._at_once(each)) for each in self.persons], timeout=AT_ONCE_SECONDS)
        return BackgroundTask(self._after_turns)

    async def _after_turns(self) -> None:
        """End what a turn that was under way has saved since."""
        ended = await asyncio.gather(*(self._after_turn(each) for each in self.persons))
        for person, done in zip(self.persons, ended, strict=True):
            if not done:
                self.counts.add("sessions_unavailable", "web", SessionsUnavailable.__name__)
                self._start(self._again(person))

    async def _again(self, person: str) -> None:
        attempts = AsyncRetrying(
            retry=retry_if_result(not_),
            stop=lambda _: self.clock() >= self.until,
            wait=wait_exponential(multiplier=0.5, max=LONGEST_PAUSE),
            retry_error_callback=lambda _: None,
        )
        await attempts(self._after_turn, person)

    async def _after_turn(self, person: str) -> bool:
        with suppress(SessionsUnavailable):
            async with self.sessions.turn(person):
                await self._end(person)
            return True
        return False

    async def _at_once(self, person: str) -> None:
        # What fails here is tried again after the answer, and counted there.
        with suppress(SessionsUnavailable):
            await self._end(person)

    async def _end(self, person: str) -> None:
        session: Session | None = None
        # Also unread: its key goes without the server.
        with suppress(SessionsUnavailable):
            session = await self.sessions.load(person)
        await self.sessions.end(person, session)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task


def forget_cookie(response: Response, name: str, *, secure: bool) -> None:
    """Let the browser forget who it was to us."""
    response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="strict")


def forget_site(response: Response, name: str, *, secure: bool) -> None:
    """Let the browser forget all that it has of us, and the cookie also where it knows no such wish."""
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    forget_cookie(response, name, secure=secure)
