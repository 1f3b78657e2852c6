"""The desk at a glance, for supervisors: who is on, who waits, and what cannot wait."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.desk.queue import languages_on_shift
from bot.tickets.shift import Presence, Shift
from bot.tickets.ticket import Risk, Ticket, TicketState

ALARM_SECONDS = 2 * 60.0
"""An urgent one that nobody has taken for so long is an alarm."""


@dataclass(frozen=True, slots=True)
class AtDesk:
    """A worker on shift, and what they hold."""

    shift: Shift
    tickets: tuple[Ticket, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Who waits in one language at one risk: how many, since when, and whether somebody on shift speaks it."""

    language: str
    risk: Risk
    number: int
    since: float
    spoken: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The shift board.

    `overdue` are urgent and not taken in time. `unspoken` are languages that wait and that nobody speaks who takes
    chats. `deserted` are held by somebody who is not at the desk. `last` is the only one who takes chats while people
    wait, None where there are more or none; `nobody` says that people wait and there is no one.
    """

    workers: tuple[AtDesk, ...]
    lines: tuple[Line, ...]
    overdue: tuple[Ticket, ...]
    unspoken: tuple[str, ...]
    deserted: tuple[Ticket, ...]
    last: Shift | None
    nobody: bool

    @property
    def waiting(self) -> int:
        """Count who waits."""
        return sum(line.number for line in self.lines)

    @property
    def calm(self) -> bool:
        """Say whether nothing here asks for a supervisor."""
        return not (self.overdue or self.unspoken or self.deserted or self.last or self.nobody)


def overview(tickets: Sequence[Ticket], shifts: Sequence[Shift], now: float) -> Overview:
    """Lay out the board from all tickets and everybody at the desk."""
    waiting = [ticket for ticket in tickets if ticket.state is TicketState.WAITING]
    held = [ticket for ticket in tickets if ticket.held]
    taking = [shift for shift in shifts if shift.presence is Presence.ON]
    spoken = languages_on_shift(shifts)
    present = {shift.worker for shift in shifts}
    return Overview(
        workers=tuple(AtDesk(shift, tuple(each for each in held if each.worker == shift.worker)) for shift in shifts),
        lines=_lines(waiting, spoken),
        overdue=tuple(
            each for each in waiting if each.risk is Risk.URGENT and now - each.waiting_since >= ALARM_SECONDS
        ),
        unspoken=tuple(sorted({each.language for each in waiting if each.language not in spoken})),
        deserted=tuple(each for each in held if each.worker not in present),
        last=taking[0] if waiting and len(taking) == 1 else None,
        nobody=bool(waiting) and not taking,
    )


def _lines(waiting: Sequence[Ticket], spoken: Collection[str]) -> tuple[Line, ...]:
    since: dict[tuple[Risk, str], list[float]] = {}
    for ticket in waiting:
        since.setdefault((ticket.risk, ticket.language), []).append(ticket.waiting_since)
    lines = [
        Line(language, risk, len(times), min(times), language in spoken) for (risk, language), times in since.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-line.risk, line.since)))
