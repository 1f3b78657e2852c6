"""A gateway's webhooks behind TLS, as providers meet them: the real routes before a reception that only notes."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.gateway.counts import Counts
from bot.gateway.webhooks import webhook_routes
from bot.logs import silent_log
from bot.settings import TelegramSettings, TwilioSettings, read_settings
from bot.wiring.channels import wire_channels
from channels.channel import Channel, InboundEvent
from tests.loopback import serving


@dataclass
class Noted:
    """Takes events as a reception does."""

    channels: Mapping[str, Channel]
    batches: list[Sequence[InboundEvent]] = field(default_factory=list)

    async def receive(self, events: Sequence[InboundEvent]) -> None:
        self.batches.append(events)


@dataclass
class Door:
    """What stands behind the address: the page's status, and what the parts say of themselves, unless it is hidden."""

    url: str
    noted: Noted
    page: int = 200
    hides: bool = False
    state: dict[str, bool] = field(default_factory=lambda: {"engine": True, "sessions": True})


@contextlib.contextmanager
def gateway_door(
    certificate: Path | None, telegram: TelegramSettings | None = None, twilio: TwilioSettings | None = None
) -> Iterator[Door]:
    """Serve the webhooks of a gateway that has these providers."""
    app = Starlette()
    with serving(app, certificate) as url:
        door = Door(url, Noted(_channels(url, telegram, twilio)))

        async def page(_: Request) -> Response:
            return Response(status_code=door.page)

        async def readyz(_: Request) -> Response:
            if door.hides:
                return Response(status_code=404)
            return JSONResponse(door.state, 200 if all(door.state.values()) else 503)

        reception: Any = door.noted
        app.router.routes.extend(
            [
                *webhook_routes(reception, Counts(silent_log()), url),
                Route("/", page),
                Route("/readyz", readyz),
            ]
        )
        yield door


def _channels(url: str, telegram: TelegramSettings | None, twilio: TwilioSettings | None) -> Mapping[str, Channel]:
    values = {"AMPARO_PUBLIC_URL": url}
    if telegram is not None:
        values |= {"TELEGRAM_BOT_TOKEN": telegram.bot_token, "TELEGRAM_WEBHOOK_SECRET": telegram.webhook_secret}
    if twilio is not None:
        values |= {"TWILIO_ACCOUNT_SID": twilio.account_sid, "TWILIO_AUTH_TOKEN": twilio.auth_token}
        values |= {"TWILIO_SMS_FROM": twilio.sms_from, "TWILIO_WHATSAPP_FROM": twilio.whatsapp_from}
    return wire_channels(read_settings(values))
