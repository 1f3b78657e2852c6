"""Tickets from the staff's side: what the desk asks of the store."""

from collections.abc import Sequence

from bot.tickets import safe_contact
from bot.tickets.message import TO_THE_PERSON, Author, TicketMessage, to_bytes
from bot.tickets.person_tickets import contact_place
from bot.tickets.queue_order import PATIENCE_SECONDS, in_order
from bot.tickets.safe_contact import SafeContact
from bot.tickets.scripts import place
from bot.tickets.server import Kept, TicketServer, content
from bot.tickets.store import Holder
from bot.tickets.ticket import Outcome, Risk, Ticket

OWED_SECONDS = 5.0
"""After so long nobody else will tell the person of a deed any more."""


class DeskSide(TicketServer):
    """Does what staff decide; see DeskTickets for what each call promises."""

    async def tickets(self) -> Sequence[Ticket]:
        """Give all tickets that are there: the waiting in their order (risk, then wait), then the others."""
        ids = [each.decode() for each in await self._call(self._redis.zrange(place("all"), 0, -1))]
        pipeline = self._redis.pipeline(transaction=False)
        for each in ids:
            pipeline.hgetall(place("t", each))
        found = zip(ids, await self._call(pipeline.execute()), strict=True)
        kept = (self._opened(each, fields) for each, fields in found if fields)
        return in_order([each.ticket for each in kept if each is not None], (), self._clock())

    async def safe_contact(self, ticket_id: str) -> tuple[SafeContact | None, float]:
        """Give the safe contact and when the last opening went out, 0 for never."""
        kept = await self._present(ticket_id)
        sealed = kept.fields.get(b"contact", b"")
        contact = safe_contact.from_bytes(kept.cipher.open(sealed, contact_place(ticket_id))) if sealed else None
        return contact, float(kept.fields.get(b"opened_at", 0))

    async def claim(self, ticket_id: str, holder: Holder, most: int) -> Ticket:
        """Take a waiting ticket, or one that was offered to this holder."""
        supervises = _flag(supervises=holder.supervises)
        await self._scripts.run("claim", ticket_id, holder.name, supervises, self._clock(), self._day(), most)
        return await self._told(ticket_id)

    async def claim_next(self, holder: Holder, languages: Sequence[str], most: int) -> Ticket | None:
        """Take what comes first: by risk, then a language that they speak, then the longest wait; None for none."""
        supervises = _flag(supervises=holder.supervises)
        claimed = await self._scripts.run(
            "claim_next", holder.name, supervises, self._clock(), self._day(), most, PATIENCE_SECONDS, *languages
        )
        return await self._told(claimed) if claimed else None

    async def say(self, ticket_id: str, holder: Holder, message: TicketMessage, event: str) -> str:
        """Keep a worker's message for delivery, or a note, and give its id; the same event is kept once."""
        kept = await self._present(ticket_id)
        return await self._scripts.run(
            "say",
            ticket_id,
            holder.name,
            _flag(supervises=holder.supervises),
            self._clock(),
            self._event(event and f"{ticket_id}/{event}/say"),
            kept.cipher.close(to_bytes(message), content(ticket_id)),
            int(message.author in TO_THE_PERSON),
        )

    async def send_again(self, ticket_id: str, holder: Holder, message_id: str) -> None:
        """Send a message again that failed, was refused, or of which nobody knows whether it arrived."""
        supervises = _flag(supervises=holder.supervises)
        await self._scripts.run("resend", ticket_id, holder.name, supervises, message_id, self._clock())

    async def read(self, ticket_id: str, holder: Holder) -> None:
        """Note that the holder has seen everything so far."""
        await self._act(ticket_id, holder, "read")

    async def hold(self, ticket_id: str, holder: Holder) -> Ticket:
        """Put a chat on hold; the person's next message or the worker's takes it up again."""
        return await self._act(ticket_id, holder, "hold")

    async def release(self, ticket_id: str, holder: Holder, role: str = "") -> Ticket:
        """Put a ticket back into the queue with its old wait, for every worker or for a role."""
        return await self._act(ticket_id, holder, "release", role)

    async def offer(self, ticket_id: str, holder: Holder, to: str) -> Ticket:
        """Ask another worker to take over; the holder keeps it until they claim it. Empty takes the question back."""
        return await self._act(ticket_id, holder, "offer", to)

    async def assess(self, ticket_id: str, holder: Holder, risk: Risk, reason: str) -> Ticket:
        """Change the risk, with a reason."""
        return await self._act(ticket_id, holder, "assess", str(int(risk)), reason)

    async def speak(self, ticket_id: str, holder: Holder, language: str) -> Ticket:
        """Change the language in which the person is answered."""
        return await self._act(ticket_id, holder, "speak", language)

    async def close_ticket(self, ticket_id: str, holder: Holder, outcome: Outcome) -> Ticket:
        """Close a ticket; its content goes at its time. With HANDED_BACK the assistant answers again."""
        await self._act(ticket_id, holder, "close", outcome, str(self._erase_at()))
        return await self._told(ticket_id)

    async def tell_owed(self) -> int:
        """Tell persons of deeds whose process died, or lost the store, before it told them; say how many."""
        due = await self._call(self._redis.zrange(place("owed"), "-inf", self._clock() - OWED_SECONDS, byscore=True))
        told = 0
        for ticket_id in (each.decode() for each in due):
            if (kept := await self._kept(ticket_id)) is not None and await self._tell(kept):
                told += 1
        return told

    async def _act(self, ticket_id: str, holder: Holder, deed: str, first: str = "", second: str = "") -> Ticket:
        supervises = _flag(supervises=holder.supervises)
        await self._scripts.run(
            "act", ticket_id, holder.name, supervises, self._clock(), self._day(), deed, first, second
        )
        return (await self._present(ticket_id)).ticket

    async def _told(self, ticket_id: str) -> Ticket:
        kept = await self._present(ticket_id)
        await self._tell(kept)
        return kept.ticket

    async def _tell(self, kept: Kept) -> bool:
        """Tell the person what they are owed of a deed; say whether there was something."""
        key = kept.fields.get(b"owed", b"").decode()
        if key:
            await self.notice(kept.ticket.id, TicketMessage(Author.NOTICE, key=key, language=kept.ticket.language))
        return bool(key)


def _flag(*, supervises: bool) -> str:
    return "1" if supervises else "0"
