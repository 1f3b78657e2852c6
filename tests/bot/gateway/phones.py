"""People with a phone: what they write to a gateway, and what reaches them."""

import itertools
import json
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

from channels.channel import WebhookRequest
from tests.bot.gateway.running import PUBLIC_URL, SMS_FROM, RunningGateway
from tests.channels.peer import Call, Peer
from tests.channels.webhooks import telegram_message, telegram_request, twilio_message, twilio_request

TWILIO_URL = f"{PUBLIC_URL}/webhooks/twilio"
STATUS_URL = f"{PUBLIC_URL}/webhooks/twilio/status"

_numbers = itertools.count(27_820_100_000)
_chats = itertools.count(771_300_000)
_updates = itertools.count(880_000_000)
_messages = itertools.count(3_000_001)


def new_sid() -> str:
    return f"SM{uuid.uuid4().hex}"


def twilio_webhook(channel: str, text: str, number: str, **fields: str) -> WebhookRequest:
    """Sign a message as Twilio does, over the public address."""
    prefix = "whatsapp:" if channel == "whatsapp" else ""
    message = {"MessageSid": new_sid(), "From": prefix + number, "To": prefix + SMS_FROM, "Body": text, **fields}
    return twilio_request(twilio_message(channel, **message), url=TWILIO_URL)


@dataclass
class Phone:
    """A person on SMS or WhatsApp, with a number of their own."""

    gateway: RunningGateway
    peer: Peer
    channel: str
    number: str = field(default_factory=lambda: f"+{next(_numbers)}")

    @property
    def address(self) -> str:
        return f"whatsapp:{self.number}" if self.channel == "whatsapp" else self.number

    @property
    def calls(self) -> list[Call]:
        return [call for call in self.peer.calls if call.fields.get("To") == self.address]

    @property
    def texts(self) -> list[str]:
        return [call.fields["Body"] for call in self.calls]

    def webhook(self, text: str, **fields: str) -> WebhookRequest:
        return twilio_webhook(self.channel, text, self.number, **fields)

    def writes(self, text: str, **fields: str) -> list[str]:
        """Give the texts that this message brought."""
        before = len(self.texts)
        answer = self.gateway.post(self.webhook(text, **fields))
        assert answer.status_code == 200
        assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
        return self.texts[before:]


@dataclass
class Chat:
    """A person on Telegram, in a chat of their own."""

    gateway: RunningGateway
    peer: Peer
    language: str = "es"
    id: int = field(default_factory=lambda: next(_chats))
    url: str = f"{PUBLIC_URL}/webhooks/telegram"

    @property
    def calls(self) -> list[Call]:
        return [call for call in self.about if call.path.endswith("/sendMessage")]

    @property
    def about(self) -> list[Call]:
        return [call for call in self.peer.calls if call.fields.get("chat_id") == str(self.id)]

    @property
    def texts(self) -> list[str]:
        return [call.fields["text"] for call in self.calls]

    @property
    def buttons(self) -> dict[str, str]:
        """Give the last keyboard: code by title."""
        markup = next(call.fields["reply_markup"] for call in reversed(self.calls) if "reply_markup" in call.fields)
        return {each["text"]: each["callback_data"] for row in json.loads(markup)["inline_keyboard"] for each in row}

    def update(self, text: str, **fields: Any) -> dict[str, Any]:
        person = {"id": self.id, "is_bot": False, "first_name": "Nomvula", "language_code": self.language}
        chat = {"id": self.id, "type": "private", "first_name": "Nomvula"}
        said = telegram_message(text=text, message_id=next(_messages), chat=chat, **{"from": person})
        return {**said, "update_id": next(_updates), **fields}

    def tap(self, title: str) -> dict[str, Any]:
        message = self.update("")["message"]
        query = {
            "id": "4382bfdwdsb323b2d9",
            "from": message["from"],
            "message": {**message, "text": "Amparo"},
            "chat_instance": "1",
            "data": self.buttons[title],
        }
        return {"update_id": next(_updates), "callback_query": query}

    def posts(self, update: dict[str, Any]) -> httpx.Response:
        return self.gateway.post(self.webhook(update))

    def webhook(self, update: dict[str, Any] | str) -> WebhookRequest:
        request = telegram_request(update)
        return WebhookRequest(self.url, request.headers, request.body)

    def writes(self, text: str) -> list[str]:
        before = len(self.texts)
        answer = self.posts(self.update(text))
        assert (answer.status_code, answer.text) == (200, "")
        return self.texts[before:]

    def taps(self, title: str) -> list[str]:
        before = len(self.texts)
        assert self.posts(self.tap(title)).json() == {
            "method": "answerCallbackQuery",
            "callback_query_id": "4382bfdwdsb323b2d9",
        }
        return self.texts[before:]


def at_once(calls: Sequence[Callable[[], httpx.Response]]) -> list[int]:
    """Make calls at the same time and give their statuses."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [each.result().status_code for each in [pool.submit(call) for call in calls]]


def first_text_early(person: Phone | Chat, post: Callable[[], httpx.Response]) -> httpx.Response:
    """Wait for a first text to reach a person while their webhook may still be open."""
    with ThreadPoolExecutor(1) as pool:
        answer: Future[httpx.Response] = pool.submit(post)
        until = time.monotonic() + 10
        while not person.texts and time.monotonic() < until:
            time.sleep(0.02)
        assert person.texts, "nothing reached the person in time"
        return answer.result()
