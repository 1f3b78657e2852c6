"""What happens at the desk, told to each open page as it happens: kinds, ids and staff's names, never content."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sse_starlette.sse import EventSourceResponse
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.office import shown_names
from bot.desk.workplace import Workplace
from bot.staff.store import StaffUnavailable
from bot.staff.worker import Permission, Worker
from bot.storage.changes import Change, ChangeKind
from bot.tickets.store import TicketsUnavailable

BEAT_SECONDS = 4.0
"""How often a page hears that the line stands, and how soon a login's end ends it."""
LOOK_SECONDS = 20.0
"""How often whoever holds a chat is told that a supervisor still looks on."""


@dataclass(frozen=True, slots=True)
class Events:
    """The line to the page (server-sent events, WHATWG HTML)."""

    place: Workplace
    beat_seconds: float = BEAT_SECONDS
    look_seconds: float = LOOK_SECONDS

    def routes(self) -> Sequence[Route]:
        """Give its route."""
        return [Route("/events", needs(Permission.READ_CHATS, self.stream, quiet=True), methods=["GET"])]

    async def stream(self, request: Request) -> Response:
        """Tell changes for as long as the login lasts; `look` names the ticket that a supervisor looks at."""
        worker: Worker = request.state.worker
        look = request.query_params.get("look", "") if worker.may(Permission.SUPERVISE) else ""
        login_id = request.cookies.get(self.place.office.site.login_cookie, "")
        # A comment line of the library's own would tell the page nothing.
        return EventSourceResponse(self.told(login_id, worker, look), ping=3600)

    async def told(self, login_id: str, worker: Worker, look: str = "") -> AsyncIterator[Mapping[str, str]]:
        """Give events: `begun` first, `change` for each change, `beat` between them, `ended` with the login."""
        office, clock = self.place.office, asyncio.get_running_loop().time
        names = await shown_names(office)
        changes = office.feed.changes()
        upcoming = asyncio.ensure_future(anext(changes))
        beat_at, look_at = clock() + self.beat_seconds, clock()
        try:
            # From here on nothing is missed: what changed before it, the page asks for when it hears this.
            await asyncio.sleep(0)
            yield _event("begun", {})
            while True:
                await asyncio.wait({upcoming}, timeout=max(0.0, min(beat_at, look_at if look else beat_at) - clock()))
                if upcoming.done():
                    change = upcoming.result()
                    upcoming = asyncio.ensure_future(anext(changes))
                    yield _event("change", _said(change, names))
                if look and clock() >= look_at:
                    look_at = clock() + self.look_seconds
                    with suppress(TicketsUnavailable):
                        await office.feed.tell(Change(ChangeKind.VIEWING, look, worker.name))
                if clock() >= beat_at:
                    beat_at = clock() + self.beat_seconds
                    try:
                        login = await office.logins.find(login_id, touch=False)
                    except StaffUnavailable:
                        yield _event("beat", {"reached": False})
                        continue
                    if login is None or not login.may(Permission.READ_CHATS):
                        yield _event("ended", {})
                        return
                    yield _event("beat", {"reached": office.feed.reached})
        finally:
            upcoming.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration):
                await upcoming
            await changes.aclose()


def _said(change: Change, names: Mapping[str, str]) -> Mapping[str, object]:
    name = names.get(change.worker, change.worker) if change.kind in (ChangeKind.TYPING, ChangeKind.VIEWING) else ""
    return {"kind": change.kind, "ticket": change.ticket, "worker": change.worker, "name": name}


def _event(kind: str, values: Mapping[str, object]) -> Mapping[str, str]:
    return {"event": kind, "data": json.dumps(values)}
