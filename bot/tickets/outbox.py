"""What waits to be sent to persons, ticket by ticket and in order; a gateway takes one ticket at a time."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bot.tickets.message import Delivery, TicketMessage, from_bytes
from bot.tickets.scripts import place
from bot.tickets.server import TicketServer, content
from bot.tickets.store import NoSuchTicket, TicketTaken
from bot.tickets.ticket import Ticket

LEASE_SECONDS = 60.0
"""A ticket that was taken is free again after this, where its gateway died."""
EARLY_SECONDS = 120
"""How long the provider's word waits for the end of a sending, which takes no longer than a lease."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that this gateway has begun to send; `lease` shows that the ticket is still its own."""

    ticket: Ticket
    message: TicketMessage = field(repr=False)
    lease: float


class Outbox(TicketServer):
    """Gives the gateway what it is to send. A message begun by a process that died is never sent a second time."""

    async def take(self) -> tuple[str, float] | None:
        """Take the ticket whose messages wait longest, as its id and lease; None where nothing waits."""
        lease = self._lease()
        taken = await self._scripts.run("take", self._clock(), repr(lease))
        return (taken, lease) if taken else None

    def _lease(self) -> float:
        # Two gateways that take at the same moment must not think the other's lease their own.
        return self._clock() + LEASE_SECONDS + secrets.randbelow(1_000_000) / 1_000_000

    async def begin(self, ticket_id: str, lease: float) -> Outgoing | None:
        """Begin with the ticket's first message; under a new lease; None where it has no more or is another's."""
        # Opened first: what our key does not open is another's to send, and must not be begun.
        kept = await self._kept(ticket_id)
        if kept is None:
            return None
        try:
            renewed = self._lease()
            message_id = await self._scripts.run("begin", ticket_id, repr(lease), repr(renewed))
        except TicketTaken:
            return None
        if not message_id:
            return None
        found = await self._call(self._redis.xrange(place("m", ticket_id), message_id, message_id))
        if not found:
            return None
        fields = found[0][1]
        opened = kept.cipher.open(fields[b"c"], content(ticket_id))
        message = from_bytes(opened, message_id=message_id, at=float(fields[b"a"]), delivery=Delivery.SENDING)
        return Outgoing(kept.ticket, message, renewed)

    async def settle(
        self,
        outgoing: Outgoing,
        delivery: Delivery,
        *,
        again_at: float = 0.0,
        opened: bool = False,
        provider_ids: Sequence[str] = (),
    ) -> None:
        """Note what became of a message; `again_at` is when it is tried next, 0 where it is done with.

        `opened` says that the neutral opening went out instead, to somebody who had left or fallen silent.
        """
        names = [self._seal.name(f"provider:{each}") for each in provider_ids]
        with suppress(NoSuchTicket):
            await self._scripts.run(
                "settle",
                outgoing.ticket.id,
                outgoing.message.id,
                delivery,
                repr(outgoing.lease),
                again_at,
                repr(self._clock()) if opened else "",
                *names,
            )

    async def status(self, provider_id: str, delivery: Delivery) -> None:
        """Note what the provider tells of a message, by the provider's id, also before `settle` has told of that id.

        Nothing where it is none of a ticket's.
        """
        name = self._seal.name(f"provider:{provider_id}")
        with suppress(NoSuchTicket):
            await self._scripts.run("status", name, delivery, EARLY_SECONDS)
