"""What a person hears who asks for a human, and what that means for their ticket."""

from dataclasses import replace

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.turn import Turn
from bot.tickets.desk_status import DeskStatus
from bot.tickets.safe_contact import Hours
from bot.tickets.ticket import Outcome, Reason, Risk, Sees, Ticket, TicketState
from bot.tickets.wishes import ChatLeft, ContactGiven, DangerHeard, HumanAsked, PersonWrote, SeesChosen, WaitChosen
from tests.bot.conversation.conftest import NOW
from tests.bot.conversation.people import Person, ScriptedUnderstanding

OPEN = DeskStatus(exists=True, on_shift=1, languages=frozenset({"en", "es", "ar"}), before=2, minutes=7)
WAITING = Ticket(
    "t", "Cedar lantern", "sms", "en", "", Risk.NORMAL, Reason.ASKED, TicketState.WAITING, 1.0, 1.0, 1.0, 1.0
)
IN_QUEUE = replace(OPEN, ticket=WAITING)
HELD = replace(OPEN, ticket=replace(WAITING, state=TicketState.ACTIVE, worker="ana"))


def texts(turn: Turn) -> str:
    return "\n".join(line.text for line in turn.lines)


async def asked(person: Person, text: str, desk: DeskStatus) -> Turn:
    return await person.writes(text, desk=desk)


@pytest.mark.parametrize("language", ["en", "es", "ar"])
async def test_who_asks_is_told_how_many_wait_and_how_long_it_takes(conversation: Conversation, language: str) -> None:
    say = conversation.knowledge.catalogs.say
    person = Person(conversation, "sms").greeted(language_chosen=language)
    turn = await asked(person, conversation.knowledge.catalogs.first_word("conversation.words.human", language), OPEN)
    said = texts(turn)
    assert say("conversation.human.before", language, count="2") in said
    assert say("conversation.human.minutes", language, minutes="7") in said
    assert say("conversation.human.kept", language, days="7") in said
    assert turn.wishes == (HumanAsked(), WaitChosen())


async def test_no_wait_is_promised_that_nobody_measured(conversation: Conversation) -> None:
    turn = await asked(Person(conversation, "sms").greeted(), "human", replace(OPEN, before=0, minutes=None))
    said = texts(turn)
    assert "You are next." in said
    assert "minutes" not in said


async def test_nobody_there_speaks_the_language(conversation: Conversation) -> None:
    turn = await asked(Person(conversation, "sms").greeted(), "human", replace(OPEN, languages=frozenset({"es"})))
    assert "Nobody there now speaks your language." in texts(turn)


async def test_out_of_hours_says_when_by_the_clock_of_the_person(conversation: Conversation) -> None:
    # Monday 2026-11-23, 14:00 UTC.
    desk = replace(OPEN, on_shift=0, opens_at=1_795_442_400.0, zone="America/Lima")
    turn = await asked(Person(conversation, "sms").greeted(country="PE"), "human", desk)
    # The tests' clock stands in September.
    assert "Nov 23" in texts(turn)
    assert "09:00 (Lima)" in texts(turn)
    soon = replace(desk, opens_at=NOW + 3600)
    assert "back Monday " in texts(await asked(Person(conversation, "sms").greeted(country="PE"), "human", soon))
    assert "105" in texts(turn)
    assert turn.wishes == (HumanAsked(),)
    assert len(turn.lines[-1].choices) == 3


async def test_without_a_desk_everything_is_as_before(conversation: Conversation) -> None:
    turn = await asked(Person(conversation, "sms").greeted(country="PE"), "human", DeskStatus())
    assert turn.wishes == ()
    assert conversation.knowledge.catalogs.english("conversation.human.none") in texts(turn)


async def test_a_desk_out_of_reach_promises_nothing(conversation: Conversation) -> None:
    turn = await asked(Person(conversation, "sms").greeted(country="PE"), "human", replace(OPEN, reachable=False))
    assert turn.wishes == ()
    assert "105" in texts(turn)
    assert conversation.knowledge.catalogs.english("conversation.human.unreachable") in texts(turn)


async def test_what_the_worker_may_see(conversation: Conversation) -> None:
    person = Person(conversation, "sms").greeted()
    await asked(person, "human", OPEN)
    turn = await asked(person, "2", IN_QUEUE)
    assert turn.wishes == (SeesChosen(Sees.LAST),)


