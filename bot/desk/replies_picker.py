"""Saved replies for the chat that is open: the person's language beside the worker's own, their gaps filled in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.conversation.speech import Speech
from bot.desk.access import needs
from bot.desk.office import Office
from bot.desk.page import voice_of
from bot.desk.placeholders import filled, fillings
from bot.desk.workplace import Workplace
from bot.staff.saved_reply import SavedReply
from bot.staff.worker import Permission
from bot.tickets.ticket import Ticket

REPLY = "reply:"
"""How a message names the saved reply that it was taken from."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A reply as it is offered; `text` is empty where nobody has written it in the person's language.

    `own` is the same in the worker's language, empty where it is the same language.
    """

    source: str
    title: str
    own_title: str
    text: str = field(repr=False)
    own: str = field(repr=False)
    approved: bool


@dataclass(frozen=True, slots=True)
class RepliesPicker:
    """The list that `/` opens."""

    place: Workplace

    def routes(self) -> Sequence[Route]:
        """Give its route."""
        return [Route("/tickets/{id}/replies", needs(Permission.ANSWER, self.show), methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """List the replies for a ticket."""
        ticket = await self.place.office.tickets.ticket(request.path_params["id"])
        if ticket is None:
            return Response(status_code=404)
        seen_by = await self.place.watcher(request.state.worker)
        own = voice_of(request).language
        offers = [offer(self.place.office, each, ticket, own) for each in await self.place.office.replies.all()]
        return self.place.part(request, "parts/replies.html", seen_by, offers=offers, ticket=ticket)


def offer(office: Office, reply: SavedReply, ticket: Ticket, own: str) -> Offer:
    """Lay a reply out for a ticket, beside the worker's own language."""
    mine = reply.wording(own) or reply.source
    theirs = reply.wording(ticket.language)
    same = theirs is not None and theirs.language == mine.language
    return Offer(
        source=f"{REPLY}{reply.id}",
        title=theirs.title if theirs else mine.title,
        own_title=mine.title,
        text=_filled(office, theirs.text, theirs.language, ticket) if theirs else "",
        own="" if same else _filled(office, mine.text, mine.language, ticket),
        approved=theirs is not None and theirs.approved,
    )


def _filled(office: Office, text: str, language: str, ticket: Ticket) -> str:
    if language not in office.knowledge.catalogs.locales:
        return text
    return filled(text, fillings(Speech(office.knowledge, language), ticket.country))
