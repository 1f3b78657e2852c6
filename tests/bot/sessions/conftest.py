"""A sessions store on a real server, its keys in memory, and a clock that the test moves."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis import Redis

from bot.sessions.keys import SessionKeys
from bot.sessions.memory_folder import MEMORY
from bot.sessions.redis_store import RedisSessions
from tests.bot.sessions.samples import Clock, made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give where the keys lie."""
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as folder:
        yield Path(folder) / "keys"


@pytest.fixture
def keys(folder: Path) -> SessionKeys:
    return SessionKeys(folder)


@pytest.fixture
async def store(empty_sessions_url: str, clock: Clock, keys: SessionKeys) -> AsyncIterator[RedisSessions]:
    store = made(empty_sessions_url, clock, keys)
    yield store
    await store.close()


@pytest.fixture
async def second_store(empty_sessions_url: str, clock: Clock, keys: SessionKeys) -> AsyncIterator[RedisSessions]:
    """Give what a second gateway of the same machine has."""
    store = made(empty_sessions_url, clock, keys)
    yield store
    await store.close()


@pytest.fixture
def server(empty_sessions_url: str) -> Iterator[Redis]:
    with Redis.from_url(empty_sessions_url) as client:
        yield client