async def test_a_safe_contact_in_numbers_and_words(conversation: Conversation) -> None:
    person = Person(conversation, "sms").greeted(country="CO")
    await asked(person, "human", OPEN)
    await asked(person, "1", IN_QUEUE)
    hours = await asked(person, "4", IN_QUEUE)
    assert hours.wishes == (ContactGiven(Hours.EVENING),)
    code = await asked(person, "cinnamon", IN_QUEUE)
    assert code.wishes == (ContactGiven(Hours.EVENING, "cinnamon"),)
    opening = await asked(person, "skip", IN_QUEUE)
    assert opening.wishes == (ContactGiven(Hours.EVENING, "cinnamon"),)
    who = await asked(person, "only my sister Ana", IN_QUEUE)
    assert who.wishes == (ContactGiven(Hours.EVENING, "cinnamon", "", "only my sister Ana"),)
    assert who.session is not None
    assert who.session.contact == {}
    assert (await asked(person, "cinnamon", IN_QUEUE)).wishes == ()


async def test_marks_alone_are_no_code_word(conversation: Conversation) -> None:
    person = Person(conversation, "sms").greeted(country="CO")
    for each in ("human", "1", "4"):
        turn = await asked(person, each, IN_QUEUE if each != "human" else OPEN)
    again = await asked(person, "!!!", IN_QUEUE)
    assert again.lines == turn.lines
    assert again.wishes == (ContactGiven(Hours.EVENING),)
    assert (await asked(person, "cinnamon", IN_QUEUE)).wishes == (ContactGiven(Hours.EVENING, "cinnamon"),)


async def test_without_a_country_no_hours_are_offered(conversation: Conversation) -> None:
    person = Person(conversation, "sms").greeted(country="")
    await asked(person, "human", OPEN)
    turn = await asked(person, "1", IN_QUEUE)
    assert len(turn.lines[-1].choices) == 2
    assert (await asked(person, "2", IN_QUEUE)).wishes == (ContactGiven(None),)


async def test_a_cry_for_help_is_no_code_word(conversation: Conversation) -> None:
    person = Person(conversation, "sms").greeted(country="CO")
    for each in ("human", "1", "1"):
        await asked(person, each, IN_QUEUE if each == "1" else OPEN)
    turn = await asked(person, "help, he wants to kill me", IN_QUEUE)
    assert turn.danger
    assert not any(isinstance(each, ContactGiven) for each in turn.wishes)


@pytest.mark.parametrize("word", ["exit", "00", "delete"])
async def test_the_way_out_is_no_code_word(conversation: Conversation, word: str) -> None:
    person = Person(conversation, "sms").greeted(country="CO")
    for each in ("human", "1", "1"):
        await asked(person, each, IN_QUEUE if each == "1" else OPEN)
    turn = await asked(person, word, IN_QUEUE)
    assert turn.session is None
    assert turn.wishes == (ChatLeft(Outcome.DELETED if word == "delete" else Outcome.LEFT),)


async def test_a_held_chat_is_passed_on_and_not_answered(
    conversation: Conversation, understanding: ScriptedUnderstanding
) -> None:
    understanding.down = True
    person = Person(conversation, "sms").greeted()
    for text in ("my boss took my passport", "menu", "who are you?", "1", "español"):
        turn = await asked(person, text, HELD)
        assert (turn.lines, turn.wishes) == ((), (PersonWrote(text),)), text


async def test_danger_in_a_held_chat_is_answered_and_passed_on(conversation: Conversation) -> None:
    turn = await asked(Person(conversation, "sms").greeted(country="PE"), "help, he wants to kill me", HELD)
    assert "105" in texts(turn)
    assert turn.wishes == (DangerHeard(Reason.DANGER), PersonWrote("help, he wants to kill me"))


async def test_back_to_the_assistant(conversation: Conversation) -> None:
    turn = await asked(Person(conversation, "sms").greeted(), "automatic helper", HELD)
    assert turn.wishes == (ChatLeft(Outcome.HANDED_BACK),)


async def test_a_held_chat_stays_held_while_the_store_is_away(conversation: Conversation) -> None:
    person = Person(conversation, "sms").greeted()
    await asked(person, "hello", HELD)
    turn = await asked(person, "are you there?", DeskStatus(exists=True, reachable=False))
    assert turn.wishes == (PersonWrote("are you there?"),)
    said = texts(conversation.not_passed_on(turn))
    assert conversation.knowledge.catalogs.english("conversation.human.not_passed") in said


async def test_danger_asks_for_a_human_at_once_and_names_the_number_first(conversation: Conversation) -> None:
    turn = await asked(Person(conversation, "sms").greeted(country="PE"), "help, he wants to kill me", OPEN)
    assert turn.wishes == (HumanAsked(Reason.DANGER),)
    assert "105" in turn.lines[0].text
    assert conversation.knowledge.catalogs.english("conversation.human.danger") in texts(turn)
