"""Buttons of the hand-over that are tapped when a worker is already there, and words that are no answer to it."""

from dataclasses import replace

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.step import Step, StepKind
from bot.sessions.session import Said
from bot.tickets.desk_status import DeskStatus
from bot.tickets.safe_contact import Hours
from bot.tickets.ticket import Outcome, Reason, Risk, Sees, Ticket, TicketState
from bot.tickets.wishes import ChatLeft, ContactGiven, PersonWrote, SeesChosen, Wish
from tests.bot.conversation.people import Person, said

OPEN = DeskStatus(exists=True, on_shift=1, languages=frozenset({"es"}))
WAITING = Ticket(
    "t", "Cedar lantern", "web", "en", "", Risk.NORMAL, Reason.ASKED, TicketState.WAITING, 1.0, 1.0, 1.0, 1.0
)
IN_QUEUE = replace(OPEN, ticket=WAITING)
CLAIMED = replace(WAITING, state=TicketState.ACTIVE, worker="ana")
HELD = replace(OPEN, ticket=CLAIMED)


@pytest.mark.parametrize(
    ("step", "wish", "answer"),
    [
        (Step(StepKind.SEES, Sees.ALL), SeesChosen(Sees.ALL), "sees.all"),
        (Step(StepKind.CONTACT, Hours.EVENING), ContactGiven(Hours.EVENING), "contact.done"),
        (Step(StepKind.CONTACT, "no"), ContactGiven(None), "contact.none"),
        (Step(StepKind.WITHDRAW), ChatLeft(Outcome.HANDED_BACK), "back.done"),
    ],
)
async def test_a_tap_after_a_claim_is_not_lost(conversation: Conversation, step: Step, wish: Wish, answer: str) -> None:
    person = Person(conversation).greeted(country="CO")
    turn = await person.writes("", HELD, quick_reply=step.code)
    assert turn.wishes == (wish,)
    assert said(turn) == conversation.knowledge.catalogs.english(f"conversation.{answer}")
    # Nothing was asked that the next words could answer: they are for the worker.
    assert person.session is not None
    assert person.session.waiting_for == ""


async def test_a_number_written_to_a_worker_shows_them_nothing(conversation: Conversation) -> None:
    person = Person(conversation, "sms").greeted()
    await person.writes("human", OPEN)
    assert (await person.writes("3", HELD)).wishes == (PersonWrote("3"),)


async def test_an_old_button_takes_away_no_code_word(conversation: Conversation) -> None:
    desk = replace(HELD, ticket=replace(CLAIMED, calls_back=True))
    person = Person(conversation).greeted(country="CO")
    turn = await person.writes("", desk, quick_reply=Step(StepKind.CONTACT, Hours.EVENING).code)
    assert (turn.lines, turn.wishes) == ((), (PersonWrote("17 to 21"),))


async def test_another_tap_is_passed_on_by_its_title(conversation: Conversation) -> None:
    menu = Step(StepKind.MENU).code
    shown = (Said("assistant", "Welcome", ((menu, "Main menu"),)),)
    turn = await Person(conversation).greeted(transcript=shown).writes("", HELD, quick_reply=menu)
    assert (turn.lines, turn.wishes) == ((), (PersonWrote("Main menu"),))


@pytest.mark.parametrize("part", ["code_word", "opening", "who"])
async def test_help_is_no_answer_to_the_hand_over(conversation: Conversation, part: str) -> None:
    waiting = {"waiting_for": f"contact.{part}", "contact": {"hours": "any"}}
    turn = await Person(conversation).greeted(country="PE", **waiting).writes("help", IN_QUEUE)
    assert turn.wishes == ()
    assert "105" in said(turn)


@pytest.mark.parametrize(("languages", "told"), [({"es"}, False), ({"en"}, True), (None, False)])
async def test_the_first_message_shows_the_language(
    conversation: Conversation, languages: set[str] | None, *, told: bool
) -> None:
    desk = replace(OPEN, languages=None if languages is None else frozenset(languages))
    turn = await Person(conversation, "sms").writes("humano", desk)
    assert turn.language == "es"
    assert (conversation.knowledge.catalogs.say("conversation.human.not_spoken", "es") in said(turn)) is told
