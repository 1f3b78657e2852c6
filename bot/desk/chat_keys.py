"""The single-key shortcuts of the page where chats are answered, for the help sheet."""

from collections.abc import Mapping, Sequence

from bot.desk.shortcuts import Shortcut

_KEYS: Mapping[str, str] = {
    "j": "next",
    "k": "previous",
    "c": "claim",
    "Shift+N": "take_next",
    "r": "reply",
    "n": "note",
    "/": "replies",
    "i": "insert",
    "t": "transfer",
    "h": "hold",
    "u": "risk",
    "b": "back",
    "e": "close",
    "x": "blur",
}
SHORTCUTS: Sequence[Shortcut] = tuple(Shortcut(key, f"desk.chat.key.{text}") for key, text in _KEYS.items())
