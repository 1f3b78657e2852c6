"""The way to the server of tickets that everything which is kept there shares."""

from collections.abc import Awaitable
from typing import Any, ClassVar

from bot.storage.server import client, limited

CALL_SECONDS = 2.0


class Connection:
    """A client that nobody waits long for; every call raises `unavailable`, or `forbidden`, errors of the subclass."""

    unavailable: ClassVar[type[Exception]]
    forbidden: ClassVar[type[Exception]]

    def __init__(self, url: str, *, connections: int, block_seconds: float = 0.0) -> None:
        """Prepare a client whose calls may block for so long; nothing connects until the first call."""
        self._redis = client(url, seconds=CALL_SECONDS + block_seconds, connections=connections)

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _call(self, call: Awaitable[Any], seconds: float = CALL_SECONDS) -> Any:
        return await limited(call, seconds, unavailable=self.unavailable, forbidden=self.forbidden)
