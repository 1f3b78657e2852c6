"""How a page's script sends what a worker wrote, and what the store kept of it."""

import httpx

from bot.desk.office import Office
from bot.tickets.message import Author, TicketMessage
from bot.tickets.ticket import Ticket
from tests.bot.desk.browser import Browser

EVENT = "0123456789abcdef"
JSON = {"accept": "application/json"}


async def send(worker: Browser, ticket: Ticket, text: str = "hola", **given: str) -> httpx.Response:
    return await worker.post(
        f"/tickets/{ticket.id}/say", {"text": text, "kind": "reply", "event": EVENT, **given}, headers=JSON
    )


async def written(office: Office, ticket: Ticket) -> list[TicketMessage]:
    """Give what staff wrote; the notice that somebody came is the store's own."""
    return [each for each in await office.tickets.messages(ticket.id) if each.author is not Author.NOTICE]
