"""Ten thousand sessions that came and went leave a real server as it was, and the folder of keys empty."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from bot.sessions.keys import NAMES_KEY, SessionKeys
from bot.sessions.redis_store import RedisSessions
from tests.bot.sessions.samples import Clock, begun, made
from tests.bot.sessions.servers import running

pytestmark = pytest.mark.redis
SESSIONS = 10_000
WORKERS = 16
OWN_SECONDS = 5
"""The time that those chose who then fell silent: the server's own clock cannot be moved."""
MOST = 0.01
NOISE = 1000
"""Bytes by which a server's memory changes from its being asked."""


async def test_ten_thousand_sessions_leave_nothing(clock: Clock, keys: SessionKeys, folder: Path) -> None:
    with running() as url, Redis.from_url(url) as server:
        # A server keeps some figures of each command from its first call on; none is new after these.
        await _sessions(url, clock, keys, range(300))
        before = await _settled(server)
        seen = await _sessions(url, clock, keys, range(1000, 1000 + SESSIONS))
        assert seen == SESSIONS
        after = await _settled(server)
        assert abs(after - before) <= MOST * before
        assert server.keys() == []
    assert await asyncio.to_thread(_names, folder) == {NAMES_KEY}


async def _sessions(url: str, clock: Clock, keys: SessionKeys, numbers: Iterable[int]) -> int:
    """Let sessions begin, go on and end: one in four by silence, the others by their person; say how many were seen."""
    store, waiting = made(url, clock, keys), iter(numbers)

    async def work() -> int:
        return sum([await (_silent if number % 4 == 0 else _ended)(store, clock, number) for number in waiting])

    seen = sum(await asyncio.gather(*(work() for _ in range(WORKERS))))
    clock.now += OWN_SECONDS
    store.sweep()
    await store.close()
    return seen


async def _ended(store: RedisSessions, clock: Clock, number: int) -> bool:
    person, event = f"sms:+1{number:010}", f"sms:SM{number:032x}"
    session = begun(clock)
    if number % 5 == 0:
        await store.claim(event)
        await store.confirm(event)
        session = replace(session, events=(event,))
    await store.save(person, session)
    kept = await store.load(person)
    await store.end(person, kept)
    return kept == session


async def _silent(store: RedisSessions, clock: Clock, number: int) -> bool:
    person, session = f"sms:+1{number:010}", replace(begun(clock), idle_seconds=OWN_SECONDS)
    await store.save(person, session)
    return await store.load(person) == session


async def _settled(server: Redis) -> int:
    """Give the memory that an empty server uses, once what it does beside is done."""
    used: list[int] = []

    async def settled() -> bool:
        used.append(int(server.info("memory")["used_memory"]))  # type: ignore[index]
        return server.dbsize() == 0 and len(used) > 2 and abs(used[-1] - used[-3]) < NOISE

    await _until(settled)
    return used[-1]


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    until = time.monotonic() + 60
    while not await true():
        if time.monotonic() > until:
            pytest.fail("it never came about")
        await asyncio.sleep(0.3)


def _names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}
