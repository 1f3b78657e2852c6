"""What the store of tickets should do, as plain Python over plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.tickets.queue_order import in_order
from bot.tickets.store import Holder, NoSuchTicket, TicketMoved, TicketTaken, TooManyChats
from bot.tickets.ticket import HELD, RISKS, Outcome, Reason, Risk, Ticket, TicketState
from bot.tickets.upkeep import LAPSE_SECONDS
from tests.bot.tickets.conftest import Clock

WAITING, CLAIMED, ACTIVE = TicketState.WAITING, TicketState.CLAIMED, TicketState.ACTIVE
ON_HOLD, CLOSED = TicketState.ON_HOLD, TicketState.CLOSED
MOVES: Mapping[TicketState, tuple[TicketState, ...]] = {
    WAITING: (CLAIMED, CLOSED),
    CLAIMED: (ACTIVE, ON_HOLD, WAITING, CLOSED),
    ACTIVE: (ON_HOLD, WAITING, CLOSED),
    ON_HOLD: (ACTIVE, WAITING, CLOSED),
    CLOSED: (),
}
"""Where a ticket may go from each state; a transfer changes the worker within a state."""


@dataclass
class DeskModel:
    """Tickets as they should stand; what is refused raises as the store does."""

    clock: Clock
    retention_seconds: float
    tickets: dict[str, Ticket] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    """A person's open ticket."""
    people: dict[str, str] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    """All messages of a ticket in order: a text or the key of a notice."""
    outbox: dict[str, list[str]] = field(default_factory=dict)
    done: dict[str, str] = field(default_factory=dict)
    """What each event did."""
    gone: set[str] = field(default_factory=set)

    def owner(self, ticket_id: str) -> Ticket:
        if ticket_id not in self.tickets:
            raise NoSuchTicket
        return self.tickets[ticket_id]

    def is_open(self, ticket_id: str) -> bool:
        return ticket_id in self.tickets and self.tickets[ticket_id].state is not CLOSED

    def load(self, worker: str) -> set[str]:
        return {each.id for each in self.tickets.values() if each.held and each.worker == worker}

    def linked(self, person: str, event: str) -> str:
        """Give the ticket that a wish to open one would come to, empty for a new one."""
        return self.links.get(person) or self.done.get(f"{event}/open", "")

    def opened(self, person: str, event: str, new: Ticket) -> None:
        self.tickets[new.id], self.links[person], self.people[new.id] = new, new.id, person
        self.done[f"{event}/open"] = new.id
        self.said[new.id], self.outbox[new.id] = [], []

    def claim(self, ticket_id: str, holder: Holder, most: int) -> None:
        ticket = self.owner(ticket_id)
        if ticket.state is CLOSED:
            raise TicketMoved(ticket.state)
        if ticket.held and ticket.worker == holder.name:
            return
        if ticket.held and ticket.offered_to != holder.name:
            raise TicketTaken(ticket.worker)
        if ticket.state is WAITING and ticket.role and not holder.supervises:
            raise TicketTaken("")
        if len(self.load(holder.name)) >= most:
            raise TooManyChats
        if ticket.state is WAITING:
            self._set(ticket_id, state=CLAIMED, state_at=self.clock.now, role="")
        self._set(ticket_id, worker=holder.name, offered_to="")
        self._notice(ticket_id, "joined" if self.tickets[ticket_id].state is CLAIMED else "transferred")

    def claim_next(self, holder: Holder, languages: Sequence[str], most: int) -> str:
        if len(self.load(holder.name)) >= most:
            raise TooManyChats
        roles = ("", "supervisor") if holder.supervises else ("",)
        open_to = [each for each in self.tickets.values() if each.state is WAITING and each.role in roles]
        if not open_to:
            return ""
        first = in_order(open_to, languages, self.clock.now)[0].id
        self.claim(first, holder, most)
        return first

    def say(self, ticket_id: str, holder: Holder, text: str, *, note: bool) -> None:
        self.owner(ticket_id)
        if f"{ticket_id}/{text}/say" in self.done:
            return
        self._held(ticket_id, holder)
        self.done[f"{ticket_id}/{text}/say"] = ticket_id
        self.said[ticket_id].append(text)
        if not note:
            self.outbox[ticket_id].append(text)
            if self.tickets[ticket_id].state is not ACTIVE:
                self._set(ticket_id, state=ACTIVE, state_at=self.clock.now)

    def heard(self, ticket_id: str, texts: Sequence[str], event: str) -> None:
        ticket = self.owner(ticket_id)
        if f"{event}/heard" in self.done:
            return
        self._open(ticket_id)
        self.done[f"{event}/heard"] = ticket_id
        self.said[ticket_id] += texts
        self._set(ticket_id, unread=ticket.unread + len(texts), person_at=self.clock.now, left=False)
        if ticket.state is ON_HOLD:
            self._set(ticket_id, state=ACTIVE, state_at=self.clock.now)

    def hold(self, ticket_id: str, holder: Holder) -> None:
        self._held(ticket_id, holder)
        self._set(ticket_id, state=ON_HOLD, state_at=self.clock.now)

    def release(self, ticket_id: str, holder: Holder, role: str) -> None:
        self._held(ticket_id, holder, also_waiting=True)
        self._set(ticket_id, state=WAITING, state_at=self.clock.now, worker="", offered_to="", role=role)

    def assess(self, ticket_id: str, holder: Holder, risk: Risk, reason: str) -> None:
        self._held(ticket_id, holder, also_waiting=True)
        self._set(ticket_id, risk=risk, risk_reason=reason)

    def offer(self, ticket_id: str, holder: Holder, to: str) -> None:
        self._held(ticket_id, holder)
        self._set(ticket_id, offered_to=to)

    def read(self, ticket_id: str, holder: Holder) -> None:
        self._held(ticket_id, holder)
        if self.tickets[ticket_id].worker == holder.name:
            self._set(ticket_id, unread=0)

    def close(self, ticket_id: str, holder: Holder, outcome: Outcome) -> None:
        before = self._held(ticket_id, holder, also_waiting=True)
        self._closed(ticket_id, outcome)
        if before.held:
            self._notice(ticket_id, "handed_back" if outcome is Outcome.HANDED_BACK else "closed")

    def left(self, ticket_id: str, outcome: Outcome) -> None:
        ticket = self.tickets.get(ticket_id)
        if ticket is None:
            return
        if outcome is Outcome.DELETED:
            self._purge(ticket_id)
        elif ticket.state is not CLOSED:
            stays = ticket.calls_back and outcome is Outcome.LEFT
            self._set(ticket_id, left=True, waits=False, calls_back=stays)
            if stays:
                self._unlink(ticket_id)
            else:
                self._closed(ticket_id, outcome)

    def contact(self, ticket_id: str, *, given: bool) -> None:
        self._open(ticket_id)
        self._set(ticket_id, calls_back=given, waits=False)

    def waiting(self, ticket_id: str) -> None:
        self._open(ticket_id)
        self._set(ticket_id, waits=True)

    def raised(self, ticket_id: str, reason: Reason) -> None:
        ticket = self._open(ticket_id)
        if RISKS[reason] > ticket.risk or (reason is Reason.WATCHED and ticket.reason is not reason):
            self._set(ticket_id, risk=RISKS[reason], reason=reason, risk_reason="")

    def doomed(self, ticket_id: str, seconds: float) -> None:
        if ticket_id in self.tickets:
            self._set(ticket_id, doomed_at=self.clock.now + seconds if seconds else 0.0)

    def past(self, person: str) -> set[str]:
        closed = (each.id for each in self.tickets.values() if each.state is CLOSED)
        return {each for each in closed if self.people[each] == person}

    def forget(self, person: str) -> None:
        for each in self.past(person):
            self._purge(each)

    def erase_due(self) -> int:
        ends = {each.id: (each.erase_at, each.doomed_at) for each in self.tickets.values()}
        due = [each for each, times in ends.items() if any(0 < time <= self.clock.now for time in times)]
        for each in due:
            self._purge(each)
        return len(due)

    def lapse(self) -> int:
        before = self.clock.now - LAPSE_SECONDS
        open_now = [each for each in self.tickets.values() if each.state is not CLOSED]
        silent = [each.id for each in open_now if max(each.created_at, each.person_at) <= before]
        for each in silent:
            self._closed(each, Outcome.UNREACHABLE)
        return len(silent)

    def _held(self, ticket_id: str, holder: Holder, *, also_waiting: bool = False) -> Ticket:
        ticket = self.owner(ticket_id)
        if also_waiting and ticket.state is WAITING and holder.supervises:
            return ticket
        if ticket.state not in HELD:
            raise TicketMoved(ticket.state)
        if ticket.worker != holder.name and not holder.supervises:
            raise TicketTaken(ticket.worker)
        return ticket

    def _open(self, ticket_id: str) -> Ticket:
        ticket = self.owner(ticket_id)
        if ticket.state is CLOSED:
            raise TicketMoved(ticket.state)
        return ticket

    def _set(self, ticket_id: str, **values: Any) -> None:
        self.tickets[ticket_id] = replace(self.tickets[ticket_id], **values)

    def _notice(self, ticket_id: str, key: str) -> None:
        self.said[ticket_id].append(key)
        self.outbox[ticket_id].append(key)

    def _closed(self, ticket_id: str, outcome: Outcome) -> None:
        now = self.clock.now
        ends: dict[str, Any] = {"closed_at": now, "erase_at": now + self.retention_seconds, "outcome": str(outcome)}
        self._set(ticket_id, state=CLOSED, state_at=now, offered_to="", **ends)
        self._unlink(ticket_id)

    def _unlink(self, ticket_id: str) -> None:
        if self.links.get(self.people[ticket_id]) == ticket_id:
            del self.links[self.people[ticket_id]]

    def _purge(self, ticket_id: str) -> None:
        self._unlink(ticket_id)
        self.gone.add(ticket_id)
        for each in (self.tickets, self.said, self.outbox):
            del each[ticket_id]
