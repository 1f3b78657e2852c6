"""The way to the server of tickets that everything which is kept there shares."""

from collections.abc import Awaitable
from typing import Any

from redis.asyncio import Redis

from bot.storage.server import client, limited
from bot.tickets.changes import Change
from bot.tickets.scripts import place
from bot.tickets.store import TicketsForbidden, TicketsUnavailable

CALL_SECONDS = 2.0
MOST_CHANGES = 10_000
"""The stream keeps so many of the latest changes, as the scripts do."""


class Connection:
    """A client that nobody waits long for, and whose errors are ours. Every call raises TicketsUnavailable."""

    def __init__(self, url: str, *, connections: int, block_seconds: float = 0.0) -> None:
        """Prepare a client whose calls may block for so long; nothing connects until the first call."""
        self._redis = client(url, seconds=CALL_SECONDS + block_seconds, connections=connections)

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _call(self, call: Awaitable[Any], seconds: float = CALL_SECONDS) -> Any:
        return await limited(call, seconds, unavailable=TicketsUnavailable, forbidden=TicketsForbidden)


def added(redis: Redis, change: Change) -> Awaitable[Any]:
    """Add a change to the stream of all: by a client, or as a part of a pipeline, which is not awaited."""
    fields = {"k": str(change.kind), "t": change.ticket, "w": change.worker}
    return redis.xadd(place("changes"), fields, maxlen=MOST_CHANGES)  # type: ignore[arg-type]
