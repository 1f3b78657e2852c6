"""The vocabulary of the safety phrases: which of their spellings a written word fits, found by what it is made of."""

import fnmatch
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

REST = "*"
"""Stands for any letters in a spelling, also for none."""
HOLE = (REST,)
"""Stands where words were taken out of a text: phrases reach across it, and only a bare `*` fits it."""


class Vocabulary:
    """The spellings of all phrases; a word costs as much as it is long, however many spellings it does not fit."""

    def __init__(self, spellings: Collection[str]) -> None:
        self._beginnings, self._ends, self._insides = _Pieces(), _Pieces(), _Pieces()
        # Spellings hold letters, digits and `*` alone, of which fnmatch reads only `*` as its own.
        self._shapes = {word: re.compile(fnmatch.translate(word)) for word in spellings if REST in word.strip(REST)}
        for spelling in {word for word in spellings if REST in word} - {REST}:
            first, *middle, last = spelling.split(REST)
            if first:
                self._beginnings.add(first, spelling)
            elif last:
                self._ends.add(last, spelling)
            else:
                self._insides.add(max(middle, key=len), spelling)

    def readings(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """Give each word with all spellings that it fits, in the order of the words."""
        known = {word: (word, *self._fitting(word), REST) for word in set(words)}
        return [known[word] for word in words]

    def _fitting(self, word: str) -> set[str]:
        insides = (word[start : start + size] for size in self._insides.sizes for start in range(len(word) - size + 1))
        found = {
            *self._beginnings.spellings(word[:size] for size in self._beginnings.sizes),
            *self._ends.spellings(word[-size:] for size in self._ends.sizes),
            *self._insides.spellings(insides),
        }
        return {spelling for spelling in found if spelling not in self._shapes or self._shapes[spelling].match(word)}


class _Pieces:
    """The one piece by which each spelling is looked up, and how long such pieces are."""

    def __init__(self) -> None:
        self._spellings: defaultdict[str, list[str]] = defaultdict(list)
        self.sizes: set[int] = set()

    def add(self, piece: str, spelling: str) -> None:
        self._spellings[piece].append(spelling)
        self.sizes.add(len(piece))

    def spellings(self, pieces: Iterable[str]) -> Iterator[str]:
        for piece in pieces:
            yield from self._spellings.get(piece, ())
