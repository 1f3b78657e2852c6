"""One ping: that somebody waits, to whom it goes, and what is known of those that went before; never who waits."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.tickets.ticket import Risk


class Audience(StrEnum):
    """Who is pinged."""

    STAFF = "staff"
    SUPERVISORS = "supervisors"


class PingKind(StrEnum):
    """What is said; each has a text of its own."""

    FIRST = "first"
    AGAIN = "again"
    SUPERVISOR = "supervisor"
    CALL_BACK = "call_back"  # the person has left and may be written to later


@dataclass(frozen=True, slots=True)
class Ping:
    """What a sender is given: a text without content, the same with the desk's address beneath, and how urgent it is.

    `desk_url` is that address, empty for none. `replaces` is the sender's own id of the ping before, whose place this
    one takes.
    """

    subject: str
    text: str
    linked_text: str
    urgent: bool
    desk_url: str = ""
    replaces: str = ""


class PagerError(Exception):
    """A ping that a sender could not get out; `code` never holds its text, an address or a token.

    `retryable` says whether the same call may succeed soon; `retry_after` is in seconds, where the provider says so.
    """

    def __init__(self, code: str, *, retryable: bool = True, retry_after: float = 0.0) -> None:
        """Keep the name of what went wrong."""
        super().__init__(code)
        self.code, self.retryable, self.retry_after = code, retryable, retry_after


class Pager(Protocol):
    """A way to ping one audience."""

    @property
    def kind(self) -> str:
        """Name the way, for counts: small letters only."""

    async def page(self, ping: Ping) -> str:
        """Send a ping and give the provider's id of it, empty where there is none. Raises PagerError."""

    async def settle(self, message_id: str, text: str) -> None:
        """Show those who were pinged that somebody has taken it, where the provider can. Raises PagerError."""

    async def close(self) -> None:
        """Let go of connections; a later call opens new ones."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How often a ticket was pinged by one pager, when last, with what risk, and the provider's id of that ping."""

    times: int
    at: float
    risk: Risk
    message_id: str = field(default="", repr=False)

    def to_bytes(self) -> bytes:
        """Write it in its stored form, the same each time."""
        return json.dumps([self.times, self.at, int(self.risk), self.message_id]).encode()


def sent_from_bytes(data: bytes) -> Sent:
    """Read the stored form. Raises ValueError."""
    times, at, risk, message_id = json.loads(data)
    return Sent(int(times), float(at), Risk(risk), str(message_id))


AlertState = Mapping[str, Sent]
"""What was sent for one ticket, by the pager's name."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One ping that is due: for which ticket, by which pager; `before` is what that pager sent last for it."""

    ticket: str
    pager: str
    kind: PingKind
    language: str
    risk: Risk
    before: Sent | None = None
