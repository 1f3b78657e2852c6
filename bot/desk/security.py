"""What holds for every request to the desk: its host, its origin, its size; and the headers of every answer."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.desk.site import Site

MOST_BYTES = 64 * 1024
READING = ("GET", "HEAD")
HEALTH = "/healthz"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class TooLarge(Exception):  # noqa: N818 - a state of the request
    """A body over the limit; it is not read further."""


class SafeHeaders:
    """Adds the headers that keep a page out of caches, frames and other people's scripts (OWASP ASVS 5.0, 3.4)."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        """Take whether the desk is reached by https."""
        self._app = app
        self._headers = [(name.lower().encode(), value.encode()) for name, value in safe_headers(site).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        # A file of the page is anybody's, and asked for again with its tag; a page is kept nowhere.
        kept = b"no-cache" if scope["type"] == "http" and scope["path"].startswith("/static/") else b"no-store"

        async def send_safely(answer: Message) -> None:
            if answer["type"] == "http.response.start":
                own = [(name, value) for name, value in answer["headers"] if name.lower() != b"cache-control"]
                answer["headers"] = [*own, *self._headers, (b"cache-control", kept)]
            await send(answer)

        await self._app(scope, receive, send_safely if scope["type"] == "http" else send)


class Doorkeeper:
    """Turns away what no page of ours asked for: another host, another site's form, a body without end."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        """Take where the desk is reached."""
        self._app, self._site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or answer it with a bare status. Raises TooLarge while the body is read."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            # There is no WebSocket here, and its handshake has no protection of its own.
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        if status := turned_away(self._site, scope["method"], scope["path"], headers):
            await Response(status_code=status)(scope, receive, send)
            return
        read = 0

        async def receive_little() -> Message:
            nonlocal read
            part = await receive()
            read += len(part.get("body", b""))
            if read > MOST_BYTES:
                raise TooLarge
            return part

        await self._app(scope, receive_little, send)


def turned_away(site: Site, method: str, path: str, headers: Mapping[str, str]) -> int:
    """Give the status with which a request is turned away, 0 where it may pass (Fetch Metadata, W3C)."""
    # Whoever asks whether the desk lives asks this machine, by whatever name; the answer says nothing else.
    if path != HEALTH and headers.get("host", "").lower() != site.host:
        return 421
    if int(_digits(headers.get("content-length", "")) or 0) > MOST_BYTES:
        return 413
    return 0 if method in READING or _asked_by_us(site, headers) else 403


def safe_headers(site: Site) -> Mapping[str, str]:
    """Give the headers of every answer."""
    headers = {
        "Content-Security-Policy": POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        "X-Robots-Tag": "noindex",
    }
    if site.secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def _asked_by_us(site: Site, headers: Mapping[str, str]) -> bool:
    """Say whether a page of ours asks; a browser that keeps the referrer to itself sends `null` for its origin."""
    fetched, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "null")
    if origin == "null":
        return fetched == "same-origin"
    parts = urlsplit(origin)
    return f"{parts.scheme}://{parts.netloc}".lower() == site.origin and fetched in ("same-origin", "")


def _digits(text: str) -> str:
    """Give a number that is small enough to read; anything else counts as too many bytes."""
    if not text:
        return ""
    return text if text.isdecimal() and len(text) <= len(str(MOST_BYTES)) else str(MOST_BYTES + 1)
