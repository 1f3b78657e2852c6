"""Numbers in running text that somebody may call: they must come from the country files, which name their sources."""

from collections.abc import Sequence

import regex

LONG_NUMBER = regex.compile(r"\d[\d\s()-]*\d")
"""Two digits or more in a row; what reads as a phone number."""
YEAR_OR_COUNT = regex.compile(r"(?:1[89]|20)\d\d|\d{1,2}")
LAW = regex.compile(r"\b(?:Laws?|[Aa]rticles?|Decrees?|Resolutions?|Portaria|No\.?)\s+[\w.\-/]*$")
"""What stands before the number of a law, such as Law 28950 or Decree 1048/2024."""
CALLED = regex.compile(
    r"\b(?:call|dial|ring|phone|telephone|tel|text|message|sms|whatsapp|hotline|helpline|line|number|police|ambulance)"
    r"(?:s|ed|ing|ling)?\b"
    r"(?:(?!\b(?:of|in|since|from|for|with|within|by|until|before|after|about|under|over|than|least|aged?)\b)"
    r"[^.;!?\n\d]){0,24}$",
    regex.IGNORECASE,
)
"""What stands before a number to call, however short; a year or a count has a word of time or amount before it."""
COUNTED = regex.compile(r"(?:/7|\s+(?:hours?|days?|weeks?|months?|years?|times?|minutes?|people|countries))\b")


def called_numbers(text: str) -> Sequence[str]:
    """List the numbers of an English text that may be taken for ones to call."""
    return [
        number.group()
        for number in LONG_NUMBER.finditer(text)
        if _called(number.group(), text[: number.start()], text[number.end() :])
    ]


def _called(number: str, before: str, after: str) -> bool:
    if LAW.search(before):
        return False
    if YEAR_OR_COUNT.fullmatch(number):
        return bool(CALLED.search(before)) and not COUNTED.match(after)
    return True
