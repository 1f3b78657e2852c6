"""An office at work while its store is killed: everybody does their part again until it is done, under one event."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.outbox import Outgoing
from bot.tickets.redis_store import RedisTickets
from bot.tickets.store import Holder, TicketsUnavailable, TooManyChats
from bot.tickets.ticket import Reason
from tests.bot.tickets.conftest import wish

SAID, WRITTEN = 3, 2
"""How many messages a person and a worker write."""
PAUSE = 0.02
REPEATED = 0.1
Done = TypeVar("Done")


def said_by(person: int) -> list[str]:
    return [f"person {person} says {each}" for each in range(SAID)]


def written_to(ticket_id: str) -> list[str]:
    return [f"to {ticket_id}: {each}" for each in range(WRITTEN)]


@dataclass
class Office:
    """People, workers and senders on some clients of one store; `provider` is what reached a phone, in order."""

    stores: list[RedisTickets]
    chance: random.Random
    provider: list[str] = field(default_factory=list)
    refused: int = 0
    died_over: int = 0
    ended: bool = False
    answered: set[str] = field(default_factory=set)

    async def until_done(self, deed: Callable[[], Awaitable[Done]]) -> Done:
        while True:
            try:
                return await deed()
            except TicketsUnavailable:
                self.refused += 1
                await asyncio.sleep(PAUSE)

    async def done_again(self, deed: Callable[[], Awaitable[object]]) -> None:
        """Do it, and now and then once more, as a key that bounces or a provider whose answer was lost."""
        await self.until_done(deed)
        if self.chance.random() < REPEATED:
            await self.until_done(deed)

    def store(self) -> RedisTickets:
        return self.chance.choice(self.stores)

    async def person(self, number: int) -> None:
        reason = self.chance.choice([Reason.ASKED, Reason.DANGER])
        ticket = await self.until_done(lambda: self.store().open(wish(f"sms:{number}", reason), f"{number}"))
        for at, text in enumerate(said_by(number)):
            message = TicketMessage(Author.PERSON, text, "es")
            await self.done_again(partial(self.store().heard, ticket, [message], f"{number}/{at}"))

    async def worker(self, name: str, most: int) -> None:
        """Answer everybody until the end; who was claimed by a call whose answer was lost is found in the list."""
        holder = Holder(name)
        while not self.ended:
            refused = self.refused
            try:
                claimed = await self.until_done(lambda: self.store().claim_next(holder, ("es",), most))
            except TooManyChats:
                return
            if claimed is not None:
                await self.answer(claimed.id, holder)
            if self.refused > refused:
                for each in await self.until_done(lambda: self.store().tickets()):
                    if each.worker == name and each.id not in self.answered:
                        await self.answer(each.id, holder)
            await asyncio.sleep(PAUSE)

    async def answer(self, ticket_id: str, holder: Holder) -> None:
        for text in written_to(ticket_id):
            message = TicketMessage(Author.WORKER, text, "es", holder.name)
            await self.done_again(partial(self.store().say, ticket_id, holder, message, text))
        self.answered.add(ticket_id)

    async def sender(self) -> None:
        """Send what waits until the end; now and then it dies over a message, before or after the provider had it."""
        while not self.ended:
            try:
                if not await self.round():
                    await asyncio.sleep(PAUSE)
            except TicketsUnavailable:
                await asyncio.sleep(PAUSE)

    async def round(self) -> bool:
        store = self.store()
        taken = await store.take()
        if taken is None:
            return False
        ticket_id, lease = taken
        while (outgoing := await store.begin(ticket_id, lease)) is not None:
            lease = outgoing.lease
            if not await self.send(store, outgoing):
                self.died_over += 1
                break
        return True

    async def send(self, store: RedisTickets, outgoing: Outgoing) -> bool:
        fate = self.chance.random()
        if fate < 0.01:
            return False
        if outgoing.message.text:
            self.provider.append(outgoing.message.text)
        await asyncio.sleep(0)
        if fate < 0.02:
            return False
        await store.settle(outgoing, Delivery.SENT)
        return True
