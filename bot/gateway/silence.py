"""Silence after the question whether to delete everything means yes: here it is made sure that it was silence."""

from dataclasses import dataclass, field

from bot.sessions.session import ERASING, SILENCE_SECONDS, Session
from bot.sessions.store import SessionStore, SessionsUnavailable
from bot.storage.encryption import Unreadable
from bot.tickets.redis_store import RedisTickets
from bot.tickets.store import NoSuchTicket
from bot.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Silence:
    """Keeps the tickets of who answered that question while the tickets store was away to hear it."""

    sessions: SessionStore = field(repr=False)
    tickets: RedisTickets = field(repr=False)

    async def broken(self) -> int:
        """Keep what is about to go although its person wants it kept, and say how many. Raises TicketsUnavailable."""
        kept = 0
        for ticket in await self.tickets.doomed_now():
            try:
                spoken = await self._spoken(ticket)
            except (SessionsUnavailable, NoSuchTicket, Unreadable):
                # Nobody can say that they spoke: what they were promised stands.
                continue
            if spoken:
                await self.tickets.doomed(ticket, 0)
                kept += 1
        return kept

    async def _spoken(self, ticket: Ticket) -> bool:
        reached = await self.tickets.address(ticket.id)
        if reached is None:
            return False
        person = f"{reached[0]}:{reached[1]}"
        # Their answer may be on its way.
        async with self.sessions.turn(person):
            linked, session = await self.tickets.of_person(person), await self.sessions.load(person)
        # Who left, or was silent for so long that their chat has ended, may be another person now.
        return linked is not None and linked.id == ticket.id and answered(session, ticket)


def answered(session: Session | None, ticket: Ticket) -> bool:
    """Say whether a chat is the one in which the question was asked, and waits for its answer no more."""
    asked_at = ticket.doomed_at - SILENCE_SECONDS
    return session is not None and session.started_at <= asked_at and session.waiting_for != ERASING
