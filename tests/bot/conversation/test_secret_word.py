"""A secret word keeps a chat for its owner: how it is set, what is said, and that the word itself goes nowhere."""

import logging
from dataclasses import replace

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.speech import Speech
from bot.conversation.step import Step, StepKind
from bot.sessions.session import ERASING, Session, to_bytes
from channels.channel import Address, MessageReceived
from tests.bot.conversation.people import LAWYER, Person, ScriptedUnderstanding, said, table

CHANNELS = ("telegram", "sms", "whatsapp")
NOW = 1_790_000_000.0
SECRET = "Sonnenblume77"
FOLDED = "sonnenblume77"

WORDS = {
    "ar": "كلمة السر",
    "en": "Secret word",
    "es": "Mi clave:",
    "fr": "mot secret :",
    "pt": "minha senha",
    "ro": "cuvânt secret",
    "ru": "Секретное слово:",
    "sw": "neno la siri",
    "tl": "lihim na salita",
    "vi": "từ bí mật",
}

# An ordinary sentence may begin with the same word.
SENTENCES = table("""
ar رمز بريدي لمدينة القاهرة
en code of conduct at my job
en secret word puzzles are what I like
es clave del wifi de la casa
es contraseña robada por mi jefe
fr mot de passe oublié hier
fr code du travail en France
pt senha do banco foi roubada
ro cod poștal din București
ru код города Москва какой
sw siri yangu ni kubwa sana
tl lihim na relasyon ng amo ko
vi mật khẩu của tôi bị mất
""")


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


@pytest.fixture
def person(conversation: Conversation) -> Person:
    return Person(conversation, "telegram")


def voice(conversation: Conversation, language: str) -> Speech:
    return Speech(conversation.knowledge, language)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", WORDS)
async def test_the_word_is_found_in_every_language_and_leaves_no_trace(
    person: Person,
    understanding: ScriptedUnderstanding,
    caplog: pytest.LogCaptureFixture,
    language: str,
    channel: str,
) -> None:
    for begun in (True, False):
        someone = replace(person, channel=channel)
        someone = someone.greeted() if begun else someone
        turn = await someone.writes(f"{WORDS[language]} {SECRET}")
        assert turn.secret == FOLDED
        assert turn.language == language
        assert turn.session is not None
        for shown in (repr(turn), str(turn.session), said(turn), caplog.text):
            assert FOLDED not in shown.casefold()
        assert FOLDED not in to_bytes(turn.session).decode().casefold()
        assert understanding.heard == []


def test_the_step_itself_does_not_hold_the_word(conversation: Conversation) -> None:
    for text in (f"code {SECRET}", "code: ab3xy"):
        message = MessageReceived(Address("telegram", "a"), "e", message_id="m", text=text)
        step = conversation.steering.step(message, Session(0, 0))
        assert step in (Step(StepKind.CODE), Step(StepKind.CODE, "short"))


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("code: sonnenblume77", FOLDED),
        ("CODE SONNENBLUME77!", FOLDED),
        ("  code   sonnenblume77 ", FOLDED),
        ("clave «sonnenblume77»", "«sonnenblume77»"),
        ("code Çiçek-Bahçesi", "cicek-bahcesi"),
        ("code солнышко", "солнышко"),
        ("code eightlet", "eightlet"),
        ("code 12345678", "12345678"),
        ("code ١٢٣٤٥٦٧٨", "١٢٣٤٥٦٧٨"),
        ("كلمة السر زهرةالياسمين", "زهرةالياسمين"),
    ],
)
async def test_capitals_accents_and_signs_around_it_do_not_matter(person: Person, text: str, secret: str) -> None:
    assert (await person.greeted(language="en").writes(text)).secret == secret


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", WORDS)
async def test_without_a_word_it_says_how(conversation: Conversation, language: str, channel: str) -> None:
    speech = voice(conversation, language)
    turn = await Person(conversation, channel).greeted().writes(WORDS[language])
    assert turn.secret == ""
    assert said(turn) == speech.say("code.how", code=speech.word("code"))


@pytest.mark.parametrize("language", WORDS)
async def test_the_word_that_it_tells_people_to_write_works(conversation: Conversation, language: str) -> None:
    turn = await Person(conversation, "sms").greeted().writes(f"{voice(conversation, language).word('code')} {SECRET}")
    assert turn.secret == FOLDED


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("word", ["a", "sevenle", "1234567", "é" * 7, "тайна", "!!abc!!!!!"])
async def test_a_short_word_is_none(person: Person, language: str, word: str) -> None:
    turn = await person.greeted().writes(f"{WORDS[language]} {word}")
    assert turn.secret == ""
    assert said(turn) == voice(person.conversation, language).say("code.short")


