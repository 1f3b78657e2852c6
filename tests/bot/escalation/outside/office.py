"""An office's own desk on loopback: it keeps what is shown there, and fails, hangs and kills as a test wishes."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.escalation.outside_desk import OutsideDesk
from tests.loopback import serving

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
Answer = tuple[int, Any]


@dataclass
class Fault:
    """Something that goes wrong with a call whose path holds `part`; `done` says whether the call is done first."""

    part: str
    method: str = "POST"
    done: bool = False
    hangs: float = 0.0
    status: int = 500
    page: bool = False
    times: int = 1


@dataclass
class Site:
    """A server that notes every call, and lets some of them fail."""

    calls: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    url: str = ""
    at_call: Callable[[int, bool], None] | None = None
    """Is told of every call twice, with its number: before it is done, and after."""

    def handle(self, method: str, path: str, query: Mapping[str, str], body: Any, headers: Mapping[str, str]) -> Answer:
        raise NotImplementedError

    async def answer(self, request: Request) -> Response:
        raw = await request.body()
        path, method = request.url.path, request.method
        self.calls.append((method, path))
        number = len(self.calls)
        fault = next((each for each in self.faults if each.part in path and each.method == method and each.times), None)
        if fault is not None:
            fault.times -= 1
        self._tell(number, done=False)
        status, payload = 0, None
        if fault is None or fault.done:
            body = json.loads(raw) if raw and raw != b"null" else {}
            status, payload = self.handle(method, path, dict(request.query_params), body, request.headers)
        self._tell(number, done=True)
        if fault is not None:
            await asyncio.sleep(fault.hangs)
            status, payload = fault.status, {"error": "x"}
            if fault.page:
                return Response("<html>away</html>", status, media_type="text/html")
        return Response(json.dumps(payload), status, media_type="application/json")

    def _tell(self, number: int, *, done: bool) -> None:
        if self.at_call is not None:
            self.at_call(number, done)


class Office(Protocol):
    """What a test does in an office's desk, whichever it is."""

    site: Site

    def desk(self, seconds: float = 5.0) -> OutsideDesk: ...
    def conversations(self) -> list[int]: ...
    def lines(self, conversation: int) -> list[tuple[str, str]]: ...
    def labels(self, conversation: int) -> set[str]: ...
    def label(self, conversation: int, name: str) -> None: ...
    def reply(self, conversation: int, text: str) -> int: ...
    def note(self, conversation: int, text: str) -> int: ...
    def by_a_machine(self, conversation: int, text: str) -> int: ...
    def assign(self, conversation: int, worker: int | None) -> None: ...
    def finish(self, conversation: int) -> None: ...
    def finished(self, conversation: int) -> bool: ...
    def remove(self, conversation: int) -> None: ...
    def everything(self) -> str: ...
    def told(self, reply: int) -> str: ...
    def webhook(self, conversation: int, at: float) -> tuple[dict[str, str], bytes]: ...
    def forbid_deleting(self) -> None: ...


@contextmanager
def running(site: Site) -> Iterator[None]:
    """Serve a site on a free loopback port, in a thread of its own."""
    app = Starlette(routes=[Route("/{path:path}", _endpoint(site), methods=METHODS)])
    with serving(app) as site.url:
        yield


def _endpoint(site: Site) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await site.answer(request)

    return endpoint
