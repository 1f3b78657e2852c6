"""A text as a page shows it letter for letter: what it has a font for, and codes for what cannot be seen or drawn."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import regex
from fontTools.ttLib import TTFont

from bot.language.inert import Mark, pieces

FONTS = Path(__file__).resolve().parent / "fonts"
MIXED = "*"
"""The mark behind a word of several alphabets that look alike."""
_CLUSTER = regex.compile(r"\X")
_NEEDS_NO_SHAPE = regex.compile(r"[\n\u200c\u200d]")


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a text: `text` is shown as it stands, or `code` in its place."""

    text: str = field(default="", repr=False)
    code: str = field(default="", repr=False)


def runs(text: str) -> Sequence[Run]:
    """Take a text apart into what is drawn and what is shown as a code; never raises."""
    return tuple(_joined(_runs(text)))


def plain(text: str) -> str:
    """Give a text with its codes in brackets, for where they cannot be marked."""
    return "".join(run.text or f"[{run.code}]" for run in runs(text))


@cache
def drawn() -> frozenset[int]:
    """Give every letter that our fonts have a shape for."""
    found: set[int] = set()
    for path in sorted(FONTS.glob("*-Regular.ttf")):
        with TTFont(path, lazy=True) as font:
            found.update(font.getBestCmap())
    return frozenset(found)


def _runs(text: str) -> Iterator[Run]:
    for piece in pieces(text):
        yield from _drawn(piece.text)
        if piece.mark is Mark.MIXED:
            yield Run(code=MIXED)
        elif piece.mark:
            yield Run(code=_times(piece.code, piece.count))


def _drawn(text: str) -> Iterator[Run]:
    """Give what has no font as codes: a picture by its name, and other letters together."""
    strange = ""
    for cluster in _CLUSTER.findall(text):
        if all(ord(letter) in drawn() for letter in _NEEDS_NO_SHAPE.sub("", cluster)):
            yield from _codes(strange)
            yield Run(cluster)
            strange = ""
        elif unicodedata.category(cluster[0]).startswith("S"):
            yield from _codes(strange)
            yield Run(code=f"{_code(cluster[0])} {unicodedata.name(cluster[0], '')}".rstrip())
            strange = ""
        else:
            strange += cluster
    yield from _codes(strange)


def _codes(strange: str) -> Iterator[Run]:
    if strange:
        yield Run(code=_times(_code(strange[0]), len(strange)))


def _joined(found: Iterator[Run]) -> Iterator[Run]:
    plain = ""
    for run in found:
        if run.text:
            plain += run.text
        elif run.code:
            if plain:
                yield Run(plain)
            plain = ""
            yield run
    if plain:
        yield Run(plain)


def _times(code: str, count: int) -> str:
    return f"{code} \N{MULTIPLICATION SIGN}{count}" if count > 1 else code


def _code(letter: str) -> str:
    return f"U+{ord(letter):04X}"
