"""The channel itself: verify, parse, render, send and erase (https://www.twilio.com/docs/messaging/api/message-resource)."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import httpx
from twilio.base.exceptions import TwilioRestException, TwilioServiceException  # type: ignore[import-untyped]

from channels import segments
from channels.attachment import AttachmentFile
from channels.channel import (
    Address,
    Erased,
    InboundEvent,
    OutboundMessage,
    Part,
    SendError,
    SendRejected,
    SendThrottled,
    SendUnavailable,
    Sent,
    WebhookReply,
    WebhookRequest,
    nobody_hears,
)
from channels.reach import NOT_ARRIVED
from channels.twilio import download, erasure
from channels.twilio.client import HttpxClient, TooManyCalls, rest_client
from channels.twilio.errors import send_error
from channels.twilio.inbound import SMS, WHATSAPP, read_events
from channels.twilio.signature import check_signature
from channels.webhook import FORM, check_body, read_form

API_URL: Final = "https://api.twilio.com"

_MOST_BYTES: Final = 64 * 1024
# https://www.twilio.com/docs/api/errors/21617, on every channel.
_MOST_CHARACTERS: Final = 1600
# https://www.twilio.com/docs/content/twilio-quick-reply: the body, and how many buttons go without an approval.
_MOST_CHARACTERS_WITH_BUTTONS: Final = 1024
_MOST_BUTTONS: Final = 3
_MOST_TITLE_CHARACTERS: Final = 20
# Seconds that Twilio may hold an SMS back: an answer that comes hours later is a danger.
_VALIDITY_PERIOD: Final = 300


@dataclass(frozen=True, kw_only=True, eq=False)
class TwilioChannel:
    """SMS or WhatsApp, by `name`.

    `public_url` is the full public address of this channel's webhook; where it is given, status callbacks go there too.
    `sender` and `messaging_service_sid` stand in where an address does not name the number that the person wrote to.
    `previous_auth_token` still verifies while a token is exchanged; `shared_key` is the secret of the second signature.
    `button_templates` has the content template for each number of buttons: variable 1 is the text, then title and id
    of each button in turn. `most_segments` limits one SMS, `time_limit` one call and `download_limit` one file's way
    to us, in seconds.
    """

    name: str
    account_sid: str = field(repr=False)
    auth_token: str = field(repr=False)
    previous_auth_token: str = field(default="", repr=False)
    shared_key: str = field(default="", repr=False)
    sender: str = field(default="", repr=False)
    messaging_service_sid: str = field(default="", repr=False)
    public_url: str = ""
    api_url: str = API_URL
    button_templates: Mapping[int, str] = field(default_factory=dict, repr=False)
    most_segments: int = 3
    time_limit: float = 4.0
    download_limit: float = 30.0

    def __post_init__(self) -> None:
        """Refuse what would verify or send anything at all."""
        if self.name not in {SMS, WHATSAPP}:
            raise ValueError("a Twilio channel is sms or whatsapp")
        if not (self.account_sid and self.auth_token):
            raise ValueError("a Twilio channel needs its account and its token")

    def verify(self, request: WebhookRequest) -> None:
        """Raise WebhookForged unless Twilio signed this, WebhookMalformed where it is no form of at most 64 kB."""
        check_body(request, {FORM}, _MOST_BYTES)
        check_signature(request, auth_tokens=(self.auth_token, self.previous_auth_token), shared_key=self.shared_key)

    def parse(self, request: WebhookRequest) -> Sequence[InboundEvent]:
        """Read a message or a status callback, of either channel. Raises WebhookMalformed."""
        check_body(request, {FORM}, _MOST_BYTES)
        return read_events(dict(read_form(request)))

    def acknowledge(self, request: WebhookRequest) -> WebhookReply:  # noqa: ARG002 - the same for all
        """Answer with empty TwiML: our words go by the REST API, which gives the id that erases them."""
        return WebhookReply(200, "text/xml", b'<?xml version="1.0" encoding="UTF-8"?><Response/>')

    def render(self, message: OutboundMessage) -> Sequence[Part]:
        """Split the text and number its choices, or show them as buttons where there is a template for so many."""
        if self.name == WHATSAPP:
            return self._render_whatsapp(message)
        return self._render_sms(message)

    def _render_sms(self, message: OutboundMessage) -> Sequence[Part]:
        text = _numbered(message)
        if message.plain_letters:
            text = segments.plain(text)
        parts = segments.split(
            text,
            fits=lambda part: (
                segments.count(part) <= self.most_segments and segments.utf16_units(part) <= _MOST_CHARACTERS
            ),
            most=_MOST_CHARACTERS,
        )
        return tuple(Part(part, segments=segments.count(part), encoding=segments.encoding(part)) for part in parts)

    def _render_whatsapp(self, message: OutboundMessage) -> Sequence[Part]:
        if self._has_buttons(message):
            return (Part(message.text.strip(), quick_replies=message.quick_replies),)
        parts = segments.split(
            _numbered(message),
            fits=lambda part: segments.utf16_units(part) <= _MOST_CHARACTERS,
            most=_MOST_CHARACTERS,
        )
        return tuple(map(Part, parts))

    def _has_buttons(self, message: OutboundMessage) -> bool:
        return (
            0 < len(message.quick_replies) <= _MOST_BUTTONS
            and len(message.quick_replies) in self.button_templates
            and 0 < segments.utf16_units(message.text.strip()) <= _MOST_CHARACTERS_WITH_BUTTONS
            and all(segments.utf16_units(choice.title) <= _MOST_TITLE_CHARACTERS for choice in message.quick_replies)
        )

    async def send(
        self, address: Address, message: OutboundMessage, *, skip: int = 0, sent: Sent = nobody_hears
    ) -> Sequence[str]:
        """Send part by part and return Twilio's message ids. Raises SendError."""
        ids: list[str] = []
        for part in self.render(message)[skip:]:
            try:
                ids.append(await self._create(self._call(address, part)))
            except SendError as error:
                error.sent = tuple(ids)
                raise
            sent(ids[-1])
        return tuple(ids)

    async def redact(self, message_ids: Sequence[str]) -> Erased:
        """Empty the text of messages in Twilio's records; numbers and times stay there, and a phone is not reached."""
        return await erasure.redact(self._rest, message_ids, time_limit=self.time_limit)

    async def delete(self, address: Address, message_ids: Sequence[str]) -> Erased:  # noqa: ARG002 - the id is enough
        """Delete messages and their media from Twilio's records; nothing is deleted on a phone."""
        return await erasure.delete(self._rest, message_ids, time_limit=self.time_limit)

    async def download(self, file: AttachmentFile, most_bytes: int) -> bytes:
        """Fetch what was attached to a message, from Twilio and the store that it leads to. Raises FetchError."""
        return await download.download(
            file,
            api_url=self.api_url,
            account_sid=self.account_sid,
            auth_token=self.auth_token,
            most_bytes=most_bytes,
            seconds=self.download_limit,
        )

    async def discard(self, file: AttachmentFile) -> bool:
        """Delete what was attached to a message from Twilio's records, and leave the message."""
        found = download.ids(file)
        return found is not None and await erasure.delete_media(self._rest, *found, time_limit=self.time_limit)

    async def close(self) -> None:
        """Let go of Twilio's connections; a later call opens new ones."""
        self.__dict__.pop("_rest", None)
        if http_client := self.__dict__.pop("_http", None):
            await http_client.close()

    def _call(self, address: Address, part: Part) -> Mapping[str, object]:
        call: dict[str, object] = {"to": address.value}
        if sender := address.sender or self.sender:
            call["from_"] = sender
        elif self.messaging_service_sid:
            call["messaging_service_sid"] = self.messaging_service_sid
        else:
            raise SendRejected("no sender")
        if part.quick_replies:
            values = [part.text, *(word for choice in part.quick_replies for word in (choice.title, choice.id))]
            call["content_sid"] = self.button_templates[len(part.quick_replies)]
            call["content_variables"] = json.dumps(
                {str(number): value for number, value in enumerate(values, start=1)}, ensure_ascii=False
            )
        else:
            call["body"] = part.text
        if self.public_url:
            call["status_callback"] = self.public_url
        if self.name == SMS:
            call["validity_period"] = _VALIDITY_PERIOD
        return call

    async def _create(self, call: Mapping[str, object]) -> str:
        rest = self._rest  # built before the time runs
        # What the library raises holds the number; raised in a handler it would ride along as our error's context.
        try:
            async with asyncio.timeout(self.time_limit):
                created = await rest.messages.create_async(**call)
                return str(created.sid or "")
        except (TwilioRestException, TwilioServiceException) as refusal:
            error = send_error(refusal.code, refusal.status)
        except TooManyCalls as refusal:
            error = SendThrottled("429", refusal.retry_after)
        except TimeoutError:
            error = SendUnavailable("timeout")
        except (*NOT_ARRIVED, httpx.InvalidURL) as failure:
            error = SendUnavailable(type(failure).__name__, untaken=True)
        except (httpx.HTTPError, ValueError) as failure:
            error = SendUnavailable(type(failure).__name__)
        raise error

    @cached_property
    def _http(self) -> HttpxClient:
        return HttpxClient(self.time_limit)

    @cached_property
    def _rest(self) -> Any:
        return rest_client(self.account_sid, self.auth_token, api_url=self.api_url, http_client=self._http)


def _numbered(message: OutboundMessage) -> str:
    """Write the choices below the text, one a line, by the numbers that choose them."""
    choices = (f"{number} {choice.title}" for number, choice in enumerate(message.quick_replies, start=1))
    return "\n".join(filter(None, (message.text.strip().replace("\r\n", "\n"), *choices)))
