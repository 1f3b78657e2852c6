"""Somebody reads along: the conversation shows what any public service would, and nothing of what was before."""

from dataclasses import replace
from typing import Any

import pytest
import regex

from bot.conversation.conversation import Conversation
from bot.conversation.neutral import neutral
from bot.conversation.speech import Speech
from bot.conversation.step import Step, StepKind
from bot.conversation.understanding import Candidate, Understood
from bot.safety.net import Alarm
from bot.sessions.session import NEUTRAL, Session
from bot.tickets.desk_status import DeskStatus
from bot.tickets.ticket import Reason, Risk, Ticket, TicketState
from bot.tickets.wishes import ContactGiven, DangerHeard, PersonWrote
from bot.wiring.channels import simulated_channels
from channels.channel import Address, AttachmentKind, MessageReceived
from tests.bot.conversation.listed_net import LISTED, WATCHED, listening
from tests.bot.conversation.people import CONSENT, GREETING, LAWYER, MEANINGS, UNCLEAR, Person, ScriptedUnderstanding
from tests.bot.conversation.people import said as said_in
from tests.bot.conversation.test_every_answer import LANGUAGES
from tests.bot.conversation.test_probing import BEFORE, CHANNELS, PROBES, comparable, someone

OPEN = DeskStatus(exists=True, on_shift=1, languages=frozenset({"en"}))
WAITING = Ticket("t", "Cedar lantern", "sms", "en", "", Risk.URGENT, Reason.DANGER, TicketState.WAITING, *[1.0] * 4)
IN_QUEUE = replace(OPEN, ticket=WAITING)
HELD = replace(OPEN, ticket=replace(WAITING, state=TicketState.ACTIVE, worker="ana"))
PLACES = ("liberia", "paraguay", "chile")
NOTHING_OWN = [
    "ok",
    "hi",
    "?",
    "1",
    "who are you",
    "Peru",
    "español",
    "more",
    "source",
    "thank you",
    UNCLEAR,
    GREETING,
    "",
]
ALARMED = {
    WATCHED: Alarm.WATCHED,
    "did she write to you?": Alarm.WATCHED,
    "my boss reads it sometimes": Alarm.WATCHED,
}


@pytest.fixture
def conversation(wired: Conversation) -> Conversation:
    meanings = {
        **MEANINGS,
        "ok": Understood("affirm", 0.9),
        "thank you": Understood("thanks", 0.9),
        "what is this number for": Understood("who_are_you", 0.9),
        "he hit me again": Understood("danger_now", 0.9),
        "could a person answer me please": Understood("human", 0.9),
    }
    return replace(listening(wired, ALARMED), understanding=ScriptedUnderstanding(meanings))


def face(conversation: Conversation, language: str = "en") -> str:
    """Give the neutral face as it is shown where the country is not known."""
    speech = Speech(conversation.knowledge, language, heard=language, served=tuple(conversation.countries))
    return neutral(speech, None, conversation.countries).text


@pytest.mark.parametrize("desk", [None, OPEN, IN_QUEUE], ids=["no desk", "open", "in the queue"])
@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("channel", CHANNELS)
async def test_it_is_met_as_a_stranger_would_be_and_calls_nobody(
    conversation: Conversation, channel: str, before: str, desk: DeskStatus | None
) -> None:
    down = replace(conversation, understanding=ScriptedUnderstanding(down=True))
    asked = (desk,) if desk else ()
    stranger = await Person(down, channel).writes(WATCHED, *asked)
    turn = await someone(down, channel, before).writes(WATCHED, *asked)
    assert comparable(turn) == comparable(stranger)
    assert said_in(turn) == face(conversation)
    assert (turn.wishes, turn.watched, turn.danger) == ((), True, False)
    assert turn.lines[0].choices == ()
    assert turn.session is not None
    assert (turn.session.transcript, turn.session.events, turn.session.job) == ((), ("e1", "e2"), "job")


