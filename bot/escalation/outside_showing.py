"""Shows tickets in the outside desk: each message once, whatever dies in between."""

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus

from bot.escalation.outside_desk import (
    Card,
    Line,
    LineKind,
    OutsideGone,
    OutsideRefused,
    OutsideUnavailable,
    OutsideUnsettled,
    Place,
    card,
)
from bot.escalation.outside_mirrors import Mirror, new_mirror
from bot.escalation.outside_sides import Sides
from bot.tickets.message import Author, TicketMessage
from bot.tickets.ticket import Reason, Risk, Ticket, TicketState

UNSHOWABLE = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY)


class Showing:
    """Brings what happens here to the outside desk."""

    def __init__(self, sides: Sides) -> None:
        """Take what stands on either side."""
        self._desk, self._tickets, self._mirrors = sides.desk, sides.tickets, sides.mirrors
        self._texts, self._clock = sides.texts, sides.clock

    async def show(self, ticket: Ticket, mirror: Mirror | None) -> Mirror:
        """Show a ticket as it stands. Raises OutsideError, TicketError and AnotherLeads."""
        mirror = mirror or await self._mirrors.save(new_mirror(ticket.id))
        place, mirror = await self._opened(ticket, mirror)
        mirror = await self._described(place, ticket, mirror)
        mirror = await self._spoken(place, ticket, mirror)
        if ticket.state is TicketState.CLOSED and not mirror.closed:
            await self._desk.close(place)
            mirror = await self._mirrors.save(replace(mirror, closed=True))
        return mirror

    async def lost(self, ticket: Ticket, mirror: Mirror) -> None:
        """Note that somebody deleted a ticket there; a person who still waits is shown anew the next time."""
        done = ticket.state is TicketState.CLOSED
        await self._mirrors.save(replace(mirror, closed=True) if done else new_mirror(ticket.id))

    async def forget(self, mirror: Mirror) -> bool:
        """Delete a ticket there whose content has gone here; False where a record of its pseudonym stays."""
        nobody = Card(mirror.reference, "", "", Risk.NORMAL, Reason.ASKED)
        place = mirror.place or await self._made_before(nobody, mirror)
        erased = True
        if place is not None:
            try:
                erased = await self._desk.erase(place)
            except OutsideGone:
                erased = True
        await self._mirrors.drop(mirror)
        return erased

    async def _opened(self, ticket: Ticket, mirror: Mirror) -> tuple[Place, Mirror]:
        if mirror.place is not None:
            return mirror.place, mirror
        wanted = card(mirror.reference, ticket)
        place = await self._made_before(wanted, mirror)
        if place is None:
            mirror = await self._mirrors.save(replace(mirror, opening_at=self._clock()))
            try:
                place = await self._desk.open(wanted)
            except OutsideRefused:
                await self._mirrors.save(replace(mirror, opening_at=0.0))
                raise
            except OutsideUnavailable as unavailable:
                if not unavailable.arrived:
                    await self._mirrors.save(replace(mirror, opening_at=0.0))
                raise
        return place, await self._mirrors.save(replace(mirror, place=place, opening_at=0.0))

    async def _made_before(self, wanted: Card, mirror: Mirror) -> Place | None:
        if not mirror.opening_at:
            return None
        place = await self._desk.find(wanted)
        if place is None and self._clock() - mirror.opening_at < self._desk.settle_seconds:
            raise OutsideUnsettled
        return place

    async def _described(self, place: Place, ticket: Ticket, mirror: Mirror) -> Mirror:
        wanted = card(mirror.reference, ticket)
        if mirror.labels == wanted.labels:
            return mirror
        await self._desk.describe(place, wanted)
        return await self._mirrors.save(replace(mirror, labels=wanted.labels))

    async def _spoken(self, place: Place, ticket: Ticket, mirror: Mirror) -> Mirror:
        since = await self._tickets.messages(ticket.id, mirror.last)
        said = [(each, each.id) for each in since if each.at]
        if mirror.sees != ticket.sees:
            said = [*unseen(await self._tickets.messages(ticket.id), mirror, ticket), *said]
        for message, key in said:
            mirror = await self._sent(place, message, key, mirror)
        return mirror if mirror.sees == ticket.sees else await self._mirrors.save(replace(mirror, sees=ticket.sees))

    async def _sent(self, place: Place, message: TicketMessage, key: str, mirror: Mirror) -> Mirror:
        line = self._line(f"{mirror.reference}-{key}", message)
        if line is None:
            return mirror
        if mirror.pending != key:
            mirror = await self._mirrors.save(replace(mirror, pending=key))
            await self._added(place, line)
        elif not await self._desk.has(place, line):
            await self._added(place, line)
        if message.at:
            return await self._mirrors.save(replace(mirror, pending="", last=key))
        return await self._mirrors.save(replace(mirror, pending="", before=(*mirror.before, key)))

    async def _added(self, place: Place, line: Line) -> None:
        try:
            await self._desk.add(place, line)
        except OutsideRefused as refused:
            if refused.status not in UNSHOWABLE:
                raise
            # One message that it cannot take must not hold back those that come after it.
            await self._desk.add(place, Line(line.reference, LineKind.NOTE, self._texts("desk.outside.unshown")))

    def _line(self, reference: str, message: TicketMessage) -> Line | None:
        text, kind = message.text.strip() and message.text, LineKind.NOTE
        if message.author is Author.PERSON:
            kind = LineKind.PERSON if text else LineKind.NOTE
        elif message.author is Author.ASSISTANT:
            text = text and self._texts("desk.outside.assistant", text=text)
        elif message.author is Author.WORKER and message.worker != self._desk.name:
            text = text and self._texts("desk.outside.worker", text=text)
        else:
            # Notes stay where they were written; our own notices and the replies from there are not told back.
            return None
        return Line(reference, kind, text or self._texts("desk.outside.unshown"))


def unseen(messages: Sequence[TicketMessage], mirror: Mirror, ticket: Ticket) -> Sequence[tuple[TicketMessage, str]]:
    """Choose, of what was said before the ticket was opened, what is not there yet, each with a key of its own.

    The store has these without a time. Who first lets staff see the last messages and then all of them adds earlier
    ones; the later ones are there already.
    """
    before = [each for each in messages if not each.at]
    there = sum(not key.startswith(f"{ticket.sees}:") for key in mirror.before)
    keyed = [(each, f"{ticket.sees}:{each.id}") for each in before[: max(0, len(before) - there)]]
    return [(each, key) for each, key in keyed if key not in mirror.before]
