"""People and workers who do their part again until it is done, whatever dies meanwhile."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from bot.tickets.message import Author, TicketMessage
from bot.tickets.redis_store import RedisTickets
from bot.tickets.store import Holder, TicketsUnavailable
from channels.channel import WebhookRequest
from tests.bot.gateway.conftest import Voice
from tests.bot.gateway.fleet import PAUSE, Fleet
from tests.bot.gateway.phones import twilio_webhook
from tests.bot.gateway.providers import Provider

SAID, WRITTEN = 2, 2
BY_THE_WORKER = "Equipo"
NOTICES = ("joined", "transferred", "closed", "unanswered")
ASKED = ("asked", "waiting", "here_already", "closed")
Done = TypeVar("Done")


@dataclass
class Inbox:
    """What reached each phone, in order, read from the provider as it grows."""

    peer: Provider
    read: int = 0
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def of(self, number: str) -> list[str]:
        calls = self.peer.calls[self.read :]
        self.read += len(calls)
        for call in calls:
            if "To" in call.fields:
                self.texts[call.fields["To"]].append(call.fields["Body"])
        return self.texts[number]


@dataclass(frozen=True)
class Phrases:
    """What a person goes by, read once for all of them."""

    human: str
    in_queue: tuple[str, ...]
    """What they hear who are in the queue, or no longer have to be."""
    desk: tuple[str, ...]
    """How everything begins that comes from the desk."""


def phrases(voice: Voice) -> Phrases:
    in_queue = tuple(voice.sms(f"human.{each}", "es") for each in ASKED)
    notices = (voice.sms(f"notice.{each}", "es").split("{")[0][:20] for each in NOTICES)
    return Phrases(voice.word("human", "es"), in_queue, (BY_THE_WORKER, *notices))


@dataclass
class Caller:
    """Somebody with a phone, who says a thing again where they were told that it did not reach anybody."""

    number: str
    fleet: Fleet
    inbox: Inbox
    phrases: Phrases
    claimed: asyncio.Event = field(default_factory=asyncio.Event)
    said: list[str] = field(default_factory=list)
    passed_on: list[str] = field(default_factory=list)
    """What was answered by silence: it is with the worker."""
    last: WebhookRequest | None = None

    async def calls(self) -> None:
        while not self.claimed.is_set():
            answers = await self.says(self.phrases.human)
            if any(each in answer for each in self.phrases.in_queue for answer in answers):
                break
            await asyncio.sleep(PAUSE)
        await self.claimed.wait()
        for number in range(SAID):
            await self.tells(number)

    async def tells(self, number: int) -> None:
        tries = 0
        while True:
            text = f"sigo esperando {number} {tries} {self.number}"
            self.said.append(text)
            if not await self.says(text):
                self.passed_on.append(text)
                return
            tries += 1
            await asyncio.sleep(PAUSE)

    async def repeats(self) -> None:
        """Post the last words as a provider does that never heard that they were taken."""
        if self.last is not None:
            await self.fleet.post(self.last)

    async def says(self, text: str) -> list[str]:
        """Give what the assistant answered, without what came from the desk."""
        before = len(self.inbox.of(self.number))
        self.last = twilio_webhook("sms", text, self.number)
        await self.fleet.post(self.last)
        return [each for each in self.inbox.of(self.number)[before:] if not each.startswith(self.phrases.desk)]


@dataclass
class Answering:
    """A worker who answers everybody, by the store as the pages of the desk do."""

    tickets: RedisTickets
    holder: Holder
    callers: dict[str, Caller]
    answered: set[str] = field(default_factory=set)
    refused: int = 0
    ended: bool = False

    async def works(self) -> None:
        while not self.ended:
            refused = self.refused
            claimed = await self.until_done(lambda: self.tickets.claim_next(self.holder, ("es",), 999))
            if claimed is not None:
                await self.answers(claimed.id)
            if self.refused > refused:
                # A claim whose answer was lost stands in the list.
                for each in await self.until_done(self.tickets.tickets):
                    if each.worker == self.holder.name and each.id not in self.answered:
                        await self.answers(each.id)
            await asyncio.sleep(PAUSE)

    async def answers(self, ticket_id: str) -> None:
        for text in written_to(ticket_id):
            message = TicketMessage(Author.WORKER, text, "es", self.holder.name)
            await self.until_done(partial(self.tickets.say, ticket_id, self.holder, message, text))
        address: Any = await self.until_done(lambda: self.tickets.address(ticket_id))
        self.callers[address[1]].claimed.set()
        self.answered.add(ticket_id)

    async def until_done(self, deed: Callable[[], Awaitable[Done]]) -> Done:
        while True:
            try:
                return await deed()
            except TicketsUnavailable:
                self.refused += 1
                await asyncio.sleep(PAUSE)


def written_to(ticket_id: str) -> list[str]:
    return [f"{BY_THE_WORKER} {ticket_id} {each}" for each in range(WRITTEN)]
