"""Whether a worker is on shift: they say so in the frame of every page, and an open page says that it is there."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.office import Office
from bot.desk.page import by_htmx, fragment, message, shift_of, wanted
from bot.staff.entry import Action
from bot.staff.logins import Login
from bot.staff.worker import Permission
from bot.tickets.shift import Presence, Shift
from bot.tickets.ticket import TicketState


def routes(office: Office) -> Sequence[Route]:
    """Give the routes of the shift menu."""
    return PresencePages(office).routes()


@dataclass(frozen=True, slots=True)
class PresencePages:
    """The shift menu."""

    office: Office

    def routes(self) -> Sequence[Route]:
        """Give its routes."""
        return [
            Route("/shift", needs(Permission.CLAIM, self.change), methods=["POST"]),
            Route("/shift/beat", needs(Permission.CLAIM, self.beat, quiet=True), methods=["POST"]),
        ]

    async def change(self, request: Request) -> Response:
        """Begin, change or end the shift of who asks."""
        login: Login = request.state.login
        form = await request.form()
        chosen: Presence | None = None
        with suppress(ValueError):
            chosen = Presence(str(form.get("presence", "")))
        if chosen is None:
            return message(request, "desk.frame.error.form", 400)
        before, now = await shift_of(self.office, login), self.office.clock()
        if (before is None) != (chosen is Presence.OFF):
            ends = chosen is Presence.OFF
            await self.office.audit.append(login.name, Action.SHIFT_ENDED if ends else Action.SHIFT_BEGUN)
        shift = _shift(login, chosen, since=before.since if before else now, now=now)
        await self.office.board.set(shift)
        alone = await self._left_alone(login.name) if chosen in (Presence.OFF, Presence.BREAK) else 0
        if not by_htmx(request):
            return RedirectResponse(wanted(str(form.get("next", "/"))), status_code=303)
        shown = None if chosen is Presence.OFF else shift
        return fragment(request, "parts/shift.html", shift=shown, answers=True, alone=alone)

    async def beat(self, request: Request) -> Response:
        """Note that the page of a worker on shift is still open."""
        await self.office.board.beat(request.state.login.name)
        return Response(status_code=204)

    async def _left_alone(self, name: str) -> int:
        """Count who waits while nobody else is there to take them."""
        shifts: Sequence[Shift] = await self.office.board.shifts()
        if any(each.presence is Presence.ON and each.worker != name for each in shifts):
            return 0
        return sum(each.state is TicketState.WAITING for each in await self.office.tickets.tickets())


def _shift(login: Login, presence: Presence, *, since: float, now: float) -> Shift:
    worker = login.worker
    return Shift(
        worker.name,
        worker.shown_name,
        worker.languages,
        presence,
        since,
        now,
        worker.most_chats,
    )
