"""The audit log as supervisors and administrators read it, and its proof that nobody changed it."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.office import Office
from bot.desk.page import message, page, voice_of
from bot.desk.reports.place import CODE
from bot.staff.audit import Verdict
from bot.staff.entry import DIGEST, Entry
from bot.staff.worker import Permission

SHOWN = 200
SEARCHED = 5000
"""How many of the last entries are gone through for one person's."""
PATHS = (("/supervision/audit", Permission.SUPERVISE), ("/staff/audit", Permission.MANAGE_STAFF))


def routes(office: Office) -> Sequence[Route]:
    """Give the routes of the audit log: one under supervision, and one under staff for who reads no chats."""
    return [
        route
        for path, permission in PATHS
        for route in (
            Route(path, needs(permission, AuditPages(office, path).show), methods=["GET"]),
            Route(f"{path}/verify", needs(permission, AuditPages(office, path).verify), methods=["POST"]),
        )
    ]


@dataclass(frozen=True, slots=True)
class AuditPages:
    """The audit log under one path."""

    office: Office
    path: str

    async def show(self, request: Request) -> Response:
        """Show the last entries, newest first, all or of one ticket or person."""
        ticket, person = (request.query_params.get(name, "").strip()[:64] for name in ("ticket", "person"))
        return await self._page(request, ticket, person)

    async def verify(self, request: Request) -> Response:
        """Go through the whole chain and say whether it holds."""
        head = str((await request.form()).get("head", "")).strip().lower()
        if head and not DIGEST.fullmatch(head):
            return message(request, "desk.frame.error.form", 400)
        return await self._page(request, "", "", await self.office.audit.verify(head))

    async def _page(self, request: Request, ticket: str, person: str, verdict: Verdict | None = None) -> Response:
        found = await self.office.audit.read(ticket=ticket, last=SEARCHED if person else SHOWN)
        entries = [entry for entry in reversed(found) if person in ("", entry.actor)][:SHOWN]
        voice = voice_of(request)
        known = set(voice.catalogs.keys())

        def action(entry: Entry) -> str:
            of_reports = f"desk.reports.action.{entry.action}"
            if entry.detail.partition(",")[0] == CODE and of_reports in known:
                return voice.say(of_reports)
            key = f"desk.supervision.action.{entry.action}"
            # What a newer desk on the same store writes is shown by its code.
            return voice.say(key) if key in known else str(entry.action)

        return await page(
            request,
            "audit.html",
            path=self.path,
            entries=[(entry, action(entry)) for entry in entries],
            ticket=ticket,
            person=person,
            verdict=verdict,
            shown=SHOWN,
        )
