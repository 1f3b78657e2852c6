"""The pseudonyms of the desk: two plain words from the content, for each person who asks for a human."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge import content_file
from bot.knowledge.record import Record

AT_ONCE = 8
LEAST_WORDS = 20


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """All words; calling it gives some names, one of which is likely to be free."""

    first: Sequence[str]
    second: Sequence[str]

    def __call__(self) -> Sequence[str]:
        """Give some names at random."""
        return [f"{secrets.choice(self.first)} {secrets.choice(self.second)}".capitalize() for _ in range(AT_ONCE)]


def read_pseudonyms(path: Path) -> Pseudonyms:
    """Read the words. Raises ContentError."""
    record = Record(path, content_file.read(path), path.stem)
    first, second = record.names("first"), record.names("second")
    record.finish()
    for words in (first, second):
        if len(set(words)) < max(len(words), LEAST_WORDS):
            raise record.error(f"give at least {LEAST_WORDS} words for each half, each once")
    return Pseudonyms(first, second)
