"""A client of a Redis or Valkey server that nobody waits long for, and whose errors show nothing of a call."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import NoPermissionError, RedisError, ResponseError

Answer = TypeVar("Answer")


def client(url: str, *, seconds: float, connections: int) -> Redis:
    """Prepare a client whose calls take so many seconds at most; nothing connects until the first call."""
    pool: BlockingConnectionPool = BlockingConnectionPool.from_url(
        url,
        # Calls beyond the connections wait for one: many people who write at once must not be turned away.
        max_connections=connections,
        timeout=seconds,
        socket_timeout=seconds,
        socket_connect_timeout=seconds,
        # Once more for a connection that went stale; a server that hangs must not hold a person up for longer.
        retry=Retry(NoBackoff(), 1, supported_errors=(Disconnected,)),
    )
    return Redis.from_pool(pool)


async def limited(
    call: Awaitable[Answer], seconds: float, *, unavailable: type[Exception], forbidden: type[Exception]
) -> Answer:
    """Wait for a call. Raises `forbidden` where the account may not make it, else `unavailable`.

    The client's own error can hold the command's arguments; none of it is passed on.
    """
    try:
        # Not wait_for: in Python 3.11 it can swallow a cancellation that comes together with the answer.
        async with asyncio.timeout(seconds):
            return await call
    except NoPermissionError:
        raise forbidden from None
    except (RedisError, OSError, TimeoutError):
        raise unavailable from None


async def rewritten(redis: Redis) -> bool:
    """Let a server write its append-only file anew, without what was taken away; False where it is at it already.

    What it has begun to write may still hold what was taken away meanwhile. Wait for it by `limited`.
    """
    try:
        await redis.bgrewriteaof()
    except ResponseError as refusal:
        if "in progress" not in str(refusal):
            raise
        return False
    return True
