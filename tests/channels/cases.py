"""The four channels under one contract, and how their providers answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from channels.channel import Address, Channel, ContactGone, SendThrottled, SendUnavailable, WebhookRequest
from channels.telegram import TelegramChannel
from channels.twilio import TwilioChannel
from channels.web import WebChannel
from tests.channels.peer import Peer
from tests.channels.webhooks import (
    ACCOUNT,
    AUTH_TOKEN,
    BOT_TOKEN,
    CHAT,
    NUMBER,
    SECRET_TOKEN,
    VISITOR,
    telegram_message,
    telegram_request,
    twilio_message,
    twilio_request,
    web_request,
)


def twilio_success(number: int) -> tuple[int, Any]:
    return 201, {"sid": f"SM{number}", "status": "queued"}


def telegram_success(number: int) -> tuple[int, Any]:
    return 200, {
        "ok": True,
        "result": {"message_id": number, "date": 1795317709, "chat": {"id": int(CHAT), "type": "private"}},
    }


def twilio_refusal(code: int, status: int) -> tuple[int, Any]:
    return status, {"code": code, "message": f"to {NUMBER}: a long text", "more_info": "", "status": status}


def telegram_refusal(code: int, description: str, **parameters: int) -> tuple[int, Any]:
    return code, {"ok": False, "error_code": code, "description": description, "parameters": parameters}


@dataclass(frozen=True)
class Case:
    """One channel under the contract: how a person's words reach it, and how its provider refuses."""

    name: str
    channel: Channel
    address: Address
    request: Callable[[str], WebhookRequest]
    most_letters: int
    refusals: Sequence[tuple[tuple[int, Any], type[Exception]]] = ()
    secrets: Sequence[str] = ()


def _twilio_case(name: str, peer: Peer) -> Case:
    peer.success = twilio_success
    prefix = "whatsapp:" if name == "whatsapp" else ""
    return Case(
        name,
        TwilioChannel(name=name, account_sid=ACCOUNT, auth_token=AUTH_TOKEN, api_url=peer.url, time_limit=5),
        Address(name, prefix + NUMBER, sender=prefix + "+14155550100"),
        lambda text: twilio_request(twilio_message(name, Body=text)),
        most_letters=1600 if name == "whatsapp" else 459,
        refusals=[
            (twilio_refusal(20429, 429), SendThrottled),
            (twilio_refusal(63018, 429), SendThrottled),
            ((503, "no JSON"), SendUnavailable),
            (twilio_refusal(21610, 400), ContactGone),
        ],
        secrets=[AUTH_TOKEN, ACCOUNT],
    )


def _telegram_case(peer: Peer) -> Case:
    peer.success = telegram_success
    return Case(
        "telegram",
        TelegramChannel(bot_token=BOT_TOKEN, secret_token=SECRET_TOKEN, api_url=peer.url, time_limit=5),
        Address("telegram", CHAT),
        lambda text: telegram_request(telegram_message(text=text)),
        most_letters=4096,
        refusals=[
            (telegram_refusal(429, "Too Many Requests: retry after 7", retry_after=7), SendThrottled),
            ((502, "no JSON"), SendUnavailable),
            (telegram_refusal(403, "Forbidden: bot was blocked by the user"), ContactGone),
            (telegram_refusal(400, "Bad Request: chat not found"), ContactGone),
        ],
        secrets=[BOT_TOKEN, SECRET_TOKEN],
    )


def _web_case() -> Case:
    return Case(
        "web", WebChannel(), Address("web", VISITOR), lambda text: web_request({"text": text}), most_letters=4000
    )


def make_case(name: str, peer: Peer) -> Case:
    """Build a channel by its name, with its provider played by the peer."""
    if name == "telegram":
        return _telegram_case(peer)
    return _web_case() if name == "web" else _twilio_case(name, peer)
