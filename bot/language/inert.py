"""What people write, taken apart so that nothing in it can act on a page or hide from its reader.

A template escapes every piece. What cannot be seen, or would reorder or pile up what can, becomes a chip.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import regex

MOST_MARKS = 4
"""How many combining marks a letter keeps; no living script needs more on one letter."""
LONG_LETTERS = 700
LONG_LINES = 12


class Mark(StrEnum):
    """What was found in a text."""

    CONTROL = "control"
    BIDI = "bidi"  # reorders what stands around it (Unicode Standard Annex 9)
    INVISIBLE = "invisible"
    TAG = "tag"  # letters that nobody sees
    STACKED = "stacked"
    MIXED = "mixed"  # one word in letters of several alphabets that look alike (Unicode Technical Standard 39)
    BROKEN = "broken"  # half a letter


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and what is to be said about it: `code` names the first letter of what is not shown.

    `count` is how many letters are not shown; with MIXED all of the text is shown.
    """

    text: str = field(default="", repr=False)
    mark: Mark | None = None
    code: str = ""
    count: int = 0


_HIDDEN = {
    # Tabs too: a wide gap can push words out of sight.
    Mark.CONTROL: r"\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029",
    Mark.BIDI: r"\u061c\u202a-\u202e\u2066-\u2069",
    Mark.INVISIBLE: (
        r"\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    ),
    Mark.TAG: r"\U000e0000-\U000e007f",
    Mark.BROKEN: r"\ud800-\udfff",
}
UNSEEN = regex.compile(f"[{''.join(_HIDDEN.values())}]+")
"""Letters that cannot be seen or reorder others, as they stand in a text; never a new line."""
_JOINERS = r"\u200c\u200d"  # Persian, Hindi and many emoji need them
_MORE_MARKS = rf"(?:[{_JOINERS}]*\p{{M}})"
_PILE = rf"\p{{M}}{_MORE_MARKS}{{{MOST_MARKS},}}"
_WORD = rf"[\p{{L}}\p{{N}}_](?:[\p{{L}}\p{{N}}_{_JOINERS}]|(?!{_PILE})\p{{M}})*"
_FOUND = regex.compile(
    "|".join(f"(?P<{mark}>[{letters}]+)" for mark, letters in _HIDDEN.items())
    + f"|(?P<{Mark.STACKED}>{_PILE})|(?P<{Mark.MIXED}>{_WORD})"
)
_KEPT = regex.compile(rf"\p{{M}}{_MORE_MARKS}{{{MOST_MARKS - 1}}}")
_ALIKE = tuple(
    regex.compile(rf"\p{{Script={script}}}") for script in ("Latin", "Cyrillic", "Greek", "Armenian", "Cherokee")
)


def pieces(text: str) -> Sequence[Piece]:
    """Take a text apart into what is shown as it stands and what is shown as a chip; never raises."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return tuple(_joined(_found(composed)))


def plainly(text: str) -> str:
    """Give a text without what cannot be seen, for where no chip can stand, such as a field of a form."""
    return "".join(piece.text for piece in pieces(text))


def is_long(text: str) -> bool:
    """Say whether a text is shown in part at first."""
    return len(text) > LONG_LETTERS or text.count("\n") > LONG_LINES


def _found(text: str) -> Iterator[Piece]:
    end = 0
    for match in _FOUND.finditer(text):
        mark, found = Mark(match.lastgroup or ""), match.group()
        yield Piece(text[end : match.start()])
        end = match.end()
        if mark is Mark.MIXED:
            yield Piece(found, mark) if _is_mixed(found) else Piece(found)
        elif mark is Mark.STACKED:
            kept = _KEPT.match(found)
            shown = kept.group() if kept else ""
            yield Piece(shown)
            yield Piece("", mark, _code(found[len(shown)]), len(regex.findall(r"\p{M}", found[len(shown) :])))
        else:
            yield Piece("", mark, _code(found[0]), len(found))
    yield Piece(text[end:])


def _joined(found: Iterator[Piece]) -> Iterator[Piece]:
    plain = ""
    for piece in found:
        if piece.mark is None:
            plain += piece.text
            continue
        if plain:
            yield Piece(plain)
        plain = ""
        yield piece
    if plain:
        yield Piece(plain)


def _is_mixed(word: str) -> bool:
    return sum(bool(alphabet.search(word)) for alphabet in _ALIKE) > 1


def _code(letter: str) -> str:
    return f"U+{ord(letter):04X}"
