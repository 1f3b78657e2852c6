"""Providers on loopback that also erase: these calls stand apart, so that what was said is not mixed with them."""

import itertools
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tests.channels.cases import telegram_success
from tests.channels.peer import Peer

_ERASING = re.compile(r"/Messages/(?P<id>\w+)(?:/Media(?:/\w+)?)?\.json|/(?:deleteMessages?|editMessageText)$")
Answers = Callable[[int], tuple[int, Any]]
_message_ids = itertools.count(5_000_001)


@dataclass
class Provider(Peer):
    """A provider; `sent` are the ids of what it took from us, `erasing` gets what erases, with answers of its own."""

    erasing: Peer = field(default_factory=Peer)
    erases: Answers = lambda number: (200, number)
    sent: list[str] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        if _ERASING.search(request.url.path):
            return await self.erasing.answer(request)
        return await super().answer(request)

    def reset(self) -> None:
        super().reset()
        self.erasing.reset()
        self.erasing.success = self.erases
        self.sent.clear()

    def erased(self, method: str) -> list[str]:
        """Give the ids of messages that a method was called for, in Twilio's way."""
        found = [_ERASING.search(call.path) for call in self.erasing.calls if call.method == method]
        return [match["id"] for match in found if match]


def twilio_provider() -> Provider:
    """Play Twilio, where every message may be erased at once."""
    provider = Provider()

    def taken(_: int) -> tuple[int, Any]:
        provider.sent.append(f"SM{uuid.uuid4().hex}")
        return 201, {"sid": provider.sent[-1], "status": "queued"}

    def erased(_: int) -> tuple[int, Any]:
        return (204, "") if provider.erasing.calls[-1].method == "DELETE" else (200, {"sid": "", "body": ""})

    return _playing(provider, taken, erased)


def telegram_provider() -> Provider:
    """Play Telegram, where every message may be deleted."""
    provider = Provider()

    def taken(_: int) -> tuple[int, Any]:
        number = next(_message_ids)
        provider.sent.append(str(number))
        return telegram_success(number)

    return _playing(provider, taken, lambda _: (200, {"ok": True, "result": True}))


def _playing(provider: Provider, taken: Answers, erased: Answers) -> Provider:
    provider.success, provider.erases = taken, erased
    provider.reset()
    return provider
