"""Ten thousand jobs that were done leave the real server and its file as they were."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis

from bot.cli.stores import start_tickets_store, stop_store
from bot.erasure.job import Erasing, Erasure
from bot.erasure.queue import ErasureQueue, Waiting, new_job
from bot.sessions.memory_folder import MEMORY
from channels.channel import Address
from tests.bot.erasure.conftest import SEAL
from tests.bot.erasure.provider import Clock

pytestmark = pytest.mark.redis
JOBS = 10_000
NOTHING = Waiting(0, 0, 0, 0, 0.0)
WORKERS = 16
MOST = 0.01
NOISE = 1000
"""Bytes by which a server's memory changes from its being asked."""
EMPTY_FILE = 10_000
"""Bytes that an append-only file without a job may have: one job alone has some 200."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder in memory, where ten thousand acknowledged writes do not wait for a disk."""
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def tickets_of_its_own(folder: Path) -> Iterator[str]:
    store = start_tickets_store(folder, folder / "data")
    yield store.url
    stop_store(store)


async def test_ten_thousand_jobs_leave_nothing(tickets_of_its_own: str, folder: Path, clock: Clock) -> None:
    queue = ErasureQueue(tickets_of_its_own, SEAL, clock)
    with Redis.from_url(tickets_of_its_own) as server:
        await _work(queue, clock, [new_job() for _ in range(300)])
        # A server keeps some figures of each command from its first call on; none is new after this.
        assert await queue.waiting() == NOTHING
        before = await _settled(queue, server)
        jobs = [new_job() for _ in range(JOBS)]
        assert await _work(queue, clock, jobs) == JOBS
        assert await queue.waiting() == NOTHING
        after = await _settled(queue, server)
        assert abs(after - before) <= MOST * before
        assert server.keys() == []
    written = await asyncio.to_thread(_written, folder)
    assert 0 < len(written) < EMPTY_FILE
    assert not any(job.encode() in written for job in jobs)
    await queue.close()


async def _work(queue: ErasureQueue, clock: Clock, jobs: list[str]) -> int:
    """Add jobs and do them, one in ten only at a second try; say how many were done."""
    adding = iter(jobs)
    late: set[str] = set()

    async def add() -> None:
        for number, job in enumerate(adding):
            address = Address("telegram", str(771300000 + number))
            await queue.add(job, Erasure(Erasing.DELETE, address, (str(number), "2")), clock.now + 1800)

    async def take() -> int:
        done = 0
        while (job := await queue.take()) is not None:
            if job.name.startswith("0") and job.name not in late:
                late.add(job.name)
                await queue.postpone(job)
                continue
            await queue.settle(job, job.entries, None)
            await queue.finish(job)
            done += 1
        return done

    await asyncio.gather(*(add() for _ in range(WORKERS)))
    clock.now += 1800
    done = sum(await asyncio.gather(*(take() for _ in range(WORKERS))))
    clock.now += 3600
    return done + sum(await asyncio.gather(*(take() for _ in range(WORKERS))))


async def _settled(queue: ErasureQueue, server: Redis) -> int:
    """Let the file be written anew, and give the memory that the server uses once that is done."""
    used: list[int] = []

    async def settled() -> bool:
        persistence = server.info("persistence")
        if int(persistence["aof_current_size"]) >= EMPTY_FILE:  # type: ignore[index]
            await queue.compact()
            return False
        used.append(int(server.info("memory")["used_memory"]))  # type: ignore[index]
        busy = persistence["aof_rewrite_in_progress"] or persistence["aof_rewrite_scheduled"]  # type: ignore[index]
        return not busy and len(used) > 2 and abs(used[-1] - used[-3]) < NOISE

    await queue.compact()
    await _until(settled)
    return used[-1]


async def _until(true: Callable[[], Awaitable[bool]]) -> None:
    until = time.monotonic() + 60
    while not await true():
        if time.monotonic() > until:
            pytest.fail("it never came about")
        await asyncio.sleep(0.3)


def _written(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in (folder / "data").rglob("*") if each.is_file())
