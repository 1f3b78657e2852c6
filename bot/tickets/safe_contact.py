"""Safe contact: when and how a person may be written to; outside it the sender refuses."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.tickets.ticket import Ticket

HERE_SECONDS = 15 * 60.0
"""Who wrote within this is still there."""
WAITS_SECONDS = 2 * 3600.0
"""How long somebody who chose to wait may be told that a worker is free."""


class Hours(StrEnum):
    """When a person may be written to, by the clock where they are."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


OF_THE_DAY: Mapping[Hours, tuple[int, int]] = {
    Hours.ANY: (0, 24),
    Hours.MORNING: (8, 12),
    Hours.AFTERNOON: (12, 17),
    Hours.EVENING: (17, 21),
}
"""From which hour, and until before which."""


@dataclass(frozen=True, slots=True)
class SafeContact:
    """What a person said about being written to later, in the same chat.

    `zones` are the time zones (IANA) in which they may be: the hours must fit in all of them. `code_word` is asked
    for before anything is said. `opening` is the neutral text that comes first, empty for ours. `who` says who else
    may answer, empty for nobody.
    """

    hours: Hours
    zones: tuple[str, ...]
    code_word: str = field(default="", repr=False)
    opening: str = field(default="", repr=False)
    who: str = field(default="", repr=False)

    def allows(self, now: float) -> bool:
        """Say whether a time, in seconds since the epoch, lies within the hours."""
        first, last = OF_THE_DAY[self.hours]
        return all(first <= datetime.fromtimestamp(now, ZoneInfo(zone)).hour < last for zone in self.zones)


class Permission(StrEnum):
    """Whether a worker may write to the person now."""

    GRANTED = "granted"
    OPENING_FIRST = "opening_first"  # the neutral opening, alone, until they answer
    OUTSIDE_HOURS = "outside_hours"
    AWAITING_ANSWER = "awaiting_answer"  # the opening has gone out
    SILENT = "silent"  # they are gone and gave no safe contact


def permission(ticket: Ticket, contact: SafeContact | None, *, opened_at: float, now: float) -> Permission:
    """Decide whether a worker may write to the person; `opened_at` is when the last opening went out, 0 for never."""
    if not ticket.left and now - ticket.person_at <= HERE_SECONDS:
        return Permission.GRANTED
    if opened_at > ticket.person_at:
        return Permission.AWAITING_ANSWER
    if contact is not None:
        return Permission.OPENING_FIRST if contact.allows(now) else Permission.OUTSIDE_HOURS
    waits = ticket.waits and not ticket.left and now - ticket.person_at <= WAITS_SECONDS
    return Permission.OPENING_FIRST if waits else Permission.SILENT


def to_bytes(contact: SafeContact) -> bytes:
    """Write a safe contact in its stored form."""
    return json.dumps(asdict(contact), ensure_ascii=False).encode()


def from_bytes(data: bytes) -> SafeContact:
    """Read a safe contact's stored form."""
    values = json.loads(data)
    return SafeContact(Hours(values.pop("hours")), tuple(values.pop("zones")), **values)
