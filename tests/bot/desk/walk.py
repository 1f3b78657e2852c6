"""Asks every route of the desk, and hears how the answer begins: some answers never end."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.routing import Route

from bot.desk.access import Declaration, declaration_of
from tests.ending import ended

HOST = "127.0.0.1:8081"
ASKED: Mapping[str, str] = {
    "host": HOST,
    "origin": f"http://{HOST}",
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "navigate",
}


@dataclass(frozen=True)
class Answer:
    """How an answer begins; headers keep the last of each name."""

    status: int
    headers: Mapping[str, str] = field(repr=False)

    @property
    def leads_to(self) -> str:
        return self.headers.get("location", "").partition("?")[0]


@dataclass(frozen=True)
class Door:
    """One method of one route, its path filled in with ids of nothing."""

    method: str
    path: str
    declaration: Declaration

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def doors(app: Starlette) -> Sequence[Door]:
    """List every method of every page of the desk."""
    found = []
    for route in app.routes:
        if not isinstance(route, Route):
            continue
        declaration = declaration_of(route)
        assert declaration is not None, route.path
        path = route.path.format(**dict.fromkeys(route.param_convertors, "nothing"))
        found += [Door(method, path, declaration) for method in sorted((route.methods or set()) - {"HEAD"})]
    return found


async def knock(  # noqa: PLR0913 - each is one part of what is asked
    app: Starlette,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] = ASKED,
    form: Iterable[tuple[str, str]] = (),
    login: str = "",
) -> Answer:
    """Ask, and give how the answer begins; the rest of it is not waited for."""
    sent = {**headers, **({"cookie": f"desk={login}"} if login else {})}
    body = urlencode(list(form)).encode()
    if body:
        sent["content-type"] = "application/x-www-form-urlencoded"
        sent["content-length"] = str(len(body))
    answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    bodies = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, object]:
        if bodies:
            return bodies.pop()
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.start" and not answered.done():
            heard = {name.decode().lower(): value.decode() for name, value in message["headers"]}
            answered.set_result(Answer(int(str(message["status"])), heard))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
        "client": ("192.0.2.9", 4711),
        "server": ("127.0.0.1", 8081),
    }
    serving = asyncio.create_task(app(scope, receive, send))
    try:
        await asyncio.wait({serving, answered}, return_when=asyncio.FIRST_COMPLETED)
        if not answered.done():
            await serving
        return answered.result()
    finally:
        await ended(serving)
