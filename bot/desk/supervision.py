"""The supervisors' pages: the shift board, and what a supervisor may do with a chat that somebody else holds."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.deed import MOST_NOTE_LETTERS, NO_DRAFT, NOTE_TOO_LONG, UNRECORDED, Draft, Refusal, fields
from bot.desk.office import Office, shown_names
from bot.desk.overview import overview
from bot.desk.page import fragment, message, page
from bot.desk.record import on_record
from bot.staff.audit import AuditUnavailable
from bot.staff.entry import Action
from bot.staff.worker import Permission, Role, Worker
from bot.tickets.message import Author, TicketMessage
from bot.tickets.shift import Presence
from bot.tickets.store import Holder, NoSuchTicket, TicketMoved, TicketTaken
from bot.tickets.ticket import Ticket, TicketState

BOARD = "/supervision"
TO_ROLES = ("", Role.SUPERVISOR)
"""For whom a chat may be put back into the queue: for every worker, or for supervisors."""
NOTE_NEEDED = Refusal("desk.supervision.ticket.problem.note", 422)
NOT_AT_THE_DESK = Refusal("desk.supervision.ticket.problem.receiver", 422)
MOVED = Refusal("desk.supervision.ticket.moved", 409)


def routes(office: Office) -> Sequence[Route]:
    """Give the routes of the shift board."""
    pages = SupervisionPages(office)
    return [
        Route(BOARD, needs(Permission.SUPERVISE, pages.board), methods=["GET"]),
        Route(f"{BOARD}/board", needs(Permission.SUPERVISE, pages.live, quiet=True), methods=["GET"]),
        Route(f"{BOARD}/choosing", needs(Permission.SUPERVISE, pages.choosing), methods=["POST"]),
        Route(f"{BOARD}/tickets/{{ticket}}", needs(Permission.TRANSFER_OTHERS, pages.ticket), methods=["GET"]),
        Route(
            f"{BOARD}/tickets/{{ticket}}/release", needs(Permission.TRANSFER_OTHERS, pages.release), methods=["POST"]
        ),
        Route(
            f"{BOARD}/tickets/{{ticket}}/transfer", needs(Permission.TRANSFER_OTHERS, pages.transfer), methods=["POST"]
        ),
    ]


@dataclass(frozen=True, slots=True)
class SupervisionPages:
    """The shift board and its deeds."""

    office: Office

    async def board(self, request: Request) -> Response:
        """Show who is on, who waits, and what cannot wait."""
        next_only = await self.office.rules.next_only()
        return await page(request, "supervision.html", next_only=next_only, **await self._board(request))

    async def live(self, request: Request) -> Response:
        """Give the part of the board that changes, which the open page asks for by itself."""
        return fragment(request, "parts/supervision_board.html", **await self._board(request))

    async def choosing(self, request: Request) -> Response:
        """Let workers choose whom they take, or only take who comes next."""
        form = await request.form()
        next_only = form.get("next_only") == "1"
        detail = f"next_only:{'yes' if next_only else 'no'}"
        await self.office.audit.append(request.state.login.name, Action.RULES_CHANGED, detail=detail)
        await self.office.rules.set_next_only(next_only=next_only)
        return RedirectResponse(BOARD, status_code=303)

    async def ticket(self, request: Request) -> Response:
        """Show the facts of a chat, never its content, and what may be done with it."""
        return await self._ticket_page(request)

    async def release(self, request: Request) -> Response:
        """Put somebody's chat back into the queue, with its old wait."""
        form = await fields(request)
        role = form.get("role", "")
        if role not in TO_ROLES:
            return message(request, "desk.frame.error.form", 400)

        async def put_back(ticket_id: str, holder: Holder) -> None:
            await self.office.tickets.release(ticket_id, holder, role)

        draft = Draft(form.get("note", ""), "release", role)
        return await self._done(request, Action.RELEASED, f"to:{role or 'everybody'}", draft, put_back)

    async def transfer(self, request: Request) -> Response:
        """Ask another worker to take a chat over; its holder keeps it until they do."""
        form = await fields(request)
        draft = Draft(form.get("note", ""), "transfer", form.get("to", ""))
        ticket = await self.office.tickets.ticket(request.path_params["ticket"])
        if ticket is None:
            return message(request, "desk.supervision.ticket.gone", 404)
        if draft.to not in {name for name, _ in await self._receivers(ticket)}:
            return await self._ticket_page(request, NOT_AT_THE_DESK, draft)

        async def offer(ticket_id: str, holder: Holder) -> None:
            await self.office.tickets.offer(ticket_id, holder, draft.to)

        return await self._done(request, Action.TRANSFERRED, f"to:{draft.to}", draft, offer)

    async def _done(self, request: Request, action: Action, detail: str, draft: Draft, deed: Any) -> Response:
        ticket_id, holder = request.path_params["ticket"], Holder(request.state.login.name, supervises=True)
        form, note = await fields(request), draft.text.strip()
        ticket = await self.office.tickets.ticket(ticket_id)
        if ticket is None:
            return message(request, "desk.supervision.ticket.gone", 404)
        if not ticket.held:
            return await self._ticket_page(request, MOVED, draft)
        if not note or len(note) > MOST_NOTE_LETTERS:
            return await self._ticket_page(request, NOTE_TOO_LONG if note else NOTE_NEEDED, draft)
        try:
            async with on_record(self.office.audit, holder.name, action, ticket_id, detail):
                # First: who takes the chat over must find it.
                written = TicketMessage(Author.NOTE, note, worker=holder.name)
                await self.office.tickets.say(ticket_id, holder, written, form.get("event", ""))
                await deed(ticket_id, holder)
        except NoSuchTicket:
            return message(request, "desk.supervision.ticket.gone", 404)
        except (TicketTaken, TicketMoved):
            return await self._ticket_page(request, MOVED, draft)
        except AuditUnavailable:
            return await self._ticket_page(request, UNRECORDED, draft)
        return RedirectResponse(BOARD, status_code=303)

    async def _ticket_page(self, request: Request, refusal: Refusal | None = None, draft: Draft = NO_DRAFT) -> Response:
        ticket: Ticket | None = await self.office.tickets.ticket(request.path_params["ticket"])
        if ticket is None or (ticket.state is TicketState.CLOSED and refusal is None):
            return message(request, "desk.supervision.ticket.gone", 404)
        return await page(
            request,
            "supervision_ticket.html",
            refusal.status if refusal else 200,
            ticket=ticket,
            holder=(await shown_names(self.office)).get(ticket.worker, ticket.worker),
            receivers=await self._receivers(ticket),
            refusal=refusal,
            draft=draft,
            event=secrets.token_urlsafe(16),
        )

    async def _receivers(self, ticket: Ticket) -> Sequence[tuple[str, str]]:
        """List who could take a chat over now: login and shown name."""
        shifts = await self.office.board.shifts()
        return [
            (each.worker, each.shown_name)
            for each in shifts
            if each.presence in (Presence.ON, Presence.WRAPPING_UP) and each.worker != ticket.worker
        ]

    async def _board(self, request: Request) -> dict[str, Any]:
        now, worker = self.office.clock(), request.state.worker
        board = overview(await self.office.tickets.tickets(), await self.office.board.shifts(), now)
        reveals = await self.office.reveals.waiting() if _decides(worker) else ()
        return {"board": board, "names": await shown_names(self.office), "reveals": len(reveals)}


def _decides(worker: Worker) -> bool:
    return worker.may(Permission.APPROVE_REVEAL)
