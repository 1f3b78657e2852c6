"""Phrases, found in a text word by word, so that only those are tried whose words occur in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.safety.vocabulary import HOLE

WHOLE = "="
"""Marks a phrase that counts only as the whole message: "sos" is Spanish for "you are" within one."""
GAP = "..."
LONGEST_GAP = 3

STEPS = 100_000
"""Five times what the heaviest text of 5,000 characters takes that we know."""

Readings = Sequence[tuple[str, ...]]
"""A text: every word with all spellings that it fits, or HOLE."""


class TooManySteps(Exception):  # noqa: N818 - it says what happened
    """A text takes more work than it may."""


@dataclass(slots=True)
class Steps:
    """How much work a text may still cause, counted and not timed: the same on every machine."""

    left: int

    def take(self) -> None:
        """Count one step. Raises TooManySteps."""
        if self.left <= 0:
            raise TooManySteps
        self.left -= 1


@dataclass(slots=True, eq=False)
class _Node:
    """What the words so far can become: the words that may follow, and the rank of the phrase that ends here."""

    following: dict[str, "_Node"] = field(default_factory=dict)
    rank: int | None = None
    whole: int | None = None


class Phrases:
    """Phrases that share their first words in a tree; the longest in letters ranks first."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._root = _Node()
        for rank, phrase in enumerate(sorted(dict.fromkeys(phrases), key=len, reverse=True)):
            self._add(phrase, rank)

    def _add(self, phrase: str, rank: int) -> None:
        node = self._root
        for word in spellings(phrase):
            node = node.following.setdefault(word, _Node())
        if phrase.startswith(WHOLE):
            node.whole = rank
        else:
            node.rank = rank

    def occur(self, text: Readings, steps: Steps) -> bool:
        """Say whether any phrase occurs in a text. Raises TooManySteps."""
        return any(True for start in range(len(text)) for _ in self._found(text, start, steps))

    def taken_out(self, text: Readings, steps: Steps) -> Readings:
        """Give a text with a hole for every phrase in it, read from the left. Raises TooManySteps."""
        kept: list[tuple[str, ...]] = []
        place = 0
        while place < len(text):
            # Where several phrases begin, the first in rank goes, with as few words in its gaps as can be.
            _, end = min(self._found(text, place, steps), default=(0, place))
            kept.append(text[place] if end == place else HOLE)
            place = max(end, place + 1)
        return kept

    def _found(self, text: Readings, start: int, steps: Steps) -> Iterator[tuple[int, int]]:
        """Give the rank and the end of every phrase that begins at a word."""
        places = {(self._root, start)}
        while places:
            reached: set[tuple[_Node, int]] = set()
            for node, place in places:
                steps.take()
                for spelling in text[place]:
                    if (child := node.following.get(spelling)) is None:
                        continue
                    end = place + 1
                    if child.rank is not None:
                        yield child.rank, end
                    if child.whole is not None and start == 0 and end == len(text):
                        yield child.whole, end
                    if child.following:
                        reached.update((child, then) for then in _next_words(text, end, 0))
                    if gap := child.following.get(GAP):
                        reached.update((gap, then) for then in _next_words(text, end, LONGEST_GAP))
            places = reached


def spellings(phrase: str) -> list[str]:
    """Give the words of a phrase as they are spelt in it, with GAP where words may stand between."""
    return phrase.removeprefix(WHOLE).replace(GAP, f" {GAP} ").split()


def _next_words(text: Readings, place: int, between: int) -> Iterator[int]:
    """Give the places at which a phrase may go on with up to so many words between; holes do not count."""
    while place < len(text):
        yield place
        if text[place] != HOLE:
            if between == 0:
                return
            between -= 1
        place += 1
