"""Sessions within one process, for a conversation on the command line: no server, nothing shared, gone at its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.sessions.session import Session
from bot.sessions.store import Clock


class OneProcessSessions:
    """The sessions store of `amparo ask` and `amparo chat`; a running gateway never uses it."""

    def __init__(self, clock: Clock, *, idle_seconds: int, maximum_seconds: int) -> None:
        """Start empty."""
        self._clock, self._idle, self._maximum = clock, idle_seconds, maximum_seconds
        self._sessions: dict[str, Session] = {}
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
            del self._sessions[person]
            return None
        return session

    async def save(self, person: str, session: Session) -> None:
        """Keep the session."""
        self._sessions[person] = session

    async def end(self, person: str) -> None:
        """Forget the person's session at once."""
        self._sessions.pop(person, None)

    async def ping(self) -> None:
        """Answer."""
