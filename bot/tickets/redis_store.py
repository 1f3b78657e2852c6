"""The store of tickets on a Redis or Valkey server that loses nothing: all its sides in one."""

from statistics import median

from bot.tickets.desk_status import DeskStatus
from bot.tickets.desk_tickets import DeskSide
from bot.tickets.outbox import Outbox
from bot.tickets.person_tickets import PersonSide
from bot.tickets.scripts import place
from bot.tickets.ticket import Risk, TicketState
from bot.tickets.upkeep import Upkeep

LEAST_WAITS = 5
"""Below so many waits of late there is no usual one."""


class RedisTickets(PersonSide, DeskSide, Outbox, Upkeep):
    """Tickets, whoever asks. Every call raises TicketsUnavailable where the store is gone."""

    async def status_for(self, person: str) -> DeskStatus:
        """Give the person's open ticket, who waits before them and how long it takes; who is on shift is not here."""
        ticket = await self.of_person(person)
        before = await self._before(ticket.id if ticket else "", ticket.risk if ticket else Risk.NORMAL)
        if ticket is not None and ticket.state is not TicketState.WAITING:
            before = 0
        waits = [int(each) for each in await self._call(self._redis.lrange(place("waits"), 0, -1))]
        minutes = max(1, round(median(waits) / 60)) if len(waits) >= LEAST_WAITS else None
        return DeskStatus(exists=True, before=before, minutes=minutes, ticket=ticket)

    async def _before(self, ticket_id: str, risk: Risk) -> int:
        pipeline = self._redis.pipeline(transaction=True)
        for each in Risk:
            pipeline.zcard(place("w", "-", str(int(each))))
        pipeline.zrank(place("w", "-", str(int(risk))), ticket_id)
        *lengths, rank = await self._call(pipeline.execute())
        higher = sum(length for each, length in zip(Risk, lengths, strict=True) if each > risk)
        return int(higher + (rank if rank is not None else lengths[risk]))
