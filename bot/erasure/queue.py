"""The queue of erasures, in the store that loses nothing: ids only, encrypted, under random names.

Each session has a job. It is pushed back with every message and due when the session ends, however that comes about,
so that a crash of any process delays an erasure that the queue has taken and never loses one.
"""

import secrets
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.erasure.job import BUSY_SECONDS, Erasure, from_bytes, to_bytes, wait_after
from bot.storage.clock import Clock
from bot.storage.encryption import Seal, Unreadable
from bot.storage.persistence import ALLOW, why_it_forgets
from bot.storage.server import client, limited, rewritten

CALL_SECONDS = 2.0
CONNECTIONS = 32
LEASE_SECONDS = 120.0
"""A job that was taken is free again after this, where its worker died."""
# One slot of a cluster holds them all, since one call changes several.
DUE, SINCE, ATTEMPTS = "q:{erasure}:due", "q:{erasure}:since", "q:{erasure}:attempts"

# A lease is the very time to which its worker pushed a job back: where another stands, somebody else has taken the job
# since then, or has added to it, or wants it now, and it is no longer the worker's to move or to end.
_OURS = "tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 'nan') == tonumber(ARGV[2])"
# Takes the job that is due longest, so that no other worker takes it meanwhile, and notes since when it is tried.
_TAKE = """
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, 1)
if #due == 0 then return false end
redis.call('ZADD', KEYS[1], ARGV[2], due[1])
redis.call('ZADD', KEYS[2], 'NX', ARGV[1], due[1])
return {due[1], redis.call('ZSCORE', KEYS[2], due[1])}
"""
_MOVE = f"""
if not ({_OURS}) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
"""
# Counts a try in vain.
_TRIED = f"""
if not ({_OURS}) then return false end
return {{redis.call('ZINCRBY', KEYS[3], 1, ARGV[1]), redis.call('ZSCORE', KEYS[2], ARGV[1]) or ARGV[3]}}
"""
# Ends a job only where nothing was added to it meanwhile.
_FINISH = f"""
if not ({_OURS}) or redis.call('LLEN', KEYS[4]) > 0 then return 0 end
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
    """Erasures that are due together, as they stand in the store; `unreadable` more wait for the key of theirs.

    `lease` is until when a worker has it, in seconds since the epoch.
    """

    name: str
    entries: tuple[bytes, ...]
    erasures: tuple[Erasure, ...]
    unreadable: int = 0
    lease: float = 0.0


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
        self._redis = client(url, seconds=CALL_SECONDS, connections=CONNECTIONS)
        self._seal, self._clock = seal, clock

    async def add(self, job: str, erasure: Erasure, due: float) -> None:
        """Add messages to a job and push it back to a time, in seconds since the epoch."""
        place = _place(job)
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.rpush(place, self._seal.close(to_bytes(erasure), place))
        pipeline.zadd(DUE, {job: due})
        # A chat that goes on is not what was tried in vain before.
        pipeline.zrem(SINCE, job)
        pipeline.zrem(ATTEMPTS, job)
        await self._call(pipeline.execute())

    async def hasten(self, job: str) -> None:
        """Make a job due now."""
        await self._call(self._redis.zadd(DUE, {job: self._clock()}, xx=True))

    async def take(self) -> Job | None:
        """Take the job that is due longest, or None; it is free again after the lease."""
        now = self._clock()
        lease = now + LEASE_SECONDS
        found = await self._call(self._redis.eval(_TAKE, 2, DUE, SINCE, now, lease))
        if found is None:
            return None
        job, since = found[0].decode(), float(found[1])
        place = _place(job)
        entries = await self._call(self._redis.lrange(place, 0, -1))
        opened = [(entry, self._opened(entry, place)) for entry in entries]
        known = [(entry, erasure) for entry, erasure in opened if erasure is not None]
        unknown = [entry for entry, erasure in opened if erasure is None]
        # A wrong key is mended within a day; what none opens after that, nobody can erase by any more.
        if unknown and now - since >= BUSY_SECONDS:
            await self.settle(Job(job, (), ()), unknown, None)
            unknown = []
        erasures = tuple(erasure for _, erasure in known)
        return Job(job, tuple(entry for entry, _ in known), erasures, len(unknown), lease)

    async def hold(self, job: Job) -> Job:
        """Keep a job that was taken for another lease, where it is still ours; give it as it is to be used from now."""
        lease = self._clock() + LEASE_SECONDS
        return replace(job, lease=lease) if await self._ours(_MOVE, job, lease) else job

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
        await self._ours(_FINISH, job)

    async def postpone(self, job: Job, asked: float | None = None) -> None:
        """Try a job again later; `asked` is how many seconds the provider wants us to wait.

        A time that somebody else has set for it since it was taken stays.
        """
        now = self._clock()
        tried = await self._ours(_TRIED, job, now)
        if tried:
            attempts, since = (float(each) for each in tried)
            await self._ours(_MOVE, job, now + wait_after(int(attempts), now - since, asked))

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

    async def compact(self) -> bool:
        """Let the server write its file anew, without what was taken away; False where it is at it already.

        What it has begun to write may still hold what was taken away meanwhile.
        """
        return bool(await self._call(rewritten(self._redis)))

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    def _opened(self, entry: bytes, place: str) -> Erasure | None:
        try:
            return from_bytes(self._seal.open(entry, place))
        except (Unreadable, ValueError):
            return None

    async def _ours(self, script: str, job: Job, *values: float) -> Any:
        keys = (DUE, SINCE, ATTEMPTS, _place(job.name))
        return await self._call(self._redis.eval(script, len(keys), *keys, job.name, job.lease, *values))

    async def _call(self, call: Awaitable[Any]) -> Any:
        return await limited(call, CALL_SECONDS, unavailable=ErasuresUnavailable, forbidden=ErasuresForbidden)


def new_job() -> str:
    """Name a job; nothing leads from the name to a person."""
    return secrets.token_hex(16)


def _place(job: str) -> str:
    return f"q:{{erasure}}:{job}"
