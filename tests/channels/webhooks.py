"""Webhooks as the providers send them, signed with made-up secrets."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from channels.channel import WebhookRequest
from channels.telegram import SECRET_HEADER

ACCOUNT = "AC" + "0" * 32
AUTH_TOKEN = "auth-token-of-the-tests"
BOT_TOKEN = "4242:bot-token-of-the-tests"
SECRET_TOKEN = "secret-token-of-the-tests"
VISITOR = "visitor-of-the-tests-0001"
NUMBER = "+27820000001"
CHAT = "771234567"


def twilio_request(
    fields: Mapping[str, str] | Sequence[tuple[str, str]],
    *,
    url: str = "https://chat.example.org/hooks/twilio",
    token: str = AUTH_TOKEN,
    headers: Mapping[str, str] | None = None,
) -> WebhookRequest:
    return WebhookRequest(
        url,
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": RequestValidator(token).compute_signature(url, dict(fields)),
            **(headers or {}),
        },
        urlencode(fields).encode(),
    )


def telegram_request(update: object) -> WebhookRequest:
    return WebhookRequest(
        "https://chat.example.org/hooks/telegram",
        {"Content-Type": "application/json", SECRET_HEADER: SECRET_TOKEN},
        (update if isinstance(update, str) else json.dumps(update)).encode(),
    )


def web_request(fields: object, cookie: str = f"chat={VISITOR}") -> WebhookRequest:
    return WebhookRequest(
        "https://chat.example.org/chat",
        {"content-type": "application/json; charset=utf-8", "cookie": cookie},
        json.dumps(fields).encode(),
    )


def telegram_message(**fields: object) -> dict[str, object]:
    person = {"id": int(CHAT), "is_bot": False, "first_name": "Nomvula", "username": "nomvula", "language_code": "zu"}
    return {
        "update_id": 1001,
        "message": {
            "message_id": 17,
            "date": 1795317709,
            "chat": {"id": int(CHAT), "type": "private", "first_name": "Nomvula"},
            "from": person,
            **fields,
        },
    }


def twilio_message(name: str, **fields: str) -> dict[str, str]:
    prefix = "whatsapp:" if name == "whatsapp" else ""
    return {
        "MessageSid": "SM" + "1" * 32,
        "From": prefix + NUMBER,
        "To": prefix + "+14155550100",
        "Body": "",
        "NumMedia": "0",
        "ProfileName": "Nomvula",
        "FromCity": "",
        **fields,
    }


def unsigned(request: WebhookRequest) -> WebhookRequest:
    kept = {key: value for key, value in request.headers.items() if key.lower() == "content-type"}
    return WebhookRequest(request.url, kept, request.body)
