"""How a text is counted and cut: SMS segments, plain letters, and splitting where a reader would pause."""

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Final

import regex

GSM_7: Final = "GSM-7"
UCS_2: Final = "UCS-2"

# 3GPP TS 23.038, sections 6.2.1 and 6.2.1.1; a letter of the extension table takes two units.
_GSM_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION: Final = frozenset("\f^{}\\[~]|€")
_GSM: Final = _GSM_BASIC | _GSM_EXTENSION

# Units in a message of one segment, and in each segment of a longer one: the header that joins them takes the rest.
_UNITS: Final = {GSM_7: (160, 153), UCS_2: (70, 67)}

# Letters and marks that Unicode does not decompose into something GSM-7 has.
_PLAIN: Final = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "`": "'", "´": "'", "ʼ": "'", "ʻ": "'", "′": "'", "‹": "'", "›": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "•": "-", "·": "-",
    "ı": "i", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "œ": "oe", "Œ": "OE", "ħ": "h", "Ħ": "H", "ŋ": "n", "Ŋ": "N",
    "\t": " ", "\u200b": "", "\ufeff": "",
})  # fmt: skip

_CLUSTER: Final = regex.compile(
    # A Burmese closing consonant and a stacked consonant belong to the syllable before them; so does a lone mark.
    r"\X(?:\p{M}+|(?<=[\u1039\u17D2])\X|[\u1000-\u1021]\u1037?\u103A\p{M}*+)*+"
)
_WHOLE: Final = regex.compile(
    r"(?<!\w)(?:\w++://|www\.)\S++"  # an address on the web
    r"|(?<![\w.+-])[\w.+-]++@[\w.-]++"  # a mail address
    r"|(?<![\w.-])(?:[\w-]++\.)+\p{L}{2,}+(?:/\S*+)?"  # an address without its scheme
    r"|[+(]{0,2}\d(?:[\d \u00A0\u202F()./-]*\d)?"  # a number, however it is grouped
)
# Pauses, the strongest first. A full stop after a digit ends no sentence: it numbers a step.
_PAUSES: Final = (
    regex.compile(r"\n\s*\n\s*"),
    regex.compile(r"\n\s*"),
    regex.compile(r"(?<=[^\d\s][.!?…؟۔።፧]['\"”’»)\]]*)\s+|(?<=[।॥။。！？])\s*"),
    regex.compile(r"[^\S\u00A0\u202F]+"),
)
# A pause counts only where the part before it has this share of what would have fitted.
_SHARES: Final = (0.5, 0.5, 0.5, 0.25)


def encoding(text: str) -> str:
    """Name the encoding in which a text travels as SMS: GSM-7 or UCS-2."""
    return GSM_7 if _GSM.issuperset(text) else UCS_2


def utf16_units(text: str) -> int:
    """Count as Telegram and UCS-2 do: a letter outside the basic plane takes two units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def count(text: str) -> int:
    """Count the SMS segments that a text costs; an empty text costs one.

    A cluster of letters and marks is never cut in two, so a segment may end some units early.
    """
    name = encoding(text)
    single, joined = _UNITS[name]
    if name == GSM_7:
        sizes = [2 if letter in _GSM_EXTENSION else 1 for letter in text]
    else:
        sizes = [utf16_units(match[0]) for match in regex.finditer(r"\X", text)]
    if sum(sizes) <= single:
        return 1
    segments, used = 1, 0
    for size in sizes:
        if used and used + size > joined:
            segments, used = segments + 1, 0
        used += size
        # A pile of marks longer than a segment can only be cut.
        segments, used = segments + (used - 1) // joined, (used - 1) % joined + 1
    return segments


def plain(text: str) -> str:
    """Drop accents and curly signs where the whole text then travels as GSM-7; else return it untouched."""
    composed = unicodedata.normalize("NFC", text)
    candidate = "".join(letter if letter in _GSM else _undecorated(letter) for letter in composed)
    return candidate if encoding(candidate) == GSM_7 else text


def _undecorated(letter: str) -> str:
    decomposed = unicodedata.normalize("NFKD", letter.translate(_PLAIN))
    return "".join(part for part in decomposed if not unicodedata.combining(part)).translate(_PLAIN)


def split(text: str, *, fits: Callable[[str], bool], most: int) -> Sequence[str]:
    """Cut a text into parts that fit, at paragraphs, lines, sentences or words, and never inside a number or address.

    `fits` must hold for every beginning of a text for which it holds; `most` is the number of letters that no fitting
    part exceeds. Only what is longer than a whole part is cut inside. White space at the cuts is dropped.
    """
    text = text.strip()
    if not text:
        return ()
    if len(text) <= most and fits(text):
        return (text,)
    cuts = _cuts(text)
    parts: list[str] = []
    start = 0
    while start < len(text):
        end = start + _fitting(text[start : start + most], fits)
        if end < len(text):
            end = _best_cut(cuts, start, end)
        parts.append(text[start:end].rstrip())
        while end < len(text) and text[end].isspace():
            end += 1
        start = end
    return tuple(part for part in parts if part)


def _fitting(text: str, fits: Callable[[str], bool]) -> int:
    """Count the letters of the longest beginning that fits, at least one."""
    lengths = range(1, len(text) + 1)
    return max(1, bisect_left(lengths, x=True, key=lambda length: not fits(text[:length])))


def _cuts(text: str) -> Sequence[Sequence[int]]:
    """List the places where a text may be cut, the best kind first, each in order."""
    whole = [match.span() for match in _WHOLE.finditer(text)]
    clusters = [match.end() for match in _CLUSTER.finditer(text)]
    outside: list[int] = []
    spans = iter(whole)
    span = next(spans, None)
    for place in clusters:
        while span and span[1] <= place:
            span = next(spans, None)
        if not (span and span[0] < place):
            outside.append(place)
    allowed = frozenset(outside)
    pauses = [[match.start() for match in pause.finditer(text) if match.start() in allowed] for pause in _PAUSES]
    return (*pauses, outside, clusters)


def _best_cut(cuts: Sequence[Sequence[int]], start: int, end: int) -> int:
    """Choose the last place of the best kind that leaves a part of decent length; `end` itself where there is none."""
    for number, places in enumerate(cuts):
        share = _SHARES[number] if number < len(_SHARES) else 0
        index = bisect_left(places, end + 1) - 1
        if index >= 0 and places[index] > start + share * (end - start):
            return places[index]
    return end
