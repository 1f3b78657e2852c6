"""The channel itself, by python-telegram-bot (https://core.telegram.org/bots/api)."""

import hmac
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import MessageLimit

from channels import segments
from channels.attachment import AttachmentFile
from channels.channel import (
    Address,
    Erased,
    InboundEvent,
    OutboundMessage,
    Part,
    QuickReply,
    SendError,
    Sent,
    WebhookForged,
    WebhookMalformed,
    WebhookReply,
    WebhookRequest,
    nobody_hears,
)
from channels.telegram import download, erasure
from channels.telegram.connection import API_URL, Connection
from channels.telegram.inbound import TELEGRAM, callback_query_id, read_event
from channels.webhook import JSON, check_body, header, read_json

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header

_MOST_BYTES: Final = 256 * 1024
# Titles up to this length stand two in a row on a narrow phone.
_SHORT_TITLE: Final = 16

# The library warns of its own coming change wherever Telegram throttles, unless one opts in beforehand.
os.environ.setdefault("PTB_TIMEDELTA", "true")


@dataclass(frozen=True, kw_only=True, eq=False)
class TelegramChannel:
    """Telegram, in private chats.

    `secret_token` is the word that Telegram repeats in each webhook; `api_url` is another server than Telegram's;
    `time_limit` limits one call and `download_limit` one file's way to us, in seconds.
    """

    bot_token: str = field(repr=False)
    secret_token: str = field(repr=False)
    api_url: str = API_URL
    time_limit: float = 4.0
    download_limit: float = 30.0
    name: str = field(default=TELEGRAM, init=False)

    def __post_init__(self) -> None:
        """Refuse what would verify or send anything at all."""
        if not (self.bot_token and self.secret_token):
            raise ValueError("a Telegram channel needs its bot's token and its webhook's secret")

    def verify(self, request: WebhookRequest) -> None:
        """Raise WebhookForged unless Telegram's header has our secret, WebhookMalformed above 256 kB or for no JSON."""
        given = header(request, SECRET_HEADER) or ""
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.secret_token.encode()):
            raise WebhookForged("no secret, or a wrong one")
        check_body(request, {JSON}, _MOST_BYTES)

    def parse(self, request: WebhookRequest) -> Sequence[InboundEvent]:
        """Read an update; groups, channels and everything but words, buttons and blocking give nothing.

        A private message that the library cannot read arrives as an attachment of kind OTHER, so that it is answered.
        Raises WebhookMalformed.
        """
        check_body(request, {JSON}, _MOST_BYTES)
        event = read_event(read_json(request))
        return (event,) if event else ()

    def acknowledge(self, request: WebhookRequest) -> WebhookReply:
        """Answer 200 with nothing, or, where a button was tapped, with the call that stops it from spinning."""
        try:
            query_id = callback_query_id(read_json(request))
        except WebhookMalformed:
            query_id = ""
        if not query_id:
            return WebhookReply()
        answer = {"method": "answerCallbackQuery", "callback_query_id": query_id}
        return WebhookReply(content_type=JSON, body=json.dumps(answer).encode())

    def render(self, message: OutboundMessage) -> Sequence[Part]:
        """Split the text at 4096 UTF-16 units; the buttons stand under its last part."""
        texts = segments.split(
            message.text,
            fits=lambda text: segments.utf16_units(text) <= MessageLimit.MAX_TEXT_LENGTH,
            most=MessageLimit.MAX_TEXT_LENGTH,
        )
        return (*map(Part, texts[:-1]), *(Part(text, quick_replies=message.quick_replies) for text in texts[-1:]))

    async def send(
        self, address: Address, message: OutboundMessage, *, skip: int = 0, sent: Sent = nobody_hears
    ) -> Sequence[str]:
        """Send part by part and return Telegram's message ids. Raises SendError."""
        ids: list[str] = []
        for part in self.render(message)[skip:]:
            try:
                ids.append(await self._send(address, part))
            except SendError as error:
                error.sent = tuple(ids)
                raise
            sent(ids[-1])
        return tuple(ids)

    async def redact(self, message_ids: Sequence[str]) -> Erased:
        """Give every id as kept: Telegram has no call that empties both sides' messages, only one that deletes them."""
        return Erased(kept=tuple(dict.fromkeys(message_ids)))

    async def delete(self, address: Address, message_ids: Sequence[str]) -> Erased:
        """Delete messages of both sides on all of their devices; those older than 48 hours are kept."""
        return await erasure.delete(
            await self._connection.bot(), address.value, message_ids, time_limit=self.time_limit
        )

    async def download(self, file: AttachmentFile, most_bytes: int) -> bytes:
        """Fetch a file; Telegram gives bots what is no larger than 20 MB. Raises FetchError."""
        return await download.download(self._connection, file, most_bytes=most_bytes, seconds=self.download_limit)

    async def discard(self, file: AttachmentFile) -> bool:  # noqa: ARG002 - the same for all
        """Say that it stays: at Telegram a file goes with its message only."""
        return False

    async def close(self) -> None:
        """Let go of Telegram's connections; a later call opens new ones."""
        await self._connection.close()

    async def _send(self, address: Address, part: Part) -> str:
        message = await self._connection.call(
            lambda bot: bot.send_message(
                address.value,
                part.text,
                reply_markup=_keyboard(part.quick_replies) if part.quick_replies else None,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                protect_content=True,
            )
        )
        return str(message.message_id)

    @cached_property
    def _connection(self) -> Connection:
        return Connection(bot_token=self.bot_token, api_url=self.api_url, time_limit=self.time_limit)


def _keyboard(choices: Sequence[QuickReply]) -> InlineKeyboardMarkup:
    """Put two buttons in a row, or one where a title is long."""
    width = 2 if all(len(choice.title) <= _SHORT_TITLE for choice in choices) else 1
    buttons = [InlineKeyboardButton(choice.title, callback_data=choice.id) for choice in choices]
    return InlineKeyboardMarkup([buttons[first : first + width] for first in range(0, len(buttons), width)])
