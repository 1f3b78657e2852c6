"""Deleting, however it comes about, leaves no copy under a secret word, on a real server."""

from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from bot.sessions.keys import NAMES_KEY, SessionKeys
from bot.sessions.redis_store import RedisSessions
from bot.sessions.session import ERASING, SILENCE_SECONDS, Session
from bot.sessions.store import SessionsUnavailable
from tests.bot.sessions.samples import CODE_WORD, IDLE, MAXIMUM, OTHER, PERSON, START, Clock, begun, made

pytestmark = pytest.mark.redis
ANOTHER_WORD = "tucan rojo"


def fresh(clock: Clock) -> Session:
    return Session(clock.now, clock.now)


async def kept(store: RedisSessions, clock: Clock) -> Session:
    session, opened = await store.use_code(PERSON, CODE_WORD, begun(clock))
    assert not opened
    await store.save(PERSON, session)
    return session


async def opens(store: RedisSessions, clock: Clock, word: str = CODE_WORD, person: str = PERSON) -> bool:
    return (await store.use_code(person, word, fresh(clock)))[1]


async def nothing_is_left(store: RedisSessions, clock: Clock, server: Redis, folder: Path) -> None:
    assert [name for name in _names(folder) if name.startswith("code-")] == []
    assert server.keys("s:code-*") == []
    assert not await opens(store, clock)
    assert not await opens(store, clock, ANOTHER_WORD)


async def test_deleting_after_a_probe_forgets_the_copy(
    store: RedisSessions, clock: Clock, server: Redis, folder: Path
) -> None:
    covered = (await kept(store, clock)).covered()
    assert covered.code == ""
    await store.save(PERSON, covered)
    await store.end(PERSON, covered, forgets_code=True)
    await nothing_is_left(store, clock, server, folder)


async def test_deleting_after_an_exit_forgets_the_copy(
    store: RedisSessions, clock: Clock, server: Redis, folder: Path
) -> None:
    await store.end(PERSON, await kept(store, clock))
    await store.save(PERSON, fresh(clock))
    await store.end(PERSON, fresh(clock), forgets_code=True)
    await nothing_is_left(store, clock, server, folder)


async def test_deleting_without_any_chat_forgets_the_copy(
    store: RedisSessions, second_store: RedisSessions, clock: Clock, server: Redis, folder: Path
) -> None:
    await kept(store, clock)
    clock.now += IDLE
    assert await store.load(PERSON) is None
    await second_store.end(PERSON, forgets_code=True)
    await nothing_is_left(store, clock, server, folder)


async def test_deleting_forgets_every_copy_of_a_person_and_nobody_else_s(
    store: RedisSessions, clock: Clock, server: Redis, folder: Path
) -> None:
    assert not await opens(store, clock, person=OTHER)
    session = await kept(store, clock)
    await store.use_code(PERSON, ANOTHER_WORD, session)
    assert len(server.keys("s:code-*")) == 3  # type: ignore[arg-type]
    await store.end(PERSON, session, forgets_code=True)
    assert len([name for name in _names(folder) if name.startswith("code-")]) == 1
    assert len(server.keys("s:code-*")) == 1  # type: ignore[arg-type]
    assert await opens(store, clock, person=OTHER)
    assert not await opens(store, clock, ANOTHER_WORD)


async def test_without_the_server_every_key_goes_all_the_same(
    store: RedisSessions, clock: Clock, keys: SessionKeys, folder: Path
) -> None:
    session = await kept(store, clock)
    await store.use_code(PERSON, ANOTHER_WORD, session)
    gone = made("unix:///nowhere/sessions.sock", clock, keys)
    with pytest.raises(SessionsUnavailable):
        await gone.end(PERSON, forgets_code=True)
    await gone.close()
    assert _names(folder) == {NAMES_KEY}
    assert not await opens(store, clock)


@pytest.mark.parametrize("swept", [True, False])
async def test_silence_on_whether_to_delete_forgets_the_copies_with_the_chat(
    store: RedisSessions, clock: Clock, server: Redis, folder: Path, *, swept: bool
) -> None:
    session, _ = await store.use_code(PERSON, ANOTHER_WORD, await kept(store, clock))
    await store.save(PERSON, replace(session, waiting_for=ERASING))
    clock.now = START + SILENCE_SECONDS - 0.01
    assert store.sweep() == 0
    assert await opens(store, clock)
    clock.now = START + SILENCE_SECONDS
    if swept:
        assert store.sweep() == 3
        assert _names(folder) == {NAMES_KEY}
        assert not await opens(store, clock)
    else:
        assert await store.load(PERSON) is None
        await nothing_is_left(store, clock, server, folder)


