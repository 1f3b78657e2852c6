"""The quick lock, proving again who one is, and the time that is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.desk.access import CONFIRM, LOGIN, UNLOCK, Audience, needs
from bot.desk.client import client_hash
from bot.desk.login_pages import entered
from bot.desk.office import Office
from bot.desk.page import page, wanted
from bot.staff.entry import Action
from bot.staff.failures import NotAllowed, TooManyFailures
from bot.staff.logins import Login, NoLogin


def routes(office: Office) -> Sequence[Route]:
    """Give the routes of locking and of proving again."""
    return LockPages(office).routes()


@dataclass(frozen=True, slots=True)
class LockPages:
    """What keeps a page from whoever sits down before it."""

    office: Office

    def routes(self) -> Sequence[Route]:
        """Give their routes."""
        return [
            Route("/lock", needs(Audience.ENTERED, self.lock), methods=["POST"]),
            Route(UNLOCK, needs(Audience.ENTERED, self.show_lock), methods=["GET"]),
            Route(UNLOCK, needs(Audience.ENTERED, self.prove), methods=["POST"]),
            Route(CONFIRM, needs(Audience.RENEWING, self.show_confirmation), methods=["GET"]),
            Route(CONFIRM, needs(Audience.RENEWING, self.prove), methods=["POST"]),
            Route("/login/time", needs(Audience.ENTERED, self.time, quiet=True), methods=["GET"]),
            Route("/login/stay", needs(Audience.STAFF, self.stay), methods=["POST"]),
        ]

    async def lock(self, request: Request) -> Response:
        """Lock the login until password and code are given."""
        form = await request.form()
        await self.office.logins.lock(request.cookies[self.office.site.login_cookie])
        await self.office.audit.append(request.state.login.name, Action.LOCKED)
        following = quote(wanted(str(form.get("next", "/"))), safe="/")
        return RedirectResponse(f"{UNLOCK}?next={following}", status_code=303)

    async def show_lock(self, request: Request) -> Response:
        """Show the lock; where there is none any more, go on."""
        login: Login = request.state.login
        following = wanted(request.query_params.get("next", "/"))
        if not login.locked:
            return RedirectResponse(following, status_code=303)
        return await page(request, "lock.html", following=following, wrong="")

    async def show_confirmation(self, request: Request) -> Response:
        """Ask again for password and code, before something that needs them fresh."""
        following = wanted(request.query_params.get("next", "/"))
        return await page(request, "confirm.html", following=following, wrong="")

    async def prove(self, request: Request) -> Response:
        """Go on, unlocked and confirmed, under a new id; only who is logged in can prove it."""
        office, login = self.office, request.state.login
        form = await request.form()
        following = wanted(str(form.get("next", "/")))
        password, code = (str(form.get(field, "")) for field in ("password", "code"))
        template = "lock.html" if request.url.path == UNLOCK else "confirm.html"
        try:
            await office.accounts.authenticate(login.name, password, code, client_hash(request, office))
        except TooManyFailures:
            return await page(request, template, 429, following=following, wrong="desk.frame.login.too_many")
        except NotAllowed:
            await office.audit.append(login.name, Action.LOGIN_FAILED)
            return await page(request, template, 403, following=following, wrong="desk.frame.login.wrong_again")
        await office.audit.append(login.name, Action.CONFIRMED)
        try:
            new = await office.logins.confirm(request.cookies[office.site.login_cookie])
        except NoLogin:
            return RedirectResponse(LOGIN, status_code=303)
        return entered(office, new, following)

    async def time(self, request: Request) -> Response:
        """Say who is logged in and how many seconds are left, without lengthening them.

        The token is for an open page whose login another tab has confirmed under a new id; a login that has something
        to prove first gets none.
        """
        login: Login = request.state.login
        left = max(0, int(login.ends_at - self.office.clock()))
        enters = not login.locked and not login.worker.password_temporary
        return JSONResponse({"worker": login.name, "left": left, "csrf": login.csrf if enters else ""})

    async def stay(self, _: Request) -> Response:
        """Lengthen the login: somebody is there."""
        return Response(status_code=204)
