"""Beyond what is read: what must not wait, and the one sentence that the rest hears."""

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.engineless import engineless
from bot.conversation.overflow import held_off, pressing
from bot.conversation.step import Step, StepKind
from bot.conversation.understanding import EngineUnavailable
from bot.sessions.session import ALARM, ERASING, NEUTRAL, Session
from channels import segments
from channels.channel import Address, MessageReceived
from tests.bot.conversation.people import LAWYER, ScriptedUnderstanding


def message(text: str = "", channel: str = "whatsapp", **fields: object) -> MessageReceived:
    return MessageReceived(Address(channel, "someone"), "e", message_id="m", text=text, **fields)  # type: ignore[arg-type]


def session(conversation: Conversation, **fields: object) -> Session:
    now = conversation.clock()
    return Session(now, now, greeted=True, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("he is going to kill me", "alarm.danger"),
        ("quiero morirme", "alarm.self_harm"),
        ("exit", "exit"),
        ("stop", "stop"),
        ("delete now", "erase.now"),
        ("person", "human"),
        ("forget me in 5 minutes", "forget"),
        ("did somebody write to you from this number", "probe"),
        (LAWYER, ""),
        ("menu", ""),
        ("Perú", ""),
        ("1", ""),
        ("", ""),
    ],
)
def test_what_safety_hangs_on_is_pressing(conversation: Conversation, text: str, need: str) -> None:
    assert pressing(conversation, None, message(text)) == need


def test_after_an_alarm_its_answers_are_pressing_too(conversation: Conversation) -> None:
    quiet = Step(StepKind.QUIET)
    asked = session(conversation, waiting_for=f"{ALARM}danger", choices=(quiet.code,))
    assert pressing(conversation, asked, message("1")) == "quiet"
    assert pressing(conversation, asked, message("Perú")) == "where"
    assert pressing(conversation, None, message(quick_reply=quiet.code)) == "quiet"


def test_keeping_is_pressing_since_silence_would_delete(conversation: Conversation) -> None:
    keep = Step(StepKind.KEEP)
    asked = session(conversation, waiting_for=ERASING, choices=(keep.code,))
    assert pressing(conversation, asked, message(quick_reply=keep.code)) == "erase.keep"


def test_the_sentence_names_the_time_and_the_number_in_the_writers_language(conversation: Conversation) -> None:
    known = session(conversation, language_chosen="es", country="PE")
    for long, key in ((False, "many.minute"), (True, "many.hour")):
        (line,) = held_off(conversation, known, message("hola"), long=long).lines
        assert line.text.startswith(conversation.speech(known).say(key))
        assert "105" in line.text
        assert not line.choices
    (unknown,) = held_off(conversation, None, message("necesito un abogado por favor"), long=False).lines
    assert unknown.text.startswith(conversation.speech(known).say("many.minute"))


def test_it_is_not_said_where_somebody_else_may_read_or_the_provider_has_answered(conversation: Conversation) -> None:
    watched = session(conversation, waiting_for=NEUTRAL)
    assert held_off(conversation, watched, message("hola"), long=False).lines == ()
    assert held_off(conversation, None, message("START", provider_answered=True), long=False).lines == ()


def test_as_sms_it_costs_no_more_than_the_safety_text(everywhere: Conversation) -> None:
    for language in everywhere.knowledge.catalogs.locales:
        for country in ("", *everywhere.knowledge.countries):
            known = session(everywhere, language_chosen=language, country=country, channel="sms")
            costs = [
                segments.count(segments.plain(turn.lines[0].text) if turn.plain_letters else turn.lines[0].text)
                for turn in (
                    held_off(everywhere, known, message("hola", "sms"), long=True),
                    held_off(everywhere, known, message("hola", "sms"), long=False),
                    everywhere.safe(known, message("hola", "sms")),
                )
            ]
            assert max(costs[:2]) <= max(2, costs[2]), (language, country, costs)


async def test_without_the_engine_steps_and_alarms_go_on_and_nothing_is_asked(
    conversation: Conversation, understanding: ScriptedUnderstanding
) -> None:
    alone = engineless(conversation)
    danger = await alone.respond(None, message("he is going to kill me"))
    assert danger.danger
    assert danger.session is not None
    assert (await alone.respond(None, message("menu"))).lines
    with pytest.raises(EngineUnavailable):
        await alone.respond(None, message(LAWYER))
    assert understanding.heard == []
    assert (await conversation.respond(None, message(LAWYER))).intent == "legal_aid"
