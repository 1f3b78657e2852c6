"""What the store of tickets does by itself with time: content goes at its time, and what nobody ends is ended."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from bot.storage.server import rewritten
from bot.tickets.safe_contact import HERE_SECONDS
from bot.tickets.scripts import place
from bot.tickets.server import TicketServer
from bot.tickets.store import TicketError, TicketsForbidden
from bot.tickets.ticket import Outcome, Risk, Ticket, TicketState

AT_ONCE = 100
LAPSE_SECONDS = 7 * 86400.0
"""A ticket in which the person has not written for so long is closed; its content goes at its time after that."""


class Upkeep(TicketServer):
    """The work that a gateway does now and then; several may do it at once."""

    async def erase_due(self) -> int:
        """Take away what has come to its time, and let the server write its file anew; say how many went."""
        erased = 0
        while found := int(await self._scripts.run("erase", self._clock(), AT_ONCE, self._day())):
            erased += found
        if erased:
            await self.compact()
        return erased

    async def doomed_now(self) -> Sequence[Ticket]:
        """Give the tickets that go by silence as soon as `erase_due` is called."""
        due = await self._call(self._redis.zrange(place("doomed"), "-inf", self._clock(), byscore=True))
        tickets = [await self.ticket(each.decode()) for each in due]
        return [each for each in tickets if each is not None]

    async def compact(self) -> None:
        """Let the server write its append-only file anew, without what was taken away.

        Where it is at it already, what went meanwhile goes with the next time; the content is encrypted.
        """
        with suppress(TicketsForbidden):
            await self._call(rewritten(self._redis))

    async def overdue(self, seconds: Mapping[Risk, float]) -> Sequence[Ticket]:
        """Give who has waited for longer than their risk allows, and is still there to be told."""
        now = self._clock()
        pipeline = self._redis.pipeline(transaction=False)
        for risk, most in seconds.items():
            pipeline.zrange(place("w", "-", str(int(risk))), "-inf", now - most, byscore=True)
        ids = [each.decode() for found in await self._call(pipeline.execute()) for each in found]
        tickets = [await self.ticket(each) for each in ids]
        return [each for each in tickets if each is not None and now - each.person_at <= HERE_SECONDS and not each.left]

    async def lapse(self) -> int:
        """Close tickets in which nobody wrote for a long time; say how many."""
        lapsed = 0
        before = self._clock() - LAPSE_SECONDS
        for raw in await self._call(self._redis.zrange(place("all"), "-inf", before, byscore=True)):
            ticket = await self.ticket(raw.decode())
            if ticket is None or ticket.state is TicketState.CLOSED or ticket.person_at > before:
                continue
            with suppress(TicketError):
                await self._scripts.run(
                    "act",
                    ticket.id,
                    "",
                    "1",
                    self._clock(),
                    self._day(),
                    "close",
                    Outcome.UNREACHABLE,
                    str(self._erase_at()),
                )
                lapsed += 1
        return lapsed
