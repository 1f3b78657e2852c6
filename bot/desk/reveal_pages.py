"""Revealing where a person is reached, in an emergency: one asks, another person decides, the first looks once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.office import Office, shown_names
from bot.desk.page import message, page
from bot.desk.record import on_record
from bot.staff.entry import Action
from bot.staff.worker import Permission
from bot.tickets.reveal import SHOWN_SECONDS, Reveal, RevealMoved, RevealState, SamePerson
from bot.tickets.store import NoSuchTicket, TicketMoved, TicketTaken
from bot.tickets.ticket import Ticket

OWN = "/reveal/{ticket}"
WAITING = "/supervision/reveals"
LEAST_REASON, MOST_REASON = 10, 500


def routes(office: Office) -> Sequence[Route]:
    """Give the routes of asking, deciding and looking; each wants password and code anew."""
    pages = RevealPages(office)

    def asking(path: str, endpoint: Any, method: str) -> Route:
        return Route(path, needs(Permission.ASK_REVEAL, endpoint, confirmed=OWN), methods=[method])

    def deciding(path: str, endpoint: Any, method: str) -> Route:
        return Route(path, needs(Permission.APPROVE_REVEAL, endpoint, confirmed=WAITING), methods=[method])

    return [
        asking(OWN, pages.show, "GET"),
        asking(OWN, pages.ask, "POST"),
        asking(f"{OWN}/see", pages.see, "POST"),
        deciding(WAITING, pages.waiting, "GET"),
        deciding(f"{WAITING}/{{ticket}}/approve", pages.approve, "POST"),
        deciding(f"{WAITING}/{{ticket}}/refuse", pages.refuse, "POST"),
    ]


@dataclass(frozen=True, slots=True)
class RevealPages:
    """What a worker asks, and a second person decides; every step is on record before it is done."""

    office: Office

    async def show(self, request: Request) -> Response:
        """Show the holder of a chat where their question stands, or the form to ask."""
        ticket = await self._held(request)
        return await self._own_page(request, ticket) if ticket else _not_yours(request)

    async def ask(self, request: Request) -> Response:
        """Ask, with a reason that only staff of this chat read."""
        ticket, me = await self._held(request), request.state.login.name
        if ticket is None:
            return _not_yours(request)
        reason = str((await request.form()).get("reason", "")).strip()
        if not LEAST_REASON <= len(reason) <= MOST_REASON:
            return await self._own_page(request, ticket, 422, problem="reason", reason=reason[:MOST_REASON])
        latest = await self.office.reveals.latest(ticket.id)
        open_states = (RevealState.ASKED, RevealState.APPROVED)
        if latest is not None and latest.asker == me and latest.state(self.office.clock()) in open_states:
            return _moved(request)
        try:
            async with on_record(self.office.audit, me, Action.REVEAL_ASKED, ticket.id, "reason:given"):
                await self.office.reveals.ask(ticket.id, me, reason)
        except (NoSuchTicket, TicketTaken, TicketMoved):
            return _not_yours(request)
        except RevealMoved:
            return _moved(request)
        return RedirectResponse(OWN.format(ticket=ticket.id), status_code=303)

    async def see(self, request: Request) -> Response:
        """Show the address: once, on this page alone, for five minutes."""
        ticket, me = await self._held(request), request.state.login.name
        if ticket is None:
            return _not_yours(request)
        latest: Reveal | None = await self.office.reveals.latest(ticket.id)
        approved = latest is not None and latest.state(self.office.clock()) is RevealState.APPROVED
        if latest is None or not approved or latest.asker != me:
            return _moved(request)
        try:
            async with on_record(self.office.audit, me, Action.REVEALED, ticket.id, f"approved_by:{latest.decider}"):
                channel, address, _ = await self.office.reveals.see(ticket.id, me)
        except (NoSuchTicket, TicketTaken, TicketMoved):
            return _not_yours(request)
        except RevealMoved:
            return _moved(request)
        return await page(
            request, "reveal_seen.html", ticket=ticket, channel=channel, address=address, seconds=SHOWN_SECONDS
        )

    async def waiting(self, request: Request) -> Response:
        """Show a second person what waits for them."""
        found = [
            (await self.office.tickets.ticket(id_), question) for id_, question in await self.office.reveals.waiting()
        ]
        questions = [(ticket, question) for ticket, question in found if ticket is not None]
        return await page(
            request,
            "reveals.html",
            questions=questions,
            names=await shown_names(self.office),
            me=request.state.login.name,
        )

    async def approve(self, request: Request) -> Response:
        """Approve what somebody else asked."""
        return await self._decide(request, approves=True)

    async def refuse(self, request: Request) -> Response:
        """Refuse it."""
        return await self._decide(request, approves=False)

    async def _decide(self, request: Request, *, approves: bool) -> Response:
        ticket_id, me = request.path_params["ticket"], request.state.login.name
        latest = await self.office.reveals.latest(ticket_id)
        if latest is None or latest.state(self.office.clock()) is not RevealState.ASKED:
            return _moved(request)
        if latest.asker == me:
            return message(request, "desk.supervision.reveal.same", 403)
        # The page may show an earlier question than the one that stands now, with another reason.
        if str((await request.form()).get("asked_at", "")) != str(latest.asked_at):
            return _moved(request)
        action = Action.REVEAL_APPROVED if approves else Action.REVEAL_REFUSED
        try:
            async with on_record(self.office.audit, me, action, ticket_id, f"asked_by:{latest.asker}"):
                await self.office.reveals.decide(ticket_id, me, approves=approves)
        except SamePerson:
            return message(request, "desk.supervision.reveal.same", 403)
        except (RevealMoved, NoSuchTicket, TicketTaken, TicketMoved):
            return _moved(request)
        return RedirectResponse(WAITING, status_code=303)

    async def _held(self, request: Request) -> Ticket | None:
        ticket: Ticket | None = await self.office.tickets.ticket(request.path_params["ticket"])
        mine = ticket is not None and ticket.held and ticket.worker == request.state.login.name
        return ticket if mine else None

    async def _own_page(
        self, request: Request, ticket: Ticket, status: int = 200, *, problem: str = "", reason: str = ""
    ) -> Response:
        latest = await self.office.reveals.latest(ticket.id)
        # What somebody asked who held the chat before says nothing to who holds it now.
        own = latest if latest is not None and latest.asker == request.state.login.name else None
        state = own.state(self.office.clock()) if own is not None else None
        return await page(
            request,
            "reveal.html",
            status,
            ticket=ticket,
            reveal=own,
            state=state,
            asks=state not in (RevealState.ASKED, RevealState.APPROVED),
            ends_at=own.ends_at(state) if own is not None and state is not None else 0.0,
            problem=problem,
            reason=reason,
            least=LEAST_REASON,
            most=MOST_REASON,
        )


def _not_yours(request: Request) -> Response:
    # As if it were not there: whose chat it is, is no business of others.
    return message(request, "desk.supervision.reveal.not_yours", 404)


def _moved(request: Request) -> Response:
    return message(request, "desk.supervision.reveal.moved", 409)
