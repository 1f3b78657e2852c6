"""How much one sender may write before no more of it is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.flood_settings import FloodSettings
from bot.sessions.tallies import Tally, Window

MINUTE_SECONDS, HOUR_SECONDS = 60.0, 3600.0
HELD_TIMES = 4
"""So many times as much is passed on to a worker who has the chat: they can end it themselves."""


class CountsWindows(Protocol):
    """What counts within windows of time."""

    async def count(self, *windows: Window) -> Sequence[Tally]:
        """Count once in each window. Raises SessionsUnavailable."""


@dataclass(frozen=True, slots=True)
class Over:
    """More was written than is read: for how many seconds still, and whether that may be an hour.

    `for_worker` says that it is more than even a worker gets who has the chat.
    """

    seconds: float
    long: bool = False
    for_worker: bool = False


@dataclass(frozen=True, slots=True)
class Flood:
    """Counts what senders write, in the store that all gateways share. Every call raises SessionsUnavailable."""

    tallies: CountsWindows = field(repr=False)
    bounds: FloodSettings = field(default_factory=FloodSettings)

    async def over(self, person: str, network: str = "") -> Over | None:
        """Count a message of a person, from a network where one is known, and say whether it is one too many."""
        own = (Window(f"minute:{person}", MINUTE_SECONDS), Window(f"hour:{person}", HOUR_SECONDS))
        shared = (Window(f"network:{network}", MINUTE_SECONDS),) if network else ()
        minute, hour, *others = await self.tallies.count(*own, *shared)
        return over(self.bounds, minute, hour, *others)

    async def times(self, person: str, what: str, seconds: float = MINUTE_SECONDS) -> int:
        """Count something of a person, and say how often it was within these seconds, this time included."""
        (tally,) = await self.tallies.count(Window(f"{what}:{person}", seconds))
        return tally.count


def over(bounds: FloodSettings, minute: Tally, hour: Tally, network: Tally | None = None) -> Over | None:
    """Decide from the counts whether a message is one too many, and until when the next ones are."""
    crossed = [minute] if minute.count > bounds.minute else []
    if network is not None and network.count > bounds.network_minute:
        crossed.append(network)
    long = hour.count > bounds.hour
    if long:
        crossed.append(hour)
    if not crossed:
        return None
    for_worker = minute.count > HELD_TIMES * bounds.minute or hour.count > HELD_TIMES * bounds.hour
    return Over(max(each.seconds for each in crossed), long=long, for_worker=for_worker)
