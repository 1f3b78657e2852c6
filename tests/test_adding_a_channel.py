"""A new channel is one module that keeps the contract, and one line of wiring: here it is, whole."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from bot.conversation.understanding import Understood
from bot.erasure.traces import NoTraces
from bot.gateway.counts import Counts
from bot.gateway.reception import Reception
from bot.sessions.one_process import OneProcessSessions
from bot.settings import read_settings
from bot.wiring.conversation import wire_conversation
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
    WebhookReply,
    WebhookRequest,
    nobody_hears,
)
from channels.fetching import FetchRefused


@dataclass(frozen=True)
class PostcardChannel:
    """A made-up provider: it posts JSON with a shared word, and takes cards of 60 letters."""

    shared_word: str = field(repr=False)
    name: str = "postcard"
    cards: list[tuple[str, str]] = field(default_factory=list, repr=False)

    def verify(self, request: WebhookRequest) -> None:
        if request.headers.get("X-Word") != self.shared_word:
            raise WebhookForged

    def parse(self, request: WebhookRequest) -> Sequence[InboundEvent]:
        card = json.loads(request.body)
        return [MessageReceived(Address(self.name, card["from"]), card["id"], message_id=card["id"], text=card["text"])]

    def acknowledge(self, request: WebhookRequest) -> WebhookReply:  # noqa: ARG002
        return WebhookReply()

    def render(self, message: OutboundMessage) -> Sequence[Part]:
        return [Part(message.text[at : at + 60]) for at in range(0, len(message.text), 60)]

    async def send(
        self, address: Address, message: OutboundMessage, *, skip: int = 0, sent: Sent = nobody_hears
    ) -> Sequence[str]:
        parts = self.render(message)[skip:]
        self.cards.extend((address.value, part.text) for part in parts)
        ids = [str(number) for number, _ in enumerate(parts)]
        for each in ids:
            sent(each)
        return ids

    async def redact(self, message_ids: Sequence[str]) -> Erased:
        return Erased(kept=tuple(message_ids))  # a card that was posted is out of reach

    async def delete(self, address: Address, message_ids: Sequence[str]) -> Erased:  # noqa: ARG002
        return Erased(kept=tuple(message_ids))

    async def download(self, file: AttachmentFile, most_bytes: int) -> bytes:  # noqa: ARG002
        raise FetchRefused("a card has no files")

    async def discard(self, file: AttachmentFile) -> bool:  # noqa: ARG002
        return True

    async def close(self) -> None:
        pass


class OnlyPassports:
    async def understand(self, text: str, language: str) -> Understood:  # noqa: ARG002
        return Understood("identity_documents", 0.9, says=(("answer", "identity_documents"),))


async def test_a_channel_that_keeps_the_contract_is_served_like_the_others():
    def clock():
        return 1_795_000_000.0

    channel = PostcardChannel("open sesame")
    conversation = wire_conversation(read_settings({}), OnlyPassports(), clock)
    sessions = OneProcessSessions(clock, idle_seconds=60, maximum_seconds=60)
    reception = Reception(conversation, sessions, {channel.name: channel}, Counts(structlog.get_logger()), NoTraces())
    card = {"from": "Lima", "id": "1", "text": "mi jefe me quito el pasaporte"}
    request = WebhookRequest("https://example.org/", {"X-Word": "open sesame"}, json.dumps(card).encode())

    channel.verify(request)
    await reception.receive(channel.parse(request))

    said = "".join(text for _, text in channel.cards)
    assert conversation.knowledge.catalogs.say("topic.identity_documents.short", "es") in said
    assert {person for person, _ in channel.cards} == {"Lima"}
