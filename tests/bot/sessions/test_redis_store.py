"""The sessions store against a real server; time is a clock that the test moves."""

import asyncio
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from bot.sessions.encryption import Seal
from bot.sessions.redis_store import RedisSessions
from bot.sessions.session import Said, Session
from bot.sessions.store import SessionsUnavailable

pytestmark = pytest.mark.redis

PERSON = "sms:+51987654321"
WORDS = "me tienen encerrada en Miraflores"
IDLE, MAXIMUM = 100, 1000
KEY = bytes(range(32))


class Clock:
    now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(empty_sessions_url: str, clock: Clock) -> AsyncIterator[RedisSessions]:
    store = made(empty_sessions_url, clock)
    yield store
    await store.close()


@pytest.fixture
def server(empty_sessions_url: str) -> Redis:
    return Redis.from_url(empty_sessions_url)


def made(url: str, clock: Clock, key: bytes = KEY) -> RedisSessions:
    return RedisSessions(url, Seal(key, "sessions"), clock, idle_seconds=IDLE, maximum_seconds=MAXIMUM)


def begun(clock: Clock) -> Session:
    said = (Said("person", WORDS), Said("assistant", "Perú", (("c0de", "Miraflores"),)))
    return Session(clock.now, clock.now, greeted=True, country="PE", transcript=said, received=("SM123abc",))


async def test_a_session_comes_back_as_it_was_kept(store: RedisSessions, clock: Clock) -> None:
    await store.save(PERSON, begun(clock))
    assert await store.load(PERSON) == begun(clock)
    assert await store.load("sms:+51987654322") is None


async def test_a_session_that_was_ended_is_gone(store: RedisSessions, clock: Clock, server: Redis) -> None:
    await store.save(PERSON, begun(clock))
    await store.end(PERSON)
    assert await store.load(PERSON) is None
    assert server.dbsize() == 0


async def test_nothing_readable_stands_in_any_key_or_value(store: RedisSessions, clock: Clock, server: Redis) -> None:
    await store.claim("sms:SM123abc")
    async with store.turn(PERSON):
        await store.save(PERSON, begun(clock))
        keys = list(server.scan_iter())
        assert len(keys) == 3
        stored = b"\n".join([*keys, *(bytes(server.get(key) or b"") for key in keys)])  # type: ignore[arg-type]
    for secret in (WORDS, "Miraflores", "51987654321", "SM123abc", "Perú", "person", 'PE"'):
        assert secret.encode() not in stored


async def test_a_session_is_idle_to_the_second(store: RedisSessions, clock: Clock) -> None:
    await store.save(PERSON, begun(clock))
    clock.now += IDLE - 1
    assert await store.load(PERSON) is not None
    clock.now += 1
    assert await store.load(PERSON) is None
    clock.now -= 1
    assert await store.load(PERSON) is None, "what has ended is deleted, not only hidden"


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


@pytest.mark.parametrize(
    ("age", "most"),
    [
        pytest.param(0, IDLE, id="young: its idle time"),
        pytest.param(MAXIMUM - 30, 30, id="old: what is left of its life"),
    ],
)
async def test_the_server_itself_forgets_in_time(
    store: RedisSessions, clock: Clock, server: Redis, age: float, most: float
) -> None:
    session = begun(clock)
    clock.now += age
    await store.save(PERSON, session)
    (key,) = server.keys()  # type: ignore[misc]
    left = int(server.pttl(key))  # type: ignore[arg-type]
    assert 0 < left <= most * 1000
    assert left > most * 1000 - 10_000


async def test_a_session_past_its_life_is_not_kept(store: RedisSessions, clock: Clock, server: Redis) -> None:
    session = begun(clock)
    await store.save(PERSON, session)
    clock.now += MAXIMUM
    await store.save(PERSON, session)
    assert server.dbsize() == 0


async def test_no_key_is_without_an_end(store: RedisSessions, clock: Clock, server: Redis) -> None:
    await store.claim("a")
    await store.claim("b")
    await store.confirm("b")
    async with store.turn(PERSON):
        await store.save(PERSON, begun(clock))
        assert all(int(server.pttl(key)) > 0 for key in server.scan_iter())  # type: ignore[arg-type]


async def test_an_event_is_claimed_once_among_many(store: RedisSessions) -> None:
    claims = await asyncio.gather(*(store.claim("telegram:7") for _ in range(50)))
    assert sum(claims) == 1


