"""A worker's own account: password, recovery codes, languages, and how the desk behaves for them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk.access import LOGIN, PASSWORD, Audience, needs
from bot.desk.language import keep_language
from bot.desk.login_pages import entered
from bot.desk.navigation import ACCOUNT
from bot.desk.office import Office
from bot.desk.page import message, page, shift_of, voice_of
from bot.knowledge.catalogs import language_name
from bot.staff.entry import Action
from bot.staff.failures import NotAllowed
from bot.staff.logins import Login
from bot.staff.passwords import SHORTEST, WeakPassword, weakness
from bot.staff.worker import NotAWorker, Permission

SAVED = f"{ACCOUNT}?saved=1"


def routes(office: Office) -> Sequence[Route]:
    """Give the routes of the account page."""
    return AccountPages(office).routes()


@dataclass(frozen=True, slots=True)
class AccountPages:
    """What workers change by themselves."""

    office: Office

    def routes(self) -> Sequence[Route]:
        """Give their routes."""
        return [
            Route(ACCOUNT, needs(Audience.STAFF, self.show), methods=["GET"]),
            Route(f"{ACCOUNT}/language", needs(Audience.STAFF, self.choose_language), methods=["POST"]),
            Route(f"{ACCOUNT}/languages", needs(Permission.CLAIM, self.speak), methods=["POST"]),
            Route(f"{ACCOUNT}/codes", needs(Audience.STAFF, self.renew_codes, confirmed=ACCOUNT), methods=["POST"]),
            Route(PASSWORD, needs(Audience.RENEWING, self.show_password, confirmed=PASSWORD), methods=["GET"]),
            Route(PASSWORD, needs(Audience.RENEWING, self.change_password, confirmed=PASSWORD), methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the account."""
        return await self._shown(request)

    async def choose_language(self, request: Request) -> Response:
        """Keep the language in which the desk speaks."""
        chosen = str((await request.form()).get("language", ""))
        if chosen not in self.office.knowledge.catalogs.locales:
            return message(request, "desk.frame.error.form", 400)
        response = RedirectResponse(SAVED, status_code=303)
        keep_language(response, self.office.site, chosen)
        return response

    async def speak(self, request: Request) -> Response:
        """Keep the languages that the worker answers people in."""
        login: Login = request.state.login
        chosen = [str(each) for each in (await request.form()).getlist("languages")]
        if not chosen or not set(chosen) <= set(self._languages(login)):
            return await self._shown(request, 400, wrong="desk.frame.account.languages.none")
        try:
            await self.office.audit.append(login.name, Action.STAFF_CHANGED, detail="languages")
            worker = await self.office.accounts.change(login.name, languages=chosen)
        except NotAWorker:
            return await self._shown(request, 400, wrong="desk.frame.account.languages.none")
        if shift := await shift_of(self.office, login):
            # The board has a copy of its own, by which people are given to those who speak their language.
            await self.office.board.set(replace(shift, languages=worker.languages))
        return RedirectResponse(SAVED, status_code=303)

    async def renew_codes(self, request: Request) -> Response:
        """Make new recovery codes and show them this once."""
        login: Login = request.state.login
        await self.office.audit.append(login.name, Action.RECOVERY_CODES_RENEWED)
        codes = await self.office.accounts.renew_recovery_codes(login.name)
        return await page(request, "code.html", codes=codes, here=ACCOUNT)

    async def show_password(self, request: Request) -> Response:
        """Ask for a new password."""
        return await self._asked(request)

    async def change_password(self, request: Request) -> Response:
        """Set a new password; every other login of the worker ends, and this one goes on under a new id."""
        office, login = self.office, request.state.login
        form = await request.form()
        new, again = str(form.get("new", "")), str(form.get("again", ""))
        if new != again:
            return await self._asked(request, "desk.frame.password.differs", 400)
        if weak := weakness(new, login.worker.name, login.worker.shown_name):
            return await self._asked(request, f"desk.frame.weak.{weak}", 400)
        await office.audit.append(login.name, Action.PASSWORD_CHANGED)
        try:
            worker = await office.accounts.change_password(login.name, new)
        except WeakPassword as error:
            return await self._asked(request, f"desk.frame.weak.{error.weakness}", 400)
        except NotAllowed:
            return RedirectResponse(LOGIN, status_code=303)
        return entered(office, await office.logins.begin(worker), "/" if login.worker.password_temporary else SAVED)

    async def _asked(self, request: Request, wrong: str = "", status_code: int = 200) -> Response:
        return await page(request, "password.html", status_code, wrong=wrong, shortest=SHORTEST)

    async def _shown(self, request: Request, status_code: int = 200, wrong: str = "") -> Response:
        login: Login = request.state.login
        own = voice_of(request).language
        spoken = [
            {"code": code, "name": language_name(code, own), "chosen": code in login.worker.languages}
            for code in self._languages(login)
        ]
        saved = request.query_params.get("saved") == "1"
        spoken.sort(key=lambda each: str(each["name"]).casefold())
        return await page(request, "account.html", status_code, spoken=spoken, saved=saved, wrong=wrong)

    def _languages(self, login: Login) -> Sequence[str]:
        knowledge = self.office.knowledge
        return sorted({*knowledge.catalogs.languages, *knowledge.other_languages, *login.worker.languages})
