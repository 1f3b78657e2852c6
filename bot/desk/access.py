"""Who may ask for what: each route declares it, and nothing is answered before it is checked."""

import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from bot.desk.office import Office, office_of
from bot.desk.page import message, returning, sent_to
from bot.staff.logins import Login
from bot.staff.worker import Permission

Endpoint = Callable[[Request], Awaitable[Response]]
READING = ("GET", "HEAD")
MOST_FIELDS = 100
LOGIN, UNLOCK, CONFIRM, PASSWORD = "/login", "/unlock", "/confirm", "/account/password"


class Audience(StrEnum):
    """Who may ask for what needs no permission of a role."""

    ANYONE = "anyone"
    VISITOR = "visitor"  # nobody need be logged in, yet a form needs the token that its page was given
    ENTERED = "entered"  # logged in, also where the page is locked or the password temporary
    RENEWING = "renewing"  # logged in, also with a temporary password
    STAFF = "staff"  # logged in


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a route asks for: of whom, whether pages ask by themselves, and where to go back to after confirming."""

    needed: Permission | Audience
    quiet: bool = False
    confirmed: str = ""


def needs(needed: Permission | Audience, endpoint: Endpoint, *, quiet: bool = False, confirmed: str = "") -> Endpoint:
    """Let an endpoint answer only who may ask; it finds them in `request.state.login` and `request.state.worker`.

    `quiet` is for what pages ask by themselves, such as events: it keeps no login alive. `confirmed` names the path,
    such as `/tickets/{id}`, to which a worker comes back who must first give password and code again.
    """
    declaration = Declaration(needed, quiet, confirmed)

    @wraps(endpoint)
    async def guarded(request: Request) -> Response:
        refusal = await _refusal(request, declaration)
        return refusal if refusal is not None else await endpoint(request)

    guarded.declaration = declaration  # type: ignore[attr-defined]
    return guarded


def declared(routes: Iterable[BaseRoute]) -> None:
    """Raise TypeError where a route does not say who may ask; files of the page may be read by anyone."""
    for route in routes:
        if isinstance(route, Mount) and route.path == "/static":
            continue
        if declaration_of(route) is None:
            raise TypeError(f"the route {getattr(route, 'path', route)} must declare who may ask: use needs()")


def declaration_of(route: BaseRoute) -> Declaration | None:
    """Give what a route asks for, None where it does not say."""
    found = getattr(route.endpoint, "declaration", None) if isinstance(route, Route) else None
    return found if isinstance(found, Declaration) else None


def visitor_token(office: Office, visitor: str) -> str:
    """Give the token for the forms of a visitor whom nobody knows yet."""
    return office.seal.name(f"form/{visitor}")


def new_visitor() -> str:
    """Make an id for a visitor."""
    return secrets.token_urlsafe(32)


async def _refusal(request: Request, declaration: Declaration) -> Response | None:
    office, needed = office_of(request), declaration.needed
    if needed is Audience.ANYONE:
        return None
    id_ = request.cookies.get(office.site.login_cookie, "")
    request.state.login = login = await office.logins.find(id_, touch=not declaration.quiet) if id_ else None
    request.state.worker = login.worker if login else None
    if needed is Audience.VISITOR:
        given = await _token(request)
        right = login.accepts(given) if login else _same(given, visitor_token(office, id_))
        return None if request.method in READING or (id_ and right) else _forged(request)
    if login is None:
        return _sent(request, declaration, LOGIN)
    if request.method not in READING and not login.accepts(await _token(request)):
        return _forged(request)
    return _held_up(request, declaration, login) or _not_confirmed(request, declaration, login)


def _held_up(request: Request, declaration: Declaration, login: Login) -> Response | None:
    needed = declaration.needed
    if needed is Audience.ENTERED:
        return None
    if login.locked:
        return _sent(request, declaration, UNLOCK)
    if needed is Audience.RENEWING:
        return None
    if login.worker.password_temporary:
        return _sent(request, declaration, PASSWORD)
    if isinstance(needed, Permission) and not login.may(needed):
        return message(request, "desk.frame.error.forbidden", 403)
    return None


def _not_confirmed(request: Request, declaration: Declaration, login: Login) -> Response | None:
    if not declaration.confirmed or login.confirmed(office_of(request).clock()):
        return None
    back = declaration.confirmed.format(**request.path_params)
    return sent_to(request, f"{CONFIRM}?next={back}", 403, "desk.frame.confirm.text")


def _same(given: str, token: str) -> bool:
    return compare_digest(given.encode(errors="replace"), token.encode())


def _sent(request: Request, declaration: Declaration, path: str) -> Response:
    if declaration.quiet:
        # A script that asks for events must not take a page for them.
        return Response(status_code=401)
    return sent_to(request, path if path == PASSWORD else returning(path, request))


def _forged(request: Request) -> Response:
    return message(request, "desk.frame.error.token", 403)


async def _token(request: Request) -> str:
    if request.method in READING:
        return ""
    if given := request.headers.get("x-csrf-token", ""):
        return given
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    field = form.get("csrf", "")
    return field if isinstance(field, str) else ""
