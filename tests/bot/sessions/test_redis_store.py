"""The sessions store against a real server; time is a clock that the test moves."""

import asyncio
import shutil
import socket
import traceback
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from bot.sessions.keys import NAMES_KEY, SessionKeys
from bot.sessions.redis_store import CONNECTIONS, RedisSessions
from bot.sessions.store import SessionsUnavailable
from bot.storage.encryption import Cipher, Unreadable
from tests.bot.sessions.samples import IDLE, OTHER, PERSON, WORDS, Clock, begun, made

pytestmark = pytest.mark.redis


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
    assert 55 < int(server.ttl(key)) <= 60, "a session remembers by itself what it answered"  # type: ignore[arg-type]
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
        async with store.turn(OTHER):
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


async def test_the_end_of_a_session_forgets_the_events_that_it_knew(
    store: RedisSessions, clock: Clock, server: Redis
) -> None:
    for event_id in ("sms:1", "sms:2", "sms:of another"):
        assert await store.claim(event_id)
        await store.confirm(event_id)
    session = replace(begun(clock), events=("sms:1", "sms:2", "sms:long gone"))
    await store.save(PERSON, session)
    await store.end(PERSON, session)
    assert server.dbsize() == 1
    assert [await store.answered(each) for each in ("sms:1", "sms:2", "sms:of another")] == [False, False, True]


async def test_all_sessions_end_at_once_where_the_keys_are_taken_away(
    store: RedisSessions, second_store: RedisSessions, clock: Clock, folder: Path
) -> None:
    await store.save(PERSON, begun(clock))
    shutil.rmtree(folder)
    assert await store.load(PERSON) is None
    assert await second_store.load(PERSON) is None


async def test_each_session_has_a_key_of_its_own_and_keeps_it(store: RedisSessions, clock: Clock, folder: Path) -> None:
    await store.save(PERSON, begun(clock))
    first = _keys(folder)
    await store.save(PERSON, begun(clock))
    assert _keys(folder) == first
    await store.save(OTHER, begun(clock))
    assert len(_keys(folder)) == len(first) + 1
    await store.end(PERSON)
    await store.save(PERSON, begun(clock))
    assert len(_keys(folder)) == len(first) + 1
    assert not first - {_names_key(folder)} & _keys(folder), "the next session of a person has another one"


async def test_a_look_beside_a_first_save_leaves_the_new_session(
    store: RedisSessions, second_store: RedisSessions, clock: Clock
) -> None:
    for number in range(30):
        person, session = f"sms:+1415555{number:04}", begun(clock)
        await asyncio.gather(second_store.load(person), store.save(person, session), second_store.load(person))
        assert await store.load(person) == session


async def test_a_key_alone_opens_nothing_more_and_goes_with_the_sweep(
    store: RedisSessions, clock: Clock, server: Redis, folder: Path
) -> None:
    await store.save(PERSON, begun(clock))
    first = _keys(folder)
    server.flushall()
    assert await store.load(PERSON) is None
    assert _keys(folder) == first, "it may be one that another call has just made"
    await store.save(PERSON, begun(clock))
    assert await store.load(PERSON) == begun(clock)
    assert _keys(folder) & first == {_names_key(folder)}, "what the server had before does not open with the new one"
    server.flushall()
    clock.now += IDLE
    assert store.sweep() == 1


def _keys(folder: Path) -> set[bytes]:
    return {each.read_bytes() for each in folder.iterdir()}


def _names_key(folder: Path) -> bytes:
    return (folder / NAMES_KEY).read_bytes()


async def test_what_a_dead_process_had_overwritten_closes_no_session(
    store: RedisSessions, clock: Clock, server: Redis, folder: Path
) -> None:
    await store.save(PERSON, begun(clock))
    (place,) = server.keys()  # type: ignore[misc]
    (folder / place.decode().removeprefix("s:session:")).write_bytes(bytes(32))
    assert await store.load(PERSON) is None
    await store.save(PERSON, begun(clock))
    (folder / place.decode().removeprefix("s:session:")).write_bytes(bytes(32))
    await store.save(PERSON, begun(clock))
    sealed = bytes(server.get(place))  # type: ignore[arg-type]
    with pytest.raises(Unreadable):
        Cipher(bytes(32)).open(sealed, place.decode())
    assert await store.load(PERSON) == begun(clock)


async def test_people_who_write_at_once_are_all_served(store: RedisSessions, clock: Clock) -> None:
    people = [f"sms:+1415555{number:04}" for number in range(4 * CONNECTIONS)]

    async def turn(person: str) -> None:
        async with store.turn(person):
            await store.save(person, begun(clock))

    await asyncio.gather(*(turn(person) for person in people))
    assert await asyncio.gather(*(store.load(person) for person in people)) == [begun(clock)] * len(people)


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
    lambda store: store.use_code(PERSON, "guacamayo", begun(Clock())),
    lambda store: store.check(),
    _turn,
]
NAMES = ["claim", "confirm", "answered", "load", "save", "end", "ping", "use_code", "check", "turn"]


@pytest.mark.parametrize("call", CALLS, ids=NAMES)
@pytest.mark.parametrize("kind", ["closed port", "no socket", "silent server", "a server that refuses"])
async def test_a_server_that_does_not_serve_is_unavailable_and_says_nothing(
    call: Callable[[RedisSessions], Awaitable[object]],
    kind: str,
    tmp_path: Path,
    empty_sessions_url: str,
    keys: SessionKeys,
) -> None:
    async with AsyncExitStack() as stack:
        url = await _dead(kind, tmp_path, empty_sessions_url, stack)
        store = made(url, Clock(), keys)
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
