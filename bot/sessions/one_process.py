"""Sessions within one process, for a conversation on the command line: no server, nothing shared, gone at its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.sessions.session import Session
from bot.sessions.store import Clock


class OneProcessSessions:
    """The sessions store of `amparo ask` and `amparo chat`; a running gateway never uses it."""

    def __init__(self, clock: Clock, *, idle_seconds: int, maximum_seconds: int) -> None:
        """Start empty."""
        self._clock, self._idle, self._maximum = clock, idle_seconds, maximum_seconds
        self._sessions: dict[str, Session] = {}
        self._codes: dict[str, Session] = {}
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
        """Keep the session, and its copy under a secret word."""
        self._sessions[person] = session
        if session.code in self._codes:
            self._codes[session.code] = session

    async def end(self, person: str, session: Session | None = None, *, forgets_code: bool = False) -> None:
        """Forget the person's session at once."""
        self._sessions.pop(person, None)
        if session is not None and forgets_code:
            self._codes.pop(session.code, None)

    async def use_code(self, person: str, word: str, session: Session) -> tuple[Session, bool]:
        """Open the chat kept under a secret word, else keep this one under it."""
        code = f"{person}:{word}"
        if code in self._codes:
            return self._codes[code], True
        self._codes.pop(session.code, None)
        self._codes[code] = replace(session, code=code)
        return self._codes[code], False

    async def ping(self) -> None:
        """Answer."""
