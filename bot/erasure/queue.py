"""The queue of erasures, in the store that loses nothing: ids only, encrypted, under random names.

Each session has a job. It is pushed back with every message and due when the session ends, however that comes about,
so that a crash of any process delays an erasure and never loses one.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, NoPermissionError, RedisError  # noqa: A004 - the name is Redis's

from bot.erasure.job import BUSY_SECONDS, Erasure, from_bytes, to_bytes, wait_after
from bot.sessions.encryption import Seal, Unreadable
from bot.sessions.persistence import ALLOW, why_it_forgets
from bot.sessions.store import Clock

CALL_SECONDS = 1.0
LEASE_SECONDS = 120.0
"""A job that was taken is free again after this, where its worker died."""
# One slot of a cluster holds them all, since one call changes several.
DUE, SINCE, ATTEMPTS = "q:{erasure}:due", "q:{erasure}:since", "q:{erasure}:attempts"

# Takes the job that is due longest and pushes it back by the lease, so that no other worker takes it meanwhile.
_TAKE = """
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, 1)
if #due == 0 then return false end
redis.call('ZADD', KEYS[1], ARGV[2], due[1])
return due[1]
"""
# Ends a job only where nothing was added to it meanwhile.
_FINISH = """
if redis.call('LLEN', KEYS[4]) > 0 then return 0 end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
return 1
"""


class ErasuresUnavailable(Exception):  # noqa: N818 - a state of the store
    """The store of erasures cannot be reached or refuses."""


class ErasuresForbidden(ErasuresUnavailable):
    """The server refuses this call to our account."""


@dataclass(frozen=True, slots=True)
class Job:
    """Erasures that are due together, as they stand in the store; `unreadable` more wait for the key of theirs."""

    name: str
    entries: tuple[bytes, ...]
    erasures: tuple[Erasure, ...]
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many jobs wait for their session's end, are due, were tried in vain, and have been due for too long.

    `oldest` is for how many seconds the job that is due longest has been, whether or not anybody works it off.
    """

    open: int
    due: int
    retried: int
    failing: int
    oldest: float


