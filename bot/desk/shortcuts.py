"""The single-key shortcuts and what they do, for the help sheet; the scripts of the pages obey the same list."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A key as it is written on the sheet, and the key of the text that says what it does."""

    key: str
    text: str


FRAME: Sequence[Shortcut] = (
    Shortcut("?", "desk.frame.shortcut.help"),
    Shortcut("l", "desk.frame.shortcut.lock"),
    Shortcut("Esc", "desk.frame.shortcut.close"),
)
