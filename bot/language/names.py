"""Whether a text is written like a name, a place or an address, which say nothing about a person's language."""

import re

LONGEST = 6  # words
PARTICLE = 4  # letters at most: da, de, dela, van, bin

_WORD = re.compile(r"[^\W\d_]\S*")


def is_written_like_name(text: str) -> bool:
    """Tell whether a few words all begin with a capital, small words between aside; SHOUTED text is no name."""
    words = _WORD.findall(text[:200])
    return (
        0 < len(words) <= LONGEST
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and all(word[0].isupper() or len(word) <= PARTICLE for word in words)
        and any(word[1:2].islower() for word in words if word[0].isupper())
    )
