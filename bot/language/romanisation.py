"""Arabic, Hindi, Russian and Urdu in Latin letters, roughly as people write who have no other keyboard.

`romanisation.tsv` says how each letter may be written. It is for training text only: nobody reads it.
"""

import random
import re

from bot.language.alternatives import any_of, read_alternatives

_TABLES = read_alternatives("romanisation.tsv")
_LETTERS = {code: re.compile(any_of(table)) for code, table in _TABLES.items()}
ROMANISED = frozenset(_TABLES)

_UNVOWELLED = frozenset({"ar", "ur"})
_VOWELS = frozenset("aeiou")
_VOWELS_LEFT_OUT = 0.25  # share of the short vowels, which informal Latin spelling leaves out too

# A Devanagari consonant carries an a unless a vowel sign follows; speech drops it at a word's end and inside a word
# between two syllables that have vowels of their own.
_CARRIES_A = re.compile("([\u0915-\u0939]\u093c?)(?=[\u0904-\u0914\u0915-\u0939\u0901-\u0903])")
_SILENT_A = re.compile("(?<=[\u0905-\u0914\u093e-\u094c][\u0915-\u0939])\u0905(?=[\u0915-\u0939][\u093e-\u094c])")


def romanise(text: str, code: str, draw: random.Random) -> str:
    """Write a text of one of the `ROMANISED` languages in Latin letters; other scripts in it stay."""
    if code == "hi":
        text = _SILENT_A.sub("", _CARRIES_A.sub("\\1\u0905", text))
    table = _TABLES[code]
    written: list[str] = []
    for found in re.finditer(rf"{_LETTERS[code].pattern}|.", text):
        piece = draw.choice(table[found.group()]) if found.group() in table else found.group()
        if code in _UNVOWELLED and written and _meet(written[-1], piece) and draw.random() >= _VOWELS_LEFT_OUT:
            written.append(draw.choice("aaaeiiou"))
        written.append(piece)
    return "".join(written)


def _meet(before: str, after: str) -> bool:
    """Tell whether two consonants stand together, where the written language leaves a short vowel to the reader."""
    return before[-1:].isalnum() and after[:1].isalnum() and before[-1] not in _VOWELS and after[0] not in _VOWELS
