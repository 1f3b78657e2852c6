"""What is found in a worker's message before it goes out."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.outgoing import MOST_LETTERS, Checked, checked
from bot.knowledge.countries import read_countries
from bot.settings import PROJECT
from channels import segments

COUNTRIES = read_countries(Path(PROJECT) / "knowledge" / "countries")


def look(text: str, country: str = "ES", *, sms: bool = False, plain_letters: bool = True) -> Checked:
    return checked(text, sms=sms, plain_letters=plain_letters, country=COUNTRIES.get(country))


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Call 112.", "ES"),
        ("Call ١١٢ now", "ES"),
        ("+60 3-8000 8000", "MY"),
        ("ring +628111129129 today", "ID"),
        ("write to 1-888-373-7888", "US"),
        ("(888) 373-7888", "US"),
        ("In 2026 there were 12 of 15", "ES"),
        ("at 10.30 in room b7", "ES"),
        ("nothing here", "ES"),
    ],
)
def test_a_number_of_the_knowledge_base_is_no_matter(text: str, country: str) -> None:
    assert look(text, country).numbers == ()


@pytest.mark.parametrize(
    ("text", "country", "found"),
    [
        ("Call 115.", "ES", "115"),
        ("Call 1-888-373-7888", "ES", "1-888-373-7888"),  # right in another country
        ("my number is +34 612 345 678", "ES", "+34 612 345 678"),
        ("write +66 99 130 1300", "TH", "+66 99 130 1300"),  # known, and not to be shown
        ("call 112", "", "112"),  # no country: nobody can say that it is right
        ("call ٩٩٩٩", "ES", "٩٩٩٩"),
        ("dial *4243", "CL", "*4243"),
    ],
)
def test_any_other_number_is_named(text: str, country: str, found: str) -> None:
    assert look(text, country).numbers == (found,)


def test_every_number_that_may_be_shown_is_known_where_it_stands() -> None:
    for country in COUNTRIES.values():
        for service in country.services:
            if service.shown_number:
                assert checked(service.shown_number, sms=False, plain_letters=True, country=country).numbers == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://example.org/a?b=c now", "https://example.org/a?b=c"),
        ("see www.example.org", "www.example.org"),
        ("see example.org/help", "example.org/help"),
        ("mail me@example.org", "me@example.org"),
        ("javascript://alert(1)", "javascript://alert(1)"),
    ],
)
def test_a_link_is_named(text: str, found: str) -> None:
    assert look(text).links == (found,)


@pytest.mark.parametrize("text", ["I am here. You are safe...", "at 10.30", "e.g. this", "No.Yes"])
def test_what_only_looks_like_a_link_is_none(text: str) -> None:
    assert look(text).links == ()


def test_gaps_that_nobody_filled_are_named() -> None:
    assert look("Back in {minutes} minutes, {country}").gaps == ("{minutes}", "{country}")
    assert look("{ not } {{one}}").gaps == ("{one}",)


def test_an_sms_is_counted_as_it_will_be_sent() -> None:
    accented = "ã" * 100
    assert look(accented, sms=True).segments == segments.count(segments.plain(accented)) == 1
    assert look(accented, sms=True, plain_letters=False).segments == segments.count(accented) == 2
    assert look(accented).segments == 0
    assert look("", sms=True).segments == 0
    assert look("a" * 400, sms=True).costly
    assert not look("a" * 300, sms=True).costly


def test_letters_left_may_be_less_than_none() -> None:
    assert look("a" * (MOST_LETTERS + 5)).left == -5
    assert look("😀").left == MOST_LETTERS - 2


@given(st.text(max_size=80))
def test_any_text_can_be_checked(text: str) -> None:
    assert look(text, sms=True).letters >= len(text)
