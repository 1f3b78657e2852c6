"""A person, their session, and the parts that keep it, with a clock that the test moves."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.sessions.keys import SessionKeys
from bot.sessions.redis_store import RedisSessions
from bot.sessions.session import Said, Session

PERSON = "sms:+51987654321"
OTHER = "sms:+51900000000"
WORDS = "me tienen encerrada en Miraflores"
CODE_WORD = "guacamayo azul"
ANOTHER_WORD = "tucan rojo"
IDLE, MAXIMUM = 200, 1000
START = 1_790_000_000.0


@dataclass
class Clock:
    now: float = START

    def __call__(self) -> float:
        return self.now


def made(url: str, clock: Clock, keys: SessionKeys, maximum_seconds: int = MAXIMUM) -> RedisSessions:
    return RedisSessions(url, keys, clock, idle_seconds=IDLE, maximum_seconds=maximum_seconds)


@contextmanager
def no_room() -> Iterator[None]:
    """Let this process write no file, as where the memory is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def begun(clock: Clock) -> Session:
    said = (Said("person", WORDS), Said("assistant", "Perú", (("c0de", "Miraflores"),)))
    return Session(clock.now, clock.now, greeted=True, country="PE", transcript=said, job="SM123abc")


def fresh(clock: Clock) -> Session:
    return Session(clock.now, clock.now)


async def kept(store: RedisSessions, clock: Clock, word: str = CODE_WORD) -> Session:
    """Give a session whose copy was kept under a word."""
    session, opened = await store.use_code(PERSON, word, begun(clock))
    assert not opened
    assert session.code
    await store.save(PERSON, session)
    return session


async def opens(store: RedisSessions, clock: Clock, word: str = CODE_WORD, person: str = PERSON) -> bool:
    return (await store.use_code(person, word, fresh(clock)))[1]
