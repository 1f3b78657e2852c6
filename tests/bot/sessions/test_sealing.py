"""What stands in the store opens in its own place, with its own key, and nowhere else."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from bot.sessions.redis_store import RedisSessions
from bot.sessions.session import Session
from bot.storage.encryption import NONCE_BYTES, Cipher, Unreadable
from tests.bot.sessions.samples import CODE_WORD, OTHER, PERSON, WORDS, Clock, begun

PLACES = st.text(st.characters(codec="utf-8"), max_size=30)
KEYS = st.binary(min_size=32, max_size=32)


@given(content=st.binary(max_size=300), key=KEYS, place=PLACES)
def test_the_same_content_is_never_closed_alike(content: bytes, key: bytes, place: str) -> None:
    first, second = (Cipher(key).close(content, place) for _ in range(2))
    assert first[:NONCE_BYTES] != second[:NONCE_BYTES]
    assert first != second
    assert Cipher(key).open(first, place) == Cipher(key).open(second, place) == content


@given(content=st.binary(max_size=300), key=KEYS, places=st.lists(PLACES, min_size=2, max_size=2, unique=True))
def test_content_opens_in_no_other_place(content: bytes, key: bytes, places: list[str]) -> None:
    sealed = Cipher(key).close(content, places[0])
    with pytest.raises(Unreadable):
        Cipher(key).open(sealed, places[1])


@given(content=st.binary(max_size=300), keys=st.lists(KEYS, min_size=2, max_size=2, unique=True), place=PLACES)
def test_content_opens_with_no_other_key(content: bytes, keys: list[bytes], place: str) -> None:
    sealed = Cipher(keys[0]).close(content, place)
    with pytest.raises(Unreadable):
        Cipher(keys[1]).open(sealed, place)


def test_two_halves_of_two_contents_open_nothing() -> None:
    cipher = Cipher(os.urandom(32))
    first, second = cipher.close(b"a" * 64, "place"), cipher.close(b"b" * 64, "place")
    for at in (NONCE_BYTES, NONCE_BYTES + 32, len(first) - 16):
        with pytest.raises(Unreadable):
            cipher.open(first[:at] + second[at:], "place")


def test_a_hundred_thousand_nonces_are_all_different() -> None:
    cipher = Cipher(os.urandom(32))
    assert len({cipher.close(b"", "place")[:NONCE_BYTES] for _ in range(100_000)}) == 100_000


@pytest.mark.redis
async def test_a_session_does_not_open_in_another_person_s_place(
    store: RedisSessions, clock: Clock, server: Redis
) -> None:
    mine, theirs = await _places(store, clock, server)
    server.copy(mine, theirs, replace=True)
    assert await store.load(OTHER) is None


@pytest.mark.redis
async def test_nor_with_its_own_key_beside_it(store: RedisSessions, clock: Clock, server: Redis, folder: Path) -> None:
    mine, theirs = await _places(store, clock, server)
    server.copy(mine, theirs, replace=True)
    shutil.copy2(_key_file(folder, mine), _key_file(folder, theirs))
    assert await store.load(OTHER) is None, "the place itself is bound"


async def _places(store: RedisSessions, clock: Clock, server: Redis) -> tuple[bytes, bytes]:
    await store.save(PERSON, begun(clock))
    (mine,) = server.keys()  # type: ignore[misc]
    await store.save(OTHER, Session(clock.now, clock.now))
    (theirs,) = set(server.keys()) - {mine}  # type: ignore[arg-type]
    return mine, theirs


@pytest.mark.redis
async def test_a_session_of_another_key_is_no_session(
    store: RedisSessions, clock: Clock, server: Redis, folder: Path
) -> None:
    await store.save(PERSON, begun(clock))
    (mine,) = server.keys()  # type: ignore[misc]
    _key_file(folder, mine).write_bytes(os.urandom(32))
    assert await store.load(PERSON) is None
    assert server.dbsize() == 0


@pytest.mark.redis
@pytest.mark.parametrize("found", [b"noise", b"", b"x" * 12, os.urandom(200)], ids=["noise", "empty", "nonce", "long"])
async def test_what_is_not_ours_is_no_session(store: RedisSessions, clock: Clock, server: Redis, found: bytes) -> None:
    await store.save(PERSON, begun(clock))
    (mine,) = server.keys()  # type: ignore[misc]
    server.set(mine, found)
    assert await store.load(PERSON) is None


@pytest.mark.redis
async def test_a_copy_does_not_open_under_another_word(
    store: RedisSessions, clock: Clock, server: Redis, folder: Path
) -> None:
    await store.use_code(PERSON, CODE_WORD, begun(clock))
    (mine,) = server.keys("s:code-*")  # type: ignore[misc]
    await store.use_code(PERSON, "another word", Session(clock.now, clock.now))
    (theirs,) = set(server.keys("s:code-*")) - {mine}  # type: ignore[arg-type]
    server.copy(mine, theirs, replace=True)
    shutil.copy2(_key_file(folder, mine), _key_file(folder, theirs))
    kept, opened = await store.use_code(PERSON, "another word", Session(clock.now, clock.now))
    assert not opened
    assert WORDS not in repr([said.text for said in kept.transcript])


@pytest.mark.redis
async def test_a_copy_does_not_open_as_a_session(
    store: RedisSessions, clock: Clock, server: Redis, folder: Path
) -> None:
    await store.save(PERSON, begun(clock))
    (mine,) = server.keys()  # type: ignore[misc]
    await store.use_code(PERSON, CODE_WORD, begun(clock))
    (code,) = server.keys("s:code-*")  # type: ignore[misc]
    server.copy(code, mine, replace=True)
    shutil.copy2(_key_file(folder, code), _key_file(folder, mine))
    assert await store.load(PERSON) is None


def _key_file(folder: Path, place: bytes) -> Path:
    return folder / place.decode().removeprefix("s:session:").removeprefix("s:")
