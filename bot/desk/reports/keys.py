"""The single-key shortcuts of the pages of reports, for the help sheet."""

from collections.abc import Mapping, Sequence

from bot.desk.shortcuts import Shortcut

_KEYS: Mapping[str, str] = {
    "j": "next",
    "k": "previous",
    "Enter": "open",
    "c": "take",
    "t": "give",
    "r": "answer",
    "p": "refer",
    "e": "close",
    "b": "back",
    "x": "blur",
}
SHORTCUTS: Sequence[Shortcut] = tuple(Shortcut(key, f"desk.reports.key.{text}") for key, text in _KEYS.items())
