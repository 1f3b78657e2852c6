"""Plays the store's own record of changes again: who waited at the very moment of each claim."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.tickets.queue_order import in_order
from bot.tickets.scripts import place
from bot.tickets.ticket import Risk, Ticket, TicketState
from tests.bot.tickets.conftest import EVE


@dataclass
class Replay:
    """The queue as it was, change by change; the record is written in the same atomic deed as the change itself.

    `opened` are the tickets as they were when they were opened. `releases` names workers whose only other deed is to
    release what they hold: all others offer it. What EVE does is to raise a risk.
    """

    opened: Mapping[str, Ticket]
    languages: Mapping[str, Sequence[str]]
    releases: set[str]
    most: int
    waiting: dict[str, Ticket] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    risks: dict[str, Risk] = field(default_factory=dict)
    """Of who is held."""
    claims: int = 0
    released: int = 0
    transferred: int = 0
    passed_over: list[tuple[str, str]] = field(default_factory=list)
    """Who was claimed, and who should have been."""

    def play(self, redis: Any) -> None:
        for _, fields in redis.xrange(place("changes")):
            if fields[b"k"] == b"queue":
                self._changed(fields[b"t"].decode(), fields[b"w"].decode())

    def _changed(self, ticket: str, worker: str) -> None:
        holder = self.holders.get(ticket)
        if not worker:
            self.waiting[ticket] = replace(self.opened[ticket], state=TicketState.WAITING)
        elif worker == EVE.name:
            self._raised(ticket)
        elif holder is None:
            self._claimed(ticket, worker)
        elif holder == worker and worker in self.releases:
            self.released += 1
            del self.holders[ticket]
            self.waiting[ticket] = replace(self.opened[ticket], risk=self.risks[ticket])
        elif holder != worker:
            self.transferred += 1
            self._holds(ticket, worker)

    def _raised(self, ticket: str) -> None:
        if ticket in self.waiting:
            self.waiting[ticket] = replace(self.waiting[ticket], risk=Risk.RAISED)
        else:
            self.risks[ticket] = Risk.RAISED

    def _claimed(self, ticket: str, worker: str) -> None:
        self.claims += 1
        first = in_order(list(self.waiting.values()), self.languages[worker], 0.0)[0].id
        if first != ticket:
            self.passed_over.append((ticket, first))
        self.risks[ticket] = self.waiting.pop(ticket).risk
        self._holds(ticket, worker)

    def _holds(self, ticket: str, worker: str) -> None:
        self.holders[ticket] = worker
        assert Counter(self.holders.values())[worker] <= self.most
