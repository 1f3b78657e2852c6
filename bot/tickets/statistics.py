"""What stays of tickets when their content has gone: how often things happened, by day and language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.tickets.connection import Connection
from bot.tickets.scripts import place


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened on a day (UTC) in a language.

    Events are opened, claimed, released, transferred, unanswered, closed.<outcome>, and
    waited.<1|3|10|30|60|more>: claimed after so many minutes at most.
    """

    day: date
    event: str
    language: str
    number: int


class Statistics(Connection):
    """Reads the counts."""

    def __init__(self, url: str) -> None:
        """Prepare a client; nothing connects until the first call."""
        super().__init__(url, connections=4)

    async def days(self, first: date, last: date) -> Sequence[Count]:
        """Give the counts of all days from the first to the last. Raises TicketsUnavailable."""
        days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
        pipeline = self._redis.pipeline(transaction=False)
        for day in days:
            pipeline.hgetall(place("counts", day.isoformat()))
        found = await self._call(pipeline.execute())
        counts = []
        for day, fields in zip(days, found, strict=True):
            for name, number in fields.items():
                event, _, language = name.decode().partition("|")
                counts.append(Count(day, event, language, int(number)))
        return counts
