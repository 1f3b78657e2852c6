"""Whether a text is written like a name, a place or an address, which say nothing about a person's language."""

import re

LONGEST = 6  # words

_WORD = re.compile(r"[^\W\d_]\S*")


def is_written_like_name(text: str) -> bool:
    """Tell whether the text is a few words that all begin with a capital, not all of them in capitals throughout."""
    words = _WORD.findall(text[:200])
    return (
        0 < len(words) <= LONGEST
        and all(word[0].isupper() for word in words)
        and any(word[1:2].islower() for word in words)
    )
