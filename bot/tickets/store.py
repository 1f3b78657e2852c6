"""What the program asks of the store of tickets, whoever keeps it.

Errors::

    TicketError
    ├── TicketsUnavailable      the store cannot be reached or refuses
    │   └── TicketsForbidden    the server refuses this call to our account
    ├── NoSuchTicket            it was never there, or its content has gone
    ├── TicketTaken             somebody else holds it; `by` is their login
    ├── TicketMoved             it is no longer in a state that allows this; `state` is where it stands
    └── TooManyChats            the worker holds as many as they may
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.storage.holder import Holder
from bot.tickets.message import TicketMessage
from bot.tickets.safe_contact import SafeContact
from bot.tickets.ticket import Outcome, Reason, Risk, Ticket

__all__ = [
    "DeskTickets",
    "Escalation",
    "Holder",
    "NoSuchTicket",
    "TicketError",
    "TicketMoved",
    "TicketTaken",
    "TicketsForbidden",
    "TicketsUnavailable",
    "TooManyChats",
]


class TicketError(Exception):
    """The root of this contract's errors; their text never holds anything of a ticket."""


class TicketsUnavailable(TicketError):  # noqa: N818 - a state of the store, not a fault of the caller
    """The store cannot be reached or refuses; nothing was kept anywhere else."""


class TicketsForbidden(TicketsUnavailable):
    """The server refuses this call to our account."""


class NoSuchTicket(TicketError):  # noqa: N818
    """There is no such ticket, or its content has gone."""


class TicketTaken(TicketError):  # noqa: N818
    """Somebody else holds the ticket."""

    def __init__(self, by: str) -> None:
        """Keep the login of who holds it, empty where nobody does."""
        super().__init__("somebody else holds this ticket")
        self.by = by


class TicketMoved(TicketError):  # noqa: N818
    """The ticket stands where this cannot be done."""

    def __init__(self, state: str) -> None:
        """Keep where it stands."""
        super().__init__("the ticket has moved on")
        self.state = state


class TooManyChats(TicketError):  # noqa: N818
    """The worker holds as many chats as they may."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """What a ticket is opened with: who may be answered where, never shown, and what staff see of them.

    `person` is the name of the conversation, `address` how the gateway reaches it: channel, value and sender.
    """

    person: str = field(repr=False)
    address: tuple[str, str, str] = field(repr=False)
    language: str
    country: str
    reason: Reason


class DeskTickets(Protocol):
    """What the desk asks: tickets from the staff's side. Every call raises TicketsUnavailable.

    Those with a holder raise NoSuchTicket, TicketTaken where another holds it, and TicketMoved.
    """

    async def ticket(self, ticket_id: str) -> Ticket | None:
        """Give a ticket, also a closed one whose content is still there."""

    async def tickets(self) -> Sequence[Ticket]:
        """Give all tickets that are there: the waiting in their order (risk, then wait), then the others."""

    async def messages(self, ticket_id: str, after: str = "") -> Sequence[TicketMessage]:
        """Give a ticket's messages in order, all or those after one."""

    async def safe_contact(self, ticket_id: str) -> tuple[SafeContact | None, float]:
        """Give the safe contact and when the last opening went out, 0 for never."""

    async def claim(self, ticket_id: str, holder: Holder, most: int) -> Ticket:
        """Take a waiting ticket, or one that was offered to this holder. Raises TooManyChats too."""

    async def claim_next(self, holder: Holder, languages: Sequence[str], most: int) -> Ticket | None:
        """Take what comes first: by risk, then a language that they speak, then the longest wait; None for none."""

    async def say(self, ticket_id: str, holder: Holder, message: TicketMessage, event: str) -> str:
        """Keep a worker's message for delivery, or a note, and give its id; the same event is kept once."""

    async def read(self, ticket_id: str, holder: Holder) -> None:
        """Note that the holder has seen everything so far."""

    async def hold(self, ticket_id: str, holder: Holder) -> Ticket:
        """Put a chat on hold; the person's next message or the worker's takes it up again."""

    async def release(self, ticket_id: str, holder: Holder, role: str = "") -> Ticket:
        """Put a ticket back into the queue with its old wait, for every worker or for a role."""

    async def offer(self, ticket_id: str, holder: Holder, to: str) -> Ticket:
        """Ask another worker to take over; the holder keeps it until they claim it. Empty takes the question back."""

    async def assess(self, ticket_id: str, holder: Holder, risk: Risk, reason: str) -> Ticket:
        """Change the risk, with a reason."""

    async def speak(self, ticket_id: str, holder: Holder, language: str) -> Ticket:
        """Change the language in which the person is answered."""

    async def close_ticket(self, ticket_id: str, holder: Holder, outcome: Outcome) -> Ticket:
        """Close a ticket; its content goes at its time. With HANDED_BACK the assistant answers again."""
