import pytest

from bot.conversation.conversation import Conversation
from channels.attachment import AttachmentKind
from tests.bot.conversation.people import LAWYER, Person, ScriptedUnderstanding, said


@pytest.mark.parametrize(
    ("kind", "starts"),
    [
        (AttachmentKind.AUDIO, "I cannot listen to voice messages."),
        (AttachmentKind.IMAGE, "I cannot look at pictures."),
        (AttachmentKind.VIDEO, "I cannot look at pictures."),
        (AttachmentKind.STICKER, "I cannot look at pictures."),
        (AttachmentKind.LOCATION, "I do not use your location."),
        (AttachmentKind.CONTACT, "I do not keep contacts."),
        (AttachmentKind.DOCUMENT, "I can only read words."),
        (AttachmentKind.OTHER, "I can only read words."),
    ],
)
async def test_what_is_not_words_is_refused_by_its_kind(person: Person, kind: AttachmentKind, starts: str) -> None:
    turn = await person.greeted(language="en").writes("", attachments=(kind,))
    assert said(turn).startswith(starts)
    assert person.conversation.understanding.heard == []  # type: ignore[attr-defined]


def test_every_kind_of_attachment_is_in_the_table() -> None:
    marks = test_what_is_not_words_is_refused_by_its_kind.pytestmark  # type: ignore[attr-defined]
    assert {row[0] for row in marks[0].args[1]} == set(AttachmentKind)


async def test_words_beside_a_picture_are_answered(person: Person) -> None:
    turn = await person.greeted().writes(LAWYER, attachments=(AttachmentKind.IMAGE,))
    assert turn.intent == "legal_aid"


@pytest.mark.parametrize("text", ["", " ", "\n\t\u00a0"])
async def test_an_empty_message_is_told_so(person: Person, text: str) -> None:
    turn = await person.greeted(language="en").writes(text)
    assert said(turn) == "I received an empty message. Please write your question."


@pytest.mark.parametrize("text", ["a" * 100_000, "need a lawyer " * 10_000, "٣" * 100_000, "\u0300" * 100_000])
async def test_a_very_long_message_is_read_in_part_and_told_so(person: Person, text: str) -> None:
    turn = await person.greeted(language="en").writes(text)
    assert turn.lines[0].text == "Your message was very long. I read only the first part."
    assert all(len(heard) <= 1600 for heard in person.conversation.understanding.heard)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("I need\x00 a lawyer", id="NUL"),
        pytest.param("\u202eI need a lawyer\u2066", id="bidi"),
        pytest.param("\u200b\u200d\ufeff", id="nothing to be seen"),
        pytest.param("{country} {0} %s {", id="placeholders"),
        pytest.param("🙏🏽🙏🏽🙏🏽", id="emoji"),
        pytest.param("1️⃣", id="keycap"),
        pytest.param("I need a \ufffd lawyer", id="replaced"),
        pytest.param("' OR 1=1; -- <script>", id="code"),
        pytest.param("܀ꙮ𒐪" * 50, id="rare scripts"),
    ],
)
async def test_odd_letters_are_passed_on_as_they_are(person: Person, text: str) -> None:
    turn = await person.writes(text)
    assert turn.lines
    assert person.conversation.understanding.heard == [text]  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["/ask/legal_aid", "/restart", '/intent{"a": 1}', "/", "//"])
async def test_a_text_that_begins_with_a_slash_is_text(
    person: Person, understanding: ScriptedUnderstanding, text: str
) -> None:
    turn = await person.greeted().writes(text)
    assert understanding.heard == [text]
    assert turn.intent == "out_of_scope"


@pytest.mark.parametrize("command", ["start", "menu", "help", "never_heard_of"])
async def test_a_command_without_a_meaning_shows_the_menu(person: Person, command: str) -> None:
    turn = await person.greeted(language="en").writes(f"/{command}", command=command)
    assert turn.lines[-1].text.startswith("What do you want to know?")


async def test_an_edited_message_is_told_that_it_is_not_read(conversation: Conversation) -> None:
    session = Person(conversation).greeted(language="es").session
    assert session is not None
    turn = conversation.edited(session)
    assert turn.session == session
    assert said(turn).startswith("Cambiaste un mensaje.")


async def test_a_message_of_an_odd_kind_keeps_what_was_open(person: Person) -> None:
    await person.writes(LAWYER)
    await person.writes("", attachments=(AttachmentKind.AUDIO,))
    assert "Help in Peru:" in said(await person.writes("Peru"))
