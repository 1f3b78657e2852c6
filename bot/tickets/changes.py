"""What changed at the desk, told to every page that is open: names of tickets and kinds only, never content."""

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What happened."""

    QUEUE = "queue"  # a ticket was opened, claimed, released, closed, or its risk or language changed
    MESSAGE = "message"
    DELIVERY = "delivery"
    SHIFT = "shift"
    TYPING = "typing"
    VIEWING = "viewing"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: which ticket, empty for none, and by whom where it matters."""

    kind: ChangeKind
    ticket: str = ""
    worker: str = ""
