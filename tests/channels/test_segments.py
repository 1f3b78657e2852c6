"""Counting and cutting, held against Twilio's own calculator and against what a reader expects."""

import json
import unicodedata
from pathlib import Path

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from channels import segments

BURMESE = "ကောင်းသည် လူကုန်ကူးမှုမှ ကာကွယ်ရန် အကူအညီ ရနိုင်သည်။ "
AMHARIC = "እርዳታ ማግኘት ይችላሉ። ሕጋዊ መብቶች አሉዎት፤ ለእርስዎ ነጻ ነው። "
ARABIC = "لديك حقوق، والمساعدة مجانية. يمكنك طلب محام؟ نعم. "
FAMILY = "👩‍👧‍👦"

_letters = st.sampled_from(
    ["a", "b", "word", " ", " ", "\n", "\n\n", ". ", "é", "ê", "€", "{", "ж", "🙂", FAMILY, "हीं", "0800 055 555", "112"]
)
_odd_letters = st.sampled_from(
    ["https://example.org/a?b=1", "1 ", "၁", "ကောင်း", "။", "ሽ", "لا", "\u0301", "\u200d", "🇿🇦"]
)
texts = st.lists(_letters | _odd_letters, max_size=150).map("".join)


def fits_sms(text: str) -> bool:
    return segments.count(text) <= 1


def split(text: str) -> list[str]:
    return list(segments.split(text, fits=fits_sms, most=160))


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_counts_as_twilios_calculator(shared: Path) -> None:
    cases = json.loads((shared / "sms_segments.json").read_text())["cases"]
    assert len(cases) == 27
    for case in cases:
        text = case["text"] if isinstance(case["text"], str) else case["text"]["repeat"] * case["text"]["count"]
        found = (segments.encoding(text), segments.count(text))
        assert found == (case["encoding"], case["segments"]), case["name"]


def test_plain_letters_save_at_least_what_twilios_smart_encoding_saves(shared: Path) -> None:
    for case in json.loads((shared / "sms_segments.json").read_text())["cases"]:
        text = case["text"] if isinstance(case["text"], str) else case["text"]["repeat"] * case["text"]["count"]
        assert segments.count(segments.plain(text)) <= case["smart_encoding"]["segments"], case["name"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ação não á í ó ú ç ê", "acao nao a i o u c e"),
        ("é è à ù ì ò ñ ü ö ä Ç Ä Ö Ü ß", "é è à ù ì ò ñ ü ö ä Ç Ä Ö Ü ß"),
        ("cafe\u0301", "café"),
        ("“Oi” – ‘você’…", "\"Oi\" - 'voce'..."),
        ("şığ İ łódź œuvre", "sig I lodz oeuvre"),
        ("привет ação", "привет ação"),
        ("olá 🙂", "olá 🙂"),
    ],
)
def test_plain_letters(text: str, expected: str) -> None:
    assert segments.plain(text) == expected


@given(texts)
def test_plain_is_gsm_or_untouched(text: str) -> None:
    plain = segments.plain(text)
    assert plain == text or segments.encoding(plain) == segments.GSM_7
    assert segments.plain(plain) == plain


@settings(deadline=None)
@given(texts)
@example("ё" * 300)
@example("\u0301" * 300)
@example("1" * 400)
@example("a" + "\u200d🙂" * 90)
def test_split_fits_and_loses_nothing_but_white_space(text: str) -> None:
    parts = split(text)
    assert all(fits_sms(part) for part in parts)
    assert all(part == part.strip() and part for part in parts)
    assert squeezed("".join(parts)) == squeezed(text)


@settings(deadline=None)
@given(texts)
def test_split_never_cuts_a_cluster_number_or_address(text: str) -> None:
    words = [word for part in split(text) for word in part.split()]
    for unit in (FAMILY, "https://example.org/a?b=1", "🇿🇦", "ကောင်း"):
        assert words.count(unit) >= text.split().count(unit)


@pytest.mark.parametrize("number", ["0800 055 555", "+27 82 000 0001", "(11) 3113-9600", "٠٨٠٠ ٠٥٥ ٥٥٥"])
@pytest.mark.parametrize("length", range(140, 162))
def test_a_number_stays_whole_wherever_the_cut_falls(number: str, length: int) -> None:
    filler = ("word " * 40)[:length]
    assert any(number in part for part in split(f"{filler} {number} and then some more words"))


@pytest.mark.parametrize("address", ["https://a.org/x", "www.example.org", "help@a.org", "example.org/b?c=1"])
@pytest.mark.parametrize("length", range(15, 36))
def test_an_address_stays_whole_even_without_a_space_before_it(address: str, length: int) -> None:
    assert any(address in part for part in split("🙂" * length + address + "🙂" * 10))


@pytest.mark.parametrize("text", [BURMESE, AMHARIC, ARABIC], ids=["burmese", "amharic", "arabic"])
def test_split_at_sentences_or_words(text: str) -> None:
    whole = (text * 20).strip()
    words = set(whole.split())
    parts = split(whole)
    assert len(parts) > 1
    assert all(fits_sms(part) for part in parts)
    assert {word for part in parts for word in part.split()} == words


@pytest.mark.parametrize("text", [BURMESE, AMHARIC, "नहीं आप अकेली हैं"], ids=["burmese", "amharic", "hindi"])
def test_without_spaces_no_part_starts_with_a_mark_or_a_closing_consonant(text: str) -> None:
    parts = split(squeezed(text).replace("။", "") * 20)
    assert len(parts) > 1
    for part in parts:
        assert not unicodedata.category(part[0]).startswith("M")
        assert not regex.match(r"[\u1000-\u1021]\u1037?\u103A", part)


def test_a_paragraph_is_preferred_to_a_sentence_and_a_sentence_to_a_word() -> None:
    assert split("a" * 90 + "\n\n" + "b" * 30 + ". " + "c " * 60)[0] == "a" * 90
    assert split("a" * 100 + ". " + "b " * 60)[0] == "a" * 100 + "."
    assert split("Step 1. " + "b " * 120)[0].endswith(" b")


def test_a_pause_that_would_leave_a_crumb_is_passed_over() -> None:
    assert len(split("Hi.\n" + "word " * 60)) == 2


def test_nothing_to_say_gives_no_part() -> None:
    assert split(" \n ") == []


def test_each_part_has_its_own_encoding() -> None:
    parts = split("plain words " * 12 + "\n\n" + "жук " * 30)
    assert [segments.encoding(part) for part in parts] == ["GSM-7", "UCS-2", "UCS-2"]
