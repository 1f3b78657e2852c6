"""What was erased goes from the server's file too: soon, once for all workers of a process, and at its end."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis

from bot.cli.stores import start_tickets_store, stop_store
from bot.erasure.eraser import LAST_SECONDS, Eraser
from bot.erasure.job import Erasing, Erasure
from bot.erasure.queue import LEASE_SECONDS, ErasureQueue
from bot.sessions.memory_folder import MEMORY
from channels.channel import Address
from tests.bot.erasure.conftest import SEAL
from tests.bot.erasure.provider import Clock, Counted, Provider
from tests.ending import ended

pytestmark = pytest.mark.redis
WORKERS = 4
NAME = "9f3c1be07d5a42868ce1f0b7a9d3546e"
OTHER = "27d84a60c5e913fb08a6d29e7b41fc35"
"""Names of jobs as they are made, which stand in the file beside each entry: what repeats would be compressed there."""


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    """Give a store of its own: what others left in its file would be told apart from nothing."""
    store = start_tickets_store(folder, folder / "data")
    yield store.url
    stop_store(store)


@pytest.fixture
def server(url: str) -> Iterator[Redis]:
    with Redis.from_url(url) as client:
        yield client


@pytest.fixture
async def queue(url: str, clock: Clock) -> AsyncIterator[ErasureQueue]:
    queue = ErasureQueue(url, SEAL, clock)
    yield queue
    await queue.close()


def written(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in (folder / "data").rglob("*") if each.is_file())


def compactions(server: Redis) -> int:
    """Count how often the server was asked, whether or not it began."""
    return server.info("commandstats").get("cmdstat_bgrewriteaof", {}).get("calls", 0)  # type: ignore[union-attr]


def rewriting(server: Redis) -> bool:
    state = server.info("persistence")
    return bool(state["aof_rewrite_in_progress"] or state["aof_rewrite_scheduled"])  # type: ignore[index]


@asynccontextmanager
async def working(eraser: Eraser, workers: int = WORKERS) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(eraser.run()) for _ in range(workers)]
    try:
        yield
    finally:
        await ended(*tasks)


async def until(true: Callable[[], bool | Awaitable[bool]], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while True:
        answer = true()
        if answer if isinstance(answer, bool) else await answer:
            return
        if time.monotonic() > end:
            pytest.fail("it never came about")
        await asyncio.sleep(0.02)


def deletion() -> Erasure:
    return Erasure(Erasing.DELETE, Address("sms", ""), ("SM1",))


async def test_what_was_erased_goes_from_the_file_though_another_chat_is_open(
    eraser: Eraser, clock: Clock, folder: Path, server: Redis
) -> None:
    async with working(replace(eraser, compact_seconds=0.1)):
        await until(lambda: compactions(server) == 1 and not rewriting(server))
        await eraser.queue.add(OTHER, deletion(), clock.now + 1800)
        await eraser.queue.add(NAME, deletion(), clock.now)
        assert NAME.encode() in written(folder)
        await until(lambda: NAME.encode() not in written(folder))
    assert OTHER.encode() in written(folder)
    assert (await eraser.queue.waiting()).open == 1


async def test_a_start_clears_what_a_killed_process_left(
    eraser: Eraser, clock: Clock, folder: Path, server: Redis, sms: Provider
) -> None:
    await eraser.queue.add(NAME, deletion(), clock.now)
    killed = replace(eraser)
    assert await killed.step()
    assert server.dbsize() == 0
    assert NAME.encode() in written(folder)
    asked = len(sms.asked)
    async with working(eraser):
        await until(lambda: NAME.encode() not in written(folder))
    assert len(sms.asked) == asked, "it had nothing to do"


async def test_a_start_does_first_what_is_due(eraser: Eraser, clock: Clock, server: Redis, sms: Provider) -> None:
    seen: list[int] = []
    sms.meanwhile = lambda: seen.append(compactions(server))
    for number in range(3):
        await eraser.queue.add(f"{number}" * 32, deletion(), clock.now)
    async with working(eraser, workers=1):
        await until(lambda: compactions(server) == 1)
    assert seen == [0, 0, 0]


async def test_the_workers_of_a_process_compact_once_and_not_again_too_soon(
    eraser: Eraser, clock: Clock, server: Redis, sms: Provider
) -> None:
    async with working(eraser):
        await until(lambda: compactions(server) == 1)
        for number in range(8):
            await eraser.queue.add(f"{number:032}", deletion(), clock.now)
            eraser.wake()
        await until(lambda: len(sms.asked) == 8 and server.dbsize() == 0)
        await asyncio.sleep(1.5)
        assert compactions(server) == 1


async def test_nothing_is_compacted_where_nothing_changed(eraser: Eraser, server: Redis) -> None:
    async with working(replace(eraser, compact_seconds=0.0)):
        await until(lambda: compactions(server) == 1 and not rewriting(server))
        await asyncio.sleep(1.5)
    assert compactions(server) == 1


async def test_the_end_of_a_process_clears_what_it_erased_last(
    eraser: Eraser, clock: Clock, folder: Path, server: Redis, sms: Provider
) -> None:
    async with working(eraser):
        await until(lambda: compactions(server) == 1 and not rewriting(server))
        await eraser.queue.add(NAME, deletion(), clock.now)
        eraser.wake()
        await until(lambda: bool(sms.asked) and server.dbsize() == 0)
        assert NAME.encode() in written(folder)
    assert compactions(server) == 2
    await until(lambda: NAME.encode() not in written(folder))


async def test_a_job_that_ends_after_another_worker_compacted_makes_the_file_stale_again(
    eraser: Eraser, clock: Clock, folder: Path, server: Redis
) -> None:
    eraser = replace(eraser, compact_seconds=0.0)
    await eraser.queue.add(NAME, deletion(), clock.now)
    at_work = asyncio.Event()
    released = asyncio.Event()

    class Slow(Provider):
        async def delete(self, *_: object) -> object:  # type: ignore[override]
            at_work.set()
            await released.wait()
            return await super().delete(*_)  # type: ignore[arg-type]

    eraser = replace(eraser, channels={"sms": Slow("sms")})
    async with working(eraser, workers=2):
        await asyncio.wait_for(at_work.wait(), 10)
        await until(lambda: compactions(server) == 1 and not rewriting(server))
        assert NAME.encode() in written(folder)
        released.set()
        await until(lambda: NAME.encode() not in written(folder))


async def test_a_server_that_writes_its_file_already_is_asked_again(
    eraser: Eraser, queue: ErasureQueue, clock: Clock, folder: Path, server: Redis
) -> None:
    server.config_set("rdb-key-save-delay", 100_000)
    for number in range(20):
        await queue.add(f"{number:032}", deletion(), clock.now + 1800)
    await queue.add(NAME, deletion(), clock.now)
    assert await queue.compact()
    await until(lambda: rewriting(server))
    assert not await queue.compact()
    async with working(eraser):
        await until(lambda: server.zscore("q:{erasure}:due", NAME) is None)
        await until(lambda: NAME.encode() not in written(folder))


async def test_a_server_that_is_gone_or_refuses_holds_up_no_end(
    gone_queue: ErasureQueue, url: str, server: Redis, clock: Clock, counted: Counted
) -> None:
    server.acl_setuser("worker", enabled=True, nopass=True, keys=["*"], commands=["+@all", "-bgrewriteaof"])
    forbidding = ErasureQueue(url.replace("unix://", "unix://worker@"), SEAL, clock)
    try:
        for queue in (gone_queue, forbidding):
            begun = time.monotonic()
            async with working(Eraser(queue, {}, counted.add, compact_seconds=0.5)):
                await until(lambda: bool(counted.events))
            assert time.monotonic() - begun < LAST_SECONDS + 2
            event = "erasures_unavailable" if queue is gone_queue else "erasures_not_compacted"
            assert {each[0] for each in counted.events} == {event}
            counted.events.clear()
    finally:
        await forbidding.close()


async def test_the_end_waits_for_a_server_that_is_busy_but_not_for_ever(
    eraser: Eraser, queue: ErasureQueue, clock: Clock, server: Redis
) -> None:
    server.config_set("rdb-key-save-delay", 1_000_000)
    for number in range(20):
        await queue.add(f"{number:032}", deletion(), clock.now + LEASE_SECONDS)
    assert await queue.compact()
    await until(lambda: rewriting(server))
    begun = time.monotonic()
    async with working(eraser):
        await asyncio.sleep(0.2)
    assert time.monotonic() - begun < LAST_SECONDS + 2
    assert rewriting(server)
