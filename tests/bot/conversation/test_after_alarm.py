"""What is said after an alarm to somebody who says little, and to somebody who says where they are."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.understanding import Candidate, Understood
from bot.sessions.session import ALARM
from tests.bot.conversation.people import Person, ScriptedUnderstanding, said, titles

DANGER = "Help, he is going to kill me"
HARM = "I do not want to live any more, I want to die"
NOBODY, YES, DOT, HERE = "no, nobody at all", "yes that is how it is", ".", "well i am in peru with them"
MEANINGS: Mapping[str, Understood] = {
    NOBODY: Understood("deny", 0.9),
    YES: Understood("affirm", 0.9),
    HERE: Understood("out_of_scope", 0.5),
}
STILL = "I am still here. You can go on writing."


@pytest.fixture
def endangered(conversation: Conversation) -> Person:
    return Person(replace(conversation, understanding=ScriptedUnderstanding(MEANINGS))).greeted()


@pytest.mark.parametrize("alarm", [DANGER, HARM])
@pytest.mark.parametrize("text", [NOBODY, YES, DOT, "the thing with the hole"])
async def test_who_says_little_is_not_left_alone(endangered: Person, alarm: str, text: str) -> None:
    first = await endangered.writes(alarm)
    for _ in range(3):
        turn = await endangered.writes(text)
        assert said(turn).startswith(STILL)
        assert "Peru 105" in said(turn) or "Peru 113" in said(turn)
        assert said(turn).endswith("In which country are you? You can write its name.")
        assert titles(turn) == titles(first)
        assert turn.session is not None
        assert turn.session.waiting_for.startswith(ALARM)
        assert turn.session.unsure == 0


@pytest.mark.parametrize("alarm", [DANGER, HARM])
async def test_the_country_said_later_still_brings_its_numbers_once(endangered: Person, alarm: str) -> None:
    for text in (alarm, NOBODY):
        await endangered.writes(text)
    turn = await endangered.writes(HERE)
    assert turn.session is not None
    assert turn.session.country == "PE"
    assert "(Peru)" in turn.lines[0].text
    assert said(turn).count("105") == 1
    assert not turn.session.waiting_for


async def test_without_an_alarm_no_is_only_no(endangered: Person) -> None:
    assert STILL not in said(await endangered.writes(NOBODY))


async def test_a_guess_at_a_topic_is_still_asked_back(conversation: Conversation) -> None:
    guessed = Understood("asylum", 0.3, (Candidate("consent", 0.2),), (("unsure", ""),))
    person = Person(replace(conversation, understanding=ScriptedUnderstanding({"hm": guessed}))).greeted()
    await person.writes(DANGER)
    assert "Is it one of these?" in said(await person.writes("hm"))


async def test_the_numbers_of_a_country_stand_once_where_an_answer_is_open(conversation: Conversation) -> None:
    person = Person(conversation).greeted(topic="legal_aid", language="en")
    await person.writes(DANGER)
    turn = await person.writes("Peru")
    assert said(turn).count("105") == 1
    assert "Numbers checked on" in said(turn)


async def test_the_day_of_the_check_stands_with_the_numbers_where_nothing_else_is_known(
    everywhere: Conversation,
) -> None:
    person = Person(everywhere).greeted(topic="identity_documents", language="en")
    await person.writes(DANGER)
    turn = await person.writes("India")
    assert len(turn.lines) == 1
    assert "Numbers checked on" in turn.lines[0].text
    assert turn.lines[0].choices
