"""Sessions in a Redis or Valkey server that keeps nothing on disk, opened by keys that are not in it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from redis.asyncio.lock import Lock
from redis.exceptions import LockError, RedisError

from bot.sessions.code_words import CodeWords
from bot.sessions.keys import SessionKeys
from bot.sessions.session import ERASING, Session, from_bytes, to_bytes
from bot.sessions.store import SessionsUnavailable
from bot.sessions.tallies import Tallies
from bot.storage.clock import Clock
from bot.storage.encryption import Cipher, Names, Unreadable
from bot.storage.persistence import ALLOW, SILENT, why_it_remembers
from bot.storage.server import client, limited

CLAIM_SECONDS = 15
"""A turn's longest time: an event whose process died is free again after it, and answered when it is repeated."""
ANSWERED = b"answered"
CONFIRMED_SECONDS = 60
"""A session remembers what it answered; this is for the message that ended one: repeated, it would begin another."""
LOCK_SECONDS = 20
CALL_SECONDS = 1.5
WAIT_SECONDS = 5.0
CONNECTIONS = 64
Answer = TypeVar("Answer")


class RedisSessions:
    """The sessions store of a running gateway."""

    def __init__(self, url: str, keys: SessionKeys, clock: Clock, *, idle_seconds: int, maximum_seconds: int) -> None:
        """Prepare a client for the server; nothing connects until the first call."""
        self._redis = client(url, seconds=CALL_SECONDS, connections=CONNECTIONS)
        self._keys, self._clock = keys, clock
        self._idle, self._maximum = idle_seconds, maximum_seconds
        self._fault: str | None = None
        self._codes = CodeWords(self._redis, keys, clock, maximum_seconds, self._call)
        self.tallies = Tallies(self._redis, lambda: self._names, self._call)

    @asynccontextmanager
    async def turn(self, person: str) -> AsyncIterator[None]:
        """Hold the person's place. Raises SessionsUnavailable."""
        name = f"s:turn:{self._names.name(person)}"
        lock = Lock(self._redis, name, timeout=LOCK_SECONDS, blocking_timeout=WAIT_SECONDS)
        await self._make_sure()
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
        name = self._names.name(person)
        place = _place(name)
        sealed, key = await self._call(self._redis.get(place)), self._keys.read(name)
        session = None
        if isinstance(sealed, bytes) and key is not None:
            with suppress(Unreadable):
                session = from_bytes(Cipher(key).open(sealed, place))
        if session is not None and not session.ended_by(self._clock(), self._idle, self._maximum):
            return session
        # A key alone may be one that another call has just made for its first save; else the sweep takes it.
        if sealed is not None:
            await self.end(person, forgets_code=session is not None and session.waiting_for == ERASING)
        return None

    async def save(self, person: str, session: Session) -> None:
        """Keep the session until it has been idle or old for long enough. Raises SessionsUnavailable."""
        name, ends_at = self._names.name(person), session.ends_at(self._idle, self._maximum)
        milliseconds = int(1000 * (ends_at - self._clock()))
        if milliseconds <= 0:
            await self.end(person, forgets_code=session.waiting_for == ERASING)
            return
        session = self._codes.held(person, session, ends_at)
        content, place = to_bytes(session), _place(name)
        key, kept = self._keys.read(name), None
        if key is not None:
            self._keys.extend(name, ends_at)
            kept = await self._call(self._redis.set(place, Cipher(key).close(content, place), px=milliseconds, xx=True))
        if not kept:
            # A session that is new here gets a new key, also where the last one's is not swept yet.
            key = self._keys.make(name, ends_at)
            await self._call(self._redis.set(place, Cipher(key).close(content, place), px=milliseconds))
        if session.code:
            await self._codes.refresh(person, session)

    async def end(self, person: str, session: Session | None = None, *, forgets_code: bool = False) -> None:
        """Forget the person's session at once, and the events that `session` knows. Raises SessionsUnavailable.

        `forgets_code` also forgets all copies under the person's secret words, whoever set them.
        """
        name = self._names.name(person)
        # The key goes first: without it nothing that stays anywhere can be read.
        self._keys.destroy(name)
        gone = [_place(name)]
        if forgets_code:
            gone += self._codes.destroy_keys(person)
        if session is not None:
            gone += [self._event(event_id) for event_id in session.events]
        await self._call(self._redis.delete(*gone))

    async def use_code(self, person: str, word: str, session: Session) -> tuple[Session, bool]:
        """Open the chat kept under a person's secret word, else keep this one under it; say whether one was opened.

        Raises SessionsUnavailable and TooManyTries.
        """
        return await self._codes.use(person, word, session)

    def sweep(self) -> int:
        """Destroy the keys of sessions that have ended, and say how many; needs no server."""
        return self._keys.destroy_ended(self._clock())

    async def ping(self) -> None:
        """Check that the server answers and that keys can be made. Raises SessionsUnavailable."""
        self._keys.probe(self._clock())
        await self._call(self._redis.ping())

    async def check(self) -> str:
        """Say why the server is no sessions store, empty where it is one; until it is, every call is refused.

        Raises KeysUnavailable where no keys can be made, and SessionsUnavailable; both leave what was known before.
        """
        self._keys.probe(self._clock())
        try:
            config = await _limited(self._redis.config_get("save", "appendonly"))
            replication = await _limited(self._redis.info("replication"))
        except SessionsForbidden:
            self._fault = f"{SILENT}; {ALLOW}"
        else:
            self._fault = why_it_remembers(dict(config), replication)
        return self._fault

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    @property
    def _names(self) -> Names:
        # Read each time: whoever removes the folder of keys ends all sessions of all processes at once.
        return Names(self._keys.names_key())

    def _event(self, event_id: str) -> str:
        return f"s:event:{self._names.name(event_id)}"

    async def _make_sure(self) -> None:
        """Refuse a server that was found to persist, and look at one that nobody has looked at yet."""
        if self._fault is None:
            await self.check()
        if self._fault:
            raise SessionsUnavailable

    async def _call(self, call: Awaitable[Answer]) -> Answer:
        try:
            await self._make_sure()
            return await _limited(call)
        finally:
            if asyncio.iscoroutine(call):
                # One that was refused has not begun, and would warn of it.
                call.close()


class SessionsForbidden(SessionsUnavailable):
    """The server refuses this call to our account."""


def _place(name: str) -> str:
    return f"s:session:{name}"


async def _limited(call: Awaitable[Answer]) -> Answer:
    return await limited(call, CALL_SECONDS, unavailable=SessionsUnavailable, forbidden=SessionsForbidden)