@pytest.mark.parametrize(
    ("text", "secret", "starts"),
    [
        (SECRET, FOLDED, ""),
        ("", "", "You can come back to this chat later with a secret word. Write code"),
        ("rose", "", "This word is too short."),
    ],
)
async def test_the_command_takes_the_word_too(conversation: Conversation, text: str, secret: str, starts: str) -> None:
    turn = await Person(conversation, "telegram").greeted(language="en").writes(text, command="code")
    assert turn.secret == secret
    assert said(turn).startswith(starts)
    assert turn.intent == "code"


@pytest.mark.parametrize("text", [each[0] for each in SENTENCES])
async def test_more_than_one_word_is_an_ordinary_sentence(
    person: Person, understanding: ScriptedUnderstanding, text: str
) -> None:
    turn = await person.greeted().writes(text)
    assert turn.secret == ""
    assert turn.intent == "out_of_scope"
    assert understanding.heard == [text]


@pytest.mark.parametrize(
    "text", ["barcode sonnenblume77", "codesonnenblume77", "my code sonnenblume77", "codex secrets"]
)
async def test_the_word_must_come_after_ours(person: Person, text: str) -> None:
    assert (await person.greeted().writes(text)).secret == ""


@pytest.mark.parametrize("state", [{"waiting_for": "country"}, {"waiting_for": ERASING}, {"choices": ("deadbeef",)}])
async def test_it_works_whatever_was_asked_before(person: Person, state: dict[str, object]) -> None:
    turn = await person.greeted(language="en", topic="legal_aid", **state).writes("code peru1234")
    assert turn.secret == "peru1234"
    assert turn.session is not None
    assert turn.session.waiting_for == ""
    assert turn.session.topic == "legal_aid"


async def test_danger_comes_first(person: Person, understanding: ScriptedUnderstanding) -> None:
    understanding.down = True
    turn = await person.greeted(language="en").writes("code red he is going to kill me")
    assert turn.danger
    assert turn.secret == ""


async def test_no_other_turn_has_a_secret(person: Person) -> None:
    for text in (LAWYER, "menu", "1", "privacy", "forget me in 5", "Sonnenblume77"):
        assert (await person.writes(text)).secret == ""


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", WORDS)
async def test_a_chat_that_is_kept_now_is_told_so(conversation: Conversation, language: str, channel: str) -> None:
    speech = voice(conversation, language)
    turn = await Person(conversation, channel).greeted().writes(f"{WORDS[language]} {SECRET}")
    assert turn.session is not None
    answer = conversation.unlocked(turn, turn.session, opened=False)
    # Where the word stays on the phone, that is said as well.
    stays = channel in ("sms", "whatsapp")
    said_now = [speech.say("code.set", hours="24"), *([speech.say("privacy.phone")] if stays else [])]
    assert [line.text for line in answer.lines] == said_now
    assert answer.secret == FOLDED, "the reception must not write it down"
    assert FOLDED not in repr(answer)


async def test_who_begins_with_a_word_is_introduced_to_us_first(person: Person) -> None:
    turn = await person.writes(f"clave {SECRET}")
    assert turn.session is not None
    answer = person.conversation.unlocked(turn, turn.session, opened=False)
    assert answer.lines[0].text.startswith("Hola. Soy un asistente automático")
    assert answer.lines[1].text.startswith("Guardo este chat 24 horas con tu palabra secreta")
    assert answer.session is not None
    assert answer.session.greeted


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("waiting_for", ["", "country", ERASING])
async def test_what_was_kept_is_open_again_in_its_language(
    conversation: Conversation, channel: str, waiting_for: str
) -> None:
    kept = Session(
        NOW - 9000, NOW - 8000, greeted=True, language="fr", topic="legal_aid", country="PE", waiting_for=waiting_for
    )
    someone = Person(conversation, channel)
    turn = await someone.writes(f"code {SECRET}", language_hint="en")
    assert turn.session is not None
    answer = conversation.unlocked(turn, turn.session.resumed(kept), opened=True)
    assert said(answer) == voice(conversation, "fr").say("code.opened")
    assert answer.language == "fr"
    assert answer.session is not None
    assert (answer.session.topic, answer.session.country) == ("legal_aid", "PE")
    # Nothing was asked in this chat yet: no "yes" and no silence may delete it, and no answer is waited for.
    assert answer.session.waiting_for == ""
    assert answer.session.ends_at(1800, 86400) == NOW + 1800
    someone.session = answer.session
    assert (await someone.writes("source")).intent == "more"
    assert someone.session.topic == "legal_aid"


