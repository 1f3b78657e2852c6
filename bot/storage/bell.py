"""A bell beside a worker's bed: it rests for a time, or until there is something to do."""

import asyncio


class Bell:
    """Wakes one task that rests; what rings while it works wakes it from its next rest."""

    def __init__(self) -> None:
        """Be silent."""
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake who rests."""
        self._rung.set()

    async def rest(self, seconds: float) -> None:
        """Rest for so many seconds at most."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return
        self._rung.clear()
