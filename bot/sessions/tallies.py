"""How often something happened of late: counts that begin with the first time and are gone after some seconds."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from bot.storage.encryption import Names

SCRIPT = Path(__file__).with_name("scripts") / "tally.lua"
Call = Callable[[Awaitable[Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Window:
    """What is counted, as one name with whose it is, and for how many seconds from the first time."""

    name: str = field(repr=False)
    seconds: float


@dataclass(frozen=True, slots=True)
class Tally:
    """A count that has the present one in it, and the seconds after which it begins anew."""

    count: int
    seconds: float


class Tallies:
    """Counts under names that lead to nobody, made by HMAC with a key that lies in memory only."""

    def __init__(self, redis: Redis, names: Callable[[], Names], call: Call) -> None:
        """Take a client, what makes names opaque now, and what limits and guards each call."""
        self._names, self._call = names, call
        self._script = redis.register_script(SCRIPT.read_text(encoding="utf-8"))

    async def count(self, *windows: Window) -> Sequence[Tally]:
        """Count once in each of these windows, all or none, and give the tallies. Raises SessionsUnavailable."""
        names = self._names()
        places = [f"s:tally:{names.name(f'tally:{each.name}')}" for each in windows]
        ends = [max(1, round(1000 * each.seconds)) for each in windows]
        answer = await self._call(self._script(keys=places, args=ends))
        return [Tally(count, left / 1000) for count, left in zip(answer[::2], answer[1::2], strict=True)]
