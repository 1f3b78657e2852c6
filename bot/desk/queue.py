"""The queue as one worker sees it: which tickets stand under which tab, in what order, and what a row may say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.staff.worker import Permission, Worker
from bot.tickets.queue_order import in_order
from bot.tickets.shift import Presence, Shift
from bot.tickets.ticket import Risk, Ticket, TicketState

MARKS = (1, 3, 10)
"""After so many minutes a wait is marked."""
MINUTE = 60.0
MOST_ROWS = 50
"""More rows than this nobody reads; the tabs count all."""


class Tab(StrEnum):
    """What the queue shows."""

    MINE = "mine"
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket in the queue: facts only, never content.

    `holder` is the shown name of who holds it. `spoken` says that somebody on shift speaks the person's language,
    `shared` that this worker does. `mark` is the last of MARKS that the wait has passed, 0 for none.
    """

    ticket: Ticket
    holder: str = field(repr=False)
    mine: bool
    offered: bool
    spoken: bool
    shared: bool
    mark: int
    current: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """The first rows of a tab, how many more there are, how many stand under each tab, and how many wait."""

    tab: Tab
    rows: Sequence[Row]
    counts: Mapping[Tab, int]
    waiting: int
    urgent: int
    more: int = 0


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who looks at the queue, who is on shift, what everybody is called, and whether this one chooses whom to take."""

    worker: Worker
    shifts: Sequence[Shift]
    names: Mapping[str, str] = field(repr=False)
    chooses: bool = True


def queue(tickets: Sequence[Ticket], watcher: Watcher, tab: Tab, *, now: float, current: str = "") -> Queue:
    """Lay the queue out; tickets stand in the order in which this worker is to take them."""
    worker = watcher.worker
    ordered = in_order(tickets, worker.languages, now)
    counts = {each: sum(_stands(ticket, worker, each) for ticket in ordered) for each in Tab}
    shown = [ticket for ticket in ordered if _stands(ticket, worker, tab)]
    spoken = languages_on_shift(watcher.shifts)
    waiting = [ticket for ticket in ordered if _stands(ticket, worker, Tab.WAITING)]
    return Queue(
        tab,
        [row(ticket, watcher, spoken, now=now, current=current) for ticket in shown[:MOST_ROWS]],
        counts,
        len(waiting),
        sum(ticket.risk is Risk.URGENT for ticket in waiting),
        max(0, len(shown) - MOST_ROWS),
    )


def row(ticket: Ticket, watcher: Watcher, spoken: Collection[str], *, now: float, current: str = "") -> Row:
    """Say of a ticket what everybody at the desk may know."""
    name = watcher.worker.name
    return Row(
        ticket,
        holder=watcher.names.get(ticket.worker, ticket.worker),
        mine=ticket.held and ticket.worker == name,
        offered=ticket.held and ticket.offered_to == name,
        spoken=ticket.language in spoken,
        shared=ticket.language in watcher.worker.languages,
        mark=_mark(now - ticket.waiting_since) if ticket.state is TicketState.WAITING else 0,
        current=ticket.id == current,
    )


def languages_on_shift(shifts: Sequence[Shift]) -> Collection[str]:
    """Name the languages that somebody speaks who takes new chats now."""
    return {language for shift in shifts if shift.presence is Presence.ON for language in shift.languages}


def claimable(ticket: Ticket, worker: Worker) -> bool:
    """Say whether a worker may take a ticket: it waits, for them too, or it was offered to them."""
    if ticket.state is TicketState.WAITING:
        return not ticket.role or worker.may(Permission.SUPERVISE)
    return ticket.held and ticket.offered_to == worker.name


def takeable(ticket: Ticket, watcher: Watcher) -> bool:
    """Say whether a worker may take this very ticket now, be it out of turn."""
    return claimable(ticket, watcher.worker) and (watcher.chooses or ticket.state is not TicketState.WAITING)


def _stands(ticket: Ticket, worker: Worker, tab: Tab) -> bool:
    closed = ticket.state is TicketState.CLOSED
    if tab is Tab.MINE:
        return ticket.held and worker.name in (ticket.worker, ticket.offered_to)
    if tab is Tab.WAITING:
        return ticket.state is TicketState.WAITING and claimable(ticket, worker)
    return closed if tab is Tab.CLOSED else not closed


def _mark(waited: float) -> int:
    return max((mark for mark in MARKS if waited >= mark * MINUTE), default=0)
