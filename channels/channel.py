"""The contract between a provider's wire format and the program: events in, messages out, errors that decide.

A channel turns a webhook into events, and an outbound message into calls of the provider. It has no clock, no memory
and no opinion about the conversation. Names, user names and profile data in a provider's payload are never parsed.

Errors::

    ChannelError
    ├── WebhookError            has status_code: what the webhook answers
    │   ├── WebhookForged       403
    │   └── WebhookMalformed    400
    ├── SendError               has retryable: whether the same call may succeed later, and untaken: see there
    │   ├── SendUnavailable     retryable: the provider is down, slow or out of reach
    │   ├── SendThrottled       retryable: too many calls; retry_after in seconds where the provider says
    │   ├── SendRejected        the provider refuses this message (too long, filtered, outside the window)
    │   └── ContactGone         the person blocked us, opted out or cannot be reached: stop sending
    └── FetchError              a file that was not fetched: channels/fetching.py
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from channels.attachment import AttachmentFile, AttachmentKind, Location


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person can be written to, opaque to everybody but the channel; it never shows in a repr.

    `value` is the provider's own word for the person (Twilio's `From`, Telegram's chat id); `sender` is the number or
    bot of ours that they wrote to, where the provider needs it for the answer.
    """

    channel: str
    value: str = field(repr=False)
    sender: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """A webhook as it arrived; `url` is the public address that the provider called, query included."""

    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WebhookReply:
    """What the webhook answers; never a person's text, since a provider keeps it."""

    status_code: int = 200
    content_type: str = "text/plain"
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class InboundEvent:
    """Something that happened at the provider; `event_id` is the provider's own, unique for the channel."""

    address: Address
    event_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class MessageReceived(InboundEvent):
    """A person wrote, tapped a button, or sent something that is not words.

    `message_id` is what the provider needs to erase the message. `quick_reply` is the id of a button that was tapped,
    `command` a Telegram command without its slash and without its payload. `language_hint` is the app's language, a
    hint only. `text` is as the person wrote it, NUL and lone surrogates replaced; it is empty where there are no words.
    `provider_answered` says that the provider has already replied to this keyword (Twilio's opt-out words).
    `attachments` has the kind of everything that came along, `files` what of it can be downloaded: pictures, sound and
    documents; `location` is a place that was shared.
    """

    message_id: str = field(repr=False)
    text: str = field(default="", repr=False)
    attachments: tuple[AttachmentKind, ...] = ()
    files: tuple[AttachmentFile, ...] = ()
    location: Location | None = None
    quick_reply: str = field(default="", repr=False)
    command: str = ""
    language_hint: str = ""
    provider_answered: bool = False


@dataclass(frozen=True, slots=True)
class MessageEdited(InboundEvent):
    """A person changed a message that we may have answered already."""

    message_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ContactStopped(InboundEvent):
    """A person blocked us or opted out: nothing may be sent to them any more.

    `message_id` is what the provider needs to erase the message by which they did, empty where it was none.
    """

    message_id: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class StatusChanged(InboundEvent):
    """The provider tells what became of a message that we sent; `final` once it will not change again."""

    message_id: str = field(repr=False)
    status: str = ""
    error_code: str = ""
    final: bool = False


