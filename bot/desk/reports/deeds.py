"""What a worker does with a report: each deed is a form, put on record before it is done, and done by the store."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.deed import MALFORMED, Draft, Refusal, fields
from bot.desk.outgoing import MOST_LETTERS, checked, warned_of
from bot.desk.record import on_record
from bot.desk.reports.insight import Standing, held, to_give, to_take
from bot.desk.reports.place import CODE, PATH, READY, Done, ReportPlace
from bot.knowledge.catalogs import SOURCE_LANGUAGE
from bot.language.inert import plainly
from bot.reports.report import Author, Followup, Report
from bot.staff.entry import Action
from bot.staff.worker import Permission, Worker
from bot.storage.holder import Holder

EVENT = re.compile(r"[A-Za-z0-9-]{8,64}")
EMPTY = Refusal("desk.reports.refused.empty", 422)
LONG = Refusal("desk.reports.refused.long", 422, {"most": str(MOST_LETTERS)})
NOBODY_THERE = Refusal("desk.reports.refused.receiver", 422)
Doing = Callable[[Report, Worker, Mapping[str, str]], Awaitable[Done]]


@dataclass(frozen=True, slots=True)
class ReportDeeds:
    """The deeds' routes."""

    place: ReportPlace

    def routes(self) -> Sequence[Route]:
        """Give their routes."""
        return [
            self._route("take", Permission.CLAIM, self._take, to_take),
            self._route("give", Permission.ANSWER, self._give, to_give),
            self._route("release", Permission.ANSWER, self._release, held),
            self._route("answer", Permission.ANSWER, self._answer, held),
            self._route("close", Permission.ANSWER, self._close, held),
        ]

    def _route(self, name: str, permission: Permission, doing: Doing, standing: Standing) -> Route:
        async def endpoint(request: Request) -> Response:
            given = await fields(request)

            async def deed() -> Done:
                report = standing(await self.place.report(request), request.state.worker)
                return await doing(report, request.state.worker, given)

            draft = Draft(given.get("text", ""), name, given.get("to", given.get("ready", "")))
            return await self.place.act(request, deed, draft)

        return Route(f"{PATH}/{{id}}/{name}", needs(permission, endpoint), methods=["POST"])

    async def _take(self, report: Report, worker: Worker, given: Mapping[str, str]) -> Done:
        del given
        async with self._recorded(worker, Action.CLAIMED, report, CODE):
            await self.place.office.reports.assign(report.id, Holder(worker.name), worker.name)
        return done(report, "taken")

    async def _give(self, report: Report, worker: Worker, given: Mapping[str, str]) -> Done:
        receiver = await self.place.office.accounts.get(given.get("to", ""))
        if receiver is None or receiver.name == report.worker or not receiver.may(Permission.ANSWER):
            return NOBODY_THERE
        async with self._recorded(worker, Action.TRANSFERRED, report, f"{CODE},to:{receiver.name}"):
            await self.place.office.reports.assign(report.id, holder_of(worker), receiver.name)
        return done(report, "given")

    async def _release(self, report: Report, worker: Worker, given: Mapping[str, str]) -> Done:
        del given
        async with self._recorded(worker, Action.RELEASED, report, CODE):
            await self.place.office.reports.assign(report.id, holder_of(worker), "")
        return done(report, "released")

    async def _answer(self, report: Report, worker: Worker, given: Mapping[str, str]) -> Done:
        text = given.get("text", "").strip()
        if not EVENT.fullmatch(given.get("event", "")):
            return MALFORMED
        if not text:
            return EMPTY
        if refusal := self._refused(report, text, given):
            return refusal
        followup = Followup(Author.OFFICE, text, language=report.language)
        async with self._recorded(worker, Action.ANSWERED, report, CODE):
            event = f"{worker.name}/{given['event']}"
            await self.place.office.reports.answer(report.id, holder_of(worker), followup, event)
        return done(report, "answered")

    async def _close(self, report: Report, worker: Worker, given: Mapping[str, str]) -> Done:
        own, ready = given.get("text", "").strip(), given.get("ready", "")
        catalogs = self.place.office.knowledge.catalogs
        if ready and f"{READY}{ready}" not in catalogs.keys():  # noqa: SIM118 - the catalogs are no mapping
            return MALFORMED
        if not own and not ready:
            return EMPTY
        if refusal := self._refused(report, own, given):
            return refusal
        spoken = report.language if report.language in catalogs.locales else SOURCE_LANGUAGE
        phrase = catalogs.say(f"{READY}{ready}", spoken) if ready else ""
        async with self._recorded(worker, Action.CLOSED, report, f"{CODE},ready:{ready or 'none'}"):
            text = "\n\n".join(each for each in (phrase, own) if each)
            await self.place.office.reports.close_report(report.id, holder_of(worker), text)
        return done(report, "closed")

    def _refused(self, report: Report, text: str, given: Mapping[str, str]) -> Refusal | None:
        country = self.place.office.knowledge.countries.get(report.country)
        found = checked(text, sms=False, plain_letters=False, country=country)
        if found.left < 0:
            return LONG
        if unseen := [each for each in found.warned if each not in warned_of(given.get("warned", ""))]:
            # The second press sends what was warned of, nothing else.
            shown = {"found": plainly(", ".join(unseen))}
            return Refusal("desk.reports.refused.look_again", 409, shown, warned=found.warned)
        return None

    def _recorded(
        self, worker: Worker, action: Action, report: Report, detail: str
    ) -> AbstractAsyncContextManager[None]:
        return on_record(self.place.office.audit, worker.name, action, report.id, detail)


def holder_of(worker: Worker) -> Holder:
    """Give who acts, as the store of reports asks."""
    return Holder(worker.name, supervises=worker.may(Permission.SUPERVISE))


def done(report: Report, what: str) -> Response:
    """Go on to a report, and say there what was done."""
    return RedirectResponse(f"{PATH}/{report.id}?done={what}", status_code=303)
