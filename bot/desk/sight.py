"""Puts on record who looks at a chat before they see it, and tells its holder who looks on."""

from dataclasses import dataclass, field

from bot.desk.insight import Insight
from bot.desk.office import Office
from bot.staff.entry import Action
from bot.storage.changes import Change, ChangeKind
from bot.tickets.ticket import Ticket

AGAIN_SECONDS = 300.0
"""A page that stays open asks for what is new all the time; it is on record once in this while."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was put on record of late; a new process begins anew and only records more."""

    office: Office
    _recorded: dict[tuple[str, str, Action, str], float] = field(default_factory=dict, repr=False)

    async def record(self, worker: str, ticket: Ticket, seen: Insight, *, opened: bool) -> None:
        """Put a look on record; `opened` is for a page that a person opens.

        A supervisor's look is told each time, for the holder's page lets it go unless it hears of it again. Raises
        AuditUnavailable, TicketsUnavailable.
        """
        action = Action.SILENTLY_VIEWED if seen is Insight.LOOKS else Action.VIEWED
        await self.note(worker, ticket.id, action, opened=opened)
        if seen is Insight.LOOKS:
            await self.office.feed.tell(Change(ChangeKind.VIEWING, ticket.id, worker))

    async def note(self, worker: str, id_: str, action: Action, detail: str = "", *, opened: bool = False) -> None:
        """Put a look at a ticket or report on record. Raises AuditUnavailable."""
        now, look = self.office.clock(), (worker, id_, action, detail)
        if not opened and now - self._recorded.get(look, 0.0) < AGAIN_SECONDS:
            return
        await self.office.audit.append(worker, action, id_, detail)
        for old in [each for each, at in self._recorded.items() if now - at >= AGAIN_SECONDS]:
            del self._recorded[old]
        self._recorded[look] = now
