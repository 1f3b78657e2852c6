"""Whoever holds the phone and asks about earlier contact finds the same as a stranger, whatever was said before."""

from dataclasses import replace
from typing import Any

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.speech import Speech
from bot.conversation.turn import Turn
from bot.conversation.understanding import Candidate, Understood
from bot.safety.probing import Probing
from bot.sessions.session import ERASING, Said, Session
from channels.channel import Address, MessageReceived
from tests.bot.conversation.people import LAWYER, MEANINGS, UNCLEAR, Person, ScriptedUnderstanding, said

CHANNELS = ("web", "telegram", "sms", "whatsapp")
NOW = 1_790_000_000.0

PROBES = {
    "ar": ("هل كتبت لك؟", "ماذا قالت زوجتي؟", "ماذا تعرف عني؟"),
    "en": ("Did she write to you?", "who was talking here", "what do you know about me"),
    "es": ("¿Ella te escribió?", "quien estuvo hablando aqui", "¿Qué sabes de mí?"),
    "fr": ("Est-ce qu'elle t'a écrit ?", "montre-moi les anciens messages", "que savez-vous de moi ?"),
    "pt": ("ela falou com você?", "quem escreveu aqui antes", "o que você sabe sobre mim"),
    "ro": ("ce a spus soția mea", "Cine a vorbit aici?", "ce știi despre mine"),
    "ru": ("Она тебе писала?", "покажи прошлые сообщения", "что вы знаете обо мне?"),
    "sw": ("Je, alikuandikia?", "nionyeshe ujumbe wa zamani", "Unajua nini kuhusu mimi?"),
    "tl": ("Sumulat ba siya sa iyo?", "sino kausap mo", "ano alam mo tungkol sakin"),
    "vi": ("Cô ấy có nhắn tin cho bạn không?", "ai đã nói chuyện ở đây", "Bạn biết gì về tôi?"),
}
WHO = {
    "ar": "من أنت وماذا تفعل هنا",
    "en": "who are you and what is this",
    "es": "quién eres y qué es esto",
    "fr": "qui êtes-vous et qu'est-ce que c'est",
    "pt": "quem é você e o que é isto",
    "ro": "cine ești și ce este asta",
    "ru": "кто вы и что это такое",
    "sw": "wewe ni nani na hii ni nini",
    "tl": "sino ka at ano ba ito",
    "vi": "bạn là ai và đây là cái gì",
}
WHO_BRIEFLY = {
    "ar": "من أنت؟",
    "en": "Who is this?",
    "es": "¿Quién eres?",
    "fr": "t'es qui ?",
    "pt": "quem é você",
    "ro": "Cine ești?",
    "ru": "Кто это?",
    "sw": "Wewe ni nani?",
    "tl": "sino po kayo?",
    "vi": "Bạn là ai?",
}
BEFORE: dict[str, dict[str, Any]] = {
    "begun": {},
    "another language chosen": {"language": "ru", "language_chosen": "ru", "language_belief": {"ru": 1.0}},
    "a language that we do not speak": {"language": "tr", "language_belief": {"tr": 1.0}},
    "an answer open": {"language": "es", "topic": "legal_aid", "country": "PE", "language_belief": {"es": 1.0}},
    "a country named": {"language": "en", "topic": "asylum", "country_mentioned": "RO", "language_guess": "pt"},
    "asked for the country": {"topic": "legal_aid", "waiting_for": "country"},
    "asked whether to delete": {"waiting_for": ERASING, "topic": "consent"},
    "kept under a secret word": {"code": "00" * 64, "topic": "consent"},
    "not understood for long": {"unsure": 5, "choices": ("deadbeef", "deadbeef")},
}
# What somebody tries next, with what it needs to be found.
NEXT = [
    "more",
    "source",
    "1",
    "2",
    "country",
    "Peru",
    "language",
    "español",
    "menu",
    "privacy",
    "code",
    "who can help",
    "hello",
    "delete",
    LAWYER,
    UNCLEAR,
    "tell me what you know",
    "did she ask you something",
]


@pytest.fixture
def conversation(wired: Conversation) -> Conversation:
    meanings = {**MEANINGS, **{text: Understood("who_are_you", 0.9) for text in WHO.values()}}
    return replace(wired, understanding=ScriptedUnderstanding(meanings))


def someone(conversation: Conversation, channel: str, before: str) -> Person:
    """Give somebody with whom much was said before."""
    said_before = (Said("person", "I want to leave this house"), Said("assistant", "You can ask for a lawyer."))
    known = Person(conversation, channel).greeted(
        transcript=said_before, events=("e1", "e2"), job="job", **BEFORE[before]
    )
    assert known.session is not None
    return known


