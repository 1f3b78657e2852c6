"""Passing a report on: makes the document, notes to whom it went, and gives it once, in the answer to the form."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.deed import MALFORMED, Draft, Refusal, fields
from bot.desk.office import shown_names
from bot.desk.record import on_record
from bot.desk.reports.deeds import EVENT, holder_of
from bot.desk.reports.insight import held
from bot.desk.reports.place import CODE, PATH, REFERRAL, Done, ReportPlace
from bot.referral.document import Included, reference
from bot.referral.json_document import json_document
from bot.referral.pdf_document import ReferralUndrawable, pdf_document
from bot.referral.referring import Letterhead, referral_document
from bot.reports.report import Referral, Report
from bot.staff.entry import Action
from bot.staff.worker import Permission, Worker

NAMED = f"{PATH}/{{id}}/named"
FORMATS: Mapping[str, str] = {"pdf": "application/pdf", "json": "application/json"}
MOST_RECEIVER = 200
TO_WHOM = Refusal("desk.reports.refused.to_whom", 422, {"most": str(MOST_RECEIVER)})
UNDRAWABLE = Refusal("desk.reports.refused.undrawable", 500)


@dataclass(frozen=True, slots=True)
class Referrals:
    """Passing on without a name, and with it after password and code."""

    place: ReportPlace

    def routes(self) -> Sequence[Route]:
        """Give their routes."""
        return [
            Route(f"{PATH}/{{id}}/refer", needs(Permission.ANSWER, self.refer), methods=["POST"]),
            Route(NAMED, needs(Permission.ANSWER, self.show_named, confirmed=NAMED), methods=["GET"]),
            Route(NAMED, needs(Permission.ANSWER, self.refer_named, confirmed=NAMED), methods=["POST"]),
        ]

    async def refer(self, request: Request) -> Response:
        """Pass it on without saying who reports."""
        return await self._act(request, identity=False)

    async def refer_named(self, request: Request) -> Response:
        """Pass it on with the name or office that the reporter gave."""
        return await self._act(request, identity=True)

    async def show_named(self, request: Request) -> Response:
        """Ask to whom it goes, and show what name goes with it."""

        async def shown() -> Done:
            report = held(await self.place.report(request), request.state.worker)
            names = await shown_names(self.place.office)
            seen = self.place.view(request, report, names)
            if not seen.identity:
                return Refusal("desk.reports.refused.no_name", 404)
            await self.place.sight.note(request.state.worker.name, report.id, Action.VIEWED, f"{CODE},name")
            return await self.place.form(request, "report_named.html", report, view=seen)

        return await self.place.act(request, shown)

    async def _act(self, request: Request, *, identity: bool) -> Response:
        given = await fields(request)

        async def deed() -> Done:
            report = held(await self.place.report(request), request.state.worker)
            return await self._refer(report, request.state.worker, given, identity=identity)

        return await self.place.act(request, deed, Draft(kind=REFERRAL, to=given.get("to", "")))

    async def _refer(self, report: Report, worker: Worker, given: Mapping[str, str], *, identity: bool) -> Done:
        office, to, form = self.place.office, given.get("to", "").strip(), given.get("format", "")
        language = given.get("language", "")
        if form not in FORMATS or language not in office.knowledge.catalogs.locales:
            return MALFORMED
        if not EVENT.fullmatch(given.get("event", "")):
            return MALFORMED
        if not 0 < len(to) <= MOST_RECEIVER:
            return TO_WHOM
        included = Included(given.get("words") == "1", given.get("files") == "1", identity)
        try:
            # Before it is noted: what could not be made was not passed on.
            content = await asyncio.to_thread(self._document, report, form, language, included)
        except ReferralUndrawable:
            return UNDRAWABLE
        event = f"{worker.name}/{given['event']}"
        async with on_record(office.audit, worker.name, Action.REFERRED, report.id, _detail(form, included)):
            await office.reports.refer(report.id, holder_of(worker), Referral(to, worker.name, format=form), event)
        name = f"report-{reference(report.id).lower()}.{form}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=FORMATS[form], headers=headers)

    def _document(self, report: Report, form: str, language: str, included: Included) -> bytes:
        office = self.place.office
        catalogs = office.knowledge.catalogs

        def say(key: str, /, **values: str) -> str:
            return catalogs.say(key, language, **values)

        letterhead = Letterhead(office.settings.desk_office, language, say, office.settings.desk_zone)
        document = referral_document(report, office.knowledge.intake, letterhead, office.clock(), included)
        return pdf_document(document, say) if form == "pdf" else json_document(document, say)


def _detail(form: str, included: Included) -> str:
    parts = {"words": included.words, "files": included.evidence, "name": included.identity}
    return ",".join((CODE, f"format:{form}", *(f"{name}:{'yes' if each else 'no'}" for name, each in parts.items())))
