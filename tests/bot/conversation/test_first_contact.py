import pytest

from bot.conversation.conversation import Conversation
from bot.knowledge.menu import PAGE
from tests.bot.conversation.people import CONSENT, GREETING, LAWYER, LAWYER_ES, LAWYER_PT, Person, said


async def test_the_introduction_comes_once_and_before_the_answer(person: Person) -> None:
    first = await person.writes(LAWYER)
    assert first.lines[0].text.startswith("Hello. I am an automatic helper")
    assert "You can ask for a lawyer" in first.lines[1].text
    assert "automatic helper" not in said(await person.writes(CONSENT))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param(LAWYER, "en", id="en"),
        pytest.param(LAWYER_ES, "es", id="es"),
        pytest.param(LAWYER_PT, "pt", id="pt"),
    ],
)
async def test_the_introduction_names_how_to_leave_to_erase_and_to_reach_a_person(
    person: Person, text: str, language: str
) -> None:
    turn = await person.writes(text)
    speech = person.conversation.speech(person.session) if person.session else None
    assert speech is not None
    assert speech.language == language == turn.language
    for word in ("exit", "erase", "human"):
        assert speech.word(word) in turn.lines[0].text


@pytest.mark.parametrize(
    ("text", "language"), [pytest.param(LAWYER_ES, "es", id="es"), pytest.param(LAWYER_PT, "pt", id="pt")]
)
async def test_the_answer_follows_in_the_language_of_the_question(person: Person, text: str, language: str) -> None:
    turn = await person.writes(text)
    catalogs = person.conversation.knowledge.catalogs
    assert catalogs.say("topic.legal_aid.short", language) in said(turn)
    assert catalogs.english("topic.legal_aid.short") not in said(turn)


@pytest.mark.parametrize(
    ("channel", "brief"),
    [
        pytest.param("sms", True, id="sms"),
        pytest.param("whatsapp", False, id="whatsapp"),
        pytest.param("telegram", False, id="telegram"),
        pytest.param("web", False, id="web"),
    ],
)
async def test_sms_is_short_and_the_others_say_what_to_do_now(
    conversation: Conversation, channel: str, *, brief: bool
) -> None:
    turn = await Person(conversation, channel).writes(LAWYER)
    topic = conversation.knowledge.topics["legal_aid"]
    assert topic.short in said(turn)
    assert (topic.now in said(turn)) is not brief


async def test_who_only_greets_is_shown_what_to_ask(person: Person) -> None:
    turn = await person.writes(GREETING)
    assert len(turn.lines) == 2
    topics = [choice for choice in person.choices if choice.step.kind == "topic"]
    assert len(topics) == PAGE
    assert (await person.writes("1")).intent == topics[0].step.value


async def test_a_command_to_start_shows_the_introduction_and_the_menu(person: Person) -> None:
    turn = await person.writes("/start", command="start")
    assert "automatic helper" in turn.lines[0].text
    assert turn.lines[1].text == "What do you want to know? Choose one, or ask in your own words."


async def test_the_app_s_language_decides_where_the_first_message_shows_none(person: Person) -> None:
    turn = await person.writes("👋", language_hint="pt-BR")
    assert turn.language == "pt"


async def test_the_introduction_names_the_country_beside_its_number(person: Person) -> None:
    turn = await person.writes(f"{LAWYER_ES}, estoy en Perú")
    assert "105" in turn.lines[0].text
    assert "Perú" in turn.lines[0].text