@pytest.mark.parametrize("country", ["", "PE", "VN"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_shows_what_this_is_about(everywhere: Conversation, language: str, country: str) -> None:
    served = everywhere.countries
    speech = Speech(everywhere.knowledge, language, brief=True, heard=language, served=tuple(served))
    line = neutral(speech, everywhere.knowledge.countries.get(country), served)
    text = line.text.casefold()
    assert speech.word("exit") in line.text
    assert any(letter.isdecimal() for letter in line.text) or speech.say("neutral.emergency") in line.text
    if language != "en":
        assert everywhere.knowledge.catalogs.english("conversation.neutral").split(".")[0] not in line.text
    # Some topics are called after a country.
    told = [speech.topic(topic, "title") for topic in everywhere.knowledge.topics if topic not in PLACES]
    told += [speech.say(f"choice.{kind}") for kind in ("human", "quiet", "erase", "privacy", "call_back")]
    told += [speech.word("human"), speech.say("kind.trafficking"), speech.say("kind.legal_aid")]
    for each in told:
        assert not regex.search(rf"\b{regex.escape(each.casefold())}\b", text), each
    sms = simulated_channels()["sms"]
    parts = sms.render(line.outbound(plain_letters=speech.plain_letters))
    assert [part.segments for part in parts] in ([1], [2], [3])
    print(language, country or "unknown", [part.segments for part in parts])  # noqa: T201 - shown with -s


@pytest.mark.parametrize("text", NOTHING_OWN)
@pytest.mark.parametrize("channel", CHANNELS)
async def test_the_face_stays_until_something_of_their_own_is_asked(
    conversation: Conversation, channel: str, text: str
) -> None:
    person = someone(conversation, channel, "an answer open")
    for each in (WATCHED, text, text):
        turn = await person.writes(each)
    language = "es" if text == "español" else "en"
    shown = face(conversation, language) if text != "Peru" else "Police 105, Fire brigade 116 (Peru)"
    assert shown in said_in(turn)
    assert len(turn.lines) == 1
    assert (turn.lines[0].choices, turn.wishes) == ((), ())


@pytest.mark.parametrize("text", ["who are you?", "what is this number for", *(each[0] for each in PROBES.values())])
async def test_who_asks_about_us_or_of_before_learns_nothing_then_or_after(
    conversation: Conversation, text: str
) -> None:
    person = someone(conversation, "sms", "an answer open")
    for each in (WATCHED, text):
        turn = await person.writes(each)
    assert len(turn.lines) == 1
    assert turn.lines[0].choices == ()
    assert turn.session is not None
    assert turn.session.waiting_for == NEUTRAL
    assert said_in(await person.writes("hi there")) == face(conversation, turn.language)


async def test_a_picture_changes_nothing(conversation: Conversation) -> None:
    person = someone(conversation, "whatsapp", "an answer open")
    await person.writes(WATCHED)
    turn = await person.writes("", attachments=(AttachmentKind.IMAGE,))
    assert said_in(turn) == face(conversation)


async def test_an_old_button_that_is_tapped_shows_nothing(conversation: Conversation) -> None:
    person = someone(conversation, "telegram", "an answer open")
    await person.writes(WATCHED)
    for step in (Step(StepKind.QUIET), Step(StepKind.CHILD, "me"), Step(StepKind.MORE), Step(StepKind.WAIT)):
        assert said_in(await person.writes("", IN_QUEUE, quick_reply=step.code)) == face(conversation)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        (LAWYER, "legal_aid"),
        (CONSENT, "consent"),
        ("could a person answer me please", "human"),
        ("help", "menu"),
        ("he hit me again", "danger_now"),
        ("Help, he is going to kill me", "danger_now"),
    ],
)
async def test_who_asks_something_of_their_own_is_answered_again(
    conversation: Conversation, text: str, intent: str
) -> None:
    person, stranger = someone(conversation, "sms", "an answer open"), Person(conversation, "sms")
    await person.writes(WATCHED)
    turn = await person.writes(text)
    assert turn.intent == intent
    assert turn.lines == (await stranger.writes(text)).lines
    assert turn.session is not None
    assert turn.session.waiting_for != NEUTRAL


@pytest.mark.parametrize("words", ["exit", "stop", "delete now"])
async def test_the_way_out_works(conversation: Conversation, words: str) -> None:
    person = someone(conversation, "sms", "an answer open")
    await person.writes(WATCHED)
    assert (await person.writes(words)).session is None


