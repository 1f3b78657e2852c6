"""Looking on while a gateway erases, with time that the test lets go by in the queue."""

import time
from collections.abc import Callable

from redis import Redis

DUE, SINCE, ATTEMPTS = "q:{erasure}:due", "q:{erasure}:since", "q:{erasure}:attempts"
IDLE_SECONDS = 30 * 60


def until(happened: Callable[[], object]) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + 40
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def later(queue: Redis, seconds: float) -> None:
    """Let time go by for all that waits in the queue."""
    for job, due in queue.zrange(DUE, 0, -1, withscores=True):  # type: ignore[misc,union-attr]
        queue.zadd(DUE, {job: due - seconds}, xx=True)


def all_gone(queue: Redis) -> None:
    """Let hours go by, and wait until nothing is left in the queue."""
    later(queue, 10 * IDLE_SECONDS)
    until(lambda: queue.dbsize() == 0)


def waiting(queue: Redis, jobs: int) -> None:
    """Wait until the queue holds so many jobs, with no worker at one of them."""
    until(lambda: queue.zcard(DUE) == jobs and queue.zcard(SINCE) == queue.zcard(ATTEMPTS))
