"""What the gateway asks of the desk, and what it gets where there is none."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.sessions.session import Session
from bot.tickets.desk_status import NO_DESK, DeskStatus
from bot.tickets.ticket import Ticket
from bot.tickets.wishes import ChatLeft, Wish


@dataclass(frozen=True, slots=True)
class Chat:
    """Whose turn it was and where it stands: the name of the conversation, its address, and the session after it."""

    person: str = field(repr=False)
    address: tuple[str, str, str] = field(repr=False)
    session: Session
    language: str
    event: str = field(repr=False)


class Exchange(Protocol):
    """The way to the desk."""

    async def status(self, person: str, session: Session | None) -> DeskStatus:
        """Give the desk as it is now; it never raises, and takes a second at most."""

    async def apply(self, chat: Chat, wishes: Sequence[Wish], ticket: Ticket | None) -> Ticket | None:
        """Apply what a turn means, in order, and give the ticket after it. Raises TicketError."""

    async def leave(self, person: str, wish: ChatLeft) -> None:
        """Note that a person is gone, whatever their ticket. Raises TicketError."""

    async def stand_back(self, person: str) -> None:
        """Let nobody be called to a phone that somebody else watches. Raises TicketError."""

    async def delivered(self, provider_id: str, status: str) -> None:
        """Note what the provider tells of a message. Raises TicketError."""


class NoDesk:
    """For an office without workers."""

    async def status(self, *_: object) -> DeskStatus:
        """Give no desk."""
        return NO_DESK

    async def apply(self, *_: object) -> Ticket | None:
        """Change nothing."""
        return None

    async def leave(self, *_: object) -> None:
        """Change nothing."""

    async def stand_back(self, *_: object) -> None:
        """Change nothing."""

    async def delivered(self, *_: object) -> None:
        """Change nothing."""
