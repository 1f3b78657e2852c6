"""The gateway's application: its routes, and the headers of every answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.erasure.eraser import Eraser
from bot.erasure.traces import ProviderTraces
from bot.gateway.counts import Counts
from bot.gateway.courier import Courier
from bot.gateway.flood import Flood
from bot.gateway.gathering import Gathering
from bot.gateway.health import health_routes
from bot.gateway.reception import Reception
from bot.gateway.report_rounds import ReportRounds
from bot.gateway.simulator import Simulator
from bot.gateway.tending import Tending
from bot.gateway.web_chat import WebChat
from bot.gateway.web_news import WebNews
from bot.gateway.webhooks import outside_desk_route, webhook_routes
from bot.wiring.channels import simulated_channels
from bot.wiring.gateway import Parts, wire_alerts, wire_bridge
from channels.web import WebChannel

PAGES = Path(__file__).with_name("pages")
COURIERS = 4
"""Tickets that are served at once: a provider that hangs for one must not hold up the others."""


class SafeHeaders:
    """Adds the headers that keep a page out of caches, frames and other people's scripts."""

    def __init__(self, app: ASGIApp, exit_url: str, *, secure: bool) -> None:
        """Allow forms to go to the exit page's origin beside our own."""
        self._app = app
        exit_to = urlsplit(exit_url)
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
            f"form-action 'self' {exit_to.scheme}://{exit_to.netloc}; base-uri 'none'; frame-ancestors 'none'"
        )
        headers = {
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            "X-Robots-Tag": "noindex",
        }
        if secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            await send(message)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)


def create_app(parts: Parts, counts: Counts) -> Starlette:
    """Put the gateway's application together; its connections open with the first request and close with it."""
    eraser = Eraser(parts.erasures, parts.channels, counts.add)
    providers = {name: channel for name, channel in parts.channels.items() if name != "web"}
    traces = ProviderTraces(eraser, providers, parts.conversation.clock, parts.conversation.limits)
    gathering = Gathering(parts.sessions, parts.channels, parts.reports.room, counts)
    reception = Reception(
        parts.conversation,
        parts.sessions,
        parts.channels,
        counts,
        traces,
        parts.switchboard,
        gathering,
        parts.reports.allowance,
        Flood(parts.sessions.tallies, parts.settings.flood),
    )
    clock = parts.conversation.clock
    courier = Courier(
        parts.tickets,
        parts.conversation,
        parts.sessions,
        parts.channels,
        traces,
        counts,
        clock,
        reception.leaving.marked,
    )
    alerts, bridge = wire_alerts(parts, counts.add, clock), wire_bridge(parts, counts.add, clock)
    reports = parts.reports
    rounds = ReportRounds(
        reports.store, reports.allowance, parts.conversation, parts.sessions, parts.channels, traces, counts
    )
    web = parts.channels["web"]
    if not isinstance(web, WebChannel):
        raise TypeError("the web chat is always a WebChannel")
    screens = simulated_channels() if parts.settings.demo else {}
    chat = WebChat(parts.settings, reception, web, Jinja2Templates(PAGES / "templates"), parts.seal, counts, screens)
    routes: list[Route | Mount] = [
        *webhook_routes(reception, counts, parts.settings.public_url),
        *health_routes(parts.engine, parts.sessions),
        *chat.routes(),
        *WebNews(chat).routes(),
        Mount("/static", StaticFiles(directory=PAGES / "static")),
    ]
    if bridge is not None:
        routes.append(outside_desk_route(bridge))
    if parts.settings.demo:
        routes += Simulator(chat, screens).routes()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        couriers = [courier] * COURIERS
        tending = Tending(parts.sessions, eraser, traces, parts.tickets, couriers, alerts, bridge, rounds, counts)
        async with tending.going_on():
            yield
        await alerts.close()
        if bridge is not None:
            await bridge.close()
        await parts.switchboard.close()
        await parts.tickets.close()
        await parts.reports.close()
        await parts.engine.close()
        await parts.sessions.close()
        await parts.erasures.close()
        for channel in parts.channels.values():
            await channel.close()

    async def failed(_: Request, error: Exception) -> Response:
        counts.add("failed", error=type(error).__name__)
        return Response(status_code=500)

    secure = parts.settings.public_url.startswith("https://")
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(SafeHeaders, exit_url=parts.settings.exit_url, secure=secure)],
        exception_handlers={500: failed, Exception: failed},
    )
    # Its redirect would repeat the Host that a stranger sent.
    app.router.redirect_slashes = False
    return app
