"""What the store of tickets does by itself with time: content goes at its time, and what nobody ends is ended."""

from contextlib import suppress

from redis.exceptions import ResponseError

from bot.tickets.scripts import place
from bot.tickets.server import TicketServer
from bot.tickets.store import TicketError
from bot.tickets.ticket import Outcome, TicketState

AT_ONCE = 100
LAPSE_SECONDS = 7 * 86400.0
"""A ticket in which the person has not written for so long is closed; its content goes at its time after that."""


class Upkeep(TicketServer):
    """The work that a gateway does now and then; several may do it at once."""

    async def erase_due(self) -> int:
        """Take away what has come to its time, and let the server write its file anew; say how many went."""
        erased = 0
        while found := int(await self._scripts.run("erase", self._clock(), AT_ONCE)):
            erased += found
        if erased:
            await self.compact()
        return erased

    async def compact(self) -> None:
        """Let the server write its append-only file anew, without what was taken away."""
        with suppress(ResponseError):
            # In progress already: what went meanwhile goes with the next time, and the content is encrypted.
            await self._call(self._rewriting())

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

    async def _rewriting(self) -> None:
        await self._redis.bgrewriteaof()
