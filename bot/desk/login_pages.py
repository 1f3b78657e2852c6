"""Logging in with name, password and code, and logging out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk.access import LOGIN, PASSWORD, Audience, needs, new_visitor, visitor_token
from bot.desk.client import client_hash
from bot.desk.language import keep_language
from bot.desk.office import Office
from bot.desk.page import login_of, page, voice_of, wanted
from bot.staff.entry import UNKNOWN, Action
from bot.staff.failures import NotAllowed, TooManyFailures
from bot.staff.logins import NewLogin
from bot.staff.worker import Worker
from bot.tickets.shift import Presence


def routes(office: Office) -> Sequence[Route]:
    """Give the routes of logging in and out."""
    return LoginPages(office).routes()


@dataclass(frozen=True, slots=True)
class LoginPages:
    """The way in and the way out."""

    office: Office

    def routes(self) -> Sequence[Route]:
        """Give their routes."""
        return [
            Route(LOGIN, needs(Audience.VISITOR, self.show), methods=["GET"]),
            Route(LOGIN, needs(Audience.VISITOR, self.enter), methods=["POST"]),
            Route("/logout", needs(Audience.ENTERED, self.leave), methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the form; who is logged in already goes on."""
        following = wanted(request.query_params.get("next", "/"))
        if login_of(request) is not None:
            return RedirectResponse(following, status_code=303)
        return await self._form(request, following)

    async def enter(self, request: Request) -> Response:
        """Log in who gives name, password and code, under an id that nobody had before."""
        form = await request.form()
        name, password, code = (str(form.get(field, "")) for field in ("name", "password", "code"))
        following = wanted(str(form.get("next", "/")))
        office = self.office
        try:
            worker = await office.accounts.authenticate(name, password, code, client_hash(request, office))
        except TooManyFailures:
            structlog.get_logger().warning("login_held_back")
            return await self._form(request, following, "desk.frame.login.too_many", 429)
        except NotAllowed as error:
            # A name that is none may be a password typed into the wrong field.
            await office.audit.append(error.name or UNKNOWN, Action.LOGIN_FAILED)
            return await self._form(request, following, "desk.frame.login.wrong", 403)
        await office.audit.append(worker.name, Action.LOGGED_IN)
        await office.logins.end(request.cookies.get(office.site.login_cookie, ""))
        return entered(office, await office.logins.begin(worker), _first(worker, following))

    async def leave(self, request: Request) -> Response:
        """Log out, end the shift, and let the browser forget the pages; the language of the desk stays."""
        office, login = self.office, request.state.login
        # Whatever fails after this, nobody is logged in any more.
        await office.logins.end(request.cookies[office.site.login_cookie])
        await end_shift(office, login.name)
        await office.audit.append(login.name, Action.LOGGED_OUT)
        response = RedirectResponse(f"{LOGIN}?lang={voice_of(request).language}", status_code=303)
        response.delete_cookie(
            office.site.login_cookie, path="/", secure=office.site.secure, httponly=True, samesite="strict"
        )
        # What workers set for their eyes and keys is no secret, and they need it again.
        response.headers["Clear-Site-Data"] = '"cache", "cookies"'
        return response

    async def _form(self, request: Request, following: str, wrong: str = "", status_code: int = 200) -> Response:
        office, name = self.office, self.office.site.login_cookie
        visitor = request.cookies.get(name) or new_visitor()
        request.state.token = visitor_token(office, visitor)
        response = await page(request, "login.html", status_code, following=following, wrong=wrong)
        _keep_login(response, office, visitor)
        if request.query_params.get("lang"):
            keep_language(response, office.site, voice_of(request).language)
        return response


def entered(office: Office, login: NewLogin, where: str) -> Response:
    """Send somebody who has just proved who they are to a page, with the cookie of their login."""
    response = RedirectResponse(where, status_code=303)
    _keep_login(response, office, login.id)
    return response


async def end_shift(office: Office, name: str) -> None:
    """Let a worker go off shift who was on it."""
    for shift in await office.board.shifts():
        if shift.worker == name and shift.presence is not Presence.OFF:
            await office.board.set(replace(shift, presence=Presence.OFF))


def _first(worker: Worker, following: str) -> str:
    return PASSWORD if worker.password_temporary else following


def _keep_login(response: Response, office: Office, id_: str) -> None:
    # Without an age: a browser that is closed forgets it.
    response.set_cookie(
        office.site.login_cookie, id_, path="/", secure=office.site.secure, httponly=True, samesite="strict"
    )
