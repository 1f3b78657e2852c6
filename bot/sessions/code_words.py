"""Chats kept under a secret word that only the person knows: without the word there is nothing to find."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from redis.asyncio import Redis

from bot.sessions.encryption import KEY_BYTES, Cipher, Names, Unreadable
from bot.sessions.keys import SessionKeys
from bot.sessions.session import Session, from_bytes, to_bytes
from bot.sessions.store import Clock, TooManyTries

# RFC 9106: the memory makes guessing dear; 46 MiB in one pass take some 50 ms here.
MEMORY_KIB, PASSES, LANES = 46 * 1024, 1, 1
MOST_TRIES = 10
TRIES_SECONDS = 3600
AT_ONCE = 2
"""Derivations at the same time: they must not take the memory of everything else."""

Call = Callable[[Awaitable[Any]], Awaitable[Any]]


class CodeWords:
    """The copies of chats that people chose to be able to come back to; each goes by itself when its time is over."""

    def __init__(self, redis: Redis, keys: SessionKeys, clock: Clock, seconds: int, call: Call) -> None:
        """Keep each copy for some seconds from when its word was set; `call` limits and guards each call."""
        self._redis, self._keys, self._clock, self._seconds, self._call = redis, keys, clock, seconds, call
        self._deriving = asyncio.Semaphore(AT_ONCE)

    async def use(self, person: str, word: str, session: Session) -> tuple[Session, bool]:
        """Open the chat kept under a word, else keep this one under it; say whether one was opened.

        Raises TooManyTries where too many words were tried within an hour, and SessionsUnavailable.
        """
        if await self._tries(person) > MOST_TRIES:
            raise TooManyTries
        code = await self._code(person, word)
        if (kept := await self._open(code)) is not None:
            return kept, True
        moved, ends_at = replace(session, code=code), self._clock() + self._seconds
        # A new key: an older one ends with the copy that it belonged to.
        await self._keep(moved, self._keys.make(_parted(code)[0], ends_at), ends_at)
        if session.code and session.code != code:
            await self.forget(session.code)
        return moved, False

    async def refresh(self, session: Session) -> None:
        """Bring the copy up to date, where it is still kept. Raises SessionsUnavailable."""
        name, _ = _parted(session.code)
        own, ends_at = self._keys.read(name), self._keys.ends_at(name)
        if own is not None and ends_at is not None:
            await self._keep(session, own, ends_at)

    async def forget(self, code: str) -> None:
        """Forget a copy at once. Raises SessionsUnavailable."""
        await self._call(self._redis.delete(self.destroy_key(code)))

    def destroy_key(self, code: str) -> str:
        """Destroy the key of a copy, and give the place where the server still has what nothing opens any more."""
        name, _ = _parted(code)
        self._keys.destroy(name)
        return _place(name)

    async def _keep(self, session: Session, own: bytes, ends_at: float) -> None:
        name, key = _parted(session.code)
        milliseconds = int(1000 * (ends_at - self._clock()))
        if milliseconds <= 0:
            await self.forget(session.code)
            return
        # Sealed twice: the word may be guessed from what a server's memory still holds, the key that is gone not.
        place = _place(name)
        # Ids of messages and events belong to the session that had them.
        content = to_bytes(replace(session, events=(), traces=(), job="", code=""))
        sealed = Cipher(own).close(Cipher(key).close(content, place), place)
        await self._call(self._redis.set(place, sealed, px=milliseconds))

    async def _open(self, code: str) -> Session | None:
        name, key = _parted(code)
        own, place = self._keys.read(name), _place(name)
        sealed = await self._call(self._redis.get(place))
        ends_at = self._keys.ends_at(name)
        if own is None or ends_at is None or ends_at <= self._clock() or not isinstance(sealed, bytes):
            return None
        with suppress(Unreadable):
            session = from_bytes(Cipher(key).open(Cipher(own).open(sealed, place), place))
            return replace(session, code=code) if session is not None else None
        return None

    async def _tries(self, person: str) -> int:
        name = f"s:tries:{Names(self._keys.names_key()).name(person)}"
        # Both at once: a process that dies in between would leave a count without an end.
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.set(name, 0, nx=True, ex=TRIES_SECONDS)
        pipeline.incr(name)
        _, tries = await self._call(pipeline.execute())
        return int(tries)

    async def _code(self, person: str, word: str) -> str:
        salt = bytes.fromhex(Names(self._keys.names_key()).name(f"code:{person}"))
        async with self._deriving:
            derived = await asyncio.to_thread(_derived, word.encode(), salt)
        return derived.hex()


def _derived(word: bytes, salt: bytes) -> bytes:
    return Argon2id(salt=salt, length=2 * KEY_BYTES, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB).derive(
        word
    )


def _parted(code: str) -> tuple[str, bytes]:
    derived = bytes.fromhex(code)
    return f"code-{derived[KEY_BYTES:].hex()}", derived[:KEY_BYTES]


def _place(name: str) -> str:
    return f"s:{name}"
