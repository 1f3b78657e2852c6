"""A proxy between the gateway and the Telegram emulator, which adds what the emulator leaves out."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from channels.telegram import SECRET_HEADER
from tests.channels.webhooks import SECRET_TOKEN
from tests.loopback import serving


@dataclass
class TelegramProxy:
    """Forwards the bot's calls to the emulator, and the emulator's updates to the gateway."""

    emulator_url: str
    url: str = ""
    gateway_url: str = ""
    statuses: list[int] = field(default_factory=list)

    async def call(self, request: Request) -> Response:
        if request.url.path.endswith("/deleteMessages"):
            return await self._delete_together(request)
        answer = await self._forward(f"{self.emulator_url}{request.url.path}", request, await request.body())
        told: dict[str, Any] = answer.json()
        result = told.get("result")
        if isinstance(result, dict) and "date" in result:
            result["date"] //= 1000  # the emulator counts milliseconds, and repeats the form's text where objects stand
            result.pop("link_preview_options", None)
        return JSONResponse(told, answer.status_code if told.get("ok") else max(answer.status_code, 400))

    async def update(self, request: Request) -> Response:
        update = await request.json()
        if "callback_query" in update:
            update["callback_query"]["chat_instance"] = "1"
        async with httpx.AsyncClient(trust_env=False, timeout=15) as client:
            answer = await client.post(
                f"{self.gateway_url}/webhooks/telegram", json=update, headers={SECRET_HEADER: SECRET_TOKEN}
            )
        self.statuses.append(answer.status_code)
        return Response(answer.content, answer.status_code)

    async def _delete_together(self, request: Request) -> Response:
        """Delete each by itself, as the emulator can; those that it does not know are skipped, as at Telegram."""
        form = parse_qs((await request.body()).decode())
        url = f"{self.emulator_url}{request.url.path.removesuffix('s')}"
        async with httpx.AsyncClient(trust_env=False, timeout=15) as client:
            for message_id in json.loads(form["message_ids"][0]):
                await client.post(url, data={"chat_id": form["chat_id"][0], "message_id": message_id})
        return JSONResponse({"ok": True, "result": True})

    async def _forward(self, url: str, request: Request, body: bytes) -> httpx.Response:
        kind = {"Content-Type": request.headers.get("content-type", "")}
        async with httpx.AsyncClient(trust_env=False, timeout=15) as client:
            return await client.post(url, content=body, headers=kind)


@contextlib.contextmanager
def proxied(emulator_url: str) -> Iterator[TelegramProxy]:
    """Serve the proxy on a free loopback port, in a thread of its own."""
    proxy = TelegramProxy(emulator_url)
    app = Starlette(
        routes=[Route("/update", proxy.update, methods=["POST"]), Route("/{path:path}", proxy.call, methods=["POST"])]
    )
    with serving(app) as proxy.url:
        yield proxy
