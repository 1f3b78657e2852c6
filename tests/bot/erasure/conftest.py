from collections.abc import AsyncIterator, Iterator

import pytest
from redis import Redis

from bot.erasure.eraser import Eraser
from bot.erasure.queue import ErasureQueue
from bot.storage.encryption import Seal
from tests.bot.erasure.provider import Clock, Counted, Provider

SEAL = Seal(bytes(range(32)), "erasures")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def queue(empty_tickets_url: str, clock: Clock) -> AsyncIterator[ErasureQueue]:
    queue = ErasureQueue(empty_tickets_url, SEAL, clock)
    yield queue
    await queue.close()


@pytest.fixture
async def gone_queue(clock: Clock) -> AsyncIterator[ErasureQueue]:
    """Give a queue whose store does not run."""
    queue = ErasureQueue("unix:///nowhere/tickets.sock", SEAL, clock)
    yield queue
    await queue.close()


@pytest.fixture
def server(empty_tickets_url: str) -> Iterator[Redis]:
    with Redis.from_url(empty_tickets_url) as client:
        yield client


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def sms() -> Provider:
    return Provider("sms")


@pytest.fixture
def telegram() -> Provider:
    return Provider("telegram")


@pytest.fixture
def eraser(queue: ErasureQueue, sms: Provider, telegram: Provider, counted: Counted) -> Eraser:
    return Eraser(queue, {"sms": sms, "telegram": telegram}, counted.add)
