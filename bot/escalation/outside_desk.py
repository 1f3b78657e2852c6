"""A desk that an office runs already: what the bridge asks of it, whichever it is.

Errors::

    OutsideError
    ├── OutsideUnavailable      it cannot be reached, hangs, or fails; `arrived`: the call may have been done
    ├── OutsideRefused          it refuses what was asked; `status` is HTTP's
    ├── OutsideGone             what was asked for is not there
    ├── OutsideUnsettled        whether an earlier call was done cannot be known yet
    └── WebhookRefused          a webhook is not the desk's own, or too old; `status` is what to answer
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.tickets.message import Delivery
from bot.tickets.ticket import Reason, Risk, Ticket

OURS = ("lang-", "risk-", "reason-")
"""How our labels begin; all others are the office's own and stay."""


class OutsideError(Exception):
    """The root of this contract's errors; their text never holds anything of a call."""


class OutsideUnavailable(OutsideError):  # noqa: N818 - a state of the desk, not a fault of the caller
    """The desk cannot be reached, hangs, or fails."""

    def __init__(self, *, arrived: bool) -> None:
        """Keep whether the call may have been done all the same."""
        super().__init__("the outside desk is not available")
        self.arrived = arrived


class OutsideRefused(OutsideError):  # noqa: N818
    """The desk refuses what was asked."""

    def __init__(self, status: int) -> None:
        """Keep the status of HTTP."""
        super().__init__(f"the outside desk refuses with {status}")
        self.status = status


class OutsideGone(OutsideError):  # noqa: N818
    """What was asked for is not there."""


class OutsideUnsettled(OutsideError):  # noqa: N818
    """Whether an earlier call was done cannot be known yet; ask again later."""


class WebhookRefused(OutsideError):  # noqa: N818
    """A webhook that is not to be believed."""

    def __init__(self, status: int) -> None:
        """Keep the status to answer with."""
        super().__init__("a webhook of the outside desk was refused")
        self.status = status


@dataclass(frozen=True, slots=True)
class Card:
    """What the outside desk is told of a person: a pseudonym, and neither name nor number nor country.

    `reference` is ours, made by chance; by it we find again what we have made there.
    """

    reference: str
    pseudonym: str
    language: str
    risk: Risk
    reason: Reason

    @property
    def labels(self) -> tuple[str, ...]:
        """Give the labels of language, risk and reason."""
        return f"lang-{self.language.lower()}", f"risk-{self.risk.name.lower()}", f"reason-{self.reason}"


def card(reference: str, ticket: Ticket) -> Card:
    """Write the card of a ticket."""
    return Card(reference, ticket.pseudonym, ticket.language, ticket.risk, ticket.reason)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket stands in the outside desk, by that desk's own ids."""

    conversation: int
    contact: int


class LineKind(StrEnum):
    """Whether a line is the person's, or a note that only staff see."""

    PERSON = "person"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Line:
    """One message to show in the outside desk, with our own reference of it."""

    reference: str
    kind: LineKind
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker wrote there for the person; `attached` says that something is with it that is no text."""

    id: int
    text: str = field(repr=False)
    attached: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How a conversation stands there; `last` is the highest id of a message, 0 for none."""

    assigned: bool
    closed: bool
    labels: tuple[str, ...]
    replies: tuple[Reply, ...]
    last: int


class OutsideDesk(Protocol):
    """What the bridge asks. Every call that waits raises OutsideUnavailable, OutsideRefused and OutsideGone."""

    @property
    def name(self) -> str:
        """The name under which it holds tickets."""

    @property
    def settle_seconds(self) -> float:
        """After how many seconds `find` surely finds what was opened."""

    @property
    def answered(self) -> int:
        """How many calls it has answered, a refusal also."""

    async def find(self, card: Card) -> Place | None:
        """Look for what an earlier `open` made, by our reference."""

    async def open(self, card: Card) -> Place:
        """Make a conversation for a person."""

    async def describe(self, place: Place, card: Card) -> None:
        """Set our labels and the priority; the office's own labels stay."""

    async def has(self, place: Place, line: Line) -> bool:
        """Say whether a line is there, by its reference."""

    async def add(self, place: Place, line: Line) -> None:
        """Show a line."""

    async def read(self, place: Place, after: int) -> Reading:
        """Read how a conversation stands, and the replies after one id, in order."""

    async def tell(self, place: Place, reply: int, delivery: Delivery, why: str) -> None:
        """Show staff what became of their reply; `why` says it in words where it did not arrive, else empty."""

    async def close(self, place: Place) -> None:
        """Mark a conversation as done."""

    async def erase(self, place: Place) -> bool:
        """Delete all of it; False where a record of the pseudonym stays."""

    def conversation(self, headers: Mapping[str, str], body: bytes, now: float) -> int | None:
        """Say which conversation a webhook is about, None for none. Raises WebhookRefused.

        `headers` have names in lower case, `now` is in seconds since the epoch.
        """

    async def aclose(self) -> None:
        """Close the connections."""
