"""A desk as a script gives it, in one process: tickets come and go as a conversation's wishes say."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from bot.escalation.exchange import Chat
from bot.sessions.session import Session
from bot.storage.clock import Clock
from bot.tickets.desk_status import NO_DESK, DeskStatus
from bot.tickets.ticket import RISKS, Outcome, Ticket, TicketState
from bot.tickets.wishes import ChatLeft, ContactGiven, HumanAsked, Wish
from tests.conversations.script import Desk

MINUTES_EACH: Final = 5
LANGUAGES: Final = frozenset({"en", "es", "fr", "ar", "sw"})
OPENS_IN: Final = 23 * 3600.0


@dataclass
class ScriptedDesk:
    """What the gateway asks of the desk."""

    clock: Clock
    now: Desk = field(default_factory=Desk)
    ticket: Ticket | None = None

    async def status(self, person: str, session: Session | None) -> DeskStatus:  # noqa: ARG002 - there is one person
        """Give the desk as it is now."""
        if self.now.state == "none":
            return NO_DESK
        ticket = self.ticket
        if ticket is not None and self.now.state == "worker":
            ticket = replace(ticket, state=TicketState.ACTIVE, worker="ana")
        here = self.now.state != "closed"
        return DeskStatus(
            exists=True,
            on_shift=1 if here else 0,
            languages=LANGUAGES,
            before=self.now.waiting,
            minutes=self.now.waiting * MINUTES_EACH or None,
            opens_at=0.0 if here else self.clock() + OPENS_IN,
            ticket=ticket,
        )

    async def apply(self, chat: Chat, wishes: Sequence[Wish], ticket: Ticket | None) -> Ticket | None:
        """Apply what a turn means and give the ticket after it."""
        for wish in wishes:
            if isinstance(wish, HumanAsked) and self.ticket is None:
                self.ticket = self._opened(chat, wish)
            elif isinstance(wish, ContactGiven) and self.ticket is not None:
                self.ticket = replace(self.ticket, calls_back=wish.hours is not None)
            elif isinstance(wish, ChatLeft):
                await self.leave(chat.person, wish)
        return self.ticket if ticket is not None or wishes else None

    async def leave(self, person: str, wish: ChatLeft) -> None:  # noqa: ARG002
        """Close the ticket; after the worker has gone, the desk goes on without one."""
        self.ticket = None
        if wish.outcome is Outcome.HANDED_BACK:
            self.now = Desk("open")

    async def stand_back(self, person: str) -> None:  # noqa: ARG002
        """Let nobody be called to a watched phone."""
        if self.ticket is not None and self.now.state != "worker":
            self.ticket = None

    async def delivered(self, provider_id: str, status: str) -> None:
        """Change nothing."""

    def _opened(self, chat: Chat, wish: HumanAsked) -> Ticket:
        now = self.clock()
        return Ticket(
            id="t",
            pseudonym="Cedar lantern",
            channel=chat.session.channel,
            language=chat.language,
            country=chat.session.country,
            risk=RISKS[wish.reason],
            reason=wish.reason,
            state=TicketState.WAITING,
            created_at=now,
            waiting_since=now,
            state_at=now,
            person_at=now,
        )
