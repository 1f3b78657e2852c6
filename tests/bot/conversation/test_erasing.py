"""How a chat is deleted: where it is seen to vanish it asks first, and silence deletes; elsewhere at once."""

from dataclasses import replace

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.speech import Speech
from bot.conversation.step import StepKind
from bot.conversation.turn import Turn
from bot.conversation.understanding import Candidate, Understood
from bot.sessions.session import Limits
from channels.attachment import AttachmentKind
from channels.channel import Address, MessageReceived
from tests.bot.conversation.people import LAWYER, Person, ScriptedUnderstanding, said, silence

CHANNELS = ("web", "telegram", "sms", "whatsapp")
ASKED = ("web", "telegram")
AT_ONCE = ("sms", "whatsapp")
LIMITS = Limits()

DELETES = {
    "ar": "احذف",
    "en": "Delete",
    "es": "borrar",
    "fr": "efface",
    "pt": "apagar",
    "ro": "Șterge",
    "ru": "удалить",
    "sw": "futa",
    "tl": "burahin",
    "vi": "xóa",
}
DELETES_NOW = {
    "ar": "احذف الآن",
    "en": "delete now!",
    "es": "bórralo ya",
    "fr": "efface maintenant",
    "pt": "apaga já",
    "ro": "șterge acum",
    "ru": "удали сейчас",
    "sw": "futa sasa",
    "tl": "burahin mo ngayon",
    "vi": "xóa ngay",
}
LANGUAGES = tuple(DELETES)
YES, NO, MAYBE = "yes, I want that", "no, rather not", "perhaps, it depends"
ANSWERS = {
    YES: Understood("affirm", 0.95),
    NO: Understood("deny", 0.95),
    MAYBE: Understood("affirm", 0.3, (Candidate("deny", 0.25),), (("unsure", ""),)),
    LAWYER: Understood("legal_aid", 0.9),
    "could you remove all of this": Understood("erase", 0.9),
    "no more of these messages please": Understood("stop_messages", 0.9),
}


@pytest.fixture
def answering(conversation: Conversation) -> Conversation:
    return replace(conversation, understanding=ScriptedUnderstanding(ANSWERS))


def speech(conversation: Conversation, language: str) -> Speech:
    return Speech(conversation.knowledge, language)


def kinds(turn: Turn) -> list[str]:
    return [str(choice.step.kind) for choice in turn.lines[-1].choices]


async def asked(conversation: Conversation, channel: str = "web", **fields: object) -> Person:
    """Give somebody who was asked whether to delete."""
    someone = Person(conversation, channel).greeted(language="en", topic="legal_aid", country="PE", **fields)
    turn = await someone.writes("delete")
    assert turn.session is not None
    assert turn.lines[0].text.startswith("I can delete this chat now. It may be proof for you later.")
    return someone


@pytest.mark.parametrize("channel", ASKED)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_where_deleting_is_seen_it_asks_first_and_a_second_time_deletes(
    conversation: Conversation, language: str, channel: str
) -> None:
    voice = speech(conversation, language)
    for again in (DELETES[language], DELETES_NOW[language]):
        someone = Person(conversation, channel).greeted()
        turn = await someone.writes(DELETES[language])
        assert said(turn) == f"{voice.say('erase.before')} {voice.say('erase.silence', minutes='2')}"
        assert kinds(turn) == ["erase.now", "erase.keep"]
        assert silence(turn.session) == 120
        turn = await someone.writes(again)
        assert turn.session is None
        assert turn.lines[0].text == voice.say("erase.done")


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_delete_now_asks_nothing(conversation: Conversation, language: str, channel: str) -> None:
    voice = speech(conversation, language)
    turn = await Person(conversation, channel).greeted().writes(DELETES_NOW[language])
    assert turn.session is None
    both = (voice.say("erase.both_sides"),) if channel == "telegram" else ()
    assert tuple(line.text for line in turn.lines) == (voice.say("erase.done"), *both)


@pytest.mark.parametrize(
    ("channel", "begun"), [*((each, True) for each in AT_ONCE), *((each, False) for each in CHANNELS)]
)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_elsewhere_and_to_a_stranger_delete_acts_at_once(
    conversation: Conversation, language: str, channel: str, *, begun: bool
) -> None:
    someone = Person(conversation, channel)
    turn = await (someone.greeted() if begun else someone).writes(DELETES[language])
    assert turn.session is None
    assert turn.lines[0].text == speech(conversation, language).say("erase.done")


