"""Which scripts a text is written in."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

LATIN_BESIDE_OTHERS = 0.2  # a name or brand in Latin letters says little inside text of another script


@lru_cache(maxsize=8192)
def script(letter: str) -> str:
    """Name a letter's script by the first word of the letter's Unicode name, such as LATIN, CYRILLIC or CJK."""
    return unicodedata.name(letter, "UNKNOWN").split(" ", 1)[0]


def shares(text: str) -> Mapping[str, float]:
    """Give each script's share of the text's letters, adding up to one; Latin letters count less beside others."""
    counts: dict[str, float] = dict(Counter(script(letter) for letter in text if letter.isalpha()))
    if len(counts) > 1 and "LATIN" in counts:
        counts["LATIN"] *= LATIN_BESIDE_OTHERS
    total = sum(counts.values())
    return {name: count / total for name, count in counts.items()}
