"""Takes over what workers do in the outside desk: each reply once, and what stands there counts, not what was told."""

from dataclasses import replace

from bot.escalation.outside_desk import OutsideGone, OutsideRefused, Place, Reading, Reply
from bot.escalation.outside_mirrors import Mirror
from bot.escalation.outside_sides import Sides
from bot.tickets.message import Author, Delivery, TicketMessage
from bot.tickets.store import Holder, NoSuchTicket, TicketMoved, TicketTaken, TooManyChats
from bot.tickets.ticket import Outcome, Ticket, TicketState

MOST = 1_000_000
"""How many chats the outside desk may hold; it has rules of its own for each of its workers."""
OVERLAP = 100
"""Ids are read again for so far back: one that was given out earlier can become readable later."""
KEPT = 2 * OVERLAP
TOLD = (Delivery.DELIVERED, Delivery.READ, Delivery.FAILED, Delivery.REFUSED, Delivery.UNKNOWN)
LAST = (Delivery.READ, Delivery.FAILED, Delivery.REFUSED, Delivery.UNKNOWN)
IN_VAIN = (Delivery.FAILED, Delivery.REFUSED, Delivery.UNKNOWN)
OUTCOMES = (Outcome.HELPED, Outcome.REFERRED, Outcome.HANDED_BACK, Outcome.UNREACHABLE)


class Replies:
    """Brings what happens in the outside desk here; it holds tickets under the desk's name."""

    def __init__(self, sides: Sides) -> None:
        """Take what stands on either side."""
        self._desk, self._tickets, self._mirrors, self._texts = sides.desk, sides.tickets, sides.mirrors, sides.texts
        self.holder = Holder(sides.desk.name)

    async def take(self, ticket: Ticket, mirror: Mirror) -> Mirror:
        """Take over what is new. Raises OutsideError, TicketError and AnotherLeads."""
        if mirror.place is None:
            return mirror
        place = mirror.place
        reading = await self._desk.read(place, max(0, mirror.heard - OVERLAP))
        if ticket.state is not TicketState.CLOSED:
            ticket, mirror = await self._assigned(ticket, mirror, reading)
        for reply in reading.replies:
            if reply.id not in mirror.taken:
                mirror = await self._said(place, ticket, mirror, reply)
        mirror = await self._told(place, ticket, mirror)
        if reading.closed and ticket.state is not TicketState.CLOSED:
            mirror = await self._closed(ticket, mirror, reading)
        return mirror if reading.last <= mirror.heard else await self._mirrors.save(replace(mirror, heard=reading.last))

    async def _assigned(self, ticket: Ticket, mirror: Mirror, reading: Reading) -> tuple[Ticket, Mirror]:
        try:
            if reading.assigned and not reading.closed and ticket.state is TicketState.WAITING:
                ticket = await self._tickets.claim(ticket.id, self.holder, MOST)
            elif mirror.assigned and not reading.assigned and ticket.held and ticket.worker == self._desk.name:
                ticket = await self._tickets.release(ticket.id, self.holder)
        except (TicketTaken, TicketMoved):
            # Somebody here was faster; a reply from there is refused with the reason.
            ticket = await self._now(ticket)
        if mirror.assigned != reading.assigned:
            mirror = await self._mirrors.save(replace(mirror, assigned=reading.assigned))
        return ticket, mirror

    async def _said(self, place: Place, ticket: Ticket, mirror: Mirror, reply: Reply) -> Mirror:
        refused, message_id = "", ""
        if reply.text.strip():
            try:
                message_id = await self._kept(ticket, reply)
            except (TicketTaken, TooManyChats):
                refused = "taken"
            except (TicketMoved, NoSuchTicket):
                refused = "closed"
        if reply.attached and not refused:
            refused = "attached"
        if refused:
            await self._tell(place, reply.id, Delivery.REFUSED, refused)
        replies = mirror.replies
        if message_id and refused != "attached":
            replies = (*replies, (message_id, reply.id, ""))[-KEPT:]
        taken = (*mirror.taken, reply.id)[-KEPT:]
        return await self._mirrors.save(replace(mirror, taken=taken, replies=replies))

    async def _kept(self, ticket: Ticket, reply: Reply) -> str:
        message = TicketMessage(Author.WORKER, reply.text, ticket.language, worker=self._desk.name)
        event = f"{self._desk.name}:{reply.id}"
        try:
            return await self._tickets.say(ticket.id, self.holder, message, event)
        except TicketMoved as moved:
            if moved.state != TicketState.WAITING:
                raise
        # Who answers there without taking the chat first takes it by that.
        await self._tickets.claim(ticket.id, self.holder, MOST)
        return await self._tickets.say(ticket.id, self.holder, message, event)

    async def _told(self, place: Place, ticket: Ticket, mirror: Mirror) -> Mirror:
        if not mirror.replies:
            return mirror
        deliveries = {each.id: each.delivery for each in await self._tickets.messages(ticket.id)}
        kept = []
        for ours, theirs, told in mirror.replies:
            delivery = deliveries.get(ours, Delivery.NONE)
            if delivery in TOLD and delivery != told:
                await self._tell(place, theirs, delivery, delivery if delivery in IN_VAIN else "")
            if delivery not in LAST:
                kept.append((ours, theirs, str(delivery) if delivery in TOLD else told))
        if tuple(kept) == mirror.replies:
            return mirror
        return await self._mirrors.save(replace(mirror, replies=tuple(kept)))

    async def _tell(self, place: Place, reply: int, delivery: Delivery, why: str) -> None:
        words = self._texts(f"desk.outside.not_sent.{why}") if why else ""
        try:
            await self._desk.tell(place, reply, delivery, words)
        except (OutsideRefused, OutsideGone):
            # An older desk cannot show it, or the reply was deleted there meanwhile.
            return

    async def _closed(self, ticket: Ticket, mirror: Mirror, reading: Reading) -> Mirror:
        outcome = next((each for each in OUTCOMES if each in reading.labels), Outcome.OTHER)
        try:
            if (await self._now(ticket)).state is TicketState.WAITING:
                await self._tickets.claim(ticket.id, self.holder, MOST)
            await self._tickets.close_ticket(ticket.id, self.holder, outcome)
        except (TicketTaken, TicketMoved, TooManyChats):
            # Somebody here holds it, and goes on.
            return mirror
        return await self._mirrors.save(replace(mirror, closed=True))

    async def _now(self, ticket: Ticket) -> Ticket:
        found = await self._tickets.ticket(ticket.id)
        if found is None:
            raise NoSuchTicket
        return found
