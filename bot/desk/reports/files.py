"""Pictures and voice notes of a report, as the office made them anew: nothing of who sent them is in name or header."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.reports.insight import Insight, insight
from bot.desk.reports.place import CODE, PATH, ReportPlace
from bot.evidence.cleaning import PICTURE, SOUND
from bot.referral.document import reference
from bot.reports.report import Evidence, EvidenceKind, Report
from bot.reports.store import NoSuchReport
from bot.staff.audit import AuditUnavailable
from bot.staff.entry import Action
from bot.staff.worker import Permission

POLICY = "default-src 'none'; sandbox"
SERVED: Mapping[EvidenceKind, str] = {EvidenceKind.IMAGE: PICTURE, EvidenceKind.AUDIO: SOUND}
ENDINGS: Mapping[EvidenceKind, str] = {EvidenceKind.IMAGE: "jpg", EvidenceKind.AUDIO: "ogg"}
_NUMBER = re.compile(r"[1-9]\d?", re.ASCII)
_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """The files' own route."""

    place: ReportPlace

    def routes(self) -> Sequence[Route]:
        """Give it."""
        return [
            Route(
                f"{PATH}/{{id}}/files/{{number}}", needs(Permission.READ_CHATS, self.show, quiet=True), methods=["GET"]
            )
        ]

    async def show(self, request: Request) -> Response:
        """Give a file to who may read its report; each look is on record."""
        report = await self.place.report(request)
        if report is None or insight(report, request.state.worker) is Insight.FACTS:
            return Response(status_code=404)
        number = request.path_params["number"]
        evidence = _found(report, number)
        if evidence is None or evidence.media_type != SERVED[evidence.kind]:
            return Response(status_code=404)
        try:
            await self.place.sight.note(request.state.worker.name, report.id, Action.VIEWED, f"{CODE},file:{number}")
            data = await self.place.office.reports.evidence(report.id, evidence.id)
        except AuditUnavailable:
            return Response(status_code=503)
        except NoSuchReport:
            return Response(status_code=404)
        name = f"report-{reference(report.id).lower()}-{number}.{ENDINGS[evidence.kind]}"
        headers = {"Content-Security-Policy": POLICY, "Content-Disposition": f'inline; filename="{name}"'}
        return partly(data, request.headers.get("range", ""), SERVED[evidence.kind], headers)


def partly(data: bytes, asked: str, media_type: str, headers: Mapping[str, str]) -> Response:
    """Give bytes, or the one range of them that is asked for, as listening again needs (RFC 9110, section 14)."""
    found, size = _RANGE.fullmatch(asked), len(data)
    headers = {**headers, "Accept-Ranges": "bytes"}
    if found is None or not (found[1] or found[2]) or (found[1] and found[2] and int(found[1]) > int(found[2])):
        # What is no range is as if it had not been asked for.
        return Response(data, media_type=media_type, headers=headers)
    first = int(found[1]) if found[1] else max(0, size - int(found[2]))
    last = min(int(found[2]), size - 1) if found[1] and found[2] else size - 1
    if first > last:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    part = {"Content-Range": f"bytes {first}-{last}/{size}"}
    return Response(data[first : last + 1], 206, media_type=media_type, headers={**headers, **part})


def _found(report: Report, number: str) -> Evidence | None:
    at = int(number) if _NUMBER.fullmatch(number) else 0
    return report.evidence[at - 1] if 0 < at <= len(report.evidence) else None
