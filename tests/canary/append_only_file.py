"""What the append-only file of the tickets store still holds of the queue, whether or not the server would give it."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bot.storage.encryption import Seal, Unreadable

PLACE = re.compile(rb"q:\{erasure\}:[0-9a-f]{32}")
_BULK = re.compile(rb"\$(\d+)\r\n")
SHORTEST = 64
"""No sealed entry is as short as this."""


def file_content(folder: Path) -> bytes:
    """Read every file under a folder; one that the server takes away meanwhile is left out."""
    parts = []
    for path in sorted(folder.rglob("*")):
        with suppress(FileNotFoundError):
            if path.is_file():
                parts.append(path.read_bytes())
    return b"".join(parts)


def entries(content: bytes, seal: Seal) -> Iterator[bytes]:
    """Open every entry that a seal opens in any place whose name stands in the content."""
    places = {each.decode() for each in PLACE.findall(content)}
    for string in {*_bulk_strings(content), *_listed_strings(content)}:
        for place in places:
            with suppress(Unreadable):
                yield seal.open(string, place)


def _bulk_strings(content: bytes) -> Iterator[bytes]:
    """Give the arguments of the commands (RESP)."""
    for found in _BULK.finditer(content):
        length = int(found[1])
        if length >= SHORTEST:
            yield content[found.end() : found.end() + length]


def _listed_strings(content: bytes) -> Iterator[bytes]:
    """Give whatever may be a string of a listpack, in which the snapshot at a file's beginning has its lists."""
    for at, first in enumerate(content[:-5]):
        if first & 0xF0 == 0xE0:
            begins, length = at + 2, (first & 0x0F) << 8 | content[at + 1]
        elif first == 0xF0:
            begins, length = at + 5, int.from_bytes(content[at + 1 : at + 5], "little")
        else:
            continue
        if SHORTEST <= length <= len(content) - begins:
            yield content[begins : begins + length]
