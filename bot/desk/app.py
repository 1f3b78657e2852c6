"""The desk's application: its routes, its checks, and what is said where something fails."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates

from bot.desk import (
    account,
    audit_page,
    chat,
    lock_pages,
    login_pages,
    presence,
    replies_page,
    reveal_pages,
    staff_page,
    statistics_page,
    supervision,
)
from bot.desk.access import Audience, declared, needs
from bot.desk.navigation import home
from bot.desk.office import Office
from bot.desk.page import message
from bot.desk.reports.feature import routes as report_routes
from bot.desk.security import HEALTH, Doorkeeper, SafeHeaders, TooLarge, safe_headers
from bot.desk.site import read_site
from bot.reports.store import ReportsUnavailable
from bot.staff.store import StaffUnavailable
from bot.tickets.change_feed import ChangeFeed
from bot.tickets.store import TicketsUnavailable
from bot.wiring.desk import DeskParts

PAGES = Path(__file__).with_name("pages")
AGAIN_SECONDS = 1.0
Routes = Callable[[Office], Sequence[Route]]
Closing = Callable[[], Awaitable[None]]
FEATURES: Sequence[Routes] = (
    login_pages.routes,
    lock_pages.routes,
    account.routes,
    presence.routes,
    chat.routes,
    report_routes,
    supervision.routes,
    statistics_page.routes,
    reveal_pages.routes,
    audit_page.routes,
    staff_page.routes,
    replies_page.routes,
)


def templates() -> Jinja2Templates:
    """Read the templates; every value is escaped, and a name that is not there is a fault of ours."""
    environment = Environment(
        loader=FileSystemLoader(PAGES / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return Jinja2Templates(env=environment)


def office_from(parts: DeskParts) -> Office:
    """Put the office together. Raises SettingError where the desk would be reached in the open."""
    return Office(
        settings=parts.settings,
        site=read_site(parts.settings),
        knowledge=parts.knowledge,
        templates=templates(),
        clock=parts.clock,
        seal=parts.seal,
        tickets=parts.tickets,
        reports=parts.reports,
        board=parts.board,
        feed=parts.feed,
        statistics=parts.statistics,
        accounts=parts.staff.accounts,
        logins=parts.staff.logins,
        audit=parts.staff.audit,
        reveals=parts.reveals,
        replies=parts.replies,
        rules=parts.rules,
    )


def create_app(office: Office, features: Sequence[Routes] = FEATURES, closing: Closing | None = None) -> Starlette:
    """Put the desk together; `closing` ends with it. Raises TypeError where a route does not declare who may ask."""
    log = structlog.get_logger()
    pages = [route for feature in features for route in feature(office)]
    routes: list[Route | Mount] = [
        Route("/", needs(Audience.STAFF, _home), methods=["GET"]),
        Route(HEALTH, needs(Audience.ANYONE, _alive), methods=["GET"]),
        *pages,
        Mount("/static", StaticFiles(directory=PAGES / "static")),
    ]
    declared(routes)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # One reading of the store's changes for all open pages.
        reading = asyncio.create_task(_read_changes(office.feed))
        yield
        # Python 3.11's wait_for swallows a cancellation that comes together with a result: once may not be enough.
        while not reading.done():
            reading.cancel()
            await asyncio.wait({reading}, timeout=AGAIN_SECONDS)
        if closing is not None:
            await closing()

    async def unavailable(request: Request, error: Exception) -> Response:
        log.warning("store_unavailable", error=type(error).__name__)
        return message(request, "desk.frame.error.store", 503)

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        known = "not_found" if status in (404, 405) else "form"
        return message(request, f"desk.frame.error.{known}", status)

    async def failed(request: Request, error: Exception) -> Response:
        log.error("failed", error=type(error).__name__)
        response = message(request, "desk.frame.error.fault", 500)
        # This answer is given outside of what adds them to all others.
        response.headers.update({**safe_headers(office.site), "Cache-Control": "no-store"})
        return response

    async def too_large(request: Request, _: Exception) -> Response:
        return message(request, "desk.frame.error.too_large", 413)

    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(SafeHeaders, site=office.site), Middleware(Doorkeeper, site=office.site)],
        exception_handlers={
            StaffUnavailable: unavailable,
            TicketsUnavailable: unavailable,
            ReportsUnavailable: unavailable,
            TooLarge: too_large,
            HTTPException: refused,
            Exception: failed,
        },
    )
    app.router.redirect_slashes = False
    app.state.office = office
    return app


async def _home(request: Request) -> Response:
    return RedirectResponse(home(request.state.worker), status_code=303)


async def _alive(_: Request) -> Response:
    return JSONResponse({"alive": True})


async def _read_changes(feed: ChangeFeed) -> None:
    """Read for as long as the desk runs: without it every open page would look alive and show nothing new."""
    while True:
        try:
            await feed.run()
        except Exception as error:  # noqa: BLE001 - whatever it was, the pages need the next change
            structlog.get_logger().error("changes_unread", error=type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)
