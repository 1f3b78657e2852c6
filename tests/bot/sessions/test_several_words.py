"""Several secret words of one person: each keeps a copy of its own, as far as there may be more."""

from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from bot.sessions.code_words import MOST_COPIES
from bot.sessions.redis_store import RedisSessions
from bot.sessions.session import Said
from bot.sessions.store import TooManyTries
from tests.bot.sessions.samples import ANOTHER_WORD, CODE_WORD, MAXIMUM, OTHER, PERSON, Clock, fresh, kept, opens

pytestmark = pytest.mark.redis


async def test_another_word_in_an_open_chat_leaves_the_first_copy_as_it_was(store: RedisSessions, clock: Clock) -> None:
    first = await kept(store, clock)
    moved, opened = await store.use_code(PERSON, ANOTHER_WORD, first)
    assert not opened
    assert moved.code != first.code
    said = Said("person", "y mi pasaporte")
    await store.save(PERSON, replace(moved, transcript=(*moved.transcript, said)))
    await store.end(PERSON, moved)
    for word, transcript in ((CODE_WORD, first.transcript), (ANOTHER_WORD, (*first.transcript, said))):
        session, opened = await store.use_code(PERSON, word, fresh(clock))
        assert opened
        assert session.transcript == transcript


async def test_a_person_s_copies_are_bounded(store: RedisSessions, clock: Clock, server: Redis, folder: Path) -> None:
    await kept(store, clock)
    for number in range(MOST_COPIES - 1):
        assert not await opens(store, clock, f"wrong {number}")
    before = server.keys("s:code-*"), _code_files(folder)
    with pytest.raises(TooManyTries):
        await store.use_code(PERSON, "one more", fresh(clock))
    assert (server.keys("s:code-*"), _code_files(folder)) == before
    assert await opens(store, clock), "the right word opens still"
    assert not await opens(store, clock, person=OTHER)
    clock.now += MAXIMUM
    assert not await opens(store, clock, "one more"), "those that have ended are not counted, swept or not"


async def test_a_word_whose_copy_the_server_lost_may_be_set_again_however_many_there_are(
    store: RedisSessions, clock: Clock, server: Redis
) -> None:
    for number in range(MOST_COPIES):
        assert not await opens(store, clock, f"word {number}")
    server.delete(*server.keys("s:code-*"))  # type: ignore[misc]
    assert not await opens(store, clock, "word 0")
    assert await opens(store, clock, "word 0")


async def test_the_same_word_twice_keeps_one_copy(store: RedisSessions, clock: Clock, server: Redis) -> None:
    session = await kept(store, clock)
    again, opened = await store.use_code(PERSON, CODE_WORD, session)
    assert opened
    assert again.code == session.code
    assert len(server.keys("s:code-*")) == 1  # type: ignore[arg-type]


def _code_files(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir() if each.name.startswith("code-")}