@pytest.mark.parametrize("channel", ASKED)
@pytest.mark.parametrize(
    ("answer", "deletes"),
    [("1", True), ("١", True), ("2", False), (YES, True), (NO, False), ("Delete now", True), ("Keep for now", False)],
)
async def test_the_question_is_answered_by_number_in_words_or_by_title(
    answering: Conversation, channel: str, answer: str, *, deletes: bool
) -> None:
    someone = await asked(answering, channel)
    turn = await someone.writes(answer)
    if deletes:
        assert turn.session is None
        assert turn.lines[0].text.startswith("I have deleted")
    else:
        assert said(turn) == "I keep it for now. It goes by itself 30 minutes after your last message."
        assert silence(turn.session) == LIMITS.idle_seconds


@pytest.mark.parametrize(("kind", "deletes"), [(StepKind.ERASE_NOW, True), (StepKind.KEEP, False)])
async def test_the_buttons_do_what_they_say(answering: Conversation, kind: StepKind, *, deletes: bool) -> None:
    someone = await asked(answering, "telegram")
    assert ((await someone.taps(someone.choice(kind))).session is None) is deletes


@pytest.mark.parametrize("text", [LAWYER, "Peru", "menu", "español", "", "99", MAYBE, "privacy", "forget me in 20"])
async def test_whatever_else_is_written_goes_on_and_silence_is_long_again(answering: Conversation, text: str) -> None:
    someone = await asked(answering)
    assert silence(someone.session) == 120
    await someone.writes(text, attachments=() if text else (AttachmentKind.IMAGE,))
    assert someone.session is not None
    assert silence(someone.session) == (1200 if "20" in text else LIMITS.idle_seconds)
    assert (await someone.writes(YES)).session is not None, "the question is over"


async def test_a_shorter_time_that_was_chosen_stays_shorter_while_it_asks(answering: Conversation) -> None:
    assert silence((await asked(answering, idle_seconds=60)).session) == 60


async def test_without_the_engine_it_asks_again(answering: Conversation) -> None:
    someone = await asked(replace(answering, understanding=ScriptedUnderstanding(down=True)))
    turn = await someone.writes(YES)
    assert said(turn).startswith("I can delete this chat now.")
    assert silence(turn.session) == 120
    assert (await someone.writes("2")).session is not None


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_wish_that_was_only_understood_is_deleted_by_yes(answering: Conversation, channel: str) -> None:
    someone = Person(answering, channel).greeted(language="en")
    turn = await someone.writes("could you remove all of this")
    assert turn.session is not None
    assert silence(turn.session) == (120 if channel in ASKED else LIMITS.idle_seconds)
    other = replace(someone)
    assert (await someone.writes(YES)).session is None
    assert (await other.writes(NO)).session is not None


@pytest.mark.parametrize("channel", CHANNELS)
async def test_so_is_the_wish_to_get_no_more_messages(answering: Conversation, channel: str) -> None:
    someone = Person(answering, channel).greeted(language="en")
    turn = await someone.writes("no more of these messages please")
    assert turn.session is not None
    assert silence(turn.session) == LIMITS.idle_seconds
    other = replace(someone)
    ended = await someone.writes(YES)
    assert (ended.session, ended.intent) == (None, "stop_messages")
    assert (await other.writes(NO)).session is not None


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("begun", [True, False])
@pytest.mark.parametrize(
    "text",
    ["delete, he is going to kill me", "forget me in 5, he is going to kill me", "privacy he is going to kill me"],
)
async def test_danger_comes_before_all_of_it(answering: Conversation, text: str, channel: str, *, begun: bool) -> None:
    someone = await asked(answering) if begun and channel in ASKED else Person(answering, channel)
    turn = await someone.writes(text)
    assert turn.danger
    assert turn.session is not None
    assert turn.session.idle_seconds == 0
    assert silence(turn.session) == LIMITS.idle_seconds


async def test_a_fault_of_ours_is_no_silence(answering: Conversation) -> None:
    someone = await asked(answering)
    assert someone.session is not None
    earlier = replace(someone.session, seen_at=someone.session.seen_at - 100)
    message = MessageReceived(Address("web", "someone"), "e", message_id="m", text="what happens then")
    turn = answering.safe(earlier, message)
    assert turn.session is not None
    assert turn.session.seen_at == answering.clock()
