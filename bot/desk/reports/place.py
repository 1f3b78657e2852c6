"""Where reports are worked on: shows the list, one report and what was refused, each look put on record first."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from bot.desk.deed import NO_DRAFT, UNRECORDED, Draft, Refusal
from bot.desk.office import Office, shown_names
from bot.desk.page import fragment, message, page, voice_of
from bot.desk.reading import Reading
from bot.desk.reports.insight import Insight, insight
from bot.desk.reports.listing import Listing, Tab, listing, row
from bot.desk.reports.view import View, view
from bot.desk.sight import Sight
from bot.language.inert import plainly
from bot.reports.report import Report
from bot.reports.store import NoSuchReport, ReportFull, ReportMoved, ReportTaken
from bot.staff.audit import AuditUnavailable
from bot.staff.entry import Action
from bot.staff.worker import Permission, Worker

PATH = "/reports"
CODE = "report"
"""How the audit log tells a report from a chat."""
READY = "desk.reports.ready."
GONE = Refusal("desk.reports.refused.gone", 404)
FULL = Refusal("desk.reports.refused.full", 409)
REFERRAL = "referral"
"""The kind of a draft that says to whom a report was to be passed on."""

Done = Response | Refusal
Deed = Callable[[], Awaitable[Done]]


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """What all pages of reports work with; they share what they read and what is put on record."""

    office: Office
    sight: Sight
    reading: Reading[Sequence[Report]] = field(repr=False)

    async def listing(self, request: Request) -> Listing:
        """Lay the list out as it is now. Raises ReportsUnavailable."""
        asked = request.query_params.get("tab", "")
        tab = Tab(asked) if asked in set(Tab) else Tab.OPEN
        names = await shown_names(self.office)
        return listing(await self.reading.get(), tab, request.state.worker.name, names, self.office.knowledge.intake)

    async def report(self, request: Request) -> Report | None:
        """Give the report that is asked for, None where there is none. Raises ReportsUnavailable."""
        report: Report | None = await self.office.reports.report(request.path_params["id"])
        return report

    async def show(self, request: Request, *, opened: bool = True) -> Response:
        """Show a report; what cannot be put on record is shown as a row shows it. Raises ReportsUnavailable."""
        report = await self.report(request)
        if report is None:
            return message(request, GONE.key, GONE.status)
        worker: Worker = request.state.worker
        if insight(report, worker) is not Insight.FACTS:
            try:
                await self.sight.note(worker.name, report.id, Action.VIEWED, CODE, opened=opened)
            except AuditUnavailable:
                return await self.refused(request, report, UNRECORDED)
        return await self._page(request, report)

    async def act(self, request: Request, deed: Deed, draft: Draft = NO_DRAFT) -> Response:
        """Do something, or say clearly why not. Raises ReportsUnavailable and StaffUnavailable."""
        try:
            outcome = await deed()
        except AuditUnavailable:
            outcome = UNRECORDED
        except ReportTaken as error:
            name = (await shown_names(self.office)).get(error.by, error.by)
            outcome = Refusal("desk.reports.refused.taken", 409, {"name": name})
        except ReportMoved as error:
            outcome = Refusal(f"desk.reports.refused.{'closed' if error.state == 'closed' else 'nobody'}", 409)
        except ReportFull:
            outcome = FULL
        except NoSuchReport:
            outcome = GONE
        if isinstance(outcome, Response):
            return outcome
        report = None if outcome is GONE else await self.report(request)
        if report is None:
            return message(request, outcome.key, outcome.status, **outcome.values)
        return await self.refused(request, report, outcome, draft)

    async def refused(self, request: Request, report: Report, refusal: Refusal, draft: Draft = NO_DRAFT) -> Response:
        """Say on the report's page why something was not done, with what was typed. Raises StaffUnavailable."""
        if not refusal.blind and insight(report, request.state.worker) is not Insight.FACTS:
            try:
                await self.sight.note(request.state.worker.name, report.id, Action.VIEWED, CODE)
            except AuditUnavailable:
                refusal = UNRECORDED
        return await self._page(request, report, refusal, draft)

    def view(self, request: Request, report: Report, names: Mapping[str, str], seen: Insight | None = None) -> View:
        """Lay a report out for who asks."""
        worker, intake = request.state.worker, self.office.knowledge.intake
        facts = row(report, worker.name, names, intake)
        return view(report, seen or insight(report, worker), facts, intake, voice_of(request))

    def rows(self, request: Request, seen: Listing) -> Response:
        """Show the list alone, for a page that asks by itself."""
        return fragment(request, "parts/reports.html", listing=seen, tabs=tuple(Tab))

    async def form(self, request: Request, template: str, report: Report, **values: Any) -> Response:
        """Show a page about a report, all of whose forms are new. Raises TicketsUnavailable, StaffUnavailable."""
        refusal: Refusal | None = values.get("refusal")
        catalogs = self.office.knowledge.catalogs
        return await page(
            request,
            template,
            refusal.status if refusal else 200,
            here=f"{PATH}/{report.id}",
            event=secrets.token_hex(16),
            document_languages=catalogs.languages,
            plainly=plainly,
            **{"refusal": None, "draft": NO_DRAFT, **values},
        )

    async def _page(
        self, request: Request, report: Report, refusal: Refusal | None = None, draft: Draft = NO_DRAFT
    ) -> Response:
        workers = await self.office.accounts.list()
        names = {each.name: each.shown_name for each in workers}
        blind = Insight.FACTS if refusal and refusal.blind else None
        catalogs = self.office.knowledge.catalogs
        done = f"desk.reports.done.{request.query_params.get('done', '')}"
        return await self.form(
            request,
            "report.html",
            report,
            view=self.view(request, report, names, blind),
            names=names,
            refusal=refusal,
            draft=draft,
            done=done if done in catalogs.keys() else "",  # noqa: SIM118 - the catalogs are no mapping
            ready=[each.removeprefix(READY) for each in catalogs.keys() if each.startswith(READY)],  # noqa: SIM118
            supervises=request.state.worker.may(Permission.SUPERVISE),
            receivers=sorted(
                ((each.shown_name, each.name) for each in workers if _receives(each, report)), key=lambda each: each[0]
            ),
        )


def _receives(worker: Worker, report: Report) -> bool:
    return worker.may(Permission.ANSWER) and worker.name != report.worker