@dataclass(frozen=True, slots=True)
class QuickReply:
    """One choice: `id` comes back when it is tapped (64 bytes at most, no words of the person), `title` is shown."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """What the person reads, already in their language.

    `quick_replies` are buttons, or a numbered list where the provider has none. `plain_letters` lets SMS drop accents,
    so that a message costs half as many segments.
    """

    text: str = field(repr=False)
    quick_replies: tuple[QuickReply, ...] = field(default=(), repr=False)
    plain_letters: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One provider message as it will be shown: its text, its buttons, and for SMS its number of segments."""

    text: str = field(repr=False)
    quick_replies: tuple[QuickReply, ...] = field(default=(), repr=False)
    segments: int = 0
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of an erasure: `gone` needs nothing more, `later` may succeed when tried again, `kept` never will.

    `retry_after` is in seconds, where the provider says when to try again.
    """

    gone: tuple[str, ...] = field(default=(), repr=False)
    later: tuple[str, ...] = field(default=(), repr=False)
    kept: tuple[str, ...] = field(default=(), repr=False)
    retry_after: float | None = None


class ChannelError(Exception):
    """The root of this contract's errors; their text never holds a person's words or address."""


class WebhookError(ChannelError):
    """A webhook that is not handled; `status_code` is the answer."""

    status_code = 400


class WebhookForged(WebhookError):  # noqa: N818 - past tense, as every event and refusal here
    """The signature or secret is missing or wrong."""

    status_code = 403


class WebhookMalformed(WebhookError):  # noqa: N818
    """The request is authentic in form but cannot be read."""

    status_code = 400


class SendError(ChannelError):
    """A message that went wrong; `retryable` says whether the same call may succeed later.

    `untaken` says that the provider surely has not taken the part that failed; else it may reach the person all the
    same, and a further try may say it twice. `sent` has the message ids of the parts that went out before: they must
    be erased like any other, and a further try skips as many parts.
    """

    retryable = False
    untaken = True

    def __init__(self, code: str = "", retry_after: float | None = None, *, untaken: bool | None = None) -> None:
        """Keep the provider's error code, never its text, which can hold the number or the message."""
        super().__init__(f"{type(self).__name__} {code}".strip())
        self.code = code
        self.retry_after = retry_after
        self.untaken = type(self).untaken if untaken is None else untaken
        self.sent: tuple[str, ...] = ()


class SendUnavailable(SendError):  # noqa: N818
    """The provider is down, slow or out of reach; it may have taken the message unless `untaken` says otherwise."""

    retryable = True
    untaken = False


class SendThrottled(SendError):  # noqa: N818
    """Too many calls; `retry_after` is in seconds where the provider says."""

    retryable = True


class SendRejected(SendError):  # noqa: N818
    """The provider refuses this message; another, shorter or plainer, may pass."""


class ContactGone(SendError):  # noqa: N818
    """The person blocked us, opted out or cannot be reached: stop sending and tell no one."""


Sent = Callable[[str], object]
"""Is told the id of a part that the provider has taken."""


def nobody_hears(_: str) -> None:
    """Let an id pass, for who needs only the result."""


class Channel(Protocol):
    """A provider's wire format behind one face; `name` is what the program calls it (sms, whatsapp, telegram, web)."""

    @property
    def name(self) -> str: ...

    def verify(self, request: WebhookRequest) -> None:
        """Raise WebhookForged unless the provider itself sent this."""

    def parse(self, request: WebhookRequest) -> Sequence[InboundEvent]:
        """Read a verified webhook; nothing for us gives an empty sequence. Raises WebhookMalformed."""

    def acknowledge(self, request: WebhookRequest) -> WebhookReply:
        """Answer the webhook so that the provider neither retries nor replies by itself."""

    def render(self, message: OutboundMessage) -> Sequence[Part]:
        """Show how one message will look: split, numbered or with buttons, within the provider's limits."""

    async def send(
        self, address: Address, message: OutboundMessage, *, skip: int = 0, sent: Sent = nobody_hears
    ) -> Sequence[str]:
        """Send it, part by part, and return the provider's message ids, kept until they are erased. Raises SendError.

        `skip` is the number of parts that an earlier try has sent already. `sent` is told each id as soon as it is
        known, so that it is not lost where the call is cut off.
        """

    async def redact(self, message_ids: Sequence[str]) -> Erased:
        """Empty the text of messages at the provider, where it has such a call; it never raises."""

    async def delete(self, address: Address, message_ids: Sequence[str]) -> Erased:
        """Delete messages and what was attached to them, on both sides where the provider can; it never raises."""

    async def download(self, file: AttachmentFile, most_bytes: int) -> bytes:
        """Fetch a file as it is, as hostile as it may be, of so many bytes at most. Raises FetchError."""

    async def discard(self, file: AttachmentFile) -> bool:
        """Delete a file at the provider before its message is; it never raises, and says whether it is gone.

        False is no loss where the message is deleted later: what is attached to it goes with it.
        """

    async def close(self) -> None:
        """Let go of the provider's connections; a later call opens new ones."""
