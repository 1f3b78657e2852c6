"""What stands on either side of the bridge."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.escalation.outside_desk import OutsideDesk
from bot.escalation.outside_mirrors import Mirrors
from bot.storage.clock import Clock
from bot.tickets.store import DeskTickets

Texts = Callable[..., str]
"""Gives one of our texts for staff by its key, such as `desk.outside.assistant`, with what is filled in by name."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Our tickets, the outside desk, and what is known of where each ticket stands there."""

    desk: OutsideDesk
    tickets: DeskTickets
    mirrors: Mirrors
    texts: Texts = field(repr=False)
    clock: Clock