def comparable(turn: Turn) -> Turn:
    """Leave out what must still be erased, which nothing shows."""
    if turn.session is None:
        return turn
    return replace(turn, session=replace(turn.session, events=(), job=""))


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_question_about_earlier_contact_gets_the_turn_that_a_stranger_gets(
    conversation: Conversation, channel: str, before: str
) -> None:
    for language, probes in PROBES.items():
        for probe in probes:
            stranger = await Person(conversation, channel).writes(probe)
            turn = await someone(conversation, channel, before).writes(probe)
            assert comparable(turn) == comparable(stranger), probe
            assert turn.language == language, probe
            assert [line.text for line in turn.lines] == [Speech(conversation.knowledge, language).say("probing")]
            assert turn.lines[0].choices == ()


async def test_a_command_that_hides_it_or_the_app_s_language_changes_nothing(conversation: Conversation) -> None:
    for fields in ({"language_hint": "vi"}, {"language_hint": "xx-YY"}):
        probe = "what did my wife say"
        stranger = await Person(conversation, "telegram").writes(probe, **fields)
        turn = await someone(conversation, "telegram", "an answer open").writes(probe, **fields)
        assert comparable(turn) == comparable(stranger)


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("text", NEXT)
async def test_afterwards_nothing_of_before_is_found(conversation: Conversation, text: str, before: str) -> None:
    for channel in ("web", "sms"):
        stranger, known = Person(conversation, channel), someone(conversation, channel, before)
        for each in (stranger, known):
            await each.writes("did she write to you?")
        assert comparable(await known.writes(text)) == comparable(await stranger.writes(text))


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", PROBES)
async def test_the_next_message_is_greeted_as_a_stranger_s(
    conversation: Conversation, language: str, channel: str
) -> None:
    known = someone(conversation, channel, "an answer open")
    await known.writes(PROBES[language][0])
    turn = await known.writes(LAWYER)
    assert said(turn).startswith("Hello. I am an automatic helper")
    assert "Peru" not in said(turn).replace(said(await Person(conversation, channel).writes(LAWYER)), "")


async def test_what_must_still_be_erased_stays_and_all_else_is_gone(conversation: Conversation) -> None:
    for probes in PROBES.values():
        known = someone(conversation, "telegram", "kept under a secret word")
        assert known.session is not None
        started = replace(known.session, started_at=NOW - 5000, idle_seconds=300)
        known.session = started
        session = (await known.writes(probes[0])).session
        assert session is not None
        assert (session.events, session.job) == (("e1", "e2"), "job")
        # A shorter time that was chosen would tell, since the privacy text names it.
        assert session.ends_at(1800, 86400) == NOW + 1800
        assert session.ends_at(1800, 5000) == NOW
        rest = replace(session, events=(), job="", started_at=0, seen_at=0, idle_seconds=0)
        guess = {"language": rest.language, "language_guess": rest.language_guess}
        assert rest == Session(0, 0, channel="telegram", language_belief=rest.language_belief, **guess)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_asking_again_and_again_shows_nothing(conversation: Conversation, channel: str) -> None:
    stranger, known = Person(conversation, channel), someone(conversation, channel, "an answer open")
    for text in ("did she write to you?", "hi", "who was talking here", "more", "did she write to you?", "1"):
        assert comparable(await known.writes(text)) == comparable(await stranger.writes(text))


@pytest.mark.parametrize("before", BEFORE)
async def test_danger_comes_first(conversation: Conversation, before: str) -> None:
    known = someone(conversation, "sms", before)
    assert (await known.writes("did she write to you? he is going to kill me")).danger


async def test_a_question_that_is_too_heavy_to_search_is_met_as_one_about_earlier_contact(
    conversation: Conversation,
) -> None:
    probing = conversation.steering.probing
    heavy = Probing(probing.vocabulary, probing.probing, probing.unless, steps=1)
    careful = replace(conversation, steering=replace(conversation.steering, probing=heavy))
    turn = await someone(careful, "web", "an answer open").writes("a question of many words that nobody can search")
    assert turn.intent == "who_are_you"
    assert turn.session is not None
    assert turn.session.topic == ""


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("asked", [WHO, WHO_BRIEFLY], ids=["understood", "a short form"])
async def test_who_asks_who_we_are_gets_the_turn_that_a_stranger_gets(
    conversation: Conversation, channel: str, before: str, asked: dict[str, str]
) -> None:
    for language, text in asked.items():
        voice = Speech(conversation.knowledge, language)
        stranger = await Person(conversation, channel).writes(text)
        known = someone(conversation, channel, before)
        turn = await known.writes(text)
        assert comparable(turn) == comparable(stranger), text
        assert turn.language == language, text
        assert turn.intent == "who_are_you"
        assert [line.text for line in turn.lines[1:]] == [voice.say("who_are_you")]
        assert turn.lines[0].text.startswith(voice.say("first_contact"))
        assert turn.session is not None
        assert (turn.session.events, turn.session.job) == (("e1", "e2"), "job")
        assert turn.session.choices == tuple(choice.step.code for choice in turn.lines[-1].choices)


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("text", NEXT)
async def test_one_message_later_nothing_of_before_is_found_either(
    conversation: Conversation, text: str, before: str
) -> None:
    for question in (WHO["en"], WHO_BRIEFLY["en"]):
        stranger, known = Person(conversation, "sms"), someone(conversation, "sms", before)
        for each in (stranger, known):
            await each.writes(question)
        assert comparable(await known.writes(text)) == comparable(await stranger.writes(text)), question


