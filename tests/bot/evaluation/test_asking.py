"""Every question is asked from nowhere: what was asked before it, or in another language, has no part in it."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.turn import Turn
from bot.conversation.understanding import EngineUnavailable
from bot.evaluation.asking import Answered, ask_all, first_turn, heard
from bot.evaluation.questions import Question
from bot.sessions.session import Session
from bot.settings import read_settings
from bot.wiring.conversation import wire_conversation
from tests.bot.conversation.people import LAWYER, LAWYER_ES, SHOPPING, UNCLEAR, ScriptedUnderstanding, said

NOW = 1_790_000_000.0
DANGER = "help, he is going to kill me"
HINDI = "मुझे वकील चाहिए लेकिन मेरे पास पैसे नहीं हैं"


@pytest.fixture(scope="module")
def wired() -> Conversation:
    # These messages are made up for the engine's part; the model would hear some of them in its own way.
    return wire_conversation(read_settings({}), ScriptedUnderstanding(), lambda: NOW, hears=False)


@pytest.fixture
def understanding() -> ScriptedUnderstanding:
    return ScriptedUnderstanding()


@pytest.fixture
def conversation(wired: Conversation, understanding: ScriptedUnderstanding) -> Conversation:
    return replace(wired, understanding=understanding)


def question(text: str, intent: str = "legal_aid", language: str = "en") -> Question:
    return Question("id", text, intent, "plain", language)


async def answers(conversation: Conversation, texts: Iterable[str]) -> list[Answered]:
    return [each async for each in ask_all(conversation, [question(text) for text in texts])]


async def test_an_answer_has_what_was_understood(conversation: Conversation) -> None:
    asked = question(LAWYER)
    found = [each async for each in ask_all(conversation, [asked])]
    assert found == [Answered(asked, ("legal_aid",), 0.9, asked_back=False, language="en")]


async def test_what_else_it_may_be_follows_the_best(conversation: Conversation) -> None:
    (found,) = await answers(conversation, [UNCLEAR])
    assert found.best == ("safe_housing", "identity_documents", "asylum", "consent")
    assert found.confidence == 0.4
    assert found.asked_back


async def test_what_is_not_understood_is_out_of_scope(conversation: Conversation) -> None:
    (found,) = await answers(conversation, [SHOPPING])
    assert found.best == ("out_of_scope",)
    assert not found.asked_back


async def test_the_language_is_the_one_that_is_heard(conversation: Conversation) -> None:
    found = await answers(conversation, [LAWYER_ES, LAWYER, HINDI])
    assert [each.language for each in found] == ["es", "en", "hi"]


async def test_danger_is_heard_before_the_engine(conversation: Conversation) -> None:
    (found,) = await answers(conversation, [DANGER])
    assert found.best[0] == "danger_now"


async def test_no_question_knows_of_the_one_before(conversation: Conversation) -> None:
    # After UNCLEAR "2" would choose, after Spanish a short text would be Spanish, and a second SHOPPING be the last.
    texts = [UNCLEAR, "2", LAWYER_ES, "ok", SHOPPING, SHOPPING, "menu"]
    together = await answers(conversation, texts)
    alone = [each for text in texts for each in await answers(conversation, [text])]
    assert together == alone
    assert together[1].best[0] != "identity_documents"


async def test_questions_are_answered_one_by_one_in_their_order(
    conversation: Conversation, understanding: ScriptedUnderstanding
) -> None:
    asked = ask_all(conversation, [question(text) for text in (LAWYER, SHOPPING)])
    assert (await anext(asked)).question.text == LAWYER
    assert understanding.heard == [LAWYER]
    assert (await anext(asked)).question.text == SHOPPING


async def test_an_engine_that_does_not_answer_ends_the_questions(
    conversation: Conversation, understanding: ScriptedUnderstanding
) -> None:
    understanding.down = True
    with pytest.raises(EngineUnavailable):
        await answers(conversation, [LAWYER])


async def test_one_question_is_answered_without_a_greeting(conversation: Conversation) -> None:
    turn = await first_turn(conversation, LAWYER)
    assert turn.intent == "legal_aid"
    assert turn.lines[0].text.startswith(conversation.knowledge.catalogs.english("topic.legal_aid.short"))
    greeting = conversation.knowledge.catalogs.english("conversation.greeting")
    assert greeting.splitlines()[0] not in said(turn)


async def test_a_language_is_chosen_whatever_the_text_is_in(conversation: Conversation) -> None:
    turn = await first_turn(conversation, LAWYER, language="es")
    assert turn.language == "es"
    assert conversation.knowledge.catalogs.say("topic.legal_aid.short", "es") in said(turn)


async def test_a_language_that_we_do_not_speak_is_not_chosen(conversation: Conversation) -> None:
    assert (await first_turn(conversation, LAWYER_ES, language="xx")).language == "es"


async def test_a_country_is_where_the_person_is(conversation: Conversation) -> None:
    assert "1818" not in said(await first_turn(conversation, LAWYER))
    assert "1818" in said(await first_turn(conversation, LAWYER, country="PE"))


async def test_an_answer_by_sms_is_shorter(conversation: Conversation) -> None:
    web, sms = [said(await first_turn(conversation, LAWYER, channel=channel)) for channel in ("web", "sms")]
    assert len(sms) < len(web)


async def test_without_an_engine_the_safety_text_is_given(
    conversation: Conversation, understanding: ScriptedUnderstanding
) -> None:
    understanding.down = True
    turn = await first_turn(conversation, LAWYER, country="PE")
    assert turn.intent != "legal_aid"
    assert "105" in said(turn)


async def test_a_language_that_we_do_not_speak_is_heard_all_the_same(conversation: Conversation) -> None:
    turn = await first_turn(conversation, HINDI)
    assert turn.language == "en"
    assert heard(turn) == "hi"


@pytest.mark.parametrize(
    ("language", "guess", "found"), [("hi", "", "hi"), ("", "hi", "hi"), ("hi", "uk", "hi"), ("", "", "en")]
)
def test_what_is_sure_goes_before_a_guess_and_a_guess_before_the_answer(language: str, guess: str, found: str) -> None:
    assert heard(Turn(Session(NOW, NOW, language=language, language_guess=guess), "en", ())) == found


async def test_a_turn_that_ends_the_session_is_heard_in_its_own_language(conversation: Conversation) -> None:
    turn = await first_turn(conversation, "salir", language="es")
    assert turn.session is None
    assert heard(turn) == turn.language == "es"
