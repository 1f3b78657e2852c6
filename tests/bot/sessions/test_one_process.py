import asyncio
from dataclasses import replace

import pytest

from bot.sessions.code_words import MOST_COPIES
from bot.sessions.one_process import OneProcessSessions
from bot.sessions.session import ERASING, Session
from bot.sessions.store import TooManyTries


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_sessions_of_the_command_line_end_like_the_gateway_s() -> None:
    clock = Clock()
    store = OneProcessSessions(clock, idle_seconds=10, maximum_seconds=100)
    await store.save("a", Session(100, 100))
    clock.now = 109
    assert await store.load("a") == Session(100, 100)
    assert await store.load("b") is None
    clock.now = 110
    assert await store.load("a") is None
    clock.now = 105
    assert await store.load("a") is None
    await store.save("a", Session(100, 100))
    await store.end("a")
    await store.end("a")
    assert await store.load("a") is None
    await store.ping()


async def test_events_are_claimed_once() -> None:
    store = OneProcessSessions(Clock(), idle_seconds=10, maximum_seconds=100)
    assert await store.claim("a")
    assert not await store.claim("a")
    assert not await store.answered("a")
    await store.confirm("b")
    assert not await store.claim("b")
    assert await store.answered("b")


async def test_turns_are_held_one_after_the_other() -> None:
    store = OneProcessSessions(Clock(), idle_seconds=10, maximum_seconds=100)
    order: list[str] = []

    async def turn(name: str) -> None:
        async with store.turn("a"):
            order.append(name)
            await asyncio.sleep(0)
            order.append(name)

    await asyncio.gather(turn("1"), turn("2"))
    assert order == ["1", "1", "2", "2"]


async def test_a_secret_word_opens_what_was_before() -> None:
    store = OneProcessSessions(Clock(), idle_seconds=10, maximum_seconds=100)
    session, opened = await store.use_code("a", "word", Session(100, 100, country="PE"))
    assert not opened
    await store.save("a", replace(session, country="MX"))
    await store.end("a", session)
    kept, opened = await store.use_code("a", "word", Session(105, 105))
    assert opened
    assert kept.country == "MX"
    assert not (await store.use_code("a", "another", Session(105, 105)))[1]
    assert not (await store.use_code("b", "word", Session(105, 105)))[1]


async def test_all_copies_of_a_person_are_forgotten_and_nobody_else_s() -> None:
    store = OneProcessSessions(Clock(), idle_seconds=10, maximum_seconds=100)
    session, _ = await store.use_code("a", "word", Session(100, 100))
    await store.use_code("a", "another", session)
    await store.use_code("b", "word", Session(100, 100))
    await store.end("a", forgets_code=True)
    for word in ("word", "another"):
        assert not (await store.use_code("a", word, Session(105, 105)))[1]
    assert (await store.use_code("b", "word", Session(105, 105)))[1]


async def test_silence_on_whether_to_delete_forgets_the_copies_too() -> None:
    clock = Clock()
    store = OneProcessSessions(clock, idle_seconds=10, maximum_seconds=100)
    session, _ = await store.use_code("a", "word", Session(100, 100))
    await store.save("a", replace(session, waiting_for=ERASING))
    clock.now = 110
    assert await store.load("a") is None
    assert not (await store.use_code("a", "word", Session(110, 110)))[1]


async def test_copies_are_bounded_and_end_by_the_age_of_what_they_hold() -> None:
    clock = Clock()
    store = OneProcessSessions(clock, idle_seconds=10, maximum_seconds=100)
    clock.now = 150
    for number in range(MOST_COPIES):
        session, opened = await store.use_code("a", str(number), Session(100, 150))
        assert (session.code_ends_at, opened) == (200, False)
    with pytest.raises(TooManyTries):
        await store.use_code("a", "one more", Session(100, 150))
    clock.now = 199
    assert (await store.use_code("a", "0", Session(199, 199)))[1]
    clock.now = 200
    assert not (await store.use_code("a", "0", Session(200, 200)))[1]
