"""What changed at the desk, told to every page that is open: names of tickets and kinds only, never content."""

from collections.abc import Awaitable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from redis.asyncio import Redis

CHANGES = "q:{tickets}:changes"
"""The stream of all changes, on the server of tickets."""
MOST_CHANGES = 10_000
"""The stream keeps so many of the latest changes, as the scripts do."""


class ChangeKind(StrEnum):
    """What happened."""

    QUEUE = "queue"  # a ticket was opened, claimed, released, closed, or its risk or language changed
    MESSAGE = "message"
    DELIVERY = "delivery"
    SHIFT = "shift"
    TYPING = "typing"
    VIEWING = "viewing"
    ERASED = "erased"
    REPORT = "report"  # a report was sent, added to, given to somebody, passed on, answered, closed or erased


@dataclass(frozen=True, slots=True)
class Change:
    """One change: which ticket or report, empty for none, and by whom where it matters."""

    kind: ChangeKind
    ticket: str = ""
    worker: str = ""


def added(redis: Redis, change: Change) -> Awaitable[Any]:
    """Add a change to the stream of all: by a client, or as a part of a pipeline, which is not awaited."""
    fields = {"k": str(change.kind), "t": change.ticket, "w": change.worker}
    return redis.xadd(CHANGES, fields, maxlen=MOST_CHANGES)  # type: ignore[arg-type]
