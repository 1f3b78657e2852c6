"""Tickets from the person's side: what the gateway asks of the store."""

import secrets
from collections.abc import Sequence
from contextlib import suppress

from bot.tickets import safe_contact
from bot.tickets.message import Author, TicketMessage, to_bytes
from bot.tickets.safe_contact import SafeContact
from bot.tickets.scripts import place
from bot.tickets.server import Kept, TicketServer, content, sealed_address
from bot.tickets.store import Escalation, NoSuchTicket, TicketMoved
from bot.tickets.ticket import RISKS, Outcome, Reason, Sees, Ticket


class PersonSide(TicketServer):
    """Keeps what persons ask for. Every call raises TicketsUnavailable.

    What is done twice with one event (the provider's id of it) is done once.
    """

    async def of_person(self, person: str) -> Ticket | None:
        """Give the person's open ticket."""
        found = await self._call(self._redis.get(place("person", self._person(person))))
        return await self.ticket(found.decode()) if found else None

    async def open(self, escalation: Escalation, event: str) -> Ticket:
        """Open a ticket, or give the one that the person has already; danger raises its risk."""
        new = secrets.token_hex(16)
        key, cipher = self._new_key(new)
        opened = await self._scripts.run(
            "open",
            new,
            self._person(escalation.person),
            self._clock(),
            self._day(),
            self._event(event and f"{event}/open"),
            int(RISKS[escalation.reason]),
            escalation.reason,
            escalation.address[0],
            escalation.language,
            escalation.country,
            key,
            sealed_address(cipher, new, escalation.address),
            *self._pseudonyms(),
        )
        ticket = await self.ticket(opened)
        if ticket is None:
            raise NoSuchTicket
        return ticket

    async def heard(self, ticket: Ticket, messages: Sequence[TicketMessage], event: str) -> None:
        """Add what was said in the chat, in order, once for an event. Raises TicketMoved where the ticket is closed."""
        kept = await self._present(ticket.id)
        written = sum(each.author is Author.PERSON for each in messages)
        await self._scripts.run(
            "heard", ticket.id, self._clock(), self._event(f"{event}/heard"), written, *_closed(kept, messages)
        )

    async def seen(self, ticket: Ticket, sees: Sees, messages: Sequence[TicketMessage], event: str) -> None:
        """Note what the worker may see, and add it before everything that was said since."""
        kept = await self._present(ticket.id)
        await self._scripts.run("seen", ticket.id, self._event(f"{event}/seen"), sees, *_closed(kept, messages))

    async def waiting(self, ticket: Ticket, *, waits: bool) -> None:
        """Note whether the person waits and may be told when somebody is free."""
        await self._person_does(ticket, "waits", "1" if waits else "0")

    async def contact(self, ticket: Ticket, contact: SafeContact | None) -> None:
        """Note the safe contact, or that there is none any more."""
        kept = await self._present(ticket.id)
        sealed = kept.cipher.close(safe_contact.to_bytes(contact), contact_place(ticket.id)) if contact else b""
        await self._person_does(ticket, "contact", sealed, "1" if contact else "0")

    async def raised(self, ticket: Ticket, reason: Reason) -> None:
        """Raise the risk, never lower it."""
        await self._person_does(ticket, "raise", str(int(RISKS[reason])), reason)

    async def doomed(self, ticket: Ticket, seconds: float) -> None:
        """Let the ticket go by itself after so many seconds, or, with 0, no longer."""
        with suppress(NoSuchTicket):
            await self._person_does(ticket, "doom", repr(self._clock() + seconds) if seconds else "0")

    async def left(self, ticket: Ticket, outcome: Outcome) -> None:
        """Close the ticket from the person's side, or keep it for the safe contact where one was given.

        With the outcome DELETED nothing is kept, and its content goes at once.
        """
        with suppress(TicketMoved, NoSuchTicket):
            await self._person_does(ticket, "erase" if outcome is Outcome.DELETED else "leave", outcome)

    async def forget(self, person: str) -> None:
        """Take away the content of a person's tickets that are over."""
        await self._scripts.run("forget", self._person(person))

    async def _person_does(self, ticket: Ticket, deed: str, *values: str | bytes) -> None:
        values = (*values, *([""] * (2 - len(values))))
        await self._scripts.run(
            "person", ticket.id, deed, self._clock(), self._day(), self._erase_at(), values[0], values[1]
        )

    def _person(self, person: str) -> str:
        return self._seal.name(f"person:{person}")


def contact_place(ticket_id: str) -> str:
    """Name the place to which a safe contact's content is bound."""
    return place("contact", ticket_id)


def _closed(kept: Kept, messages: Sequence[TicketMessage]) -> list[bytes]:
    return [kept.cipher.close(to_bytes(each), content(kept.ticket.id)) for each in messages]