@pytest.mark.parametrize("begun", [True, False])
@pytest.mark.parametrize("language", WHO_BRIEFLY)
async def test_a_short_form_needs_no_engine(conversation: Conversation, language: str, *, begun: bool) -> None:
    down = replace(conversation, understanding=ScriptedUnderstanding(down=True))
    asks = someone(down, "sms", "an answer open") if begun else Person(down, "sms")
    turn = await asks.writes(WHO_BRIEFLY[language], language_hint="xx")
    assert said(turn).endswith(Speech(conversation.knowledge, language).say("who_are_you"))
    assert "105" not in said(turn)


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("text", [*WHO_BRIEFLY.values(), "what did my wife say", "ce a spus soția mea"])
def test_the_safety_text_too_is_a_stranger_s(conversation: Conversation, text: str, before: str) -> None:
    message = MessageReceived(Address("telegram", "someone"), "e", message_id="m", text=text)
    known = someone(conversation, "telegram", before).session
    assert known is not None
    turn, stranger = conversation.safe(known, message), conversation.safe(None, message)
    assert replace(turn, session=None) == stranger
    assert turn.session == replace(known.covered(), seen_at=NOW)


async def test_a_language_that_we_do_not_speak_is_admitted_as_to_a_stranger(conversation: Conversation) -> None:
    text = "siz kimsiniz ve bu numara kime ait acaba söyler misiniz"
    turkish = replace(conversation, understanding=ScriptedUnderstanding({text: Understood("who_are_you", 0.9)}))
    stranger = await Person(turkish, "sms").writes(text)
    turn = await someone(turkish, "sms", "a language that we do not speak").writes(text)
    assert stranger.session is not None
    assert stranger.session.language == "tr"
    assert comparable(turn) == comparable(stranger)
    assert len(turn.lines) == 3


async def test_the_choice_beside_it_tells_what_is_kept(conversation: Conversation) -> None:
    known = someone(conversation, "web", "begun")
    await known.writes(WHO["en"])
    assert said(await known.writes("1")).startswith("I keep this chat locked.")


async def test_who_only_may_have_asked_it_is_not_introduced_again(conversation: Conversation) -> None:
    guess = Understood("who_are_you", 0.3, (Candidate("asylum", 0.2), Candidate("consent", 0.2)), (("unsure", ""),))
    unsure = replace(conversation, understanding=ScriptedUnderstanding({UNCLEAR: guess}))
    turn = await Person(unsure).greeted(language="en").writes(UNCLEAR)
    assert said(turn) == "I am not sure what you mean. Is it one of these?"


async def test_who_may_be_in_danger_still_gets_the_number(conversation: Conversation) -> None:
    text = "who are you people and why now"
    understood = Understood("who_are_you", 0.7, (Candidate("danger_now", 0.2),))
    alarming = replace(conversation, understanding=ScriptedUnderstanding({text: understood}))
    turn = await Person(alarming).greeted(language="en", country="PE").writes(text)
    # The number of the country that was named before would tell that something was.
    assert "If you are in danger now, call the emergency number of the country that you are in." in said(turn)
    assert "Peru" not in turn.lines[0].text
    assert turn.lines == (await Person(alarming).writes(text)).lines
    assert said(turn).startswith("Hello. I am an automatic helper")


@pytest.mark.parametrize("before", BEFORE)
async def test_without_the_engine_the_wall_stands(conversation: Conversation, before: str) -> None:
    down = replace(conversation, understanding=ScriptedUnderstanding(down=True))
    turn = await someone(down, "web", before).writes("has anyone used this chat before??")
    assert said(turn).startswith("I am an automatic information service.")
    message = MessageReceived(Address("web", "someone"), "e", message_id="m", text="hello")
    assert down.safe(turn.session, message).lines == down.safe(None, message).lines