async def test_a_new_chat_before_the_sweep_does_not_bring_the_copies_back(
    store: RedisSessions, clock: Clock, server: Redis
) -> None:
    await store.save(PERSON, replace(await kept(store, clock), waiting_for=ERASING))
    # The server lets go of the session a moment before its end: its own clock counts whole milliseconds.
    clock.now = START + SILENCE_SECONDS - 0.0005
    server.delete(*server.keys("s:session:*"))  # type: ignore[misc]
    assert await store.load(PERSON) is None
    await store.save(PERSON, fresh(clock))
    clock.now = START + SILENCE_SECONDS
    store.sweep()
    assert not await opens(store, clock)


@pytest.mark.parametrize("covers", [False, True], ids=["kept", "a stranger asked"])
@pytest.mark.parametrize("asked", [1, 2], ids=["once", "twice"])
async def test_an_answer_gives_every_copy_its_true_end_back(  # noqa: PLR0913
    store: RedisSessions, second_store: RedisSessions, clock: Clock, server: Redis, asked: int, *, covers: bool
) -> None:
    session, _ = await store.use_code(PERSON, ANOTHER_WORD, await kept(store, clock))
    await store.save(PERSON, session)
    for _ in range(asked):
        clock.now += 10
        session = await _loaded(store)
        await store.save(PERSON, replace(session, seen_at=clock.now, waiting_for=ERASING))
    clock.now += SILENCE_SECONDS - 1
    session = await _loaded(second_store)
    session = replace(session.covered() if covers else session, seen_at=clock.now, waiting_for="")
    await second_store.save(PERSON, session)
    assert (await _loaded(second_store)).copies == ()
    await second_store.end(PERSON, session)
    clock.now = START + MAXIMUM - 0.01
    assert store.sweep() == 0
    ends = [int(server.pttl(place)) for place in server.keys("s:code-*")]  # type: ignore[arg-type, union-attr]
    assert all(each > 1000 * (MAXIMUM - 200) for each in ends), "and the server keeps them as long"
    for word in (CODE_WORD, ANOTHER_WORD):
        opened, was_kept = await store.use_code(PERSON, word, fresh(clock))
        assert was_kept
        assert opened.code_ends_at == START + MAXIMUM
    clock.now = START + MAXIMUM
    assert store.sweep() == 2


async def test_a_word_that_opens_a_copy_during_the_question_tells_its_true_end(
    store: RedisSessions, clock: Clock
) -> None:
    await store.save(PERSON, replace(await kept(store, clock), waiting_for=ERASING))
    session = await _loaded(store)
    opened, was_kept = await store.use_code(PERSON, CODE_WORD, replace(session, waiting_for=""))
    assert was_kept
    assert opened.code_ends_at == START + MAXIMUM
    await store.save(PERSON, session.resumed(replace(opened, waiting_for="")))
    clock.now = START + IDLE + 1
    store.sweep()
    assert await opens(store, clock)


async def test_a_copy_that_ends_before_the_silence_is_not_put_off(store: RedisSessions, clock: Clock) -> None:
    clock.now = START + MAXIMUM - 30
    session, _ = await store.use_code(PERSON, CODE_WORD, replace(begun(clock), started_at=START))
    await store.save(PERSON, replace(fresh(clock), waiting_for=ERASING))
    assert session.code_ends_at == START + MAXIMUM
    clock.now = START + MAXIMUM
    assert store.sweep() == 1


async def test_nothing_in_the_folder_tells_whose_copy_a_key_opens(
    store: RedisSessions, clock: Clock, folder: Path
) -> None:
    await kept(store, clock)
    (copy,) = [name for name in _names(folder) if name.startswith("code-")]
    (session,) = _names(folder) - {copy, NAMES_KEY}
    assert session not in copy


async def _loaded(store: RedisSessions) -> Session:
    session = await store.load(PERSON)
    assert session is not None
    return session


def _names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}
