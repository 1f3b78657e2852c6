"""Judges how urgent a message is: the model's word, held against the threshold of the message's language."""

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from bot.knowledge import content_file
from bot.knowledge.record import Record
from bot.safety.urgency_model import NONE

ANY = "any"
LONGEST = 280
"""Letters that are judged together, as long as the longest examples: in a page one sentence would drown."""


LEAST_LETTERS = 6
"""A number, a mark or a short word shows nothing; what is a cry for help as short as that stands in the phrases."""


class Languages(Protocol):
    """Tells languages apart; `bot.language.identification.Identifier` does."""

    def identify(self, text: str) -> "Identified":
        """Identify the language of a text."""


class Identified(Protocol):
    """What was identified."""

    @property
    def language(self) -> str | None: ...


class Model(Protocol):
    """Tells kinds apart; `bot.safety.urgency_model.UrgencyModel` does."""

    def kinds(self, text: str) -> Mapping[str, float]:
        """Give the probability of each kind, NONE among them."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """How urgent a message is: `share` from 0 to 1, and the likeliest kind, empty where it can wait."""

    kind: str
    share: float


@dataclass(frozen=True, slots=True)
class Urgency:
    """The model with its thresholds."""

    model: Model = field(repr=False)
    thresholds: Mapping[str, float]
    languages: Languages = field(repr=False)

    def judge(self, text: str) -> Judgement | None:
        """Judge a message: a long one is as urgent as its most urgent part, one that shows nothing gives None."""
        if sum(map(str.isalpha, text)) < LEAST_LETTERS:
            return None
        most = Judgement("", 0.0)
        threshold = self.threshold(text)
        for part in _parts(text):
            shares = self.model.kinds(part)
            urgent = 1.0 - shares[NONE]
            if urgent <= most.share:
                continue
            likeliest = max((kind for kind in shares if kind != NONE), key=shares.__getitem__)
            most = Judgement(likeliest if urgent >= threshold else "", urgent)
        return most

    def threshold(self, text: str) -> float:
        """Give the share from which on a message is urgent: that of its language, or of any."""
        found = self.languages.identify(text).language or ANY
        return self.thresholds.get(found, self.thresholds[ANY])


def read_thresholds(path: Path) -> Mapping[str, float]:
    """Read the threshold of each language. Raises ContentError."""
    record = Record(path, content_file.read(path), path.stem)
    chosen = record.record("thresholds")
    languages = chosen.keys()
    found = {name: chosen.share(name) for name in languages}
    record.finish()
    if ANY not in found:
        raise record.error(f"needs a threshold for {ANY!r}, the languages that have none of their own")
    return found


def _parts(text: str) -> Iterator[str]:
    if len(text) <= LONGEST:
        yield text
        return
    halves = textwrap.wrap(text, LONGEST // 2)
    # Each half but the ends is heard twice, so that no sentence is cut in two.
    yield from (f"{first} {second}" for first, second in pairwise([*halves, ""]))