async def test_what_only_may_be_danger_is_no_word_of_danger_here(conversation: Conversation) -> None:
    text = "the thing with the man"
    guess = Understood("out_of_scope", 0.3, (Candidate("danger_now", 0.2),))
    person = Person(replace(conversation, understanding=ScriptedUnderstanding({text: guess})), "sms")
    await person.writes(WATCHED)
    assert said_in(await person.writes(text)) == face(conversation)


async def test_a_question_of_a_stranger_has_its_own_neutral_answer(conversation: Conversation) -> None:
    turn = await someone(conversation, "sms", "an answer open").writes("did she write to you?")
    assert (turn.intent, turn.watched) == ("who_are_you", False)


async def test_who_else_reads_here_was_our_question(conversation: Conversation) -> None:
    fields: dict[str, Any] = {"waiting_for": "contact.who", "contact": {"hours": "any"}}
    person = Person(conversation, "sms").greeted(language="en", **fields)
    turn = await person.writes("my boss reads it sometimes", IN_QUEUE)
    assert [type(each) for each in turn.wishes] == [ContactGiven]
    assert not turn.watched


@pytest.mark.parametrize("waiting_for", ["contact.code_word", "contact.opening", "country", "confirm.stop"])
async def test_whatever_was_asked_is_forgotten(conversation: Conversation, waiting_for: str) -> None:
    fields: dict[str, Any] = {"waiting_for": waiting_for, "contact": {"hours": "any"}}
    turn = await Person(conversation, "sms").greeted(language="en", **fields).writes(WATCHED, IN_QUEUE)
    assert said_in(turn) == face(conversation)
    assert turn.wishes == ()
    assert turn.session is not None
    assert turn.session.contact == {}


@pytest.mark.parametrize("reachable", [True, False])
async def test_a_worker_who_has_the_chat_is_told_and_the_assistant_is_silent(
    conversation: Conversation, *, reachable: bool
) -> None:
    person = someone(conversation, "telegram", "begun")
    assert person.session is not None
    person.session = replace(person.session, held=True)
    turn = await person.writes(WATCHED, replace(HELD, reachable=reachable))
    assert turn.lines == ()
    assert turn.wishes == (DangerHeard(Reason.WATCHED), PersonWrote(WATCHED))
    assert (turn.watched, turn.danger) == (True, False)
    assert turn.session is not None
    assert turn.session.held


@pytest.mark.parametrize("desk", [OPEN, HELD])
async def test_what_the_provider_has_answered_is_not_answered_again(
    conversation: Conversation, desk: DeskStatus
) -> None:
    turn = await someone(conversation, "sms", "an answer open").writes(WATCHED, desk, provider_answered=True)
    assert turn.lines == ()


def written(conversation: Conversation, session: Session | None, text: str) -> Any:
    return conversation.safe(session, MessageReceived(Address("sms", "someone"), "e", message_id="m", text=text))


@pytest.mark.parametrize("before", BEFORE)
def test_the_safety_text_has_the_same_face(conversation: Conversation, before: str) -> None:
    known = someone(conversation, "sms", before).session
    assert known is not None
    turn, stranger = written(conversation, known, WATCHED), written(conversation, None, WATCHED)
    assert said_in(turn) == said_in(stranger) == face(conversation)
    assert (turn.watched, stranger.watched, stranger.session) == (True, True, None)
    assert turn.session.topic == ""
    # Without the engine the next message shows no more.
    assert said_in(written(conversation, turn.session, LAWYER)) == face(conversation)
    assert "105" in said_in(written(conversation, turn.session, "Help, he is going to kill me"))


def test_the_safety_text_says_nothing_where_a_worker_has_the_chat(conversation: Conversation) -> None:
    held = Person(conversation, "sms").greeted(language="en", held=True, topic="consent").session
    turn = written(conversation, held, WATCHED)
    assert turn.lines == ()
    assert turn.session is not None
    assert turn.session.held


def test_what_is_listed_is_heard(conversation: Conversation) -> None:
    assert all(listening(conversation).safety.hear(text) is alarm for text, alarm in LISTED.items())
