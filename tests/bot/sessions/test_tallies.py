"""Counts of what a sender did: exact for all gateways together, gone by themselves, and under nobody's name."""

import asyncio
from pathlib import Path

import pytest
from redis import Redis

from bot.sessions.keys import NAMES_KEY, SessionKeys
from bot.sessions.redis_store import RedisSessions
from bot.sessions.store import SessionsUnavailable
from bot.sessions.tallies import Window
from tests.bot.sessions.samples import OTHER, PERSON, Clock, made
from tests.conftest import free_port

pytestmark = pytest.mark.redis
MINUTE, HOUR = Window(f"minute:{PERSON}", 60), Window(f"hour:{PERSON}", 3600)


async def test_two_gateways_count_together_and_lose_nothing(store: RedisSessions, second_store: RedisSessions) -> None:
    both = [each.tallies.count(MINUTE) for _ in range(20) for each in (store, second_store)]
    assert sorted(tally.count for (tally,) in await asyncio.gather(*both)) == list(range(1, 41))


async def test_each_window_and_each_person_has_a_count_of_its_own(store: RedisSessions) -> None:
    await store.tallies.count(MINUTE)
    minute, hour = await store.tallies.count(MINUTE, HOUR)
    assert (minute.count, hour.count) == (2, 1)
    (other,) = await store.tallies.count(Window(OTHER, 60))
    assert other.count == 1


async def test_a_count_ends_after_its_first_one_whatever_is_counted_later(store: RedisSessions, server: Redis) -> None:
    (begun,) = await store.tallies.count(MINUTE)
    assert 0 < begun.seconds <= 60
    (key,) = server.keys()  # type: ignore[misc]
    server.pexpire(key, 500)
    (later,) = await store.tallies.count(MINUTE)
    assert (later.count, later.seconds <= 0.5) == (2, True)
    server.pexpire(key, 0)
    (anew,) = await store.tallies.count(MINUTE)
    assert (anew.count, anew.seconds > 1) == (1, True)


async def test_a_window_that_is_open_keeps_its_end_whatever_length_is_named_later(store: RedisSessions) -> None:
    (begun,) = await store.tallies.count(MINUTE)
    (later,) = await store.tallies.count(Window(MINUTE.name, 3600))
    assert (later.count, later.seconds <= begun.seconds) == (2, True)


async def test_nothing_in_the_store_tells_who_it_was(store: RedisSessions, server: Redis) -> None:
    await store.tallies.count(MINUTE, HOUR)
    stored = b"".join(key + server.get(key) for key in server.scan_iter())  # type: ignore[operator]
    assert stored
    assert PERSON.split(":")[1].encode() not in stored
    assert all(0 < int(server.pttl(key)) <= 3_600_000 for key in server.scan_iter())  # type: ignore[arg-type]


async def test_names_change_with_the_key_that_lies_in_memory(store: RedisSessions, folder: Path, server: Redis) -> None:
    await store.tallies.count(MINUTE)
    before = set(server.scan_iter())
    (folder / NAMES_KEY).unlink()
    await store.tallies.count(MINUTE)
    assert len(set(server.scan_iter()) - before) == 1


async def test_a_store_that_is_gone_says_so(clock: Clock, keys: SessionKeys) -> None:
    gone = made(f"redis://127.0.0.1:{free_port()}", clock, keys)
    with pytest.raises(SessionsUnavailable):
        await gone.tallies.count(MINUTE)
    await gone.close()
