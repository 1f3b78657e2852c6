"""Writing to the person: looked over while it is typed, refused where it must not go out, and kept once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.deed import MALFORMED, MOST_NOTE_LETTERS, NOTE_TOO_LONG, Draft, Refusal, done, fields, wants_json
from bot.desk.insight import Insight, insight
from bot.desk.outgoing import MOST_LETTERS, Checked, checked, warned_of
from bot.desk.page import fragment, voice_of
from bot.desk.queue import Tab
from bot.desk.reach import reach
from bot.desk.record import on_record
from bot.desk.replies_picker import REPLY, offer
from bot.desk.standing import held
from bot.desk.workplace import Workplace
from bot.language.inert import plainly
from bot.staff.entry import Action
from bot.staff.saved_reply import PLACEHOLDERS
from bot.staff.worker import Permission
from bot.storage.changes import Change, ChangeKind
from bot.tickets.message import Author, TicketMessage
from bot.tickets.store import Holder
from bot.tickets.ticket import Ticket

NOTE, ANSWER = "note", "reply"
_EVENT = re.compile(r"[A-Za-z0-9-]{8,64}")
_SOURCE = re.compile(r"(?:(?:reply|topic):[a-z0-9_-]{1,64})?")


@dataclass(frozen=True, slots=True)
class Composer:
    """The composer's routes."""

    place: Workplace

    def routes(self) -> Sequence[Route]:
        """Give its routes."""
        return [
            Route("/tickets/{id}/say", needs(Permission.ANSWER, self.say), methods=["POST"]),
            Route("/tickets/{id}/check", needs(Permission.ANSWER, self.check), methods=["POST"]),
            Route("/tickets/{id}/typing", needs(Permission.ANSWER, self.typing), methods=["POST"]),
        ]

    async def say(self, request: Request) -> Response:
        """Send a reply, or keep a note."""
        given = await fields(request)
        draft = Draft(given.get("text", ""), NOTE if given.get("kind") == NOTE else ANSWER)

        async def deed(request: Request) -> Response | Refusal:
            return await self._say(request, given)

        return await self.place.act(request, request.path_params["id"], deed, draft)

    async def check(self, request: Request) -> Response:
        """Look a text over that is being typed, and keep nothing of it."""
        given = await fields(request)
        ticket = await self.place.office.tickets.ticket(request.path_params["id"])
        if ticket is None or insight(ticket, request.state.worker) is not Insight.HOLDS:
            return Response(status_code=404)
        return fragment(
            request,
            "parts/check.html",
            checked=self._checked(ticket, given.get("text", "")),
            kind=NOTE if given.get("kind") == NOTE else ANSWER,
            reach=await reach(self.place.office, ticket),
            plainly=plainly,
        )

    async def typing(self, request: Request) -> Response:
        """Tell other staff that the holder is writing."""
        ticket = await self.place.office.tickets.ticket(request.path_params["id"])
        if ticket is not None and insight(ticket, request.state.worker) is Insight.HOLDS:
            await self.place.office.feed.tell(Change(ChangeKind.TYPING, ticket.id, request.state.worker.name))
        return Response(status_code=204)

    async def _say(self, request: Request, given: Mapping[str, str]) -> Response | Refusal:
        office, worker, text = self.place.office, request.state.worker, given.get("text", "").strip()
        if not _EVENT.fullmatch(given.get("event", "")) or not _SOURCE.fullmatch(given.get("source", "")):
            return MALFORMED
        ticket = await self._held(request)
        is_note = given.get("kind") == NOTE
        if not text:
            return Refusal("desk.chat.refused.empty", 422)
        if not is_note and (refusal := await self._refused(request, ticket, text, given)):
            return refusal
        if is_note and len(text) > MOST_NOTE_LETTERS:
            return NOTE_TOO_LONG
        message = TicketMessage(
            Author.NOTE if is_note else Author.WORKER,
            text,
            language="" if is_note else ticket.language,
            worker=worker.name,
            source="" if is_note else given.get("source", ""),
            original="" if is_note else given.get("original", "").strip()[:MOST_LETTERS],
        )
        async with on_record(office.audit, worker.name, Action.NOTED if is_note else Action.ANSWERED, ticket.id):
            kept = await office.tickets.say(ticket.id, Holder(worker.name), message, f"{worker.name}/{given['event']}")
        if wants_json(request):
            return JSONResponse({"id": kept})
        return done(f"/tickets/{ticket.id}", Tab.MINE, "noted" if is_note else "said")

    async def _held(self, request: Request) -> Ticket:
        return held(await self.place.office.tickets.ticket(request.path_params["id"]), request.state.worker)

    async def _refused(self, request: Request, ticket: Ticket, text: str, given: Mapping[str, str]) -> Refusal | None:
        reached = await reach(self.place.office, ticket)
        if not reached.writable:
            return Refusal(f"desk.chat.permission.{reached.permission}", 409, reached.when)
        found = self._checked(ticket, text)
        if found.left < 0:
            return Refusal("desk.chat.refused.long", 422, {"most": str(MOST_LETTERS)})
        if gaps := [gap for gap in found.gaps if gap.strip("{}") in PLACEHOLDERS]:
            return Refusal("desk.chat.refused.gaps", 422, {"gaps": ", ".join(gaps)})
        if given.get("ticked") != "1" and await self._unchecked(request, ticket, text, given.get("source", "")):
            return Refusal("desk.chat.refused.unchecked", 422)
        warned = warned_of(given.get("warned", ""))
        if unseen := [each for each in found.warned if each not in warned]:
            # A short text is sent before its warning is seen; the second press sends what was warned of, nothing else.
            shown = plainly(", ".join(unseen))
            return Refusal("desk.chat.refused.look_again", 409, {"found": shown}, warned=found.warned)
        return None

    async def _unchecked(self, request: Request, ticket: Ticket, text: str, source: str) -> bool:
        """Say whether a text is a saved reply just as it stands that nobody approved in this language."""
        if not source.startswith(REPLY):
            return False
        own = voice_of(request).language
        for reply in await self.place.office.replies.all():
            if source == f"{REPLY}{reply.id}":
                offered = offer(self.place.office, reply, ticket, own)
                return not offered.approved and " ".join(offered.text.split()) == " ".join(text.split())
        return False

    def _checked(self, ticket: Ticket, text: str) -> Checked:
        knowledge = self.place.office.knowledge
        locale = knowledge.catalogs.locales.get(ticket.language)
        return checked(
            text,
            sms=ticket.channel == "sms",
            plain_letters=locale is not None and locale.plain_sms_letters,
            country=knowledge.countries.get(ticket.country),
        )
