"""Sessions in a Redis or Valkey server that keeps nothing on disk."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, LockError, RedisError  # noqa: A004 - the name is Redis's

from bot.sessions.encryption import Seal, Unreadable
from bot.sessions.session import Session, from_bytes, to_bytes
from bot.sessions.store import Clock, SessionsUnavailable

CLAIM_SECONDS = 15
"""A turn's longest time: an event whose process died is free again after it, and answered when it is repeated."""
ANSWERED = b"answered"
CONFIRMED_SECONDS = 24 * 3600
"""Telegram repeats for up to a day."""
LOCK_SECONDS = 20
CALL_SECONDS = 1.5
WAIT_SECONDS = 5.0
Answer = TypeVar("Answer")


class RedisSessions:
    """The sessions store of a running gateway."""

    def __init__(self, url: str, seal: Seal, clock: Clock, *, idle_seconds: int, maximum_seconds: int) -> None:
        """Prepare a client for the server; nothing connects until the first call."""
        self._redis: Redis = Redis.from_url(
            url,
            socket_timeout=CALL_SECONDS,
            socket_connect_timeout=CALL_SECONDS,
            max_connections=64,
            # Once more for a connection that went stale; a server that hangs must not hold a person up for longer.
            retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionError,)),
        )
        self._seal, self._clock = seal, clock
        self._idle, self._maximum = idle_seconds, maximum_seconds

    @asynccontextmanager
    async def turn(self, person: str) -> AsyncIterator[None]:
        """Hold the person's place. Raises SessionsUnavailable."""
        lock = Lock(
            self._redis, f"s:turn:{self._seal.name(person)}", timeout=LOCK_SECONDS, blocking_timeout=WAIT_SECONDS
        )
        try:
            held = await asyncio.wait_for(lock.acquire(), WAIT_SECONDS + CALL_SECONDS)
        except (RedisError, OSError, TimeoutError):
            raise SessionsUnavailable from None
        if not held:
            raise SessionsUnavailable
        try:
            yield
        finally:
            # A lock that cannot be released runs out by itself; the answer is already on its way.
            with suppress(LockError, RedisError, OSError, TimeoutError):
                await asyncio.wait_for(lock.release(), CALL_SECONDS)

    async def claim(self, event_id: str) -> bool:
        """Say whether this event is new. Raises SessionsUnavailable."""
        taken = self._redis.set(self._event(event_id), b"claimed", nx=True, ex=CLAIM_SECONDS)
        return bool(await self._call(taken))

    async def confirm(self, event_id: str) -> None:
        """Note that an event has been answered. Raises SessionsUnavailable."""
        await self._call(self._redis.set(self._event(event_id), ANSWERED, ex=CONFIRMED_SECONDS))

    async def answered(self, event_id: str) -> bool:
        """Say whether an event has been confirmed. Raises SessionsUnavailable."""
        return bool(await self._call(self._redis.get(self._event(event_id))) == ANSWERED)

    async def load(self, person: str) -> Session | None:
        """Give the person's session if it has not ended. Raises SessionsUnavailable."""
        place = self._place(person)
        sealed = await self._call(self._redis.get(place))
        if not isinstance(sealed, bytes):
            return None
        try:
            session = from_bytes(self._seal.open(sealed, place))
        except Unreadable:
            return None
        if session is None or session.ended_by(self._clock(), self._idle, self._maximum):
            await self.end(person)
            return None
        return session

    async def save(self, person: str, session: Session) -> None:
        """Keep the session for its idle time or what is left of its life. Raises SessionsUnavailable."""
        place = self._place(person)
        left = session.started_at + self._maximum - self._clock()
        milliseconds = int(1000 * min(self._idle, left))
        if milliseconds <= 0:
            await self.end(person)
            return
        await self._call(self._redis.set(place, self._seal.close(to_bytes(session), place), px=milliseconds))

    async def end(self, person: str) -> None:
        """Forget the person's session at once. Raises SessionsUnavailable."""
        await self._call(self._redis.delete(self._place(person)))

    async def ping(self) -> None:
        """Check that the server answers. Raises SessionsUnavailable."""
        await self._call(self._redis.ping())

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    def _place(self, person: str) -> str:
        return f"s:session:{self._seal.name(person)}"

    def _event(self, event_id: str) -> str:
        return f"s:event:{self._seal.name(event_id)}"

    async def _call(self, call: Awaitable[Answer]) -> Answer:
        try:
            return await asyncio.wait_for(call, CALL_SECONDS)
        except (RedisError, OSError, TimeoutError):
            # The client's error can hold the command's arguments; none of it is passed on.
            raise SessionsUnavailable from None
