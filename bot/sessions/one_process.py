"""Sessions within one process, for a conversation on the command line: no server, nothing shared, gone at its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.sessions.code_words import MOST_COPIES
from bot.sessions.session import ERASING, Session
from bot.sessions.store import TooManyTries
from bot.storage.clock import Clock


class OneProcessSessions:
    """The sessions store of `amparo ask` and `amparo chat`; a running gateway never uses it."""

    def __init__(self, clock: Clock, *, idle_seconds: int, maximum_seconds: int) -> None:
        """Start empty."""
        self._clock, self._idle, self._maximum = clock, idle_seconds, maximum_seconds
        self._sessions: dict[str, Session] = {}
        self._copies: dict[str, dict[str, Session]] = {}
        self._events: set[str] = set()
        self._answered: set[str] = set()
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, person: str) -> AsyncIterator[None]:  # noqa: ARG002 - one person at a time is enough here
        """Hold the person's place."""
        async with self._lock:
            yield

    async def claim(self, event_id: str) -> bool:
        """Say whether this event is new."""
        new = event_id not in self._events
        self._events.add(event_id)
        return new

    async def confirm(self, event_id: str) -> None:
        """Note that an event has been answered."""
        self._events.add(event_id)
        self._answered.add(event_id)

    async def answered(self, event_id: str) -> bool:
        """Say whether an event has been confirmed."""
        return event_id in self._answered

    async def load(self, person: str) -> Session | None:
        """Give the person's session if it has not ended."""
        session = self._sessions.get(person)
        if session is not None and session.ended_by(self._clock(), self._idle, self._maximum):
            await self.end(person, forgets_code=session.waiting_for == ERASING)
            return None
        return session

    async def save(self, person: str, session: Session) -> None:
        """Keep the session, and its copy under a secret word."""
        self._sessions[person] = session
        if session.code in self._living(person):
            self._copies[person][session.code] = session

    async def end(
        self,
        person: str,
        session: Session | None = None,  # noqa: ARG002 - events are kept until the process ends
        *,
        forgets_code: bool = False,
    ) -> None:
        """Forget the person's session at once, and with `forgets_code` the copies under secret words."""
        self._sessions.pop(person, None)
        if forgets_code:
            self._copies.pop(person, None)

    async def use_code(self, person: str, word: str, session: Session) -> tuple[Session, bool]:
        """Open the chat kept under a secret word, else keep this one under it. Raises TooManyTries."""
        copies = self._living(person)
        if word in copies:
            return copies[word], True
        if len(copies) >= MOST_COPIES:
            raise TooManyTries
        copies[word] = replace(session, code=word, code_ends_at=session.started_at + self._maximum)
        return copies[word], False

    async def ping(self) -> None:
        """Answer."""

    def _living(self, person: str) -> dict[str, Session]:
        now, copies = self._clock(), self._copies.get(person, {})
        self._copies[person] = {word: each for word, each in copies.items() if each.code_ends_at > now}
        return self._copies[person]
