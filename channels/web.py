"""The web chat: the browser's cookie is the address, answers wait in this process until collected."""

import re
import secrets
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import cookie_parser

from channels import segments
from channels.attachment import AttachmentFile
from channels.channel import (
    Address,
    Erased,
    InboundEvent,
    MessageReceived,
    OutboundMessage,
    Part,
    Sent,
    WebhookForged,
    WebhookMalformed,
    WebhookReply,
    WebhookRequest,
    nobody_hears,
)
from channels.fetching import FetchRefused
from channels.webhook import FORM, JSON, check_body, header, media_type, read_form, read_json, well_formed

_MOST_BYTES: Final = 8 * 1024
_MOST_CHARACTERS: Final = 4000
# A cookie that we gave out: long enough not to be guessed, and nothing that needs quoting.
VISITOR: Final = re.compile(r"[\w-]{22,128}", re.ASCII)
_ID_BYTES: Final = 16


@dataclass(frozen=True, kw_only=True, eq=False)
class WebChannel:
    """A chat in the browser; `cookie_name` is the cookie in which the gateway keeps the visitor's random id.

    The mailbox keeps `most_waiting` parts for each of `most_addresses` visitors and drops the oldest beyond that.
    """

    cookie_name: str = "chat"
    most_waiting: int = 50
    most_addresses: int = 10_000
    name: str = field(default="web", init=False)
    _mailbox: OrderedDict[str, deque[Part]] = field(default_factory=OrderedDict, init=False, repr=False)

    def verify(self, request: WebhookRequest) -> None:
        """Raise WebhookForged without a visitor's cookie, WebhookMalformed where it is no form or JSON up to 8 kB."""
        self._visitor(request)
        check_body(request, {FORM, JSON}, _MOST_BYTES)

    def parse(self, request: WebhookRequest) -> Sequence[InboundEvent]:
        """Read `text` and `quick_reply`; a message with neither gives nothing. Raises WebhookError."""
        check_body(request, {FORM, JSON}, _MOST_BYTES)
        fields = read_json(request) if media_type(request) == JSON else dict(read_form(request))
        text, quick_reply = fields.get("text", ""), fields.get("quick_reply", "")
        if not (isinstance(text, str) and isinstance(quick_reply, str)):
            raise WebhookMalformed("no text")
        address = Address(self.name, self._visitor(request))
        if not (text or quick_reply):
            return ()
        event_id = secrets.token_hex(_ID_BYTES)
        return (
            MessageReceived(
                address,
                event_id,
                message_id=event_id,
                text=well_formed(text),
                quick_reply=well_formed(quick_reply),
            ),
        )

    def acknowledge(self, request: WebhookRequest) -> WebhookReply:  # noqa: ARG002 - the same for all
        """Answer that the message was taken; what we say to it is collected."""
        return WebhookReply(202)

    def render(self, message: OutboundMessage) -> Sequence[Part]:
        """Split the text at 4000 letters; the buttons stand under its last part."""
        texts = segments.split(message.text, fits=lambda text: len(text) <= _MOST_CHARACTERS, most=_MOST_CHARACTERS)
        return (*map(Part, texts[:-1]), *(Part(text, quick_replies=message.quick_replies) for text in texts[-1:]))

    async def send(
        self, address: Address, message: OutboundMessage, *, skip: int = 0, sent: Sent = nobody_hears
    ) -> Sequence[str]:
        """Lay the message in the visitor's mailbox and return an id for each part."""
        parts = self.render(message)[skip:]
        waiting = self._mailbox.setdefault(address.value, deque(maxlen=self.most_waiting))
        waiting.extend(parts)
        self._mailbox.move_to_end(address.value)
        while len(self._mailbox) > self.most_addresses:
            self._mailbox.popitem(last=False)
        ids = tuple(secrets.token_hex(_ID_BYTES) for _ in parts)
        for each in ids:
            sent(each)
        return ids

    async def redact(self, message_ids: Sequence[str]) -> Erased:
        """Give every id as gone: they are our own, and name nothing that is kept anywhere."""
        return Erased(gone=tuple(dict.fromkeys(message_ids)))

    async def delete(self, address: Address, message_ids: Sequence[str]) -> Erased:  # noqa: ARG002 - the same for all
        """Give every id as gone, as `redact` does; what waits in the mailbox is still collected."""
        return await self.redact(message_ids)

    def collect(self, address: Address) -> Sequence[Part]:
        """Take everything that waits for a visitor out of the mailbox, the oldest first."""
        return tuple(self._mailbox.pop(address.value, ()))

    async def download(self, file: AttachmentFile, most_bytes: int) -> bytes:  # noqa: ARG002 - the same for all
        """Refuse: the web chat takes words only. Raises FetchRefused."""
        raise FetchRefused("no files")

    async def discard(self, file: AttachmentFile) -> bool:  # noqa: ARG002 - the same for all
        """Say that it is gone: the web chat has no files."""
        return True

    async def close(self) -> None:
        """Forget what waits."""
        self._mailbox.clear()

    def _visitor(self, request: WebhookRequest) -> str:
        visitor = cookie_parser(header(request, "Cookie") or "").get(self.cookie_name, "")
        if not VISITOR.fullmatch(visitor):
            raise WebhookForged("no visitor")
        return visitor
