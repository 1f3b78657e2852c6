"""Ends tasks of a test for certain."""

import asyncio
from typing import Any

AGAIN_SECONDS = 0.1


async def ended(*tasks: "asyncio.Task[Any]") -> None:
    """Cancel tasks until all have ended.

    Python 3.11's wait_for swallows a cancellation that comes together with a result, so once may not be enough.
    """
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_SECONDS)
