"""Whether a ticket stands so that a worker may act on it: asked before a deed is on record, then again by the store.

Each gives the ticket, or raises what the store itself would: NoSuchTicket, TicketTaken, TicketMoved.
"""

from collections.abc import Callable

from bot.desk.insight import Insight, insight
from bot.desk.queue import claimable
from bot.staff.worker import Permission, Worker
from bot.tickets.store import NoSuchTicket, TicketMoved, TicketTaken
from bot.tickets.ticket import Ticket, TicketState

Standing = Callable[[Ticket | None, Worker], Ticket]


def held(ticket: Ticket | None, worker: Worker) -> Ticket:
    """Give a ticket that this worker holds."""
    found = _there(ticket)
    if insight(found, worker) is Insight.HOLDS:
        return found
    raise TicketTaken(found.worker) if found.held else TicketMoved(found.state)


def to_claim(ticket: Ticket | None, worker: Worker) -> Ticket:
    """Give a ticket that this worker may take, or has taken already."""
    found = _there(ticket)
    if found.state is TicketState.CLOSED:
        raise TicketMoved(found.state)
    if claimable(found, worker) or insight(found, worker) is Insight.HOLDS:
        return found
    raise TicketTaken(found.worker)


def to_assess(ticket: Ticket | None, worker: Worker) -> Ticket:
    """Give a ticket whose risk this worker may change: their own, or any open one for a supervisor."""
    found = _there(ticket)
    if worker.may(Permission.SUPERVISE) and found.state is not TicketState.CLOSED:
        return found
    return held(found, worker)


def _there(ticket: Ticket | None) -> Ticket:
    if ticket is None:
        raise NoSuchTicket
    return ticket
