"""Whether and how the person of a ticket can be written to now, as the page says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.desk.office import Office
from bot.knowledge.catalogs import SOURCE_LANGUAGE
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.tickets.safe_contact import OF_THE_DAY, Permission, SafeContact, permission
from bot.tickets.ticket import Ticket

OPENING = "conversation.notice.opening"
"""The neutral text that goes first to somebody who fell silent and chose none of their own."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The safe contact, what it allows now, and the neutral text that would go first."""

    permission: Permission = Permission.GRANTED
    contact: SafeContact | None = field(default=None, repr=False)
    opening: str = field(default="", repr=False)

    @property
    def writable(self) -> bool:
        """Say whether a reply may be sent now, be it after the opening."""
        return self.permission in (Permission.GRANTED, Permission.OPENING_FIRST)

    @property
    def when(self) -> Mapping[str, str]:
        """Give from which hour and until before which they may be written to, and by which clocks."""
        if self.contact is None:
            return {}
        first, last = OF_THE_DAY[self.contact.hours]
        return {"first": f"{first}:00", "last": f"{last}:00", "zone": ", ".join(self.contact.zones)}


async def reach(office: Office, ticket: Ticket) -> Reach:
    """Look how the person of a ticket can be reached. Raises TicketsUnavailable, NoSuchTicket."""
    contact, opened_at = await office.tickets.safe_contact(ticket.id)
    allowed = permission(ticket, contact, opened_at=opened_at, now=office.clock())
    return Reach(allowed, contact, _opening(contact, ticket, office.knowledge))


def _opening(contact: SafeContact | None, ticket: Ticket, knowledge: KnowledgeBase) -> str:
    if contact is not None and contact.opening:
        return contact.opening
    language = ticket.language if ticket.language in knowledge.catalogs.locales else SOURCE_LANGUAGE
    return knowledge.catalogs.say(OPENING, language)
