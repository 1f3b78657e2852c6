"""The questions to see where a person is reached: kept in the ticket itself, and gone with its content."""

from collections.abc import Callable, Sequence

from bot.storage.clock import Clock
from bot.storage.encryption import Seal, Unreadable
from bot.tickets import reveal
from bot.tickets.reveal import Reveal, RevealState
from bot.tickets.scripts import place
from bot.tickets.server import Kept, TicketServer
from bot.tickets.store import NoSuchTicket, TicketsUnavailable

TRIES = 20
"""How often a change begins anew because somebody else was faster."""


class RevealStore(TicketServer):
    """What was asked, decided and seen, each change whole or not made; every call raises TicketsUnavailable.

    Each change also raises NoSuchTicket, TicketTaken or TicketMoved where who asked does not hold the ticket any more.
    """

    def __init__(self, url: str, seal: Seal, clock: Clock) -> None:
        """Prepare a client, with the seal of the tickets; nothing connects until the first call."""
        super().__init__(url, seal, clock, tuple)

    async def latest(self, ticket_id: str) -> Reveal | None:
        """Give the last question about a ticket, or None."""
        kept = await self._kept(ticket_id)
        questions = _opened(kept) if kept is not None else ()
        return questions[-1] if questions else None

    async def waiting(self) -> Sequence[tuple[str, Reveal]]:
        """Give the questions that wait for somebody to decide, oldest first, each with its ticket's id."""
        oldest = self._clock() - reveal.ASKED_SECONDS
        ids = await self._call(self._redis.zrange(place("reveals"), oldest, "+inf", byscore=True))
        found = [(each.decode(), await self.latest(each.decode())) for each in ids]
        now = self._clock()
        return [(id_, each) for id_, each in found if each is not None and each.state(now) is RevealState.ASKED]

    async def ask(self, ticket_id: str, asker: str, reason: str) -> Reveal:
        """Ask, as the worker who holds the ticket. Raises RevealMoved where a question is open already."""
        return await self._change(ticket_id, lambda found: reveal.ask(found, asker, reason, self._clock()))

    async def decide(self, ticket_id: str, decider: str, *, approves: bool) -> Reveal:
        """Approve or refuse. Raises SamePerson, and RevealMoved where there is nothing to decide."""

        def decided(found: reveal.Reveals) -> reveal.Reveals:
            return reveal.decide(found, decider, self._clock(), approves=approves)

        return await self._change(ticket_id, decided)

    async def see(self, ticket_id: str, asker: str) -> tuple[str, str, str]:
        """Use an approval up and give where the person is reached: channel, value and sender.

        Raises RevealMoved where this worker has no approval, or has used it.
        """
        # Read first: a store that fails in between must not use the approval of two people up for nothing.
        address = await self.address(ticket_id)
        if address is None:
            raise NoSuchTicket
        await self._change(ticket_id, lambda found: reveal.see(found, asker, self._clock()))
        return address

    async def _change(self, ticket_id: str, change: Callable[[reveal.Reveals], reveal.Reveals]) -> Reveal:
        for _ in range(TRIES):
            kept = await self._kept(ticket_id)
            if kept is None:
                raise NoSuchTicket
            changed = change(_opened(kept))
            current = changed[-1]
            done = await self._scripts.run(
                "reveal",
                ticket_id,
                current.asker,
                kept.fields.get(b"reveals", b""),
                kept.cipher.close(reveal.to_bytes(changed), _bound(ticket_id)),
                self._clock(),
                int(current.kept is RevealState.ASKED),
            )
            if done:
                return current
        raise TicketsUnavailable


def _opened(kept: Kept) -> reveal.Reveals:
    sealed = kept.fields.get(b"reveals", b"")
    try:
        return reveal.from_bytes(kept.cipher.open(sealed, _bound(kept.ticket.id))) if sealed else ()
    except Unreadable:
        # Moved here by hand: nothing was asked, so nothing is shown.
        return ()


def _bound(ticket_id: str) -> str:
    return place("v", ticket_id)
