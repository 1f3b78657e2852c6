from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.alternatives import read_rows
from bot.language.augmentation import crop, mistype, shorten, strip_accents
from bot.language.languages import LANGUAGES
from bot.language.normalisation import LONGEST, normalise
from bot.language.romanisation import ROMANISED, romanise
from bot.language.training import draw_lines


def drawing(seed):
    return Random(seed)  # noqa: S311 - repeatable, not secret


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("¿Dónde está MI pasaporte?", "dónde está mi pasaporte"),
        ("it's 5 o’clock @me http://x.example/a", "it's o'clock"),
        ("3ayez 7aga", "3ayez 7aga"),
        ("room 12, 3rd floor", "room 3rd floor"),
        ("nooooo", "noo"),
        ("İSTANBUL", "istanbul"),
        ("مـــرحبا", "مرحبا"),
        ("می‌روم", "میروم"),
        ("a\x00b\ud800c", "a b c"),
        ("' - 5", ""),
    ],
)
def test_normalisation(text, normal):
    assert normalise(text) == normal


@given(st.text(max_size=2_000))
def test_normalising_again_changes_nothing_that_matters(text):
    normal = normalise(text)
    assert len(normal) <= LONGEST
    assert not set(normal) & set("\n\r\t\0#@.,!?")


def test_accents_are_stripped_from_latin_letters_only():
    assert strip_accents("hộ chiếu đâu, șeful, ñ, й, मैं, أنا") == "ho chieu dau, seful, n, й, मैं, انا"


def test_mistyping_is_rare_and_repeatable():
    text = "my boss took my passport and does not pay me " * 20
    wrong = mistype(text, drawing(1))
    assert wrong == mistype(text, drawing(1))
    assert wrong != text
    assert abs(len(wrong) - len(text)) < len(text) * 0.06


def test_shorthand_replaces_whole_words_only():
    drawn = {shorten("why are you a young yard", "en", drawing(seed)) for seed in range(40)}
    assert "y r u a young yard" in drawn
    assert all(text.endswith("a young yard") for text in drawn)
    assert shorten("unchanged", "km", drawing(1)) == "unchanged"


def test_crops_stay_inside_the_text():
    draw = drawing(1)
    assert crop("one two three", "en", range(2, 3), draw) in {"one two", "two three"}
    assert len(crop("ช่วยด้วยฉันกลัวมากจริงๆ", "th", range(2, 3), draw)) == 8


@pytest.mark.parametrize(
    ("text", "code", "latin"),
    [("помогите", "ru", "pomogite"), ("मदद करना", "hi", "madad karna"), ("क़लम", "hi", "qalam")],
)
def test_romanisation(text, code, latin):
    assert latin in {romanise(text, code, drawing(seed)) for seed in range(50)}


def test_arabic_gets_the_vowels_that_its_readers_add():
    drawn = {romanise("محمد", "ar", drawing(seed)) for seed in range(500)}
    assert "mo7amad" in drawn


@pytest.mark.parametrize("name", ["everyday.tsv", "shorthand.tsv", "romanisation.tsv"])
def test_tables_are_well_formed(name):
    rows = list(read_rows(name))
    assert rows
    for row in rows:
        assert row["language"] in LANGUAGES
        assert all(row.values()) or name == "romanisation.tsv"  # some letters are silent


def test_every_language_has_everyday_phrases_in_its_scripts():
    assert {row["language"] for row in read_rows("everyday.tsv")} == set(LANGUAGES)
    assert {row["language"] for row in read_rows("romanisation.tsv")} == ROMANISED
    assert all("LATIN" in LANGUAGES[code].scripts for code in ROMANISED)


def test_lines_are_drawn_alike_each_time():
    groups = {"everyday": ["ayuda"], "words": ["casa", "perro"], "tico": ["Tengo fiebre y me duele la cabeza."] * 600}
    first = list(draw_lines("es", groups, drawing(1)))
    assert first == list(draw_lines("es", groups, drawing(1)))
    assert {"ayuda", "casa"} < set(first)
    assert all(line == normalise(line) for line in first[:500])
