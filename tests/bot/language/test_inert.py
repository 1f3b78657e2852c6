"""What people write, shown so that it can neither act nor hide."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.language.inert import LONG_LETTERS, MOST_MARKS, Mark, Piece, is_long, pieces, plainly

HIDDEN = regex.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u2060-\u2064\ufeff\U000e0000-\U000e007f\ud800-\udfff]"
)
LETTERS = st.one_of(
    st.characters(codec=None),
    st.sampled_from("aб\u0301\u0300\u202e\u2066\u200b\u200d\ufeff\U000e0041\ud800\n"),
)


def marks(text: str) -> list[tuple[Mark, str, int]]:
    return [(piece.mark, piece.code, piece.count) for piece in pieces(text) if piece.mark]


@pytest.mark.parametrize(
    ("text", "mark", "code"),
    [
        ("pay \u202e001 now", Mark.BIDI, "U+202E"),
        ("a\u2066b", Mark.BIDI, "U+2066"),
        ("a\u2069b", Mark.BIDI, "U+2069"),
        ("a\u061cb", Mark.BIDI, "U+061C"),
        ("a\u200bb", Mark.INVISIBLE, "U+200B"),
        ("a\u2060b", Mark.INVISIBLE, "U+2060"),
        ("a\u2064b", Mark.INVISIBLE, "U+2064"),
        ("\ufeffa", Mark.INVISIBLE, "U+FEFF"),
        ("a\x00b", Mark.CONTROL, "U+0000"),
        ("a\x1b[31mb", Mark.CONTROL, "U+001B"),
        ("a\x85b", Mark.CONTROL, "U+0085"),
        ("a\tb", Mark.CONTROL, "U+0009"),
        ("a\U000e0041b", Mark.TAG, "U+E0041"),
        ("a\U000e007f", Mark.TAG, "U+E007F"),
        ("a\ud83db", Mark.BROKEN, "U+D83D"),
    ],
)
def test_what_cannot_be_seen_becomes_a_chip(text: str, mark: Mark, code: str) -> None:
    assert marks(text) == [(mark, code, 1)]


def test_a_run_is_one_chip_that_counts() -> None:
    assert pieces("x\u200b\u200b\u200by") == (Piece("x"), Piece("", Mark.INVISIBLE, "U+200B", 3), Piece("y"))


@pytest.mark.parametrize(
    "text",
    [
        "hello\nworld\r\nagain",
        "می\u200cخواهم",  # Persian needs the non-joiner
        "क्\u200dष",
        "👩\u200d👧 family",
        "❤\ufe0f",
        "Tiếng Việt",
        "مُحَمَّدٌ",
        "ကျွန်ုပ်",
        "Привет, это WhatsApp",  # two alphabets, each in a word of its own
        "Ελλάδα and Rome",
        "日本語テキスト",
        "{{ 7*7 }} {country} =1+1",
        "",
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert marks(text) == []
    assert plainly(text) == unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


@pytest.mark.parametrize("word", ["pаypal", "Αmparo", "раssport", "l\u200dо", "p4уpal", "Ѕecret"])
def test_a_word_of_letters_that_only_look_alike_is_marked_and_shown_whole(word: str) -> None:
    found = [piece for piece in pieces(f"see {word} here") if piece.mark]
    assert [(piece.mark, piece.text) for piece in found] == [(Mark.MIXED, word)]


def test_a_pile_of_marks_is_cut_to_four() -> None:
    (kept, chip, rest) = pieces("q" + "\u0301" * 300 + "b")
    assert kept.text == "q" + "\u0301" * MOST_MARKS
    assert (chip.mark, chip.count) == (Mark.STACKED, 300 - MOST_MARKS)
    assert rest.text == "b"


def test_joiners_between_marks_do_not_help_a_pile() -> None:
    shown = plainly("q" + "\u0301\u200d" * 50)
    assert shown.count("\u0301") == MOST_MARKS


def test_letters_are_composed() -> None:
    assert plainly("e\u0301") == "\u00e9"


@given(st.text(LETTERS, max_size=60))
def test_nothing_hidden_is_left_in_any_text(text: str) -> None:
    found = pieces(text)
    assert not any(HIDDEN.search(piece.text) for piece in found)
    runs = regex.findall(r"\p{M}(?:[\u200c\u200d]*\p{M})*", "\0".join(piece.text for piece in found))
    assert all(len(regex.findall(r"\p{M}", run)) <= MOST_MARKS for run in runs)
    "".join(piece.text for piece in found).encode()


@given(st.text(LETTERS, max_size=60))
def test_nothing_is_lost_without_a_chip(text: str) -> None:
    found = pieces(text)
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    assert sum(len(piece.text) for piece in found) == len(composed) or any(piece.count for piece in found)


def test_a_long_text_is_known() -> None:
    assert is_long("a" * (LONG_LETTERS + 1))
    assert is_long("\n" * 13)
    assert not is_long("a" * LONG_LETTERS)
