"""The list of accounts, for administrators; accounts are made and changed by `amparo staff` alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.office import Office
from bot.desk.page import page
from bot.staff.worker import Permission, Role

COMMAND = "amparo staff"


def routes(office: Office) -> Sequence[Route]:
    """Give the route of the list."""
    return [Route("/staff", needs(Permission.MANAGE_STAFF, StaffPages(office).show), methods=["GET"])]


@dataclass(frozen=True, slots=True)
class StaffPages:
    """The list of accounts."""

    office: Office

    async def show(self, request: Request) -> Response:
        """Show everybody who has an account."""
        workers = await self.office.accounts.list()
        return await page(request, "staff.html", workers=workers, roles=tuple(Role), command=COMMAND)
