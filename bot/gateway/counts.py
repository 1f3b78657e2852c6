"""Counts of what happened since the start: the only trace that a refused or repeated message leaves."""

import re
from collections import Counter
from collections.abc import Mapping

import structlog

# A status comes from outside: only Twilio's own words for one are repeated.
_EVENT = re.compile(
    r"[a-z_]{1,40}|status\.(?:accepted|scheduled|queued|sending|sent|delivered|read|failed|undelivered|canceled)"
)
_CHANNEL = re.compile(r"[a-z]{0,20}")
_UNKNOWN = "unknown"


class Counts:
    """Counts by event and channel, each new count logged with its event's name and channel only."""

    def __init__(self, log: structlog.typing.FilteringBoundLogger) -> None:
        """Count from zero."""
        self._log = log
        self._counted: Counter[tuple[str, str]] = Counter()

    def add(self, event: str, channel: str = "", error: str = "", parts: int | None = None) -> None:
        """Count one event; `error` is the name of an error's class, never its text."""
        event = event if _EVENT.fullmatch(event) else _UNKNOWN
        channel = channel if _CHANNEL.fullmatch(channel) else _UNKNOWN
        self._counted[event, channel] += 1
        fields = {"channel": channel, "error": error, "parts": parts, "count": self.of(event)}
        self._log.info(event, **{name: value for name, value in fields.items() if value not in ("", None)})

    def of(self, event: str) -> int:
        """Give the count of an event."""
        return sum(count for (counted, _), count in self._counted.items() if counted == event)

    def by_channel(self) -> Mapping[str, Mapping[str, int]]:
        """Give the counts of now: channel by event; what belongs to no channel stands under an empty name."""
        events: dict[str, dict[str, int]] = {}
        for (event, channel), count in self._counted.copy().items():
            events.setdefault(event, {})[channel] = count
        return events
