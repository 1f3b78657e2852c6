"""Between the conversation and the tickets: what the desk is like now, and what a turn changes in it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.escalation.exchange import Chat
from bot.escalation.hours import DeskHours, zone_of, zones_of
from bot.sessions.session import Said, Session
from bot.staff.staff import Staff
from bot.staff.store import StaffUnavailable
from bot.storage.clock import Clock
from bot.tickets.desk_status import DeskStatus
from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.redis_store import RedisTickets
from bot.tickets.safe_contact import SafeContact
from bot.tickets.shift import Presence
from bot.tickets.shift_board import ShiftBoard
from bot.tickets.store import Escalation, NoSuchTicket, TicketsUnavailable
from bot.tickets.ticket import Outcome, Reason, Sees, Ticket
from bot.tickets.wishes import (
    AssistantAnswered,
    ChatLeft,
    ContactGiven,
    DangerHeard,
    ErasingAsked,
    HumanAsked,
    PersonWrote,
    SeesChosen,
    WaitChosen,
    Wish,
)

STATUS_SECONDS = 1.0
"""What a turn may take to learn how the desk is: nobody waits longer for an answer than they would without one."""
EXISTS_SECONDS = 30.0
LAST_LINES = 10
DAY = 86400
DELIVERIES = {
    "sent": Delivery.SENT,
    "delivered": Delivery.DELIVERED,
    "read": Delivery.READ,
    "failed": Delivery.FAILED,
    "undelivered": Delivery.FAILED,
}
"""What Twilio's words for a message's fate mean here."""


@dataclass(slots=True)
class Switchboard:
    """Tells how the desk is, and applies wishes to tickets. `outside` says that another desk shows them too."""

    tickets: RedisTickets
    board: ShiftBoard
    staff: Staff
    hours: DeskHours
    clock: Clock
    outside: bool = False
    _exists: bool = False
    _asked_at: float = float("-inf")

    async def status(self, person: str, session: Session | None) -> DeskStatus:
        """Give the desk as it is now; it never raises, and takes a second at most."""
        try:
            async with asyncio.timeout(STATUS_SECONDS):
                return await self._status(person, session)
        except (TicketsUnavailable, StaffUnavailable, TimeoutError):
            return DeskStatus(exists=self._exists, reachable=False)

    async def apply(self, chat: Chat, wishes: Sequence[Wish], ticket: Ticket | None) -> Ticket | None:
        """Apply what a turn means, in order, and give the ticket after it.

        An event that comes twice changes nothing twice. Raises TicketsUnavailable where words cannot be passed on.
        """
        said: list[TicketMessage] = []
        for wish in wishes:
            match wish:
                case HumanAsked(reason):
                    escalation = Escalation(chat.person, chat.address, chat.language, chat.session.country, reason)
                    ticket = await self.tickets.open(escalation, chat.event)
                case PersonWrote(text, key):
                    said.append(TicketMessage(Author.PERSON, text, chat.language, key=key))
                case AssistantAnswered(text):
                    said.append(TicketMessage(Author.ASSISTANT, text, chat.language))
                case _:
                    if ticket is not None:
                        await self._change(chat, wish, ticket)
        if said:
            if ticket is None:
                raise TicketsUnavailable
            await self.tickets.heard(ticket, said, chat.event)
        return ticket

    async def leave(self, person: str, wish: ChatLeft) -> None:
        """Note that a person is gone, whatever their ticket. Raises TicketsUnavailable."""
        ticket = await self.tickets.of_person(person)
        if ticket is not None:
            await self.tickets.left(ticket, wish.outcome)
        if wish.outcome is Outcome.DELETED:
            await self.tickets.forget(person)

    async def stand_back(self, person: str) -> None:
        """Let nobody be called to a phone that somebody else watches. Raises TicketsUnavailable.

        Who waits is as somebody who left: written to only as their safe contact allows. Whoever has the chat is told.
        """
        ticket = await self.tickets.of_person(person)
        if ticket is None:
            return
        with suppress(NoSuchTicket):
            if ticket.held:
                await self.tickets.raised(ticket, Reason.WATCHED)
            else:
                await self.tickets.left(ticket, Outcome.LEFT)

    async def delivered(self, provider_id: str, status: str) -> None:
        """Note what the provider tells of a message; a word of it that means nothing here is let pass."""
        delivery = DELIVERIES.get(status)
        if delivery is not None:
            await self.tickets.status(provider_id, delivery)

    async def close(self) -> None:
        """Close the connections of what it asks beside the tickets."""
        await self.board.close()
        await self.staff.close()

    async def _change(self, chat: Chat, wish: Wish, ticket: Ticket) -> None:
        try:
            match wish:
                case WaitChosen():
                    await self.tickets.waiting(ticket, waits=True)
                case SeesChosen(sees):
                    await self.tickets.seen(ticket, sees, shown(chat, sees), chat.event)
                case ContactGiven():
                    await self.tickets.contact(ticket, self._contact(chat.session, wish))
                case DangerHeard(reason):
                    await self.tickets.raised(ticket, reason)
                case ErasingAsked(seconds):
                    await self.tickets.doomed(ticket, seconds)
                case ChatLeft(outcome):
                    await self.tickets.left(ticket, outcome)
        except NoSuchTicket:
            # It was erased meanwhile: nothing is left to change.
            return

    def _contact(self, session: Session, given: ContactGiven) -> SafeContact | None:
        if given.hours is None:
            return None
        zones = zones_of(session.country) or (self.hours.zone.key,)
        return SafeContact(given.hours, tuple(zones), given.code_word, given.opening, given.who)

    async def _status(self, person: str, session: Session | None) -> DeskStatus:
        now = self.clock()
        if now - self._asked_at > EXISTS_SECONDS:
            self._exists = self.outside or any(not each.disabled for each in await self.staff.accounts.list())
            self._asked_at = now
        if not self._exists:
            return DeskStatus()
        status = await self.tickets.status_for(person)
        shifts = [each for each in await self.board.shifts() if each.presence is Presence.ON]
        country = session.country if session is not None else ""
        return replace(
            status,
            on_shift=max(len(shifts), int(self.outside)),
            # Who answers at another desk, and in which languages, is not known here.
            languages=None if self.outside else frozenset(spoken for each in shifts for spoken in each.languages),
            opens_at=self.hours.opens_at(now),
            zone=zone_of(country) or self.hours.zone.key,
            keeps_days=max(1, round(self.tickets.retention_seconds / DAY)),
        )


def shown(chat: Chat, sees: Sees) -> list[TicketMessage]:
    """Give what a worker may see of the chat before they were asked for."""
    lines: Sequence[Said] = {Sees.NOTHING: (), Sees.LAST: _last(chat.session.transcript)}.get(
        sees, chat.session.transcript
    )
    # What another worker said before stays between them and the person.
    authors = {"person": Author.PERSON, "assistant": Author.ASSISTANT}
    return [
        TicketMessage(authors[each.by], each.text, chat.language) for each in lines if each.text and each.by in authors
    ]


def _last(transcript: Sequence[Said]) -> Sequence[Said]:
    """Give only what the person wrote themselves, of late."""
    return [each for each in transcript if each.by == "person"][-LAST_LINES:]


def while_waiting(ticket: Ticket | None, text: str, answers: Sequence[str]) -> tuple[Wish, ...]:
    """Give what is said while somebody waits: what they write from the moment that they asked, the worker may see."""
    if ticket is None or ticket.held:
        return ()
    wrote = (PersonWrote(text),) if text else ()
    return (*wrote, *(AssistantAnswered(each) for each in answers))
