"""What a worker may see of a ticket: its content is for who holds it, and for a supervisor who says so."""

from enum import StrEnum

from bot.staff.worker import Permission, Worker
from bot.tickets.ticket import Ticket, TicketState


class Insight(StrEnum):
    """What is open to a worker."""

    FACTS = "facts"  # what its row says
    HOLDS = "holds"  # all, and everything may be done
    HELD = "held"  # all of a closed one that was their own, for as long as its content is there
    LOOKS = "looks"  # all, as a supervisor who looks on: on record, and told to who holds it


def insight(ticket: Ticket, worker: Worker, *, looks: bool = False) -> Insight:
    """Decide what a worker sees; `looks` is for a supervisor who asked to look on."""
    if ticket.worker == worker.name and ticket.held:
        return Insight.HOLDS
    if ticket.worker == worker.name and ticket.state is TicketState.CLOSED:
        return Insight.HELD
    return Insight.LOOKS if looks and worker.may(Permission.SUPERVISE) else Insight.FACTS
