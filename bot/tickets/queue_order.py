"""The order in which people are answered: risk, then a shared language, then the wait."""

from collections.abc import Collection, Sequence

from bot.tickets.ticket import Ticket, TicketState

PATIENCE_SECONDS = 15 * 60
"""Who has waited for so long comes before a shared language, or a rare language would wait for ever."""


def in_order(tickets: Sequence[Ticket], languages: Collection[str], now: float) -> Sequence[Ticket]:
    """Order tickets as a worker who speaks some languages takes them: the waiting first, the closed last."""

    def rank(ticket: Ticket) -> tuple[bool, bool, int, bool, float]:
        waits = ticket.state is TicketState.WAITING
        near = ticket.language in languages or now - ticket.waiting_since >= PATIENCE_SECONDS
        closed = ticket.state is TicketState.CLOSED
        since = -ticket.closed_at if closed else ticket.waiting_since
        return closed, not waits, -ticket.risk, not near, since

    return sorted(tickets, key=rank)
