"""The form of a text that the models were trained on and are asked about: lower-case letters, little else."""

import re
import unicodedata

LONGEST = 1000  # characters; a language shows long before, and time must not grow with what a stranger sends

_ADDRESS = re.compile(r"\b\w+://\S*|\bwww\.\S*|\S+@\S+\.\S+|@\w+", re.IGNORECASE)
# Arabic in Latin letters writes sounds as 2 3 5 7 9: such a digit is kept where it touches a letter, and no other.
_DIGITS = re.compile(r"[0-9]{2,}|[01468]|(?<![^\W\d_])[0-9](?![^\W\d_])")
_ELONGATION = re.compile(r"(.)\1{2,}")
_APOSTROPHES = frozenset("'’‘ʼʻ`´＇")
_LETTERS_AND_MARKS = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc"})
_DOT_ABOVE = 0x0307  # what lower() leaves of the Turkish capital I with a dot
_BASIC_PLANE = 0xFFFF
_TATWEEL = 0x0640  # stretches an Arabic word and means nothing


class _Table(dict[int, str]):
    """For `str.translate`: a letter or mark stays, what joins letters vanishes, all else parts words."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        category = unicodedata.category(character)
        if character in _APOSTROPHES:
            kept = "'"
        elif point in {_DOT_ABOVE, _TATWEEL} or category == "Cf":
            kept = ""
        elif category in _LETTERS_AND_MARKS or character in "0123456789":
            kept = character
        else:
            kept = " "
        if point <= _BASIC_PLANE:  # so that strangers cannot make the table grow without end
            self[point] = kept
        return kept


_TABLE = _Table()


def normalise(text: str) -> str:
    """Give the text as the models read it, on one line, its first thousand characters; empty where it has no letter."""
    text = _ADDRESS.sub(" ", text[:LONGEST])
    # Compatibility forms are the fancy and full-width letters of social media, and old phones' Arabic.
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    text = _DIGITS.sub(" ", text.translate(_TABLE))
    text = " ".join(word for word in _ELONGATION.sub(r"\1\1", text).split() if any(map(str.isalpha, word)))
    return text[:LONGEST]
