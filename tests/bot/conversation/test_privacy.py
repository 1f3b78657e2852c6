"""What a person is told about what we keep, and how they choose to be forgotten sooner."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.conversation import notices, privacy
from bot.conversation.conversation import Conversation
from bot.conversation.speech import Line, Speech
from bot.conversation.step import StepKind
from bot.conversation.turn import Turn
from bot.sessions.session import Limits, Session
from bot.wiring.channels import simulated_channels
from tests.bot.conversation.people import Person, said, silence

CHANNELS = ("web", "telegram", "sms", "whatsapp")
LANGUAGES = ("ar", "en", "es", "fr", "pt", "ro", "ru", "sw", "tl", "vi")
LIMITS = Limits()

ASKS = {
    "ar": "الخصوصية",
    "en": "what do you keep about me?",
    "es": "¿qué guardas de mí?",
    "fr": "que gardez-vous sur moi ?",
    "pt": "o que você guarda sobre mim",
    "ro": "ce păstrați despre mine?",
    "ru": "что вы храните?",
    "sw": "unahifadhi nini",
    "tl": "ano ang itinatago mo",
    "vi": "bạn lưu gì về tôi",
}
FORGETS = {
    "ar": "انسني بعد ٥ دقائق",
    "en": "Forget me in 5 minutes",
    "es": "olvídame en 5 minutos",
    "fr": "oublie-moi dans 5 minutes",
    "pt": "me esqueça em 5 minutos",
    "ro": "uită-mă în 5 minute",
    "ru": "забудь меня через 5 минут",
    "sw": "nisahau baada ya dakika 5",
    "tl": "kalimutan mo ako sa 5 minuto",
    "vi": "quên tôi sau 5 phút",
}


def speech(conversation: Conversation, language: str) -> Speech:
    return Speech(conversation.knowledge, language)


def kinds(turn: Turn) -> list[str]:
    return [str(choice.step.kind) for choice in turn.lines[-1].choices]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_kept_is_told_in_every_language(conversation: Conversation, language: str, channel: str) -> None:
    voice = speech(conversation, language)
    turn = await Person(conversation, channel).greeted().writes(ASKS[language])
    assert turn.session is not None
    both_sides = [voice.say("privacy.both_sides")] if channel == "telegram" else []
    assert [line.text for line in turn.lines] == [
        voice.say("privacy.kept", minutes="30", hours="24", erase=voice.word("erase")),
        *both_sides,
        voice.say("privacy.phone"),
        voice.say("privacy.evidence"),
    ]
    assert kinds(turn) == ["erase.now", "menu", "exit"]
    first = await Person(conversation, channel).writes(ASKS[language])
    assert said(first).startswith(voice.say("first_contact"))
    assert said(first).endswith(said(turn))


async def test_a_command_tells_it_too_and_names_the_times_that_hold(conversation: Conversation) -> None:
    short = replace(conversation, limits=Limits(600, 7200))
    turn = await Person(short, "telegram").greeted(language="en").writes("", command="privacy")
    assert "It goes 10 minutes after your last message, and after 2 hours at the latest." in said(turn)
    sooner = await Person(short).greeted(language="en", idle_seconds=180).writes("privacy")
    assert "It goes 3 minutes after your last message" in said(sooner)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_wants_to_be_forgotten_sooner_is(conversation: Conversation, language: str, channel: str) -> None:
    turn = await Person(conversation, channel).greeted().writes(FORGETS[language])
    assert silence(turn.session) == 300
    assert said(turn) == speech(conversation, language).say("forget.set", minutes="5")
    assert "5" in said(turn)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("forget me in 1", 60), ("forget me in 30", 1800), ("forget me after: 07 minutes.", 420), ("forget in ５", 300),
        ("forget me in ۱۰", 600), ("forget me in १२", 720), ("forget me in 5 minutes or in 9", 300),
        ("forget me in 0", 0), ("forget me in 31", 0), ("forget me in 1440", 0), ("forget me in 99999999999999", 0),
        ("forget me in", 0), ("forget me in a while", 0), ("forget me in ٠", 0),
    ],
)  # fmt: skip
async def test_only_times_up_to_the_usual_one_can_be_chosen(person: Person, text: str, seconds: int) -> None:
    turn = await person.greeted(language="en").writes(text)
    assert turn.session is not None
    assert turn.session.idle_seconds == seconds
    if not seconds:
        assert said(turn) == "I can forget this chat after 1 to 30 minutes. Write, for example: forget me in 5"


@pytest.mark.parametrize(("text", "seconds"), [("5", 300), ("٥ minutes", 300), ("", 0), ("now", 0), ("4000", 0)])
async def test_the_command_takes_the_minutes_too(conversation: Conversation, text: str, seconds: int) -> None:
    turn = await Person(conversation, "telegram").greeted(language="en").writes(text, command="forget")
    assert turn.session is not None
    assert turn.session.idle_seconds == seconds


async def test_a_number_out_of_range_leaves_what_was_chosen_before(person: Person) -> None:
    someone = person.greeted(language="en", idle_seconds=300)
    await someone.writes("forget me in 90")
    assert silence(someone.session) == 300


async def test_where_a_chat_is_short_anyway_the_example_fits(conversation: Conversation) -> None:
    short = Person(replace(conversation, limits=Limits(180, 3600))).greeted(language="en")
    assert said(await short.writes("forget me in 5")).endswith(
        "after 1 to 3 minutes. Write, for example: forget me in 3"
    )
    assert (await short.writes("forget me in 3")).lines[0].text.startswith("I will forget")


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_sms_each_of_these_texts_fits_two_segments(conversation: Conversation, language: str) -> None:
    voice, session = replace(speech(conversation, language), brief=True), Session(0, 0, greeted=True, channel="sms")
    plain = conversation.knowledge.catalogs.locales[language].plain_sms_letters
    lines: Sequence[Line] = [
        *privacy.privacy(voice, session, LIMITS),
        *privacy.forgetting(voice, session, LIMITS, 5)[1],
        *privacy.forgetting(voice, session, LIMITS, 0)[1],
        *privacy.secret_set(voice, Session(0, 0, channel="sms"), LIMITS),
        *(Line(voice.say(key)) for key in ("erase.done", "code.opened", "code.short", "probing")),
        Line(voice.say("code.how", code=voice.word("code"))),
        Line(voice.say("erase.failed", erase=voice.word("erase"))),
        *privacy.kept(voice, session, LIMITS),
        notices.confirmation(voice, StepKind.ERASE),
    ]
    sms = simulated_channels()["sms"]
    sent = {line.text: [part.segments for part in sms.render(line.outbound(plain_letters=plain))] for line in lines}
    assert {text: segments for text, segments in sent.items() if segments not in ([1], [2])} == {}
