"""Which scripts a text is written in."""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache


@lru_cache(maxsize=8192)
def script(letter: str) -> str:
    """Name a letter's script by the first word of the letter's Unicode name, such as LATIN, CYRILLIC or CJK."""
    return unicodedata.name(letter, "UNKNOWN").split(" ", 1)[0]


def shares(text: str) -> Mapping[str, float]:
    """Give each script's share of the text's letters, adding up to one; nothing for a text without letters."""
    counts = Counter(script(letter) for letter in text if letter.isalpha())
    total = counts.total()
    return {name: count / total for name, count in counts.items()}
