"""What of a message's letters and words the urgency model looks at, as numbered buckets; no vocabulary is kept."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from zlib import crc32

from bot.language.spelling import fold

BUCKETS = 2**19
"""So many that few pieces share one; a vocabulary of the pieces themselves would have to be kept and loaded."""
SHORTEST, LONGEST = 2, 4

Counts = Mapping[int, float]


def pieces(text: str) -> tuple[Counts, Counts]:
    """Give the weight of every bucket of letters and of words in a text: one, and a little for each further time."""
    words = fold(text).split()
    return _weights(_letters(words)), _weights(_phrases(words))


def _letters(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        edged = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            if len(edged) <= size:
                yield edged
                break
            yield from (edged[start : start + size] for start in range(len(edged) - size + 1))


def _phrases(words: list[str]) -> Iterator[str]:
    yield from (f"\n{word}" for word in words)
    yield from (f"\n{first} {second}" for first, second in pairwise(words))


def _weights(found: Iterable[str]) -> Counts:
    # Not Python's own hash, which differs from process to process.
    counted = Counter(crc32(piece.encode("utf-8", "replace")) % BUCKETS for piece in found)
    return {bucket: 1.0 + math.log(count) for bucket, count in counted.items()}