async def test_the_menu_s_numbers_count_after_opening(person: Person) -> None:
    turn = await person.greeted(language="en").writes(f"code {SECRET}")
    assert turn.session is not None
    answer = person.conversation.unlocked(turn, turn.session, opened=True)
    person.session = answer.session
    assert (await person.writes("1")).intent == answer.lines[-1].choices[0].step.value


LATER = "I keep this chat for {} hours under your secret word."


@pytest.mark.parametrize("text", ["privacy", "forget me in 5", "2"])
@pytest.mark.parametrize(
    ("left", "hours"),
    [
        pytest.param(86400, "24", id="set now"),
        pytest.param(86399, "24", id="a second later"),
        pytest.param(7200, "2", id="two hours"),
        pytest.param(7201, "3", id="never less than it is kept"),
        pytest.param(60, "1", id="a minute"),
        pytest.param(0, "", id="over"),
        pytest.param(-3600, "", id="over for long"),
    ],
)
async def test_whoever_has_a_word_is_told_for_how_long_it_still_keeps_the_chat(
    person: Person, text: str, left: int, hours: str
) -> None:
    someone = person.greeted(language="en", code="00" * 64, code_ends_at=NOW + left)
    if text == "2":
        await someone.writes("delete")
    heard = said(await someone.writes(text))
    assert (LATER.format(hours) in heard) if hours else ("secret word" not in heard)


@pytest.mark.parametrize("text", ["privacy", "forget me in 5", "2"])
async def test_whoever_has_none_is_told_of_none(person: Person, text: str) -> None:
    someone = person.greeted(language="en")
    if text == "2":
        await someone.writes("delete")
    assert "secret word" not in said(await someone.writes(text))


@pytest.mark.parametrize("begun", [True, False])
async def test_a_word_that_may_not_be_tried_now_is_met_as_what_means_nothing(
    conversation: Conversation, *, begun: bool
) -> None:
    speech = voice(conversation, "es")
    someone = Person(conversation, "telegram")
    someone = someone.greeted(topic="legal_aid", country="PE") if begun else someone
    turn = await someone.writes(f"clave {SECRET}")
    assert turn.session is not None
    answer = conversation.puzzled(turn, turn.session)
    assert answer.lines[-1].text == speech.say("unknown")
    # Who has not met us yet is introduced all the same, as before any other answer.
    assert [line.text.startswith(speech.say("first_contact")) for line in answer.lines[:-1]] == [True] * (not begun)
    assert "secret" not in said(answer).casefold()
    assert answer.session is not None
    assert answer.session.code == ""
    assert answer.session.topic == turn.session.topic
    assert answer.session.choices == tuple(choice.step.code for choice in answer.lines[-1].choices)
    assert answer.secret == FOLDED, "the reception must not write it down"
    assert FOLDED not in repr(answer)


# On the web a visitor is somebody new in each chat: no word could open an earlier one.
@pytest.mark.parametrize("begun", [True, False])
@pytest.mark.parametrize("secret", [SECRET, "short", ""])
@pytest.mark.parametrize("language", WORDS)
async def test_on_the_web_it_is_text_like_any_other(
    conversation: Conversation, understanding: ScriptedUnderstanding, language: str, secret: str, *, begun: bool
) -> None:
    visitor = Person(conversation, "web")
    visitor = visitor.greeted() if begun else visitor
    text = f"{WORDS[language]} {secret}"
    turn = await visitor.writes(text)
    assert understanding.heard == [text]
    assert (turn.secret, turn.intent) == ("", "out_of_scope")
    speech = voice(conversation, turn.language)
    assert turn.lines[-1].text == speech.say("unknown")
    for key in ("code.short", "code.set", "code.how"):
        assert speech.say(key, code=speech.word("code"), hours="24") not in said(turn)


@pytest.mark.parametrize("fields", [{"text": f"/code {SECRET}"}, {"text": SECRET, "command": "code"}])
async def test_nor_is_there_a_command_for_it(
    conversation: Conversation, understanding: ScriptedUnderstanding, fields: dict[str, str]
) -> None:
    turn = await Person(conversation, "web").greeted(language="en").writes(**fields)
    assert understanding.heard == [fields["text"]]
    assert (turn.secret, turn.intent) == ("", "out_of_scope")


async def test_on_the_web_a_time_can_be_chosen_all_the_same(conversation: Conversation) -> None:
    turn = await Person(conversation, "web").greeted(language="en").writes("forget me in 5")
    assert turn.session is not None
    assert turn.session.idle_seconds == 300
