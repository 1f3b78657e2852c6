import pytest

from bot.conversation import notices
from bot.conversation.conversation import Conversation
from bot.conversation.speech import Speech
from bot.conversation.step import Step, StepKind
from channels.channel import Address, MessageReceived
from tests.bot.conversation.people import LAWYER_ES, Person, ScriptedUnderstanding, said

STATES = [
    pytest.param(None, id="first contact"),
    pytest.param({}, id="nothing open"),
    pytest.param({"waiting_for": "country", "topic": "legal_aid"}, id="asked for the country"),
    pytest.param({"choices": ("deadbeef", "deadbeef")}, id="a menu open"),
    pytest.param({"language": "tr"}, id="a language that is not served"),
    pytest.param({"unsure": 5}, id="not understood for long"),
]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    "key",
    [
        pytest.param("web exit", id="exit"),
        pytest.param("web stop", id="stop"),
        pytest.param("web erase.now", id="erase now"),
        # On the web and on Telegram it asks first: see test_privacy.py.
        pytest.param("sms erase", id="erase, sms"),
        pytest.param("whatsapp erase", id="erase, whatsapp"),
    ],
)
async def test_leaving_ends_the_session_with_one_line_in_every_language_and_state(
    conversation: Conversation, understanding: ScriptedUnderstanding, key: str, state: dict[str, object] | None
) -> None:
    channel, key = key.split()
    done = f"{key.removesuffix('.now')}.done"
    understanding.down = True
    person = Person(conversation, channel)
    catalogs = person.conversation.knowledge.catalogs
    neutral = {catalogs.say(f"conversation.{done}", language) for language in catalogs.languages}
    words = catalogs.words(f"conversation.words.{key}")
    assert len(words) > 5
    for word in words:
        someone = person if state is None else person.greeted(**state)
        someone.session = None if state is None else someone.session
        turn = await someone.writes(f" {word.upper()}! ")
        assert turn.session is None, word
        assert len(turn.lines) == 1, word
        assert turn.lines[0].text in neutral, word
        assert turn.lines[0].choices == (), word


async def test_the_last_line_of_leaving_says_nothing_of_what_was_asked(person: Person) -> None:
    await person.writes(LAWYER_ES)
    assert said(await person.writes("salir")) == "Que tengas un buen día."


@pytest.mark.parametrize("command", ["exit", "stop"])
async def test_commands_leave_too(person: Person, command: str) -> None:
    assert (await person.greeted().writes("", command=command)).session is None


async def test_the_command_to_delete_leaves_where_it_is_given_again(conversation: Conversation) -> None:
    someone = Person(conversation, "telegram").greeted()
    assert (await someone.writes("", command="delete")).session is not None
    assert (await someone.writes("", command="delete")).session is None


async def test_a_button_leaves_whatever_its_title_says(person: Person) -> None:
    await person.writes(LAWYER_ES)
    await person.writes("Perú")
    turn = await person.taps(person.choice("exit"))
    assert turn.session is None


async def test_where_the_provider_has_answered_stop_nothing_more_is_said(conversation: Conversation) -> None:
    turn = await Person(conversation, "sms").greeted().writes("STOP", provider_answered=True)
    assert turn.session is None
    assert turn.lines == ()


async def test_where_the_provider_has_answered_help_nothing_more_is_said(conversation: Conversation) -> None:
    turn = await Person(conversation, "sms").greeted().writes("HELP", provider_answered=True)
    assert turn.session is not None
    assert turn.lines == ()


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        pytest.param("exit", True, id="exit"),
        pytest.param("00", True, id="00"),
        pytest.param("SALIR", True, id="salir"),
        pytest.param("delete", False, id="erase is no exit"),
        pytest.param("how do I exit the country", False, id="a sentence with the word"),
        pytest.param("", False, id="empty"),
    ],
)
def test_the_page_can_ask_whether_a_message_leaves(conversation: Conversation, text: str, *, leaves: bool) -> None:
    assert conversation.leaves(MessageReceived(Address("web", "a"), "e", message_id="m", text=text)) is leaves


async def test_after_leaving_the_next_message_is_a_first_contact(person: Person) -> None:
    await person.writes(LAWYER_ES)
    await person.writes("borrar")
    assert (await person.writes("borrar")).session is None
    turn = await person.writes(LAWYER_ES)
    assert "asistente automático" in turn.lines[0].text


@pytest.mark.parametrize(("text", "key"), [("salir", "exit.done"), ("necesito un abogado ya mismo", "safe")])
def test_the_way_out_is_neutral_even_where_everything_else_has_failed(
    conversation: Conversation, text: str, key: str
) -> None:
    message = MessageReceived(Address("sms", "person"), "1", message_id="1", text=text)
    (line,) = conversation.safe(None, message).lines
    said_in = {conversation.knowledge.catalogs.say(f"conversation.{key}", each) for each in ("en", "es", "pt")}
    assert any(line.text.startswith(each) for each in said_in)


@pytest.mark.parametrize("begun", [True, False])
@pytest.mark.parametrize(
    ("text", "key", "intent"), [("exit", "exit.done", "exit"), ("unsubscribe", "stop.done", "stop_messages")]
)
def test_who_leaves_has_left_even_where_everything_else_has_failed(
    conversation: Conversation, text: str, key: str, intent: str, *, begun: bool
) -> None:
    session = Person(conversation).greeted(language="fr", topic="legal_aid").session if begun else None
    turn = conversation.safe(session, MessageReceived(Address("sms", "person"), "1", message_id="1", text=text))
    assert (turn.session, turn.intent, turn.danger) == (None, intent, False)
    voice = Speech(conversation.knowledge, "fr" if begun else "en")
    assert [line.text for line in turn.lines] == [voice.say(key)]


def test_by_number_too(conversation: Conversation) -> None:
    leave = Step(StepKind.EXIT).code
    session = Person(conversation).greeted(language="en", choices=("deadbeef", leave)).session
    turn = conversation.safe(session, MessageReceived(Address("sms", "person"), "1", message_id="1", text="2"))
    assert (turn.session, said(turn)) == (None, "Have a nice day.")


@pytest.mark.parametrize("text", ["delete", "delete now"])
def test_what_could_not_be_deleted_is_said_and_stays(conversation: Conversation, text: str) -> None:
    session = Person(conversation).greeted(language="en").session
    turn = conversation.safe(session, MessageReceived(Address("sms", "person"), "1", message_id="1", text=text))
    assert turn.session == session
    assert said(turn) == "I could not delete it just now. Please write delete again in some minutes."


@pytest.mark.parametrize("hint", ["", "ro", "en-GB"])
@pytest.mark.parametrize("word", ["exit", "leave", "delete now", "stop messages"])
def test_our_own_words_are_answered_in_their_own_language(conversation: Conversation, word: str, hint: str) -> None:
    message = MessageReceived(Address("telegram", "a"), "1", message_id="1", text=word, language_hint=hint)
    languages = conversation.steering.languages_of(word)
    assert "en" in languages
    expected = hint[:2] if hint[:2] in languages else "en"
    assert conversation.safe(None, message).language == expected


def test_so_is_a_country_with_its_number(conversation: Conversation) -> None:
    # One that this word's language does not make likely.
    message = MessageReceived(Address("sms", "a"), "1", message_id="1", text="România")
    country = conversation.knowledge.countries["RO"]
    turn = conversation.safe(None, message)
    speech = Speech(conversation.knowledge, turn.language)
    assert said(turn).endswith(notices.emergency(speech, country, ()).text)
