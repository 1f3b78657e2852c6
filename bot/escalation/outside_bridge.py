"""The bridge to a desk that an office runs already: our tickets stay the truth, that desk is a window on them.

A webhook says only where to look. What stands in the outside desk is read there, so that a webhook that is lost, comes
twice, late, in another order or from a thief changes nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress

from bot.escalation.outside_attempts import Attempts
from bot.escalation.outside_desk import OutsideGone, OutsideRefused, WebhookRefused
from bot.escalation.outside_mirrors import AnotherLeads, Mirror
from bot.escalation.outside_replies import Replies
from bot.escalation.outside_showing import Showing
from bot.escalation.outside_sides import Sides
from bot.escalation.outside_webhooks import MOST_BYTES, TOO_LARGE
from bot.storage.bell import Bell
from bot.tickets.store import TicketError, TicketsUnavailable
from bot.tickets.ticket import Ticket, TicketState

IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 5.0
LOOK_SECONDS = 20.0
"""How often an open conversation is read though no webhook came."""
DOWN_SECONDS = 60.0
"""After so long without the outside desk, what it holds goes back into our queue, where staff are pinged."""
AT_ONCE = 4
RECEIVED, UNAVAILABLE = 200, 503
Count = Callable[[str, str, str], None]
"""Takes the names of what happened, of the desk and of an error."""


class Bridge:
    """Brings both sides together. Several processes may run it; one works, and another goes on where that dies."""

    def __init__(self, sides: Sides, count: Count) -> None:
        """Take what it stands between; nothing connects until the first step."""
        self._desk, self._tickets, self._mirrors, self._clock = sides.desk, sides.tickets, sides.mirrors, sides.clock
        self._showing, self._replies, self._count = Showing(sides), Replies(sides), count
        self._begin_anew()
        self._bell = Bell()

    @property
    def name(self) -> str:
        """The name under which the outside desk holds tickets, which is also the end of its webhook's path."""
        return self._desk.name

    async def run(self) -> None:
        """Work until cancelled; whatever fails is counted and tried again."""
        try:
            while True:
                seconds = IDLE_SECONDS
                try:
                    await self.step()
                except Exception as error:  # noqa: BLE001 - it must outlive anything; its text may hold an id
                    self._count("outside_failed", self.name, type(error).__name__)
                    seconds = TROUBLE_SECONDS
                await self._bell.rest(seconds)
        finally:
            with suppress(TicketsUnavailable):
                await self._mirrors.yield_lead()

    async def receive(self, headers: Mapping[str, str], body: bytes) -> int:
        """Take a webhook of the outside desk, and give the status to answer with."""
        if len(body) > MOST_BYTES:
            return TOO_LARGE
        lower = {name.lower(): value for name, value in headers.items()}
        try:
            conversation = self._desk.conversation(lower, body, self._clock())
            if conversation is not None:
                await self._mirrors.hint(conversation)
                self._bell.ring()
        except WebhookRefused as refused:
            self._count("outside_webhook_refused", self.name, str(refused.status))
            return refused.status
        except TicketsUnavailable:
            return UNAVAILABLE
        return RECEIVED

    def down_seconds(self) -> float:
        """Say for how long the outside desk has not answered this process, 0 while it does."""
        return self._attempts.outage.seconds(self._clock())

    async def close(self) -> None:
        """Close the connections."""
        await self._desk.aclose()
        await self._mirrors.close()

    async def step(self) -> bool:
        """Bring both sides together once; False where another process does. Raises TicketsUnavailable."""
        if not await self._mirrors.lead():
            self._begin_anew()
            return False
        if self._attempts.outage.allows(self._clock()):
            await self._round()
        await self._give_back()
        return True

    async def _round(self) -> None:
        tickets = {each.id: each for each in await self._tickets.tickets()}
        mirrors = {each.ticket: each for each in await self._mirrors.all()}
        hints = await self._mirrors.hints()
        gate = asyncio.Semaphore(AT_ONCE)
        work = [
            *(self._one(each, mirrors.get(each.id), hints) for each in tickets.values()),
            *(self._gone(each) for name, each in mirrors.items() if name not in tickets),
        ]
        # All of them end before anything is raised: two rounds must never work on one ticket.
        ended = await asyncio.gather(*(_through(gate, each) for each in work), return_exceptions=True)
        self._attempts.end_round()
        for name in self._looked.keys() - tickets.keys():
            del self._looked[name]
            self._seen.pop(name, None)
        for error in ended:
            if error is not None:
                raise error

    async def _one(self, ticket: Ticket, mirror: Mirror | None, hints: Collection[int]) -> None:
        over = ticket.state is TicketState.CLOSED and (mirror is None or mirror.closed)
        place = mirror.place if mirror is not None else None
        hinted = place is not None and place.conversation in hints
        due = not over and self._clock() - self._looked.get(ticket.id, 0.0) >= LOOK_SECONDS
        changed = not over and self._seen.get(ticket.id) != ticket
        if not (hinted or due or changed):
            return

        async def brought_together() -> None:
            await self._lead()
            try:
                shown = await self._showing.show(ticket, mirror)
                if hinted or due:
                    await self._replies.take(ticket, shown)
                    self._looked[ticket.id] = self._clock()
            except OutsideGone:
                if mirror is not None and place is not None:
                    await self._showing.lost(ticket, mirror)
                raise
            self._seen[ticket.id] = ticket

        if not await self._attempts.at(ticket.id, brought_together) and hinted and place is not None:
            await self._mirrors.hint(place.conversation)

    async def _gone(self, mirror: Mirror) -> None:
        async def erased() -> None:
            await self._lead()
            if await self._tickets.ticket(mirror.ticket) is not None:
                return
            try:
                whole = await self._showing.forget(mirror)
            except OutsideRefused as refused:
                self._count("outside_kept", self.name, str(refused.status))
                raise
            self._count("outside_erased" if whole else "outside_name_kept", self.name, "")

        await self._attempts.at(mirror.ticket, erased)

    async def _lead(self) -> None:
        if not await self._mirrors.lead():
            raise AnotherLeads

    async def _give_back(self) -> None:
        """Put what the outside desk holds back into our queue, once it has been away for long."""
        if self.down_seconds() < DOWN_SECONDS:
            return
        for ticket in await self._tickets.tickets():
            if ticket.held and ticket.worker == self.name:
                with suppress(TicketError):
                    await self._tickets.release(ticket.id, self._replies.holder)
                    self._count("outside_given_back", self.name, "")

    def _begin_anew(self) -> None:
        # Whoever leads begins by looking everywhere: a hint may have been lost with the one before.
        self._looked: dict[str, float] = {}
        self._seen: dict[str, Ticket] = {}
        self._attempts = Attempts(
            self._clock,
            lambda error: self._count("outside_call_failed", self.name, error),
            lambda: self._desk.answered,
        )


async def _through(gate: asyncio.Semaphore, work: Awaitable[None]) -> None:
    async with gate:
        await work
