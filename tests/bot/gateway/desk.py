"""A worker at the desk, who does by the store what the pages do."""

import time
from collections.abc import Callable
from typing import Any

from bot.settings import Settings, read_settings
from bot.staff.worker import Role
from bot.tickets.message import Author, TicketMessage
from bot.tickets.shift import Presence, Shift
from bot.tickets.store import Holder
from bot.tickets.ticket import Ticket
from bot.wiring.desk import wire_staff, wire_tickets
from bot.wiring.gateway import wire_switchboard

SECONDS = 60


class Worker:
    """Somebody on shift, with an account; each call opens and closes its own connections."""

    def __init__(
        self, tickets_url: str, master_key: str, name: str = "ana", languages: tuple[str, ...] = ("es",)
    ) -> None:
        self.settings: Settings = read_settings({"AMPARO_TICKETS_URL": tickets_url, "AMPARO_MASTER_KEY": master_key})
        self.holder, self.languages = Holder(name), languages

    async def comes(self, presence: Presence = Presence.ON) -> None:
        staff = wire_staff(self.settings)
        if await staff.accounts.get(self.holder.name) is None:
            await staff.accounts.add(self.holder.name, roles=[Role.WORKER], languages=self.languages)
        await staff.close()
        switchboard = wire_switchboard(self.settings, wire_tickets(self.settings))
        now = time.time()
        name = self.holder.name
        await switchboard.board.set(Shift(name, name.title(), self.languages, presence, now, now, 99))
        await switchboard.tickets.close()
        await switchboard.close()

    async def does(self, work: Callable[..., Any], *values: object) -> Any:
        """Call the store: `work` takes it first."""
        tickets = wire_tickets(self.settings)
        try:
            return await work(tickets, *values)
        finally:
            await tickets.close()

    async def takes_next(self) -> Ticket | None:
        return await self.does(lambda tickets: tickets.claim_next(self.holder, self.languages, 99))

    async def says(self, ticket: Ticket, text: str) -> None:
        message = TicketMessage(Author.WORKER, text, ticket.language, self.holder.name)
        await self.does(lambda tickets: tickets.say(ticket.id, self.holder, message, text))

    async def reads(self, ticket: Ticket) -> list[str]:
        """Give what the person and the assistant have said."""
        said = await self.does(lambda tickets: tickets.messages(ticket.id))
        return [each.text or each.key for each in said if each.author in (Author.PERSON, Author.ASSISTANT)]


def until(true: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
