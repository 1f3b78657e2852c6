"""Which pings are due: decided from who waits and what was sent, and from nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.escalation.alert import Alert, AlertState, Audience, PingKind, Sent
from bot.tickets.ticket import Risk, Ticket, TicketState

REPEAT_SECONDS = 180.0
URGENT_REPEAT_SECONDS = 60.0
SUPERVISOR_SECONDS = 600.0
URGENT_SUPERVISOR_SECONDS = 120.0
MOST_A_MINUTE = 15
"""Telegram takes 20 messages a minute for a group (https://core.telegram.org/bots/faq), and nobody reads more."""


@dataclass(frozen=True, slots=True)
class AlertPolicy:
    """Who is pinged, and how often; `pagers` gives the audience of each pager by its name. Times are in seconds."""

    pagers: Mapping[str, Audience]
    repeat_seconds: float = REPEAT_SECONDS
    supervisor_seconds: float = SUPERVISOR_SECONDS
    most_a_minute: int = MOST_A_MINUTE

    def repeats_after(self, risk: Risk) -> float:
        """Give after how long a ping is repeated."""
        return min(self.repeat_seconds, URGENT_REPEAT_SECONDS) if risk is Risk.URGENT else self.repeat_seconds

    def supervised_after(self, risk: Risk) -> float:
        """Give after how long of waiting supervisors are pinged."""
        if risk is Risk.URGENT:
            return min(self.supervisor_seconds, URGENT_SUPERVISOR_SECONDS)
        return self.supervisor_seconds


@dataclass(frozen=True, slots=True)
class Taken:
    """A ticket that nobody needs to be pinged for any more, and what a pager sent for it."""

    ticket: str
    pager: str
    sent: Sent = field(repr=False)


def due(
    waiting: Sequence[Ticket], sent: Mapping[str, AlertState], now: float, policy: AlertPolicy, *, is_open: bool = True
) -> Sequence[Alert]:
    """Give the pings that are due at a time, in seconds since the epoch: the urgent first, then who was pinged least.

    Each pager sends only so many a minute; what is beyond stays due. While the desk is closed only urgent waits are
    told. Whoever has left and waits for a safe contact is told of once.
    """
    alerts: list[Alert] = []
    for pager in policy.pagers:
        found = [
            alert
            for ticket in waiting
            if ticket.state is TicketState.WAITING and (is_open or ticket.risk is Risk.URGENT)
            if (alert := _alert(ticket, pager, sent.get(ticket.id, {}).get(pager), now, policy)) is not None
        ]
        of_late = sum(state[pager].at > now - 60 for state in sent.values() if pager in state)
        alerts += sorted(found, key=_order)[: max(0, policy.most_a_minute - of_late)]
    return alerts


def taken(tickets: Sequence[Ticket], sent: Mapping[str, AlertState]) -> Sequence[Taken]:
    """Give what was sent for tickets that wait no longer."""
    waiting = {ticket.id for ticket in tickets if ticket.state is TicketState.WAITING}
    return [
        Taken(ticket, pager, each)
        for ticket, state in sent.items()
        if ticket not in waiting
        for pager, each in state.items()
    ]


def _alert(ticket: Ticket, pager: str, before: Sent | None, now: float, policy: AlertPolicy) -> Alert | None:
    supervises = policy.pagers[pager] is Audience.SUPERVISORS
    if ticket.left:
        kind, is_due = PingKind.CALL_BACK, before is None and not supervises
    elif before is None:
        kind = PingKind.SUPERVISOR if supervises else PingKind.FIRST
        is_due = not supervises or now - ticket.waiting_since >= policy.supervised_after(ticket.risk)
    else:
        kind = PingKind.SUPERVISOR if supervises else PingKind.AGAIN
        # Who was told that it is not urgent hears at once that it is now.
        is_due = ticket.risk > before.risk or now - before.at >= policy.repeats_after(ticket.risk)
    return Alert(ticket.id, pager, kind, ticket.language, ticket.risk, before) if is_due else None


def _order(alert: Alert) -> tuple[int, int, float]:
    before = alert.before
    return (-alert.risk, before.times if before else 0, before.at if before else 0.0)
