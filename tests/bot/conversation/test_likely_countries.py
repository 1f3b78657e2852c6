"""Where a person may be while they have not said it: what is offered, and whose numbers are named."""

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.directory import isolated
from bot.conversation.likely_countries import MOST, likely_countries, speaks
from bot.conversation.notices import emergency
from bot.conversation.speech import Speech
from bot.knowledge.catalogs import country_name
from bot.knowledge.countries import Country
from tests.bot.conversation.conftest import FEW


def codes(conversation: Conversation, language: str) -> list[str]:
    return [each.iso2 for each in likely_countries(list(conversation.countries), language)]


@pytest.mark.parametrize("language", ["es", "en", "vi", "tl", "fr"])
def test_where_few_countries_are_served_all_of_them_are_likely(wired: Conversation, language: str) -> None:
    assert codes(wired, language) == list(FEW)


@pytest.mark.parametrize(
    ("language", "some"),
    [
        pytest.param("es", {"AR", "CL", "CO", "MX", "PE", "BO", "ES"}, id="es"),
        pytest.param("en", {"GB", "US", "LR", "PH", "NG", "KE"}, id="en"),
        pytest.param("pt", {"BR", "MZ"}, id="pt"),
        pytest.param("vi", {"VN"}, id="vi"),
        pytest.param("tl", {"PH"}, id="Tagalog, which CLDR knows as Filipino"),
    ],
)
def test_the_countries_that_speak_a_language_are_likely(
    everywhere: Conversation, language: str, some: set[str]
) -> None:
    found = codes(everywhere, language)
    assert some <= set(found)
    assert len(found) <= MOST
    assert all(speaks(each, language) for each in found)


@pytest.mark.parametrize(
    ("language", "never"),
    [("es", {"BR", "RO", "VN"}), ("en", {"BR", "PE", "VN"}), ("vi", {"US", "KH"}), ("tl", {"US"}), ("pt", {"AR"})],
)
def test_other_countries_are_not(everywhere: Conversation, language: str, never: set[str]) -> None:
    assert never <= {each.iso2 for each in everywhere.countries}
    assert set(codes(everywhere, language)) & never == set()


def test_those_where_most_people_speak_it_come_first(everywhere: Conversation) -> None:
    assert codes(everywhere, "en")[:2] == ["GB", "US"]
    assert codes(everywhere, "pt") == ["BR", "MZ"]
    assert codes(everywhere, "es").index("PE") < codes(everywhere, "es").index("PY")


@pytest.mark.parametrize(("language", "some"), [("fr", ["GB", "RO"]), ("ar", ["GB"])])
def test_where_it_is_official_in_none_those_count_where_it_is_spoken(
    everywhere: Conversation, language: str, some: list[str]
) -> None:
    without = [each for each in everywhere.countries if not speaks(each.iso2, language)]
    assert len(without) > MOST
    assert [each.iso2 for each in likely_countries(without, language)][: len(some)] == some


def test_a_language_that_nobody_speaks_there_has_none(everywhere: Conversation) -> None:
    assert likely_countries(list(everywhere.countries), "mg") == []


@pytest.mark.parametrize(
    ("country", "language", "spoken"),
    [
        ("FR", "fr", True),
        ("VN", "vi", True),
        ("PH", "tl", True),
        ("PH", "en", True),
        ("PE", "es", True),
        ("PE", "vi", False),
        ("RO", "es", False),
    ],
)
def test_a_country_speaks_its_official_languages(country: str, language: str, spoken: bool) -> None:  # noqa: FBT001
    assert speaks(country, language) is spoken


def test_a_code_that_is_no_country_speaks_nothing() -> None:
    assert not speaks("none", "es")
    assert not speaks("", "es")


@pytest.mark.parametrize("language", ["es", "en", "vi", "tl", "fr", "ar", "ro", "ru", "pt", "sw"])
def test_in_danger_the_numbers_of_likely_countries_alone_are_named(everywhere: Conversation, language: str) -> None:
    speech = Speech(everywhere.knowledge, language)
    text = emergency(speech, None, everywhere.countries).text
    likely = set(codes(everywhere, language))
    assert likely
    assert text.startswith(speech.say("danger.unknown"))
    for country in everywhere.countries:
        named = f"{country_name(country.iso2, language)} {isolated(first_number(country) or '', speech)}" in text
        assert named is (country.iso2 in likely), country.iso2


def first_number(country: Country) -> str | None:
    return country.emergency()[0].shown_number
