"""Each end to the second, on a real server, with a clock that the test moves."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from bot.sessions.keys import NAMES_KEY
from bot.sessions.redis_store import RedisSessions
from bot.sessions.session import ERASING, SILENCE_SECONDS, Session
from tests.bot.sessions.samples import CODE_WORD, IDLE, MAXIMUM, OTHER, PERSON, START, Clock, begun

pytestmark = pytest.mark.redis


def aged(session: Session, seconds: float) -> Session:
    return replace(session, started_at=session.started_at - seconds)


ENDS: list[tuple[str, Callable[[Session], Session], float]] = [
    ("idle", lambda session: session, IDLE),
    ("age", lambda session: aged(session, MAXIMUM - 30), 30),
    ("age, a second before it", lambda session: aged(session, MAXIMUM - 1), 1),
    ("the person's own time", lambda session: replace(session, idle_seconds=20), 20),
    ("the person's own time, one second", lambda session: replace(session, idle_seconds=1), 1),
    ("age before the person's own time", lambda s: aged(replace(s, idle_seconds=50), MAXIMUM - 30), 30),
    ("silence on whether to delete", lambda session: replace(session, waiting_for=ERASING), SILENCE_SECONDS),
    ("silence, with a shorter time", lambda s: replace(s, waiting_for=ERASING, idle_seconds=60), 60),
    ("no longer than the operator's time", lambda session: replace(session, idle_seconds=5 * IDLE), IDLE),
]


@pytest.mark.parametrize(("change", "seconds"), [pytest.param(*each, id=name) for name, *each in ENDS])
@pytest.mark.parametrize("before", [1.0, 0.01], ids=["a second", "a hundredth"])
async def test_a_session_ends_to_the_second(
    store: RedisSessions, clock: Clock, change: Callable[[Session], Session], seconds: float, before: float
) -> None:
    session = change(begun(clock))
    await store.save(PERSON, session)
    clock.now = START + seconds - before
    assert await store.load(PERSON) == session
    clock.now = START + seconds
    assert await store.load(PERSON) is None
    clock.now = START
    assert await store.load(PERSON) is None, "what has ended is deleted, not only hidden"


@pytest.mark.parametrize(("change", "seconds"), [pytest.param(*each, id=name) for name, *each in ENDS])
async def test_its_key_goes_with_the_sweep_at_the_same_second(
    store: RedisSessions, clock: Clock, folder: Path, change: Callable[[Session], Session], seconds: float
) -> None:
    await store.save(PERSON, change(begun(clock)))
    clock.now = START + seconds - 0.01
    assert store.sweep() == 0
    clock.now = START + seconds
    assert store.sweep() == 1
    assert await asyncio.to_thread(os.listdir, folder) == [NAMES_KEY]
    clock.now = START
    assert await store.load(PERSON) is None


@pytest.mark.parametrize(("change", "seconds"), [pytest.param(*each, id=name) for name, *each in ENDS])
async def test_the_server_itself_forgets_in_time(
    store: RedisSessions, clock: Clock, server: Redis, change: Callable[[Session], Session], seconds: float
) -> None:
    before = _milliseconds(server)
    await store.save(PERSON, change(begun(clock)))
    after = _milliseconds(server)
    (place,) = server.keys()  # type: ignore[misc]
    ends_at = int(server.pexpiretime(place))  # type: ignore[arg-type]
    assert before + 1000 * seconds - 1000 < ends_at <= after + 1000 * seconds, "never later, at most a second earlier"


def _milliseconds(server: Redis) -> int:
    seconds, microseconds = server.time()  # type: ignore[misc]
    return int(seconds) * 1000 + int(microseconds) // 1000


async def test_each_message_puts_the_idle_end_off(store: RedisSessions, clock: Clock) -> None:
    session = begun(clock)
    for _ in range(5):
        await store.save(PERSON, session)
        clock.now += IDLE - 1
        assert await store.load(PERSON) == session
        session = replace(session, seen_at=clock.now)
    clock.now += 1
    assert await store.load(PERSON) is None


async def test_a_busy_session_ends_by_its_age_to_the_second(store: RedisSessions, clock: Clock) -> None:
    session = begun(clock)
    for _ in range(MAXIMUM // 50 - 1):
        clock.now += 50
        session = replace(session, seen_at=clock.now)
        await store.save(PERSON, session)
        assert await store.load(PERSON) is not None
    clock.now += 49
    assert await store.load(PERSON) is not None
    clock.now += 1
    assert await store.load(PERSON) is None


async def test_a_shorter_time_that_is_chosen_later_holds_from_then_on(store: RedisSessions, clock: Clock) -> None:
    await store.save(PERSON, begun(clock))
    clock.now += 10
    await store.save(PERSON, replace(begun(clock), idle_seconds=5))
    clock.now += 4
    assert store.sweep() == 0
    clock.now += 1
    assert store.sweep() == 1
    assert await store.load(PERSON) is None


@pytest.mark.parametrize("late", [0, 0.01, 1, MAXIMUM])
async def test_a_session_past_its_end_is_not_kept(
    store: RedisSessions, clock: Clock, server: Redis, late: float
) -> None:
    session = begun(clock)
    await store.save(PERSON, session)
    clock.now += IDLE + late
    await store.save(PERSON, session)
    assert server.dbsize() == 0
    assert store.sweep() == 0, "its key went at once"


async def test_a_sweep_takes_only_what_has_ended(store: RedisSessions, clock: Clock) -> None:
    await store.save(PERSON, begun(clock))
    clock.now += 1
    await store.save(OTHER, begun(clock))
    clock.now = START + IDLE
    assert store.sweep() == 1
    assert await store.load(PERSON) is None
    assert await store.load(OTHER) is not None


async def test_what_was_ended_is_unreadable_for_all_processes(
    store: RedisSessions, second_store: RedisSessions, clock: Clock, server: Redis
) -> None:
    await store.save(PERSON, begun(clock))
    assert await second_store.load(PERSON) == begun(clock)
    (place,) = server.keys()  # type: ignore[misc]
    copied = server.get(place)
    await store.end(PERSON)
    assert await second_store.load(PERSON) is None
    server.set(place, copied)  # type: ignore[arg-type]
    assert await second_store.load(PERSON) is None, "a copy of the store does not open either"
    assert server.dbsize() == 0


async def test_the_next_writer_on_the_same_phone_is_a_stranger(store: RedisSessions, clock: Clock) -> None:
    await store.save(PERSON, begun(clock))
    clock.now += IDLE
    assert await store.load(PERSON) is None
    fresh = Session(clock.now, clock.now)
    await store.save(PERSON, fresh)
    assert await store.load(PERSON) == fresh


async def test_a_copy_under_a_secret_word_ends_to_the_second(store: RedisSessions, clock: Clock, server: Redis) -> None:
    before = _milliseconds(server)
    _, opened = await store.use_code(PERSON, CODE_WORD, begun(clock))
    after = _milliseconds(server)
    assert not opened
    (place,) = server.keys("s:code-*")  # type: ignore[misc]
    ends_at = int(server.pexpiretime(place))  # type: ignore[arg-type]
    assert before + 1000 * MAXIMUM - 1000 < ends_at <= after + 1000 * MAXIMUM
    clock.now = START + MAXIMUM - 0.01
    assert store.sweep() == 0
    kept, opened = await store.use_code(PERSON, CODE_WORD, Session(clock.now, clock.now))
    assert opened
    assert kept.transcript == begun(clock).transcript
    clock.now = START + MAXIMUM
    assert store.sweep() == 1
    _, opened = await store.use_code(PERSON, CODE_WORD, Session(clock.now, clock.now))
    assert not opened
