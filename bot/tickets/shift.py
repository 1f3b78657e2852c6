"""The shift: who is at the desk now, and how many chats each holds."""

from dataclasses import dataclass
from enum import StrEnum


class Presence(StrEnum):
    """What a worker is ready for."""

    ON = "on"
    WRAPPING_UP = "wrapping_up"  # finishes the chats that they hold, takes no new one
    BREAK = "break"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Shift:
    """One worker at the desk; `since` and `seen_at` are seconds since the epoch, `chats` how many they hold."""

    worker: str
    shown_name: str
    languages: tuple[str, ...]
    presence: Presence
    since: float
    seen_at: float
    most_chats: int
    chats: int = 0