async def test_an_answered_event_is_never_claimed_again(store: RedisSessions, server: Redis) -> None:
    assert await store.claim("telegram:7")
    (key,) = server.keys()  # type: ignore[misc]
    assert int(server.ttl(key)) <= 15  # type: ignore[arg-type]
    assert not await store.answered("telegram:7")
    await store.confirm("telegram:7")
    assert await store.answered("telegram:7")
    assert int(server.ttl(key)) > 23 * 3600  # type: ignore[arg-type]
    assert not await store.claim("telegram:7")
    assert not await store.answered("telegram:8")
    assert await store.claim("telegram:8")


async def test_a_claim_whose_process_died_is_free_again(store: RedisSessions, server: Redis) -> None:
    assert await store.claim("telegram:7")
    (key,) = server.keys()  # type: ignore[misc]
    server.pexpire(key, 0)
    assert await store.claim("telegram:7")


async def test_one_person_s_turns_are_held_one_after_the_other(store: RedisSessions) -> None:
    order: list[str] = []
    inside = asyncio.Event()
    leave = asyncio.Event()

    async def first() -> None:
        async with store.turn(PERSON):
            order.append("first in")
            inside.set()
            await leave.wait()
            order.append("first out")

    async def second() -> None:
        await inside.wait()
        async with store.turn(PERSON):
            order.append("second in")

    async def other() -> None:
        await inside.wait()
        async with store.turn("sms:+51900000000"):
            order.append("another person")
        leave.set()

    await asyncio.gather(first(), second(), other())
    assert order == ["first in", "another person", "first out", "second in"]


async def test_a_turn_that_fails_frees_its_place(store: RedisSessions, server: Redis) -> None:
    with pytest.raises(ZeroDivisionError):
        async with store.turn(PERSON):
            _ = 1 / 0
    assert server.dbsize() == 0


async def test_a_place_that_ran_out_is_left_without_error(store: RedisSessions, server: Redis) -> None:
    async with store.turn(PERSON):
        server.flushall()


async def test_a_session_of_another_key_is_no_session(
    store: RedisSessions, clock: Clock, empty_sessions_url: str, server: Redis
) -> None:
    await store.save(PERSON, begun(clock))
    other = made(empty_sessions_url, clock, KEY[::-1])
    assert await other.load(PERSON) is None
    (mine,) = server.keys()  # type: ignore[misc]
    server.set(mine, b"noise")
    assert await store.load(PERSON) is None
    await other.close()


async def test_two_people_s_sessions_cannot_be_swapped(store: RedisSessions, clock: Clock, server: Redis) -> None:
    await store.save(PERSON, begun(clock))
    (mine,) = server.keys()  # type: ignore[misc]
    await store.save("sms:+51900000000", begun(clock))
    (theirs,) = set(server.keys()) - {mine}  # type: ignore[arg-type]
    server.copy(mine, theirs, replace=True)
    assert await store.load("sms:+51900000000") is None


async def _turn(store: RedisSessions) -> None:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(store.turn(PERSON))


CALLS: list[Callable[[RedisSessions], Awaitable[object]]] = [
    lambda store: store.claim(f"sms:{PERSON}"),
    lambda store: store.confirm(f"sms:{PERSON}"),
    lambda store: store.answered(f"sms:{PERSON}"),
    lambda store: store.load(PERSON),
    lambda store: store.save(PERSON, begun(Clock())),
    lambda store: store.end(PERSON),
    lambda store: store.ping(),
    _turn,
]


@pytest.mark.parametrize("call", CALLS, ids=["claim", "confirm", "answered", "load", "save", "end", "ping", "turn"])
@pytest.mark.parametrize("kind", ["closed port", "no socket", "silent server", "a server that refuses"])
async def test_a_server_that_does_not_serve_is_unavailable_and_says_nothing(
    call: Callable[[RedisSessions], Awaitable[object]], kind: str, tmp_path: Path, empty_sessions_url: str, clock: Clock
) -> None:
    async with AsyncExitStack() as stack:
        url = await _dead(kind, tmp_path, empty_sessions_url, stack)
        store = made(url, clock)
        stack.push_async_callback(store.close)
        with pytest.raises(SessionsUnavailable) as refused:
            await asyncio.wait_for(call(store), 15)
    assert str(refused.value) == ""
    shown = "".join(traceback.format_exception(refused.value))
    assert "51987654321" not in shown
    assert WORDS not in shown


async def _dead(kind: str, folder: Path, url: str, stack: AsyncExitStack) -> str:
    if kind == "no socket":
        return f"unix://{folder}/none.sock"
    if kind == "a server that refuses":
        return f"{url}?username=nobody&password=wrong"
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    if kind == "closed port":
        listening.close()
    else:
        stack.callback(listening.close)
    return f"redis://127.0.0.1:{port}"
