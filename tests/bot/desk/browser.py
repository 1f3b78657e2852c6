"""A browser at the desk without its screen: it keeps cookies, sends what browsers send, and reads the page's token."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

import httpx
import pyotp
from starlette.applications import Starlette

ORIGIN = "http://127.0.0.1:8081"
STEP_SECONDS = 30.0


@dataclass
class Clock:
    """The time at the desk, which a test moves."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Person:
    """Somebody with an account, and what they log in with."""

    name: str
    clock: Clock
    password: str
    secret: str
    recovery_codes: tuple[str, ...] = ()

    def code(self) -> str:
        """Give the code that the app shows; time goes on first, since each code works once."""
        self.clock.now += STEP_SECONDS
        return str(pyotp.TOTP(self.secret).at(int(self.clock.now)))


def client_of(app: Starlette, address: str = "192.0.2.7") -> httpx.AsyncClient:
    """Give a client without a login; a page that fails gives its answer and no exception."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 4711))
    headers = {
        "origin": ORIGIN,
        "sec-fetch-site": "same-origin",
        "sec-fetch-mode": "navigate",
        "accept-language": "en",
    }
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)


@dataclass
class Browser:
    """One browser; `client` is open to a test that wants something odd."""

    client: httpx.AsyncClient
    token: str = field(default="", repr=False)

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return self._noted(await self.client.get(path, **options))

    async def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
        """Send a form with the token of the page that was seen last."""
        return self._noted(await self.client.post(path, data={"csrf": self.token, **(data or {})}, **options))

    async def follow(self, response: httpx.Response) -> httpx.Response:
        """Go on to where an answer leads."""
        while response.is_redirect:
            response = await self.get(response.headers["location"])
        return response

    async def log_in(self, person: Person, following: str = "/account") -> httpx.Response:
        await self.get("/login")
        given = {"name": person.name, "password": person.password, "code": person.code(), "next": following}
        return await self.follow(await self.post("/login", given))

    @property
    def login_id(self) -> str:
        return self.client.cookies.get("desk", "")

    def _noted(self, response: httpx.Response) -> httpx.Response:
        # The token stands in the page's own forms; it changes with each login.
        if found := re.search(r'name="csrf" value="([^"]+)"', response.text):
            self.token = html.unescape(found[1])
        return response
