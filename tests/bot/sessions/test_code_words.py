"""Chats that are kept under a secret word, on a real server; the caller has folded the word already."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from bot.sessions.code_words import MOST_TRIES, TRIES_SECONDS
from bot.sessions.keys import NAMES_KEY, SessionKeys
from bot.sessions.redis_store import RedisSessions
from bot.sessions.session import Said
from bot.sessions.store import SessionsUnavailable, TooManyTries
from bot.storage.encryption import Cipher, Unreadable
from tests.bot.sessions.samples import (
    ANOTHER_WORD,
    CODE_WORD,
    IDLE,
    MAXIMUM,
    OTHER,
    PERSON,
    START,
    WORDS,
    Clock,
    begun,
    fresh,
    kept,
    made,
    opens,
)

pytestmark = pytest.mark.redis


async def test_the_word_opens_in_a_later_session_what_was_before(store: RedisSessions, clock: Clock) -> None:
    first = await kept(store, clock)
    await store.end(PERSON, first)
    clock.now += IDLE + 1
    assert await store.load(PERSON) is None
    session, opened = await store.use_code(PERSON, CODE_WORD, fresh(clock))
    assert opened
    assert session.transcript == first.transcript
    assert (session.country, session.code) == ("PE", first.code)
    await store.save(PERSON, session.resumed(session))
    assert await opens(store, clock), "and once more"


async def test_ids_of_messages_stay_with_the_session_that_had_them(store: RedisSessions, clock: Clock) -> None:
    busy = replace(begun(clock), events=("sms:SM1",), job="a job")
    await store.save(PERSON, (await store.use_code(PERSON, CODE_WORD, busy))[0])
    session, opened = await store.use_code(PERSON, CODE_WORD, fresh(clock))
    assert opened
    assert (session.events, session.job) == ((), "")


async def test_a_wrong_word_opens_nothing_and_answers_like_one_that_is_set(
    store: RedisSessions, clock: Clock, server: Redis
) -> None:
    await kept(store, clock)
    before = server.dbsize()
    wrong, wrong_opened = await store.use_code(PERSON, ANOTHER_WORD, fresh(clock))
    new, new_opened = await store.use_code(OTHER, "a word that nobody had", fresh(clock))
    assert (wrong_opened, new_opened) == (False, False)
    assert replace(wrong, code="") == replace(new, code="") == replace(fresh(clock), code_ends_at=clock.now + MAXIMUM)
    assert len(wrong.code) == len(new.code) > 0
    assert server.dbsize() == before + 3, "each word keeps a copy, and the other person's tries are counted"
    assert await opens(store, clock), "and the right word opens still"


async def test_the_same_word_of_another_person_opens_nothing(store: RedisSessions, clock: Clock) -> None:
    mine = await kept(store, clock)
    theirs, opened = await store.use_code(OTHER, CODE_WORD, fresh(clock))
    assert not opened
    assert theirs.code != mine.code
    assert theirs.transcript == ()


@pytest.mark.parametrize("other", ["GUACAMAYO AZUL", "guacamayo  azul", "guacamayo azul ", "guacamayo azu", ""])
async def test_a_word_is_taken_as_it_comes(store: RedisSessions, clock: Clock, other: str) -> None:
    await kept(store, clock)
    assert not await opens(store, clock, other)


async def test_every_message_is_in_the_copy(store: RedisSessions, clock: Clock) -> None:
    session = await kept(store, clock)
    clock.now += 10
    said = Said("person", "y mi pasaporte")
    await store.save(PERSON, replace(session, seen_at=clock.now, transcript=(*session.transcript, said)))
    await store.end(PERSON, session)
    session, opened = await store.use_code(PERSON, CODE_WORD, fresh(clock))
    assert opened
    assert session.transcript[-1] == said


async def test_messages_do_not_put_its_end_off(store: RedisSessions, clock: Clock) -> None:
    session = await kept(store, clock)
    while clock.now + 100 < START + MAXIMUM:
        clock.now += 100
        await store.save(PERSON, replace(session, started_at=clock.now, seen_at=clock.now))
    clock.now = START + MAXIMUM - 1
    assert store.sweep() == 0
    assert await opens(store, clock)
    clock.now += 1
    await store.save(PERSON, replace(session, started_at=clock.now, seen_at=clock.now))
    assert store.sweep() <= 1
    assert not await opens(store, clock)


@pytest.mark.parametrize("age", [0, 1, MAXIMUM - 1])
async def test_a_copy_ends_by_the_age_of_the_chat_that_it_is_of(
    store: RedisSessions, clock: Clock, server: Redis, age: float
) -> None:
    clock.now = START + age
    session, opened = await store.use_code(PERSON, CODE_WORD, replace(begun(clock), started_at=START))
    assert (session.code_ends_at, opened) == (START + MAXIMUM, False)
    (place,) = server.keys("s:code-*")  # type: ignore[misc]
    assert int(server.pttl(place)) <= 1000 * (MAXIMUM - age)  # type: ignore[arg-type]
    clock.now = START + MAXIMUM - 0.01
    resumed, opened = await store.use_code(PERSON, CODE_WORD, fresh(clock))
    assert opened
    assert resumed.code_ends_at == START + MAXIMUM
    await store.save(PERSON, fresh(clock).resumed(resumed))
    clock.now = START + MAXIMUM
    assert await store.load(PERSON) is None, "what was opened a moment before lives no longer for it"
    assert not await opens(store, clock)


async def test_a_word_that_is_set_again_at_its_end_begins_anew(store: RedisSessions, clock: Clock) -> None:
    await kept(store, clock)
    clock.now = START + MAXIMUM
    again = replace(fresh(clock), country="MX")
    _, opened = await store.use_code(PERSON, CODE_WORD, again)
    assert not opened
    store.sweep()
    clock.now += MAXIMUM - 1
    session, opened = await store.use_code(PERSON, CODE_WORD, fresh(clock))
    assert opened, "the sweep took the older key, not the new one"
    assert session.country == "MX"


async def test_a_word_whose_copy_the_server_lost_begins_anew(store: RedisSessions, clock: Clock, server: Redis) -> None:
    await kept(store, clock)
    server.flushall()
    clock.now += 600
    assert not await opens(store, clock)
    clock.now += MAXIMUM - 1
    store.sweep()
    assert await opens(store, clock)


async def test_the_end_of_a_session_keeps_the_copy_unless_it_is_to_be_forgotten(
    store: RedisSessions, clock: Clock, server: Redis, folder: Path
) -> None:
    session = await kept(store, clock)
    await store.end(PERSON, session)
    assert len(_code_files(folder)) == 1
    await store.end(PERSON, session, forgets_code=True)
    assert _code_files(folder) == set()
    assert server.keys("s:code-*") == []
    assert not await opens(store, clock)


async def test_its_key_goes_also_where_the_server_is_gone(
    store: RedisSessions, clock: Clock, keys: SessionKeys, folder: Path
) -> None:
    session = await kept(store, clock)
    gone = made("unix:///nowhere/sessions.sock", clock, keys)
    with pytest.raises(SessionsUnavailable):
        await gone.end(PERSON, session, forgets_code=True)
    await gone.close()
    assert _files(folder).keys() == {NAMES_KEY}
    assert await store.load(PERSON) is None
    assert not await opens(store, clock)


async def test_after_too_many_tries_even_the_right_word_opens_nothing_and_nothing_is_kept(
    store: RedisSessions, clock: Clock, server: Redis
) -> None:
    await kept(store, clock)
    for _ in range(MOST_TRIES - 1):
        assert await opens(store, clock)
    before = server.dbsize()
    with pytest.raises(TooManyTries):
        await store.use_code(PERSON, CODE_WORD, fresh(clock))
    assert server.dbsize() == before
    assert not await opens(store, clock, person=OTHER)
    server.delete(*server.keys("s:tries:*"))  # type: ignore[misc]
    assert await opens(store, clock), "an hour later it does"


async def test_tries_are_forgotten_after_an_hour_also_where_a_process_dies_over_them(
    empty_sessions_url: str, clock: Clock, keys: SessionKeys, server: Redis
) -> None:
    # An account that may not set an end afterwards is as good as a process that died before it did.
    server.acl_setuser(
        "halting", enabled=True, passwords=["+halting"], keys=["*"], categories=["+@all"], commands=["-expire"]
    )
    store = made(f"{empty_sessions_url}?username=halting&password=halting", clock, keys)
    try:
        await opens(store, clock)
    except SessionsUnavailable:
        pass
    finally:
        await store.close()
        server.acl_deluser("halting")
    (name,) = server.keys("s:tries:*")  # type: ignore[misc]
    assert 0 < int(server.ttl(name)) <= TRIES_SECONDS  # type: ignore[arg-type]


async def test_nothing_in_the_store_opens_with_the_word_alone(
    store: RedisSessions, clock: Clock, server: Redis, folder: Path
) -> None:
    session = await kept(store, clock)
    (place,) = server.keys("s:code-*")  # type: ignore[misc]
    copied = bytes(server.get(place))  # type: ignore[arg-type]
    (name,) = _code_files(folder)
    own = (folder / name).read_bytes()
    word_key = bytes.fromhex(session.code)[:32]
    inner = Cipher(own).open(copied, place.decode())
    assert WORDS.encode() in Cipher(word_key).open(inner, place.decode()), "with the word and the key file it opens"
    with pytest.raises(Unreadable):
        Cipher(word_key).open(copied, place.decode())
    assert WORDS.encode() not in inner, "and the key file alone opens nothing either"
    clock.now = START + MAXIMUM
    store.sweep()
    server.set(place, copied)
    clock.now = START
    assert not await opens(store, clock), "whoever knows the word and has the store's copy finds nothing"


async def test_neither_the_word_nor_the_person_can_be_read(
    store: RedisSessions, clock: Clock, server: Redis, folder: Path
) -> None:
    session = await kept(store, clock)
    files = _files(folder)
    found = b"\n".join([*_everything(server), *(name.encode() for name in files), *files.values()])
    for secret in (CODE_WORD, WORDS, "guacamayo", "51987654321", PERSON, session.code):
        assert secret.encode() not in found
    assert CODE_WORD not in repr(session)
    assert session.code not in repr(session)


async def test_after_the_end_of_its_time_nothing_is_left(
    store: RedisSessions, clock: Clock, server: Redis, folder: Path
) -> None:
    await kept(store, clock)
    clock.now = START + MAXIMUM
    assert store.sweep() == 2
    assert _files(folder).keys() == {NAMES_KEY}
    assert await store.load(PERSON) is None
    assert all(0 < int(server.ttl(name)) <= TRIES_SECONDS for name in server.scan_iter())  # type: ignore[arg-type]


def _files(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def _code_files(folder: Path) -> set[str]:
    return {name for name in _files(folder) if name.startswith("code-")}


def _everything(server: Redis) -> Iterator[bytes]:
    for name in server.scan_iter():
        yield name
        yield server.get(name) or b""  # type: ignore[misc]
