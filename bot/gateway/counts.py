"""Counts of what happened since the start: the only trace that a refused or repeated message leaves."""

from collections import Counter

import structlog


class Counts:
    """Counts by name, each new count logged with its name and channel only."""

    def __init__(self, log: structlog.typing.FilteringBoundLogger) -> None:
        """Count from zero."""
        self._log = log
        self._counted: Counter[str] = Counter()

    def add(self, event: str, channel: str = "", error: str = "", parts: int | None = None) -> None:
        """Count one event; `error` is the name of an error's class, never its text."""
        self._counted[event] += 1
        fields = {"channel": channel, "error": error, "parts": parts, "count": self._counted[event]}
        self._log.info(event, **{name: value for name, value in fields.items() if value not in ("", None)})

    def of(self, event: str) -> int:
        """Give the count of an event."""
        return self._counted[event]
