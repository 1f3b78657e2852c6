"""Signs of danger that are no words: emoji, which the phrases do not see."""

from dataclasses import dataclass
from pathlib import Path

import regex

from bot.knowledge import content_file
from bot.knowledge.record import Record

# Spaces, punctuation, skin colours, gender and what joins or varies an emoji.
_NO_MATTER = regex.compile("[\\p{Z}\\p{P}\\s\u200d\ufe0e\ufe0f\u2640\u2642\U0001f3fb-\U0001f3ff]")


@dataclass(frozen=True, slots=True)
class Signs:
    """Signs that count anywhere in a message, and those that count where it holds nothing else."""

    anywhere: tuple[str, ...] = ()
    alone: frozenset[str] = frozenset()

    def occur(self, text: str) -> bool:
        """Say whether a message cries for help by a sign."""
        bare = _NO_MATTER.sub("", text)
        return any(sign in bare for sign in self.anywhere) or (bool(bare) and set(bare) <= self.alone)


def read_signs(path: Path) -> Signs:
    """Read the signs. Raises ContentError."""
    record = Record(path, content_file.read(path), path.stem)
    anywhere, alone = record.names("anywhere"), record.names("alone")
    record.finish()
    for sign in (*anywhere, *alone):
        if not sign or _NO_MATTER.sub("", sign) != sign or any(map(str.isalnum, sign)):
            raise record.error(f"write {sign!r} without words, skin colour and gender")
    if joined := next((sign for sign in alone if len(sign) > 1), ""):
        raise record.error(f"{joined!r} under 'alone' must be one sign")
    return Signs(anywhere, frozenset(alone))
