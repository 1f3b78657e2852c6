"""What is written in a ticket: by the person, the worker, the assistant, or as a note among staff."""

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Author(StrEnum):
    """Who wrote a message; a note is seen by staff only, a notice is one of our texts, named by its key."""

    PERSON = "person"
    WORKER = "worker"
    ASSISTANT = "assistant"
    NOTICE = "notice"
    NOTE = "note"


TO_THE_PERSON = (Author.WORKER, Author.NOTICE)
"""What the gateway delivers."""


class Delivery(StrEnum):
    """What became of a message to the person."""

    NONE = ""
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    REFUSED = "refused"  # outside the safe contact
    UNKNOWN = "unknown"  # a process died over it; whether it arrived cannot be known


@dataclass(frozen=True, slots=True)
class TicketMessage:
    """One message; `id` and `at` are the store's own, empty and 0 before it is kept.

    `language` is the text's. `original` is what the worker wrote in their own language where `text` is a translation.
    `key` names a notice's text in the catalogs. `source` names the topic or saved reply that the text was taken from.
    """

    author: Author
    text: str = field(default="", repr=False)
    language: str = ""
    worker: str = ""
    key: str = ""
    source: str = ""
    original: str = field(default="", repr=False)
    id: str = ""
    at: float = 0.0
    delivery: Delivery = Delivery.NONE


def to_bytes(message: TicketMessage) -> bytes:
    """Write a message's content; what the store knows by itself is left out."""
    values = asdict(message)
    for name in ("id", "at", "delivery"):
        del values[name]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(data: bytes, *, message_id: str, at: float, delivery: Delivery) -> TicketMessage:
    """Read a message's content."""
    values: dict[str, Any] = json.loads(data)
    author = Author(values.pop("author"))
    return TicketMessage(author, **values, id=message_id, at=at, delivery=delivery)
