"""One chat on the page: opened by who holds it, looked at by a supervisor, and kept up to date while it is open."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.answers import Answers
from bot.desk.composer import Composer
from bot.desk.deed import UNRECORDED, Refusal
from bot.desk.deeds import Deeds
from bot.desk.events import Events
from bot.desk.office import Office
from bot.desk.queue import Watcher
from bot.desk.queue_pages import QueuePages
from bot.desk.replies_picker import RepliesPicker
from bot.desk.view import View
from bot.desk.workplace import Workplace, workplace
from bot.staff.audit import AuditUnavailable
from bot.staff.entry import Action
from bot.staff.worker import Permission
from bot.tickets.store import Holder, NoSuchTicket

GONE = Refusal("desk.chat.refused.gone", 404)


def routes(office: Office) -> Sequence[Route]:
    """Give the routes of everything on the page where chats are answered."""
    place = workplace(office)
    parts = (QueuePages, Chats, Deeds, Composer, RepliesPicker, Answers, Events)
    return [route for part in parts for route in part(place).routes()]


@dataclass(frozen=True, slots=True)
class Chats:
    """The chat's own routes."""

    place: Workplace

    def routes(self) -> Sequence[Route]:
        """Give its routes."""
        reading, looking = Permission.READ_CHATS, Permission.SUPERVISE
        return [
            Route("/tickets/{id}", needs(reading, self.show), methods=["GET"]),
            Route("/tickets/{id}/now", needs(reading, self.show_now, quiet=True), methods=["GET"]),
            Route("/tickets/{id}/look/now", needs(looking, self.look_now, quiet=True), methods=["GET"]),
            Route("/tickets/{id}/messages", needs(reading, self.messages, quiet=True), methods=["GET"]),
            Route("/tickets/{id}/look", needs(looking, self.look), methods=["GET"]),
            Route("/tickets/{id}/look/messages", needs(looking, self.look_messages, quiet=True), methods=["GET"]),
            Route("/tickets/{id}/code-word", needs(Permission.ANSWER, self.code_word), methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Open a ticket: all of it for who holds it, else what its row says."""
        return await self._page(request, looks=False)

    async def look(self, request: Request) -> Response:
        """Look on as a supervisor; it is on record, and whoever holds the chat is told."""
        return await self._page(request, looks=True)

    async def messages(self, request: Request) -> Response:
        """Give the chat as it stands now."""
        return await self._messages(request, looks=False)

    async def look_messages(self, request: Request) -> Response:
        """Give the same to a supervisor who looks on."""
        return await self._messages(request, looks=True)

    async def show_now(self, request: Request) -> Response:
        """Give the page as it stands now, to a page that asks by itself."""
        return await self._page(request, looks=False, opened=False)

    async def look_now(self, request: Request) -> Response:
        """Give the same to a supervisor who looks on."""
        return await self._page(request, looks=True, opened=False)

    async def code_word(self, request: Request) -> Response:
        """Show the person's code word, once it was pressed for."""
        try:
            found = await self._view(request, looks=False, opened=False)
            if found is None or not found[1].holds or found[1].reach.contact is None:
                return Response(status_code=404)
            seen_by, seen = found
            await self.place.office.audit.append(seen_by.worker.name, Action.VIEWED, seen.ticket.id, "code_word")
        except AuditUnavailable:
            return Response(status_code=503)
        return self.place.part(request, "parts/code_word.html", seen_by, seen)

    async def _page(self, request: Request, *, looks: bool, opened: bool = True) -> Response:
        ticket_id = request.path_params["id"]
        try:
            found = await self._view(request, looks=looks, opened=opened)
        except AuditUnavailable:
            return await self.place.refused(request, ticket_id, UNRECORDED)
        if found is None:
            return await self.place.refused(request, "", GONE)
        seen_by, seen = found
        response = await self.place.show(request, seen_by, seen)
        if opened and seen.holds and seen.ticket.unread:
            await self._read(request)
        return response

    async def _messages(self, request: Request, *, looks: bool) -> Response:
        try:
            found = await self._view(request, looks=looks, opened=False)
        except AuditUnavailable:
            return Response(status_code=503)
        if found is None:
            return Response(status_code=404)
        seen_by, seen = found
        response = self.place.part(request, "parts/messages.html", seen_by, seen)
        if seen.holds and seen.ticket.unread and request.query_params.get("read") == "1":
            await self._read(request)
        return response

    async def _view(self, request: Request, *, looks: bool, opened: bool) -> tuple[Watcher, View] | None:
        """Open the ticket, and give with it who is at the desk, who was looked for once."""
        ticket = await self.place.office.tickets.ticket(request.path_params["id"])
        if ticket is None:
            return None
        seen_by = await self.place.watcher(request.state.worker)
        try:
            return seen_by, await self.place.view(request, seen_by, ticket, looks=looks, opened=opened)
        except NoSuchTicket:
            return None

    async def _read(self, request: Request) -> None:
        await self.place.office.tickets.read(request.path_params["id"], Holder(request.state.worker.name))
