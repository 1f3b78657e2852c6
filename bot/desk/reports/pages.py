"""The list's and a report's own routes."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.page import fragment, page
from bot.desk.reports.listing import Tab
from bot.desk.reports.place import PATH, ReportPlace
from bot.staff.worker import Permission


@dataclass(frozen=True, slots=True)
class ReportPages:
    """The pages, and what of them open pages ask for by themselves."""

    place: ReportPlace

    def routes(self) -> Sequence[Route]:
        """Give their routes."""
        reading = Permission.READ_CHATS
        return [
            Route(PATH, needs(reading, self.list), methods=["GET"]),
            Route(f"{PATH}/rows", needs(reading, self.rows, quiet=True), methods=["GET"]),
            Route(f"{PATH}/count", needs(reading, self.count, quiet=True), methods=["GET"]),
            Route(f"{PATH}/{{id}}", needs(reading, self.report), methods=["GET"]),
            Route(f"{PATH}/{{id}}/now", needs(reading, self.report_now, quiet=True), methods=["GET"]),
        ]

    async def list(self, request: Request) -> Response:
        """Show the list."""
        seen = await self.place.listing(request)
        return await page(request, "reports.html", listing=seen, tabs=tuple(Tab), here=f"{PATH}?tab={seen.tab}")

    async def rows(self, request: Request) -> Response:
        """Show the list as it is now."""
        return self.place.rows(request, await self.place.listing(request))

    async def count(self, request: Request) -> Response:
        """Show how many reports nobody has, for the navigation."""
        return fragment(request, "parts/reports_count.html", waiting=await self.place.office.reports.waiting())

    async def report(self, request: Request) -> Response:
        """Show a report."""
        return await self.place.show(request)

    async def report_now(self, request: Request) -> Response:
        """Show it as it stands now, to a page that asks by itself."""
        return await self.place.show(request, opened=False)
