"""Real servers that keep what they hold: the sessions store refuses them and says how to mend it."""

import time
from collections.abc import Awaitable, Callable

import pytest
from redis import Redis

from bot.sessions.keys import SessionKeys
from bot.sessions.redis_store import CALL_SECONDS, RedisSessions
from bot.sessions.store import SessionsUnavailable
from bot.storage.persistence import ALLOW, FORGETS, SILENT
from tests.bot.sessions.samples import CODE_WORD, PERSON, Clock, begun, made
from tests.bot.sessions.servers import running
from tests.conftest import free_port

pytestmark = pytest.mark.redis
NOBODY = "127.0.0.1 1"


async def _turn(store: RedisSessions) -> None:
    async with store.turn(PERSON):
        pytest.fail("a person's place was held in a store that persists")


CALLS: dict[str, Callable[[RedisSessions], Awaitable[object]]] = {
    "claim": lambda store: store.claim("sms:1"),
    "confirm": lambda store: store.confirm("sms:1"),
    "answered": lambda store: store.answered("sms:1"),
    "load": lambda store: store.load(PERSON),
    "save": lambda store: store.save(PERSON, begun(Clock())),
    "end": lambda store: store.end(PERSON),
    "use_code": lambda store: store.use_code(PERSON, CODE_WORD, begun(Clock())),
    "ping": lambda store: store.ping(),
    "turn": _turn,
}


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        pytest.param(("save 3600 1",), "it writes snapshots to disk (save 3600 1)", id="snapshots"),
        pytest.param(("appendonly yes",), "it writes an append-only file", id="append-only file"),
        pytest.param((f"replicaof {NOBODY}",), "it copies another server", id="a copy of another"),
    ],
)
@pytest.mark.parametrize("checked", [True, False], ids=["at its start", "at its first call"])
async def test_a_server_that_persists_is_refused(
    lines: tuple[str, ...], reason: str, clock: Clock, keys: SessionKeys, *, checked: bool
) -> None:
    with running(*lines) as url:
        store = made(url, clock, keys)
        if checked:
            assert await store.check() == f"{reason}; {FORGETS}"
        await _assert_refused(store, url)
        await store.close()


async def test_a_server_that_another_one_copies_is_refused(clock: Clock, keys: SessionKeys) -> None:
    port = free_port()
    with running(f"port {port}", "bind 127.0.0.1") as url:
        store = made(url, clock, keys)
        assert await store.check() == ""
        with running(f"replicaof 127.0.0.1 {port}"), Redis.from_url(url) as server:
            _until(lambda: server.info("replication")["connected_slaves"] == 1)  # type: ignore[index]
            assert await store.check() == f"another server copies it; {FORGETS}"
            await _assert_refused(store, url)
        await store.close()


@pytest.mark.parametrize("forbidden", ["config|get", "info"])
async def test_a_server_that_does_not_say_is_refused_until_it_does(
    forbidden: str, empty_sessions_url: str, server: Redis, clock: Clock, keys: SessionKeys
) -> None:
    rights = {"enabled": True, "passwords": ["+silent"], "keys": ["s:*"]}
    server.acl_setuser("silent", reset=True, categories=["+@all"], commands=[f"-{forbidden}"], **rights)  # type: ignore[arg-type]
    store = made(f"{empty_sessions_url}?username=silent&password=silent", clock, keys)
    try:
        fault = await store.check()
        assert fault == f"{SILENT}; {ALLOW}"
        assert "+config|get" in fault
        await _assert_refused(store, empty_sessions_url)
        server.acl_setuser("silent", categories=["+@all"], **rights)  # type: ignore[arg-type]
        assert await store.check() == ""
        await store.save(PERSON, begun(clock))
        assert await store.load(PERSON) == begun(clock)
    finally:
        await store.close()
        server.acl_deluser("silent")


async def test_an_account_with_no_more_than_it_needs_is_enough(
    empty_sessions_url: str, server: Redis, clock: Clock, keys: SessionKeys
) -> None:
    server.acl_setuser(
        "gateway",
        enabled=True,
        reset=True,
        passwords=["+gateway"],
        keys=["s:*"],
        categories=["+@read", "+@write", "+@connection", "+@transaction", "-@dangerous", "-@admin"],
        commands=["+eval", "+evalsha", "+script|load", "+config|get", "+info"],
    )
    store = made(f"{empty_sessions_url}?username=gateway&password=gateway", clock, keys)
    try:
        assert await store.check() == ""
        async with store.turn(PERSON):
            session, _ = await store.use_code(PERSON, CODE_WORD, begun(clock))
            await store.save(PERSON, session)
            assert await store.load(PERSON) == session
            await store.end(PERSON, session, forgets_code=True)
    finally:
        await store.close()
        server.acl_deluser("gateway")


@pytest.mark.parametrize("change", [("save", "60 1"), ("appendonly", "yes")], ids=["save", "appendonly"])
async def test_a_server_that_begins_to_persist_is_found_by_the_next_check(
    change: tuple[str, str], clock: Clock, keys: SessionKeys
) -> None:
    with running() as url, Redis.from_url(url) as server:
        store = made(url, clock, keys)
        assert await store.check() == ""
        await store.save(PERSON, begun(clock))
        before = server.config_get(change[0])[change[0]]  # type: ignore[index]
        server.config_set(*change)
        assert (await store.check()).endswith(FORGETS)
        for call in CALLS.values():
            with pytest.raises(SessionsUnavailable):
                await call(store)
        server.config_set(change[0], before)
        assert await store.check() == ""
        await store.save(PERSON, begun(clock))
        assert await store.load(PERSON) == begun(clock)
        await store.close()


async def test_a_server_that_was_found_to_persist_is_refused_also_while_a_later_check_fails(
    clock: Clock, keys: SessionKeys
) -> None:
    with running("save 60 1") as url, Redis.from_url(url) as server:
        store = made(url, clock, keys)
        assert await store.check()
        server.execute_command("CLIENT", "PAUSE", str(int(1000 * CALL_SECONDS) + 300), "ALL")
        with pytest.raises(SessionsUnavailable):
            await store.check()
        server.ping()
        await _assert_refused(store, url)
        await store.close()


async def _assert_refused(store: RedisSessions, url: str) -> None:
    for call in CALLS.values():
        with pytest.raises(SessionsUnavailable) as refused:
            await call(store)
        assert str(refused.value) == ""
    with Redis.from_url(url) as server:
        assert server.dbsize() == 0


def _until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not true():
        if time.monotonic() > until:
            pytest.fail("it never came about")
        time.sleep(0.05)
