"""The page where chats are answered: the queue, one conversation, and what is known around it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.desk.deed import NO_DRAFT, UNRECORDED, Deed, Draft, Refusal, refusal_of, wants_json
from bot.desk.insight import Insight, insight
from bot.desk.office import Office, shown_names
from bot.desk.page import fragment, page, voice_of
from bot.desk.queue import Queue, Tab, Watcher, queue, takeable
from bot.desk.reach import Reach
from bot.desk.reading import Reading
from bot.desk.sight import Sight
from bot.desk.view import View, view
from bot.language.inert import plainly
from bot.staff.audit import AuditUnavailable
from bot.staff.worker import Permission, Worker
from bot.tickets.store import NoSuchTicket, TicketMoved, TicketTaken, TooManyChats
from bot.tickets.ticket import Outcome, Risk, Ticket, TicketState

ENDINGS = (Outcome.HELPED, Outcome.REFERRED, Outcome.UNREACHABLE, Outcome.OTHER)
"""How a worker may close a ticket; handing back has a button of its own."""
RISK_REASONS = ("said", "near", "child", "harm", "clearer", "over", "mistake")
"""Why a worker changes the risk: codes, so that no content leaves the chat with it."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Shows the page and its parts, each look put on record first."""

    office: Office
    sight: Sight
    tickets: Reading[Sequence[Ticket]] = field(repr=False)

    async def watcher(self, worker: Worker) -> Watcher:
        """Look who is at the desk, and how. Raises TicketsUnavailable, StaffUnavailable."""
        chooses = worker.may(Permission.SUPERVISE) or not await self.office.rules.next_only()
        return Watcher(worker, await self.office.board.shifts(), await shown_names(self.office), chooses=chooses)

    async def queue(self, seen_by: Watcher, tab: Tab, current: str = "") -> Queue:
        """Lay the queue out as it is now. Raises TicketsUnavailable."""
        tickets = await self.tickets.get()
        return queue(tickets, seen_by, tab, now=self.office.clock(), current=current)

    async def view(
        self, request: Request, seen_by: Watcher, ticket: Ticket, *, looks: bool = False, opened: bool = False
    ) -> View:
        """Open a ticket for who asks. Raises AuditUnavailable, TicketsUnavailable, NoSuchTicket."""
        seen = insight(ticket, seen_by.worker, looks=looks)
        if seen is not Insight.FACTS:
            await self.sight.record(seen_by.worker.name, ticket, seen, opened=opened)
        return await view(self.office, seen_by, ticket, seen, voice_of(request))

    async def show(
        self,
        request: Request,
        seen_by: Watcher,
        seen: View | None = None,
        *,
        refusal: Refusal | None = None,
        draft: Draft = NO_DRAFT,
    ) -> Response:
        """Show the page. Raises TicketsUnavailable."""
        tab = tab_of(request, seen)
        return await page(
            request,
            "queue.html",
            refusal.status if refusal else 200,
            shifts=seen_by.shifts,
            **self.shared(request, seen_by, seen),
            queue=await self.queue(seen_by, tab, seen.ticket.id if seen else ""),
            refusal=refusal,
            draft=draft,
            done=self._done(request),
            here=here(seen, tab),
            event=new_event(),
        )

    def part(
        self, request: Request, template: str, seen_by: Watcher, seen: View | None = None, **values: Any
    ) -> Response:
        """Show a part of the page, for a page that asks by itself."""
        return fragment(request, template, **self.shared(request, seen_by, seen), **values)

    async def act(self, request: Request, ticket_id: str, deed: Deed, draft: Draft = NO_DRAFT) -> Response:
        """Do something, or say clearly why not. Raises TicketsUnavailable and StaffUnavailable."""
        try:
            outcome = await deed(request)
        except AuditUnavailable:
            outcome = UNRECORDED
        except (NoSuchTicket, TicketTaken, TicketMoved, TooManyChats) as error:
            outcome = refusal_of(error, await self.watcher(request.state.worker))
        if isinstance(outcome, Response):
            return outcome
        return await self.refused(request, ticket_id, outcome, draft)

    async def refused(self, request: Request, ticket_id: str, refusal: Refusal, draft: Draft = NO_DRAFT) -> Response:
        """Say why something was not done: to a script in one line, else on the page with what was typed."""
        if wants_json(request):
            text = voice_of(request).say(refusal.key, **refusal.values)
            said = {"error": text, "key": refusal.key.rpartition(".")[2], "warned": list(refusal.warned)}
            return JSONResponse(said, status_code=refusal.status)
        seen_by = await self.watcher(request.state.worker)
        ticket = await self.office.tickets.ticket(ticket_id) if ticket_id else None
        if ticket is None:
            return await self.show(request, seen_by, refusal=refusal)
        try:
            seen = None if refusal.blind else await self.view(request, seen_by, ticket)
        except AuditUnavailable:
            seen, refusal = None, UNRECORDED
        seen = seen or await view(self.office, seen_by, ticket, Insight.FACTS, voice_of(request))
        return await self.show(request, seen_by, seen, refusal=refusal, draft=draft)

    def shared(self, request: Request, seen_by: Watcher, seen: View | None) -> dict[str, Any]:
        """Give what the templates of this page have in common."""
        voice = voice_of(request)
        languages = {code: voice.language_name(code) for code in voice.catalogs.languages}
        return {
            "view": seen,
            "reach": seen.reach if seen else Reach(),
            "pane": "context" if request.query_params.get("pane") == "context" else "chat",
            "plainly": plainly,
            "retention_days": round(self.office.tickets.retention_seconds / 86400),
            "may_supervise": seen_by.worker.may(Permission.SUPERVISE),
            "tab": tab_of(request, seen),
            "tabs": tuple(Tab),
            "me": seen_by.worker,
            "names": seen_by.names,
            "Risk": Risk,
            "endings": ENDINGS,
            "risk_reasons": RISK_REASONS,
            "may_claim": seen is not None and takeable(seen.ticket, seen_by),
            "takeable": lambda ticket: takeable(ticket, seen_by),
            "colleagues": [each for each in seen_by.shifts if each.worker != seen_by.worker.name],
            "known_languages": sorted(languages.items(), key=lambda each: each[1]),
        }

    def _done(self, request: Request) -> str:
        """Give the key of what was just done, as the address says; nothing that we did not write."""
        key = f"desk.chat.done.{request.query_params.get('done', '')}"
        return key if key in self.office.knowledge.catalogs.keys() else ""  # noqa: SIM118


def workplace(office: Office) -> Workplace:
    """Make the workplace of an office: all its pages share what they read and what is put on record."""
    return Workplace(office, Sight(office), Reading(office.tickets.tickets))


def here(seen: View | None, tab: Tab) -> str:
    """Give the address of what the page shows, which is not always the one that was asked for."""
    if seen is None:
        return f"/queue?tab={tab}"
    look = "/look" if seen.insight is Insight.LOOKS else ""
    return f"/tickets/{seen.ticket.id}{look}?tab={tab}"


def new_event() -> str:
    """Make the id of a message that is yet to be written: sent twice with one id it is kept once."""
    return secrets.token_hex(16)


def tab_of(request: Request, seen: View | None = None) -> Tab:
    """Give the tab that was asked for, or the one where a ticket stands."""
    asked = request.query_params.get("tab", "")
    if asked in set(Tab):
        return Tab(asked)
    if seen is None or seen.ticket.state is TicketState.WAITING:
        return Tab.WAITING
    if seen.row.mine or seen.row.offered:
        return Tab.MINE
    return Tab.CLOSED if seen.ticket.state is TicketState.CLOSED else Tab.OPEN
