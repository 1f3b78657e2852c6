"""What supervisors decide for the whole desk, kept in the store of tickets."""

from collections.abc import Awaitable
from typing import Any

from bot.storage.server import client, limited
from bot.tickets.changes import ChangeKind
from bot.tickets.scripts import CALL_SECONDS, place
from bot.tickets.store import TicketsForbidden, TicketsUnavailable

NEXT_ONLY = "next_only"


class DeskRules:
    """The rules of the desk. Every call raises TicketsUnavailable."""

    def __init__(self, url: str) -> None:
        """Prepare a client; nothing connects until the first call."""
        self._redis = client(url, seconds=CALL_SECONDS, connections=8)

    async def next_only(self) -> bool:
        """Say whether workers take who comes next, and choose nobody from the queue."""
        return bool(await self._call(self._redis.hexists(place("rules"), NEXT_ONLY)))

    async def set_next_only(self, *, next_only: bool) -> None:
        """Let workers take only who comes next, or choose; every open page is told."""
        pipeline = self._redis.pipeline(transaction=True)
        if next_only:
            pipeline.hset(place("rules"), NEXT_ONLY, "1")
        else:
            pipeline.hdel(place("rules"), NEXT_ONLY)
        pipeline.xadd(place("changes"), {"k": str(ChangeKind.QUEUE), "t": "", "w": ""}, maxlen=10_000)
        await self._call(pipeline.execute())

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _call(self, call: Awaitable[Any]) -> Any:
        return await limited(call, CALL_SECONDS, unavailable=TicketsUnavailable, forbidden=TicketsForbidden)
