"""The web chat: a page that works without scripts, its conversation kept only in the session behind a cookie."""

import hmac
import math
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from babel import negotiate_locale
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from bot.client_network import client_network
from bot.conversation.speech import Speech
from bot.gateway.counts import Counts
from bot.gateway.departure import Departure, Tasks, forget_cookie, forget_site
from bot.gateway.reception import Reception
from bot.gateway.web_lines import (
    asked_languages,
    begins,
    direction,
    listening,
    shown_part,
    shown_said,
    simulated,
    unkept,
    wants_json,
)
from bot.gateway.webhooks import TooLarge, limited_body
from bot.knowledge.catalogs import SOURCE_LANGUAGE, language_name
from bot.sessions.session import Session
from bot.sessions.store import SessionsUnavailable
from bot.settings import Settings
from bot.storage.encryption import Seal
from bot.tickets.ticket import Outcome
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
    _departing: Tasks = field(default_factory=set, init=False, repr=False)

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
        lines = [shown_said(said) for said in session.transcript] if session else []
        return self._shown(request, self.speech(request, session), visitor, lines, session)

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
            await self.reception.receive([event], self._network(request))
            parts = self.channel.collect(event.address)
        visitor = self.visitor(request) or ""
        session = await self._session(visitor)
        # The way out works whatever became of the turn.
        left = event is not None and self.reception.conversation.leaves(event)
        # Without a session the person left or erased; a store that is gone leaves none either, but then says why.
        ended = left or (session is None and await self._reachable())
        if wants_json(request):
            response = self._as_json(self.speech(request, session), session, parts, ended=ended, left=left)
        elif left:
            response = RedirectResponse(self.settings.exit_url, status_code=303)
        elif session is not None and unkept(session, parts):
            before = [shown_said(said) for said in session.transcript]
            lines = [*before, *(shown_part(part) for part in parts)]
            response = self._shown(request, self.speech(request, session), visitor, lines, session)
        elif session is not None:
            response = RedirectResponse("/", status_code=303)
        else:
            # No session holds the answer for the page to show again; what comes after an end is somebody new.
            shown_to = secrets.token_urlsafe(32) if ended else visitor
            response = self._shown(request, self.speech(request, None), shown_to, [shown_part(part) for part in parts])
        if left:
            forget_site(response, self.channel.cookie_name, secure=self._secure)
        elif ended and wants_json(request):
            # The page may stay open and go on: it asks for a new id.
            forget_cookie(response, self.channel.cookie_name, secure=self._secure)
        return await self._departed(response, visitor) if ended else response

    async def leave(self, request: Request) -> Response:
        """End the session, then the desk's side of it, and go to the neutral page; nobody is asked to confirm."""
        # The page goes to the exit by itself; following a redirect as well would ask for that page twice.
        response = Response(status_code=204) if wants_json(request) else RedirectResponse(self.settings.exit_url, 303)
        forget_site(response, self.channel.cookie_name, secure=self._secure)
        if visitor := self.visitor(request):
            response = await self._departed(response, visitor)
            await self.reception.leaving.leave_desk(f"web:{visitor}", Outcome.LEFT)
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
        accepted = negotiate_locale(asked_languages(request), list(locales), sep="-")
        return Speech(self.reception.conversation.knowledge, accepted or SOURCE_LANGUAGE)

    def refused(self, request: Request, status: int) -> Response:
        """Say that a message did not arrive, in the page's language and with nothing of the message."""
        speech = self.speech(request, None)
        text = speech.say("web.failed")
        if wants_json(request):
            return JSONResponse({"error": text}, status_code=status)
        visitor = self.visitor(request) or secrets.token_urlsafe(32)
        response = self._shown(request, speech, visitor, [shown_part(Part(text))])
        response.status_code = status
        return response

    def _network(self, request: Request) -> str:
        """Name the visitor's network, empty where only the proxy's is known, which all visitors would share."""
        network = client_network(request, behind_proxy=self._secure)
        return str(network) if network is not None and network.is_global else ""

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

    async def _departed(self, response: Response, visitor: str | None) -> Response:
        """End all that goes by an id that nobody has any more."""
        if visitor:
            persons = [f"web:{visitor}", *(simulated(name, visitor) for name in self.screens)]
            clock = self.reception.conversation.clock
            until = clock() + self.settings.idle_seconds
            departure = Departure(self.reception.sessions, self.counts, persons, clock, until, self._departing)
            response.background = await departure.begin()
        return response

    def _as_json(
        self, speech: Speech, session: Session | None, parts: Sequence[Part], *, ended: bool, left: bool
    ) -> Response:
        return JSONResponse(
            {
                "language": speech.language,
                "direction": direction(speech),
                "lines": [shown_part(part) for part in parts],
                "ended": ended,
                "fresh": session is not None and begins(session, parts),
                "ends_in": self._ends_in(session),
                **listening(session),
                "exit_url": self.settings.exit_url if left else None,
            }
        )

    def _ends_in(self, session: Session | None) -> int | None:
        """Give the whole seconds until a session ends by itself; None where none is known."""
        if session is None:
            return None
        ends_at = session.ends_at(self.settings.idle_seconds, self.settings.maximum_seconds)
        return max(0, math.ceil(ends_at - self.reception.conversation.clock()))

    def _shown(
        self,
        request: Request,
        speech: Speech,
        visitor: str,
        lines: Sequence[Mapping[str, object]],
        session: Session | None = None,
    ) -> Response:
        ends_in = self._ends_in(session)
        seconds = self.settings.idle_seconds if ends_in is None else ends_in
        context = {**self._context(speech, visitor), "lines": lines, "ends_in": seconds, **listening(session)}
        response = self.templates.TemplateResponse(request, "chat.html", context)
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

    def _context(self, speech: Speech, visitor: str) -> dict[str, object]:
        locales = self.reception.conversation.knowledge.catalogs.locales.values()
        return {
            "say": speech.say,
            "language": speech.language,
            "direction": direction(speech),
            "languages": [
                {
                    "code": locale.language,
                    "name": language_name(locale.language, locale.language),
                    "direction": "rtl" if locale.right_to_left else "ltr",
                }
                for locale in locales
            ],
            "exit_url": self.settings.exit_url,
            "demo": self.settings.demo,
            "token": self._token(visitor),
        }
