"""A number that somebody may call is told from years, ages, counts and the numbers of laws."""

import pytest

from bot.knowledge.called_numbers import called_numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("Call 0800 2 3232 now.", "0800 2 3232", id="a long number"),
        pytest.param("Call 105 now.", "105", id="three digits"),
        pytest.param("In danger, call 15.", "15", id="two digits"),
        pytest.param("Dial 1800 for help.", "1800", id="what reads as a year"),
        pytest.param("Send an SMS to 2020.", "2020", id="a year by SMS"),
        pytest.param("Text HELP to 18.", "18", id="two digits by text"),
        pytest.param("The number to call is 17.", "17", id="the number is"),
        pytest.param("Help line: 19", "19", id="after a colon"),
        pytest.param("The police (17) can come.", "17", id="in brackets"),
        pytest.param("Calling 1990 is free.", "1990", id="another form of the verb"),
        pytest.param("Law 105 says so. Call 105.", "105", id="also the number of a law"),
        pytest.param("You can call *31 now.", "31", id="with a sign"),
        pytest.param("Call me on 3 days, or 20 15 10.", "20 15 10", id="in groups"),
    ],
)
def test_a_number_to_call_is_found(text: str, number: str) -> None:
    assert called_numbers(text) == [number]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Law 28950 of 2007 says so.", id="the number of a law"),
        pytest.param("Since 2007, 3 offices and 12 people.", id="a year and a count"),
        pytest.param("You can call 24 hours a day.", id="hours"),
        pytest.param("Call the line, 24/7.", id="always"),
        pytest.param("Call if you are under 18.", id="an age"),
        pytest.param("A text of 2016 says so. It took 10 years.", id="the year of a text"),
        pytest.param("Ask whom to call. In 2024 the rule changed.", id="the next sentence"),
        pytest.param("Answer with the number 1.", id="a choice"),
    ],
)
def test_a_number_that_is_no_phone_number_may_stand(text: str) -> None:
    assert called_numbers(text) == []
