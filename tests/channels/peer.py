"""A loopback peer that plays any provider."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tests.loopback import serving


@dataclass
class Call:
    """One request that the peer got; `fields` is its form."""

    path: str
    headers: Mapping[str, str]
    fields: Mapping[str, str]
    method: str = "POST"


@dataclass
class Peer:
    """A provider on loopback: it gives the prepared answers in turn, then `success` for ever.

    An answer is a status, a body, and headers where they matter.
    """

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: deque[tuple[Any, ...]] = field(default_factory=deque)
    success: Callable[[int], tuple[int, Any]] = lambda number: (200, number)
    delay: float = 0.0
    drips: bool = False

    async def answer(self, request: Request) -> Response:
        fields = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        self.calls.append(Call(request.url.path, dict(request.headers), fields, request.method))
        status, payload, *headers = self.answers.popleft() if self.answers else self.success(len(self.calls))
        await asyncio.sleep(self.delay)
        if self.drips:
            return StreamingResponse(_drip())
        body = payload if isinstance(payload, str | bytes) else json.dumps(payload)
        return Response(body, status, *headers, media_type="application/json")

    def reset(self) -> None:
        self.calls.clear()
        self.answers.clear()
        self.delay = 0.0
        self.drips = False


async def _drip() -> AsyncIterator[str]:
    for _ in range(80):
        yield " "
        await asyncio.sleep(0.1)


@contextmanager
def served(peer: Peer | None = None) -> Iterator[Peer]:
    """Serve a peer on a free loopback port, in a thread of its own."""
    peer = peer or Peer()
    app = Starlette(routes=[Route("/{path:path}", peer.answer, methods=["GET", "POST", "DELETE"])])
    with serving(app) as peer.url:
        yield peer
