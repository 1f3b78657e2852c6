"""What supervisors decide for the whole desk, kept in the store of tickets."""

from bot.storage.changes import Change, ChangeKind, added
from bot.tickets.connection import Connection
from bot.tickets.scripts import place

NEXT_ONLY = "next_only"


class DeskRules(Connection):
    """The rules of the desk. Every call raises TicketsUnavailable."""

    def __init__(self, url: str) -> None:
        """Prepare a client; nothing connects until the first call."""
        super().__init__(url, connections=8)

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
        added(pipeline, Change(ChangeKind.QUEUE))
        await self._call(pipeline.execute())
