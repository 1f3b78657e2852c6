"""The queue's own routes: the page, its rows as they change, and the next person."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.deed import Refusal, done
from bot.desk.page import shift_of
from bot.desk.queue import Tab
from bot.desk.record import on_record
from bot.desk.workplace import Workplace, tab_of
from bot.staff.entry import Action
from bot.staff.logins import Login
from bot.staff.worker import Permission, Worker
from bot.tickets.shift import Presence
from bot.tickets.store import Holder, NoSuchTicket
from bot.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class QueuePages:
    """The queue."""

    place: Workplace

    def routes(self) -> Sequence[Route]:
        """Give its routes."""
        return [
            Route("/queue", needs(Permission.READ_CHATS, self.show), methods=["GET"]),
            Route("/queue/rows", needs(Permission.READ_CHATS, self.rows, quiet=True), methods=["GET"]),
            Route("/queue/next", needs(Permission.CLAIM, self.next), methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the queue with no chat open."""
        return await self.place.show(request, await self.place.watcher(request.state.worker))

    async def rows(self, request: Request) -> Response:
        """Show the queue's column as it is now."""
        seen_by = await self.place.watcher(request.state.worker)
        seen = await self.place.queue(seen_by, tab_of(request), request.query_params.get("ticket", ""))
        return self.place.part(request, "parts/queue.html", seen_by, queue=seen)

    async def next(self, request: Request) -> Response:
        """Claim whoever comes first for this worker."""
        return await self.place.act(request, "", self._next)

    async def _next(self, request: Request) -> Response | Refusal:
        login: Login = request.state.login
        office, worker = self.place.office, login.worker
        shift = await shift_of(office, login)
        if shift is None or shift.presence is not Presence.ON:
            return Refusal("desk.chat.refused.not_on", 409)
        # Which ticket it will be nobody knows yet; the second entry names it.
        try:
            async with on_record(office.audit, worker.name, Action.CLAIMED, detail="next"):
                ticket = await self._taken(worker)
        except NoSuchTicket:
            return Refusal("desk.chat.refused.nobody", 404)
        await office.audit.append(worker.name, Action.CLAIMED, ticket.id)
        return done(f"/tickets/{ticket.id}", Tab.MINE, "claimed")

    async def _taken(self, worker: Worker) -> Ticket:
        holder = Holder(worker.name, supervises=worker.may(Permission.SUPERVISE))
        ticket = await self.place.office.tickets.claim_next(holder, worker.languages, worker.most_chats)
        if ticket is None:
            raise NoSuchTicket
        return ticket
