"""Chats kept under a secret word that only the person knows.

Without the word nothing opens; how many copies a person has is seen by who has the names key, so that all of them can
be forgotten without a word.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from redis.asyncio import Redis

from bot.sessions.keys import SessionKeys
from bot.sessions.session import ERASING, Session, from_bytes, to_bytes
from bot.sessions.store import TooManyTries
from bot.storage.clock import Clock
from bot.storage.encryption import KEY_BYTES, Cipher, Names, Unreadable

# RFC 9106: the memory makes guessing dear; 46 MiB in one pass take some 50 ms here.
MEMORY_KIB, PASSES, LANES = 46 * 1024, 1, 1
MOST_TRIES = 10
TRIES_SECONDS = 3600
"""How long tries are counted, from the first one, whether the chat has ended or not: else leaving would begin anew."""
MOST_COPIES = 3
"""Copies of one person at a time: who holds the phone for a moment must not fill the memory with words."""
AT_ONCE = 2
"""Derivations at the same time: they must not take the memory of everything else."""

Call = Callable[[Awaitable[Any]], Awaitable[Any]]


class CodeWords:
    """The copies of chats that people chose to be able to come back to; each goes by itself when its time is over."""

    def __init__(self, redis: Redis, keys: SessionKeys, clock: Clock, seconds: int, call: Call) -> None:
        """Keep each copy for some seconds from when its chat began; `call` limits and guards each call."""
        self._redis, self._keys, self._clock, self._seconds, self._call = redis, keys, clock, seconds, call
        self._deriving = asyncio.Semaphore(AT_ONCE)

    async def use(self, person: str, word: str, session: Session) -> tuple[Session, bool]:
        """Open the chat kept under a word, else keep this one under it; say whether one was opened.

        Raises TooManyTries where too many words were tried within an hour or are kept, and SessionsUnavailable.
        """
        if await self._tries(person) > MOST_TRIES:
            raise TooManyTries
        code = await self._code(person, word)
        name = self._name(person, code)
        if (kept := await self._open(name, code, dict(session.copies))) is not None:
            return kept, True
        now, others = self._clock(), self._keys.ends(self._prefix(person))
        if sum(ends_at > now for other, ends_at in others.items() if other != name) >= MOST_COPIES:
            raise TooManyTries
        ends_at = session.started_at + self._seconds
        moved = replace(session, code=code, code_ends_at=ends_at)
        # A new key: an older one ends with the copy that it belonged to. Copies under other words stay, since a wrong
        # word in an open chat need not be the person's own.
        await self._keep(name, moved, self._keys.make(name, ends_at), ends_at)
        return moved, False

    async def refresh(self, person: str, session: Session) -> None:
        """Bring the copy of the last word up to date, where it is still kept. Raises SessionsUnavailable."""
        name = self._name(person, session.code)
        own, ends_at = self._keys.read(name), self._keys.ends_at(name)
        if own is not None and ends_at is not None:
            await self._keep(name, session, own, dict(session.copies).get(name, ends_at))

    def held(self, person: str, session: Session, ends_at: float) -> Session:
        """Let all copies of a person end with a session that asks whether to delete, and give it their true ends.

        A session that was answered gives them back.
        """
        for name, true_end in session.copies:
            self._keys.extend(name, true_end)
        if session.waiting_for != ERASING:
            return replace(session, copies=())
        copies = self._keys.ends(self._prefix(person))
        for name, true_end in copies.items():
            self._keys.extend(name, min(true_end, ends_at))
        return replace(session, copies=tuple(copies.items()))

    def destroy_keys(self, person: str) -> list[str]:
        """Destroy the keys of all copies, and give the places where the server has what nothing opens any more."""
        names = list(self._keys.ends(self._prefix(person)))
        for name in names:
            self._keys.destroy(name)
        return [_place(name) for name in names]

    async def _keep(self, name: str, session: Session, own: bytes, ends_at: float) -> None:
        place, key = _place(name), _parted(session.code)[0]
        milliseconds = int(1000 * (ends_at - self._clock()))
        if milliseconds <= 0:
            self._keys.destroy(name)
            await self._call(self._redis.delete(place))
            return
        # Sealed twice: the word may be guessed from what a server's memory still holds, the key that is gone not.
        # Ids of messages and events belong to the session that had them.
        content = to_bytes(replace(session, events=(), job="", code="", code_ends_at=0.0, copies=()))
        sealed = Cipher(own).close(Cipher(key).close(content, place), place)
        await self._call(self._redis.set(place, sealed, px=milliseconds))

    async def _open(self, name: str, code: str, true_ends: Mapping[str, float]) -> Session | None:
        key, _ = _parted(code)
        own, place = self._keys.read(name), _place(name)
        sealed = await self._call(self._redis.get(place))
        ends_at = self._keys.ends_at(name)
        if own is None or ends_at is None or ends_at <= self._clock() or not isinstance(sealed, bytes):
            return None
        with suppress(Unreadable):
            session = from_bytes(Cipher(key).open(Cipher(own).open(sealed, place), place))
            if session is not None:
                return replace(session, code=code, code_ends_at=true_ends.get(name, ends_at))
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

    def _name(self, person: str, code: str) -> str:
        return f"{self._prefix(person)}{_parted(code)[1].hex()}"

    def _prefix(self, person: str) -> str:
        return f"code-{Names(self._keys.names_key()).name(f'copies:{person}')}-"


def _derived(word: bytes, salt: bytes) -> bytes:
    return Argon2id(salt=salt, length=2 * KEY_BYTES, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB).derive(
        word
    )


def _parted(code: str) -> tuple[bytes, bytes]:
    """Give what the word locks its copy with, and what names the copy."""
    derived = bytes.fromhex(code)
    return derived[:KEY_BYTES], derived[KEY_BYTES:]


def _place(name: str) -> str:
    return f"s:{name}"