class ErasureQueue:
    """What is to be erased, and when; every call raises ErasuresUnavailable where the store is gone."""

    def __init__(self, url: str, seal: Seal, clock: Clock) -> None:
        """Prepare a client; nothing connects until the first call."""
        # Many webhooks at once wait for a connection: one that got none would leave ids behind.
        pool = BlockingConnectionPool.from_url(
            url,
            socket_timeout=CALL_SECONDS,
            socket_connect_timeout=CALL_SECONDS,
            max_connections=32,
            timeout=CALL_SECONDS,
            retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionError,)),
        )
        self._redis: Redis = Redis.from_pool(pool)
        self._seal, self._clock = seal, clock

    async def add(self, job: str, erasure: Erasure, due: float) -> None:
        """Add messages to a job and push it back to a time, in seconds since the epoch."""
        place = _place(job)
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.rpush(place, self._seal.close(to_bytes(erasure), place))
        pipeline.zadd(DUE, {job: due})
        await self._call(pipeline.execute())

    async def hasten(self, job: str) -> None:
        """Make a job due now."""
        await self._call(self._redis.zadd(DUE, {job: self._clock()}, xx=True))

    async def take(self) -> Job | None:
        """Take the job that is due longest, or None; it is free again after the lease."""
        now = self._clock()
        name = await self._call(self._redis.eval(_TAKE, 1, DUE, now, now + LEASE_SECONDS))
        if not isinstance(name, bytes):
            return None
        job = name.decode()
        place = _place(job)
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.zadd(SINCE, {job: now}, nx=True)
        pipeline.zscore(SINCE, job)
        pipeline.lrange(place, 0, -1)
        _, since, entries = await self._call(pipeline.execute())
        opened = [(entry, self._opened(entry, place)) for entry in entries]
        known = [(entry, erasure) for entry, erasure in opened if erasure is not None]
        unknown = [entry for entry, erasure in opened if erasure is None]
        # A wrong key is mended within a day; what none opens after that, nobody can erase by any more.
        if unknown and now - since >= BUSY_SECONDS:
            await self.settle(Job(job, (), ()), unknown, None)
            unknown = []
        return Job(job, tuple(entry for entry, _ in known), tuple(erasure for _, erasure in known), len(unknown))

    async def hold(self, job: Job) -> None:
        """Keep a job that was taken for another lease."""
        lease = {job.name: self._clock() + LEASE_SECONDS}
        await self._call(self._redis.zadd(DUE, lease, xx=True, gt=True))

    async def settle(self, job: Job, entries: Sequence[bytes], remaining: Erasure | None) -> None:
        """Replace entries by what remains of them, or take them away."""
        place = _place(job.name)
        pipeline = self._redis.pipeline(transaction=True)
        if remaining is not None:
            pipeline.rpush(place, self._seal.close(to_bytes(remaining), place))
        for entry in entries:
            pipeline.lrem(place, 1, entry)  # type: ignore[arg-type]
        await self._call(pipeline.execute())

    async def finish(self, job: Job) -> None:
        """End a job whose entries have all been taken away."""
        keys = (DUE, SINCE, ATTEMPTS, _place(job.name))
        await self._call(self._redis.eval(_FINISH, len(keys), *keys, job.name))

    async def postpone(self, job: Job, asked: float | None = None) -> None:
        """Try a job again later; `asked` is how many seconds the provider wants us to wait."""
        now = self._clock()
        attempts = int(await self._call(self._redis.zincrby(ATTEMPTS, 1, job.name)))
        since = await self._call(self._redis.zscore(SINCE, job.name))
        wait = wait_after(attempts, now - float(since if since is not None else now), asked)
        await self._call(self._redis.zadd(DUE, {job.name: now + wait}, xx=True))

    async def waiting(self) -> Waiting:
        """Count what is in the queue."""
        now = self._clock()
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.zcard(DUE)
        pipeline.zrange(DUE, "-inf", now, byscore=True, withscores=True)
        pipeline.zrange(SINCE, 0, -1, withscores=True)
        pipeline.zcard(ATTEMPTS)
        jobs, overdue, begun, retried = await self._call(pipeline.execute())
        # One that was begun has been pushed back since then; one that nobody begins is due all the same.
        since: Mapping[bytes, float] = {**dict(overdue), **dict(begun)}
        waited = [now - each for each in since.values()]
        failing = sum(each >= BUSY_SECONDS for each in waited)
        return Waiting(jobs - len(since), len(since), retried, failing, max(waited, default=0.0))

    async def check(self) -> str:
        """Say why the server is no tickets store, empty where it is one."""
        try:
            return why_it_forgets(await self._call(self._redis.config_get("appendonly", "appendfsync")))
        except ErasuresForbidden:
            return f"it does not say whether it persists; {ALLOW}"

    async def compact(self) -> None:
        """Let the server write its file anew, without what was taken away; it may refuse and do so by itself."""
        with suppress(ErasuresUnavailable):
            await self._call(self._redis.bgrewriteaof())

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    def _opened(self, entry: bytes, place: str) -> Erasure | None:
        try:
            return from_bytes(self._seal.open(entry, place))
        except (Unreadable, ValueError):
            return None

    async def _call(self, call: Awaitable[Any]) -> Any:
        try:
            return await asyncio.wait_for(call, CALL_SECONDS)
        except NoPermissionError:
            raise ErasuresForbidden from None
        except (RedisError, OSError, TimeoutError):
            raise ErasuresUnavailable from None


def new_job() -> str:
    """Name a job; nothing leads from the name to a person."""
    return secrets.token_hex(16)


def _place(job: str) -> str:
    return f"q:{{erasure}}:{job}"
