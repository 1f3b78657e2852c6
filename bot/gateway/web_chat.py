"""The web chat: a page that works without scripts, its conversation kept only in the session behind a cookie."""

import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from babel import negotiate_locale
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from bot.conversation.speech import Speech
from bot.gateway.counts import Counts
from bot.gateway.reception import Reception
from bot.gateway.webhooks import TooLarge, limited_body
from bot.knowledge.catalogs import SOURCE_LANGUAGE, language_name
from bot.sessions.encryption import Seal
from bot.sessions.session import Said, Session
from bot.sessions.store import SessionsUnavailable
from bot.settings import Settings
from channels.channel import InboundEvent, MessageReceived, Part, WebhookError, WebhookForged, WebhookRequest
from channels.web import VISITOR, WebChannel
from channels.webhook import JSON, media_type, read_form, read_json

MOST_BYTES = 8 * 1024


@dataclass(frozen=True, slots=True)
class WebChat:
    """The page and what it posts; a visitor is a random id in a cookie, nothing else.

    `screens` names the simulator's channels, whose sessions end with the visitor's own.
    """

    settings: Settings
    reception: Reception
    channel: WebChannel
    templates: Jinja2Templates
    seal: Seal = field(repr=False)
    counts: Counts = field(repr=False)
    screens: Collection[str] = ()

    def routes(self) -> Sequence[Route]:
        """Give the page's routes."""
        return [
            Route("/", self.page, methods=["GET"]),
            Route("/chat", self.post, methods=["POST"]),
            Route("/chat/leave", self.leave, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """Show the chat with what was said so far."""
        visitor, session = await self._opened(request)
        lines = [_shown_said(said) for said in session.transcript] if session else []
        return self._shown(request, self.speech(request, session), visitor, lines)

    async def post(self, request: Request) -> Response:
        """Take a message or a choice; answer with JSON where it is asked for, else show the page again."""
        try:
            event = await self.event(request)
        except (TooLarge, ClientDisconnect):
            return self.refused(request, 413)
        except WebhookError as error:
            self.counts.add("refused", "web", type(error).__name__)
            return self.refused(request, error.status_code)
        parts: Sequence[Part] = ()
        if event is not None:
            await self.reception.receive([event])
            parts = self.channel.collect(event.address)
        visitor = self.visitor(request) or ""
        session = await self._session(visitor)
        speech = self.speech(request, session)
        if not _wants_json(request):
            if session is not None:
                return RedirectResponse("/", status_code=303)
            if event is not None and self.reception.conversation.leaves(event):
                return self._departure()
            # No session holds the answer for the page to show again.
            return self._shown(request, speech, visitor, [shown_part(part) for part in parts])
        # Without a session the person left or erased; a store that is gone leaves none either, but then says why.
        ended = session is None and await self._reachable()
        left = ended and event is not None and self.reception.conversation.leaves(event)
        return JSONResponse(
            {
                "language": speech.language,
                "direction": _direction(speech),
                "lines": [shown_part(part) for part in parts],
                "ended": ended,
                "exit_url": self.settings.exit_url if left else None,
            }
        )

    async def leave(self, request: Request) -> Response:
        """End the session at once and go to the neutral page; nobody is asked to confirm."""
        response, visitor = self._departure(), self.visitor(request)
        if _wants_json(request):
            # The page goes to the exit by itself; following a redirect as well would ask for that page twice.
            response.status_code = 204
            del response.headers["location"]
        if visitor:
            persons = [f"web:{visitor}", *(simulated(name, visitor) for name in self.screens)]
            try:
                for person in persons:
                    await self._end(person)
            except SessionsUnavailable as error:
                self.counts.add("sessions_unavailable", "web", type(error).__name__)
            # A turn that is under way saves its session after this; nobody waits here for its end.
            response.background = BackgroundTask(self._end_after_turns, persons)
        return response

    async def event(self, request: Request) -> MessageReceived | None:
        """Read a form of ours into a message. Raises WebhookError, TooLarge."""
        body = await limited_body(request, MOST_BYTES)
        webhook = WebhookRequest(self.settings.public_url, request.headers, body)
        self.channel.verify(webhook)
        fields = read_json(webhook) if media_type(webhook) == JSON else dict(read_form(webhook))
        visitor, given = self.visitor(request), fields.get("token")
        if (
            visitor is None
            or not isinstance(given, str)
            or not hmac.compare_digest(given.encode(errors="replace"), self._token(visitor).encode())
        ):
            raise WebhookForged("no token")
        events: Sequence[InboundEvent] = self.channel.parse(webhook)
        return next((event for event in events if isinstance(event, MessageReceived)), None)

    def visitor(self, request: Request) -> str | None:
        """Give the visitor's id, or None where there is none of the form that we give out."""
        visitor = request.cookies.get(self.channel.cookie_name, "")
        return visitor if VISITOR.fullmatch(visitor) else None

    def speech(self, request: Request, session: Session | None) -> Speech:
        """Give the page's voice: the language asked for, the conversation's, or the browser's first that we speak."""
        locales = self.reception.conversation.knowledge.catalogs.locales
        asked = request.query_params.get("lang", "")
        if asked in locales:
            return Speech(self.reception.conversation.knowledge, asked)
        if session is not None and (session.language_chosen or session.language):
            return self.reception.conversation.speech(session)
        accepted = negotiate_locale(_accepted(request), list(locales), sep="-")
        return Speech(self.reception.conversation.knowledge, accepted or SOURCE_LANGUAGE)

    def refused(self, request: Request, status: int) -> Response:
        """Say that a message did not arrive, in the page's language and with nothing of the message."""
        speech = self.speech(request, None)
        text = speech.say("web.failed")
        if _wants_json(request):
            return JSONResponse({"error": text}, status_code=status)
        visitor = self.visitor(request) or secrets.token_urlsafe(32)
        return self._shown(request, speech, visitor, [shown_part(Part(text))], status)

    @property
    def _secure(self) -> bool:
        return self.settings.public_url.startswith("https://")

    def _token(self, visitor: str) -> str:
        return self.seal.name(f"form:{visitor}")

    async def _opened(self, request: Request) -> tuple[str, Session | None]:
        """Give the visitor's id and session; an id without a session is replaced, so that nobody can plant one."""
        visitor, new = self.visitor(request), secrets.token_urlsafe(32)
        if visitor is None:
            return new, None
        sessions, person = self.reception.sessions, f"web:{visitor}"
        asked = request.query_params.get("lang", "")
        chooses = asked in self.reception.conversation.knowledge.catalogs.locales
        try:
            session = await sessions.load(person)
            if session is not None and not chooses:
                return visitor, session
            # A turn that is under way may be about to save.
            async with sessions.turn(person):
                session = await sessions.load(person)
                kept = visitor if session is not None else new
                if chooses:
                    now = self.reception.conversation.clock()
                    session = replace(session or Session(started_at=now, seen_at=now), language_chosen=asked)
                    await sessions.save(f"web:{kept}", session)
                return kept, session
        except SessionsUnavailable as error:
            self.counts.add("sessions_unavailable", "web", type(error).__name__)
            return visitor, None

    async def _end_after_turns(self, persons: Sequence[str]) -> None:
        sessions = self.reception.sessions
        for person in persons:
            try:
                async with sessions.turn(person):
                    await self._end(person)
            except SessionsUnavailable as error:
                self.counts.add("sessions_unavailable", "web", type(error).__name__)

    async def _end(self, person: str) -> None:
        sessions = self.reception.sessions
        await sessions.end(person, await sessions.load(person))

    def _departure(self) -> Response:
        response = RedirectResponse(self.settings.exit_url, status_code=303)
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        response.delete_cookie(
            self.channel.cookie_name, path="/", secure=self._secure, httponly=True, samesite="strict"
        )
        return response

    def _shown(
        self, request: Request, speech: Speech, visitor: str, lines: Sequence[Mapping[str, object]], status: int = 200
    ) -> Response:
        context = self._context(speech, visitor, lines)
        response = self.templates.TemplateResponse(request, "chat.html", context, status_code=status)
        # Without an age: a browser that is closed forgets it.
        name = self.channel.cookie_name
        response.set_cookie(name, visitor, path="/", secure=self._secure, httponly=True, samesite="strict")
        return response

    async def _session(self, visitor: str) -> Session | None:
        try:
            return await self.reception.sessions.load(f"web:{visitor}")
        except SessionsUnavailable:
            return None

    async def _reachable(self) -> bool:
        try:
            await self.reception.sessions.ping()
        except SessionsUnavailable:
            return False
        return True

    def _context(self, speech: Speech, visitor: str, lines: Sequence[Mapping[str, object]]) -> dict[str, object]:
        locales = self.reception.conversation.knowledge.catalogs.locales.values()
        return {
            "say": speech.say,
            "language": speech.language,
            "direction": _direction(speech),
            "languages": [
                {
                    "code": locale.language,
                    "name": language_name(locale.language, locale.language),
                    "direction": "rtl" if locale.right_to_left else "ltr",
                }
                for locale in locales
            ],
            "lines": lines,
            "exit_url": self.settings.exit_url,
            "demo": self.settings.demo,
            "token": self._token(visitor),
        }


def simulated(channel: str, visitor: str) -> str:
    """Give the simulator's person for a visitor on a channel."""
    return f"simulator:{channel}:{visitor}"


def shown_part(part: Part) -> dict[str, object]:
    """Give a part as the page's script shows it."""
    choices = [{"id": reply.id, "title": reply.title} for reply in part.quick_replies]
    return {"by": "assistant", "text": part.text, "choices": choices}


def _shown_said(said: Said) -> dict[str, object]:
    return {"by": said.by, "text": said.text, "choices": [{"id": code, "title": title} for code, title in said.choices]}


def _direction(speech: Speech) -> str:
    return "rtl" if speech.right_to_left else "ltr"


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _accepted(request: Request) -> list[str]:
    """Give the browser's languages, the most wanted first, as it orders them (RFC 9110, section 12.5.4)."""
    return [each.split(";", maxsplit=1)[0].strip() for each in request.headers.get("accept-language", "").split(",")]
