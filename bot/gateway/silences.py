"""Who has said that nothing more may be written to them, also about a report."""

from typing import Protocol

from bot.gateway.counts import Counts
from bot.gateway.event import person_of
from bot.reports.store import ReportsUnavailable
from channels.channel import InboundEvent


class Silences(Protocol):
    """What keeps such a wish."""

    async def silence(self, sender: str) -> None:
        """Note that nothing may be written to somebody any more. Raises ReportsUnavailable."""


class NoSilence:
    """For a gateway that writes to nobody by itself."""

    async def silence(self, sender: str) -> None:
        """Note nothing."""


async def silenced(silences: Silences, counts: Counts, event: InboundEvent) -> None:
    """Note the wish of who did this; where it cannot be noted that is counted."""
    try:
        await silences.silence(person_of(event))
    except ReportsUnavailable as error:
        counts.add("silence_not_kept", event.address.channel, type(error).__name__)
