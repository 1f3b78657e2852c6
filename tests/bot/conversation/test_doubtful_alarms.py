"""An alarm that is not sure: whom to call is said, nobody is called unasked, and what was asked is answered."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.step import StepKind
from bot.conversation.understanding import Understood
from bot.safety.net import Alarm, Heard
from bot.sessions.session import NEUTRAL
from bot.tickets.desk_status import DeskStatus
from bot.tickets.ticket import Reason, Risk, Ticket, TicketState
from bot.tickets.wishes import HumanAsked, PersonWrote
from tests.bot.conversation.people import LAWYER, Person, ScriptedUnderstanding, said
from tests.bot.conversation.weighed_net import weighed_net

OPEN = DeskStatus(exists=True, on_shift=1, languages=frozenset({"en"}))
HELD = replace(
    OPEN,
    ticket=Ticket("t", "Cedar lantern", "sms", "en", "", Risk.NORMAL, Reason.ASKED, TicketState.ACTIVE, *[1.0] * 4),
)
NUMBERS = "If you are in danger now, call"
PHONE = "my boss set up this phone, how do I clear it"
NOW = "my boss is checking my phone"
STRANGER = "so whose line would that be then"
WEIGHED = MappingProxyType(
    {
        "the van is back and he counts us": Heard(Alarm.DANGER, sure=False),
        "i sleep behind the kitchen, i am fifteen": Heard(Alarm.CHILD, sure=False),
        LAWYER: Heard(Alarm.DANGER, sure=False),
        "she takes my phone on fridays": Heard(Alarm.WATCHED, sure=False),
        STRANGER: Heard(Alarm.WATCHED, sure=False),
        PHONE: Heard(Alarm.WATCHED, sure=True),
        NOW: Heard(Alarm.WATCHED, sure=True, spoken=True),
        "he reads all of it": Heard(Alarm.WATCHED, sure=True),
        "blue kettle": Heard(Alarm.DANGER, sure=False),
        "he has my blue kettle and a gun": Heard(Alarm.DANGER, sure=True),
    }
)


@pytest.fixture
def person(wired: Conversation) -> Person:
    heard = weighed_net(wired.safety, WEIGHED)
    meanings = {
        PHONE: Understood("phone_safety", 0.9),
        NOW: Understood("phone_safety", 0.9),
        LAWYER: Understood("legal_aid", 0.9),
        STRANGER: Understood("who_are_you", 0.9),
    }
    return Person(replace(wired, safety=heard, understanding=ScriptedUnderstanding(meanings))).greeted()


@pytest.mark.parametrize("text", ["the van is back and he counts us", "i sleep behind the kitchen, i am fifteen"])
async def test_whom_to_call_is_said_and_somebody_is_offered_but_not_called(person: Person, text: str) -> None:
    turn = await person.writes(text, OPEN)
    assert NUMBERS in turn.lines[0].text
    assert turn.wishes == ()
    assert turn.danger
    assert {StepKind.QUIET, StepKind.HUMAN, StepKind.EXIT} <= {choice.step.kind for choice in person.choices}


async def test_who_is_sure_of_it_is_called_unasked(person: Person) -> None:
    turn = await person.writes("he has my blue kettle and a gun", OPEN)
    assert turn.wishes == (HumanAsked(Reason.DANGER),)


async def test_what_was_asked_is_answered_below(person: Person) -> None:
    turn = await person.writes(LAWYER, OPEN)
    assert NUMBERS in turn.lines[0].text
    assert turn.intent == "legal_aid"
    assert turn.wishes == ()
    assert StepKind.QUIET not in {choice.step.kind for choice in person.choices}


async def test_the_number_stands_before_who_we_are(person: Person) -> None:
    turn = await replace(person, session=None).writes(LAWYER)
    assert NUMBERS in turn.lines[0].text
    assert "automatic helper" in turn.lines[1].text


async def test_who_may_be_watched_gets_an_answer_and_the_numbers(person: Person) -> None:
    turn = await person.writes("she takes my phone on fridays")
    assert NUMBERS in turn.lines[0].text
    assert not turn.watched
    assert turn.session is not None
    assert turn.session.waiting_for != NEUTRAL


async def test_a_stranger_who_asks_who_we_are_hears_nothing_of_danger(person: Person) -> None:
    turn = await person.writes(STRANGER)
    assert turn.intent == "who_are_you"
    assert NUMBERS not in said(turn)


async def test_who_is_watched_and_asks_how_to_be_safe_from_it_is_answered(person: Person) -> None:
    turn = await person.writes(PHONE)
    assert turn.intent == "phone_safety"
    assert not turn.watched
    assert said(turn) != said(await person.writes("he reads all of it"))
    assert person.last is not None
    assert person.last.watched


async def test_who_is_watched_at_this_moment_gets_no_answer_that_shows(person: Person) -> None:
    turn = await person.writes(NOW)
    assert turn.watched
    assert "phone" not in said(turn)


async def test_without_the_engine_whoever_is_watched_meets_the_neutral_face(person: Person) -> None:
    person.conversation = replace(person.conversation, understanding=ScriptedUnderstanding(down=True))
    assert (await person.writes(PHONE)).watched


async def test_a_worker_reads_what_is_doubtful_and_the_assistant_is_silent(person: Person) -> None:
    turn = await person.writes("the van is back and he counts us", HELD)
    assert turn.lines == ()
    assert turn.wishes == (PersonWrote("the van is back and he counts us"),)


@pytest.mark.parametrize(("text", "kept"), [("blue kettle", True), ("he has my blue kettle and a gun", False)])
async def test_an_answer_that_we_asked_for_is_taken_unless_danger_is_sure(
    person: Person, text: str, *, kept: bool
) -> None:
    assert person.session is not None
    person.session = replace(person.session, waiting_for="contact.code_word", contact={"hours": "morning"})
    turn = await person.writes(text, OPEN)
    assert turn.danger is not kept
    assert turn.session is not None
    assert ("blue kettle" in turn.session.contact.values()) is kept
