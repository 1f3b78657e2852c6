"""Training text made to look like what people type: cut short, accents lost, typing errors, shorthand."""

import random
import re
import unicodedata

from bot.language.alternatives import any_of, read_alternatives
from bot.language.languages import LANGUAGES

TYPING_ERRORS = 0.06  # share of letters

_BARE = str.maketrans({"đ": "d", "Đ": "D", "ı": "i", "ł": "l", "ø": "o", "ß": "ss", "ɓ": "b", "ɗ": "d", "ƙ": "k"})
_BARE_ALEF = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا"})
_HARAKAT = re.compile("[\u064b-\u0652\u0670]")
_LATIN_END = 0x0250

_SHORTHAND = read_alternatives("shorthand.tsv")
_SHORTENED = {code: re.compile(rf"(?<!\w)(?:{any_of(table)})(?!\w)") for code, table in _SHORTHAND.items()}


def strip_accents(text: str) -> str:
    """Write the text as a phone without the right keyboard would: Latin letters bare, Arabic without vowel signs."""
    kept: list[str] = []
    on_latin = False
    for character in unicodedata.normalize("NFD", text.translate(_BARE)):
        is_mark = unicodedata.category(character) == "Mn"
        if is_mark and on_latin:
            continue
        on_latin = character.isalpha() and ord(character) < _LATIN_END
        kept.append(character)
    return _HARAKAT.sub("", unicodedata.normalize("NFC", "".join(kept)).translate(_BARE_ALEF))


def mistype(text: str, draw: random.Random) -> str:
    """Leave out, double, swap or replace some letters, each replacement taken from the same text."""
    letters = list(text)
    alphabet = [letter for letter in letters if letter.isalpha()]
    for position, letter in enumerate(letters):
        if not letter.isalpha() or draw.random() >= TYPING_ERRORS:
            continue
        error = draw.randrange(4)
        if error == 0:
            letters[position] = ""
        elif error == 1:
            letters[position] = letter * 2
        elif error == 2 and position + 1 < len(letters):  # noqa: PLR2004 - the third of four errors
            letters[position], letters[position + 1] = letters[position + 1], letter
        else:
            letters[position] = draw.choice(alphabet)
    return "".join(letters)


def shorten(text: str, code: str, draw: random.Random) -> str:
    """Write common words as texting does (`shorthand.tsv`), each with an even chance."""
    if code not in _SHORTENED:
        return text
    table = _SHORTHAND[code]
    return _SHORTENED[code].sub(lambda found: draw.choice((found.group(), *table[found.group()])), text)


def crop(text: str, code: str, words: range, draw: random.Random) -> str:
    """Cut a run of words out of a text; where words are not set apart, four letters stand for a word."""
    size = draw.choice(words)
    if LANGUAGES[code].spaced:
        pieces = text.split()
        start = draw.randint(0, max(0, len(pieces) - size))
        return " ".join(pieces[start : start + size])
    start = draw.randint(0, max(0, len(text) - 4 * size))
    return text[start : start + 4 * size]
