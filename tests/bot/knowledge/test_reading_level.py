import pytest

from bot.knowledge.reading_level import PROFESSIONAL, too_hard

EASY = {
    "en": "You can ask a lawyer. It is free. Tell them what you need.",
    "es": "Puedes hablar con una persona. Es gratis. Te va a ayudar.",
}
BETWEEN = {
    "en": "An office can explain your rights, and a lawyer can ask for the residence permit together with you.",
    "es": "La oficina puede explicar tus derechos, y una abogada puede pedir el permiso de residencia.",
}
HARD = {
    "en": "International jurisprudence substantially acknowledges comprehensive entitlements.",
    "es": "La jurisprudencia internacional reconoce sustancialmente prerrogativas extraordinariamente comprensivas.",
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_easy_text_is_easy_for_everybody(language: str) -> None:
    assert too_hard(EASY[language], language, "survivor") == ""
    assert too_hard(EASY[language], language, PROFESSIONAL) == ""


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("audience", ["survivor", "child", "community", "anyone"])
def test_professionals_are_given_harder_texts_than_others(language: str, audience: str) -> None:
    assert too_hard(BETWEEN[language], language, audience)
    assert too_hard(BETWEEN[language], language, PROFESSIONAL) == ""


@pytest.mark.parametrize(
    ("language", "audience", "begin", "limit"),
    [
        (
            "en",
            "survivor",
            "reads too hard: Automated Readability Index ",
            ", at most 7 (Senter and Smith 1967, school grade); use shorter sentences and words",
        ),
        ("en", PROFESSIONAL, "reads too hard: Automated Readability Index ", ", at most 11 (Senter and Smith"),
        (
            "es",
            "survivor",
            "reads too hard: Fernández Huerta ",
            ", at least 70 (Fernández Huerta 1959, 0 hard to 100 easy); use shorter sentences and words",
        ),
        ("es", PROFESSIONAL, "reads too hard: Fernández Huerta ", ", at least 50 (Fernández Huerta 1959"),
    ],
)
def test_a_hard_text_is_found_with_its_value_and_limit(language: str, audience: str, begin: str, limit: str) -> None:
    found = too_hard(HARD[language], language, audience)
    assert found.startswith(begin)
    assert limit in found


@pytest.mark.parametrize("language", ["ar", "tl", "vi"])
def test_a_language_without_a_known_formula_is_not_judged(language: str) -> None:
    assert too_hard(HARD["en"] * 3, language, "survivor") == ""


def test_one_language_does_not_change_how_another_is_read() -> None:
    english = too_hard(HARD["en"], "en", "survivor")
    too_hard(HARD["es"], "es", "survivor")
    assert too_hard(HARD["en"], "en", "survivor") == english
