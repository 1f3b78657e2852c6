"""Pages and fragments in the voice of who asks, with the frame that they all share."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.desk import chat_keys, shortcuts
from bot.desk.language import Voice, choices, voice
from bot.desk.navigation import places
from bot.desk.office import Office, office_of
from bot.desk.reports import keys as report_keys
from bot.desk.shortcuts import Shortcut
from bot.desk.times import Times
from bot.staff.logins import IDLE_SECONDS, Login
from bot.staff.worker import Permission
from bot.tickets.shift import Presence, Shift

REPORTS = "/reports"
WARNING_SECONDS = 120
"""How long before the end of an idle login its page says so."""
_OURS = re.compile(r"/(?:[A-Za-z0-9_.~-][A-Za-z0-9_.~/-]*)?(?:\?[A-Za-z0-9_.~&=-]*)?")


async def page(
    request: Request, template: str, status_code: int = 200, *, shifts: Sequence[Shift] | None = None, **values: Any
) -> Response:
    """Show a page, with the shift of who asks in its frame; `shifts` where it is known.

    Raises TicketsUnavailable and ReportsUnavailable.
    """
    office, login = office_of(request), login_of(request)
    answers = login is not None and login.may(Permission.CLAIM)
    shift = None
    if login is not None and answers:
        shift = await shift_of(office, login) if shifts is None else _own(shifts, login)
    reads = login is not None and login.may(Permission.READ_CHATS)
    waiting = await office.reports.waiting() if reads else None
    frame = {"shift": shift, "answers": answers, "waiting": waiting}
    return _rendered(request, template, status_code, {**frame, **values})


def fragment(request: Request, template: str, status_code: int = 200, **values: Any) -> Response:
    """Show a piece of a page, for htmx to put in its place."""
    return _rendered(request, template, status_code, values)


def message(request: Request, key: str, status_code: int, **values: object) -> Response:
    """Say one text of the desk: as a page of its own, or as a fragment where htmx asks."""
    template = "parts/message.html" if by_htmx(request) else "error.html"
    return _rendered(request, template, status_code, {"text": voice_of(request).say(key, **values)})


def sent_to(request: Request, where: str, status_code: int = 401, key: str = "desk.frame.error.login") -> Response:
    """Send the browser to another page: a page follows by itself, htmx by its header, a script is told no."""
    if by_htmx(request):
        return Response(status_code=status_code, headers={"HX-Redirect": where})
    # A script that follows would take the other page for its answer (Fetch Metadata, W3C).
    if request.method in ("GET", "HEAD") or request.headers.get("sec-fetch-mode") == "navigate":
        return RedirectResponse(where, status_code=303)
    return message(request, key, status_code)


def returning(path: str, request: Request) -> str:
    """Give a path from which the worker comes back to the page that is open now."""
    if by_htmx(request):
        open_now = urlsplit(request.headers.get("hx-current-url", ""))
    elif request.method in ("GET", "HEAD"):
        open_now = urlsplit(f"{request.url.path}?{request.url.query}")
    else:
        return path
    asked = f"{open_now.path}?{open_now.query}" if open_now.query else open_now.path
    return f"{path}?next={quote(asked, safe='/')}"


def wanted(given: str) -> str:
    """Give the path of ours that somebody wants to come back to; what leads elsewhere leads home."""
    return given if _OURS.fullmatch(given) else "/"


def by_htmx(request: Request) -> bool:
    """Say whether htmx asks, for a fragment."""
    return request.headers.get("hx-request") == "true"


def login_of(request: Request) -> Login | None:
    """Give who is logged in, None before a login and on a page that is nobody's."""
    return getattr(request.state, "login", None)


def voice_of(request: Request) -> Voice:
    """Give the voice in which who asks is answered."""
    return voice(request, office_of(request))


async def shift_of(office: Office, login: Login) -> Shift | None:
    """Give the shift of who is logged in; None while they are off. Raises TicketsUnavailable."""
    return _own(await office.board.shifts(), login)


def _own(shifts: Sequence[Shift], login: Login) -> Shift | None:
    return next((each for each in shifts if each.worker == login.name and each.presence != Presence.OFF), None)


def _rendered(request: Request, template: str, status_code: int, values: Mapping[str, Any]) -> Response:
    office, login, speaks = office_of(request), login_of(request), voice_of(request)
    enters = login is not None and not login.locked and not login.worker.password_temporary
    now = office.clock()
    context = {
        "say": speaks.say,
        "language": speaks.language,
        "direction": speaks.direction,
        "languages": choices(office.knowledge.catalogs),
        "login": login,
        "worker": login.worker if login else None,
        "csrf": login.csrf if login else getattr(request.state, "token", ""),
        "places": places(login.worker, request.url.path) if login and enters else (),
        "shortcuts": _shortcuts(login, request.url.path),
        "presences": tuple(Presence),
        "now": now,
        "times": Times(speaks, office.settings.desk_zone, now),
        "language_name": speaks.language_name,
        "language_names": speaks.language_names,
        "country_name": speaks.country_name,
        "idle_seconds": IDLE_SECONDS,
        "warning_seconds": WARNING_SECONDS,
        "shift": None,
        "answers": False,
        "waiting": None,
        **values,
    }
    return office.templates.TemplateResponse(request, template, context, status_code=status_code)


def _shortcuts(login: Login | None, path: str) -> Sequence[Shortcut]:
    if login is None or not login.may(Permission.READ_CHATS):
        return shortcuts.FRAME
    # The sheet lists what the page that is open obeys.
    return (*(report_keys if path.startswith(REPORTS) else chat_keys).SHORTCUTS, *shortcuts.FRAME)
