import pytest

from bot.language.spelling import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("HELP!!!", "help"),
        ("heeeelp   me,please", "help me please"),
        ("abogado", "abogado"),
        ("¿Qué derechos?", "qué derechos que derechos"),
        ("ＡＢＣ", "abc"),
        ("good food", "good food"),
        ("مُحَامٍ", "مُحَامٍ محام"),
        ("a\u200bb\u00adc", "abc"),
        ("...", ""),
    ],
)
def test_fold(text: str, folded: str):
    assert fold(text) == folded


def test_vowel_signs_of_indic_scripts_stay():
    assert fold("मुझे वकील चाहिए") == "मुझे वकील चाहिए"


def test_composed_and_decomposed_letters_are_the_same():
    assert fold("advogad\u00e3o") == fold("advogada\u0303o")
