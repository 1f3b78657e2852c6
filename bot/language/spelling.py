"""One spelling for many: what people type on a phone, folded so that the same words give the same letters."""

import re
import unicodedata

# Marks that writers leave out. Marks of Indic and South-East Asian scripts are vowels and stay.
_OPTIONAL_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_INVISIBLE = re.compile("[\u00ad\u0640\u200b\u200d\u200e\u200f\u2060\ufeff]")


def fold(text: str) -> str:
    """Give the text in one case and form, without punctuation, and then a copy without accents where it differs."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    letters = "".join(" " if unicodedata.category(letter)[0] in "PSZC" else letter for letter in folded)
    words = _STRETCHED.sub(r"\1", " ".join(letters.split()))
    plain = without_accents(words)
    return words if plain == words else f"{words} {plain}"


def without_accents(text: str) -> str:
    """Drop the marks that people leave out when they type."""
    return unicodedata.normalize("NFC", _OPTIONAL_MARKS.sub("", unicodedata.normalize("NFD", text)))
