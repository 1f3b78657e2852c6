"""The search itself: what was taken away is found in the file of the server, until that is written anew."""

import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis import Redis

from bot.cli.stores import start_tickets_store, stop_store
from bot.erasure.job import Erasing, Erasure
from bot.erasure.queue import ErasureQueue, new_job
from bot.sessions.memory_folder import MEMORY
from bot.storage.encryption import Seal
from channels.channel import Address
from tests.canary.append_only_file import PLACE, file_content
from tests.canary.canaries import Canaries
from tests.canary.search import Search

pytestmark = pytest.mark.redis
SEAL = Seal(bytes(range(32)), "erasures")
NOW = 1_790_000_000.0
WRITING_SECONDS = 20
IN_FILE = "an erasure in the append-only file"


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="amparo-", dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def server(folder: Path) -> Iterator[Redis]:
    store = start_tickets_store(folder, folder / "data")
    with Redis.from_url(store.url) as client:
        yield client
    stop_store(store)


@pytest.fixture
async def queue(server: Redis, folder: Path) -> AsyncIterator[ErasureQueue]:
    assert server.ping()
    queue = ErasureQueue(f"unix://{folder}/tickets.sock", SEAL, lambda: NOW)
    yield queue
    await queue.close()


def written_anew(server: Redis) -> None:
    server.bgrewriteaof()
    until = time.monotonic() + WRITING_SECONDS
    while server.info("persistence")["aof_rewrite_in_progress"]:  # type: ignore[index]
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize("snapshot", [False, True], ids=["commands only", "in the snapshot too"])
async def test_what_was_taken_away_is_found_until_the_file_is_written_anew(
    queue: ErasureQueue, server: Redis, folder: Path, *, snapshot: bool
) -> None:
    canaries = Canaries()
    for number in range(3):
        chat = Address("telegram", canaries.number(f"chat {number}", "7"))
        job = new_job()
        for message in range(2):
            await queue.add(job, Erasure(Erasing.DELETE, chat, (str(message),)), NOW + number)
    search = Search(canaries.needles())
    found = {f"{IN_FILE}: chat {number} as text" for number in range(3)}
    assert set(search.erasures_in_file(folder, SEAL)) == found
    if snapshot:
        written_anew(server)
        assert b"rpush" not in file_content(folder).lower()
        assert set(search.erasures_in_file(folder, SEAL)) == found, "a list in a snapshot was not read"
    job = await queue.take()
    assert job is not None
    await queue.settle(job, job.entries, None)
    await queue.finish(job)
    assert set(search.erasures_in_file(folder, SEAL)) == found
    assert {each.partition(":")[2] for each in search.erasures(server, SEAL)} == {
        f" chat {number} as text" for number in (1, 2)
    }
    written_anew(server)
    assert set(search.erasures_in_file(folder, SEAL)) == found - {f"{IN_FILE}: chat 0 as text"}
    server.flushall()
    written_anew(server)
    assert not PLACE.findall(file_content(folder))


async def test_only_the_key_opens_what_is_in_the_file(queue: ErasureQueue, folder: Path) -> None:
    canaries = Canaries()
    chat = Address("telegram", canaries.number("chat", "7"))
    await queue.add(new_job(), Erasure(Erasing.DELETE, chat, ("1",)), NOW)
    search = Search(canaries.needles())
    assert list(search.erasures_in_file(folder, SEAL))
    assert not list(search.erasures_in_file(folder, Seal(bytes(32), "erasures")))
    assert not list(search.folder(folder))
