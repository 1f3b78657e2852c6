from dataclasses import replace

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.step import StepKind
from bot.conversation.understanding import Candidate, EngineUnavailable, Understood
from tests.bot.conversation.people import LAWYER, SHOPPING, UNCLEAR, Person, ScriptedUnderstanding, said


async def test_unsure_offers_three_meanings_none_of_these_and_a_person(person: Person) -> None:
    turn = await person.writes(UNCLEAR)
    assert "I am not sure what you mean" in turn.lines[-1].text
    kinds = [(choice.step.kind, choice.step.value) for choice in person.choices]
    assert kinds == [
        (StepKind.TOPIC, "safe_housing"),
        (StepKind.TOPIC, "identity_documents"),
        (StepKind.TOPIC, "asylum"),
        (StepKind.NONE, ""),
        (StepKind.HUMAN, ""),
    ]
    assert (await person.writes("2")).intent == "identity_documents"


async def test_two_likely_meanings_are_two_choices(conversation: Conversation) -> None:
    likely = tuple(Candidate(*each) for each in (("human", 0.3), ("consent", 0.2), ("x", 0.1)))
    scripted = ScriptedUnderstanding({UNCLEAR: Understood("asylum", 0.4, likely, (("unsure", ""),))})
    person = Person(replace(conversation, understanding=scripted))
    await person.writes(UNCLEAR)
    assert [choice.step.value for choice in person.choices if choice.step.kind is StepKind.TOPIC] == [
        "asylum",
        "consent",
    ]


@pytest.mark.parametrize("alternatives", [(), (Candidate("asylum", 0.01),), (Candidate("human", 0.9),)])
async def test_unsure_without_a_likely_topic_is_admitted(
    conversation: Conversation, alternatives: tuple[Candidate, ...]
) -> None:
    scripted = ScriptedUnderstanding({UNCLEAR: Understood("human", 0.3, alternatives, (("unsure", ""),))})
    turn = await Person(replace(conversation, understanding=scripted)).writes(UNCLEAR)
    assert "I do not have an answer to that" in said(turn)


async def test_none_of_these_leads_to_other_words_the_menu_or_a_person(person: Person) -> None:
    await person.writes(UNCLEAR)
    turn = await person.taps(person.choice(StepKind.NONE))
    assert "I do not have an answer to that" in said(turn)
    assert {choice.step.kind for choice in person.choices} >= {StepKind.HUMAN, StepKind.MENU}


async def test_not_understood_twice_offers_a_person(person: Person) -> None:
    assert "people who can help you better" not in said(await person.writes(SHOPPING))
    assert "people who can help you better" in said(await person.writes(SHOPPING))
    assert person.choices[0].step.kind is StepKind.HUMAN


async def test_an_answer_between_begins_the_count_anew(person: Person) -> None:
    await person.writes(SHOPPING)
    await person.writes(LAWYER)
    assert "people who can help you better" not in said(await person.writes(SHOPPING))


@pytest.mark.parametrize(
    ("intent", "starts"),
    [
        pytest.param("thanks", "You are welcome", id="thanks"),
        pytest.param("who_are_you", "Hello. I am an automatic helper", id="who are you"),
        pytest.param("complaint", "I am sorry", id="complaint"),
        pytest.param("human", "No person can join", id="human"),
        pytest.param("menu", "What do you want to know", id="menu"),
        pytest.param("country", "In which country", id="country"),
        pytest.param("language", "Which language", id="language"),
        pytest.param("a made-up intent", "I do not have an answer", id="an intent that we do not know"),
    ],
)
async def test_service_intents_have_their_own_answers(conversation: Conversation, intent: str, starts: str) -> None:
    scripted = ScriptedUnderstanding({"a sentence about it": Understood(intent, 0.9)})
    person = Person(replace(conversation, understanding=scripted)).greeted()
    assert said(await person.writes("a sentence about it")).startswith(starts)


@pytest.mark.parametrize(("confidence", "ends"), [(0.9, True), (0.5, False)])
async def test_leaving_in_a_whole_sentence_ends_the_session_where_it_is_plain(
    conversation: Conversation, confidence: float, *, ends: bool
) -> None:
    scripted = ScriptedUnderstanding({"please make all of this go away": Understood("exit", confidence)})
    person = Person(replace(conversation, understanding=scripted)).greeted()
    turn = await person.writes("please make all of this go away")
    assert (turn.session is None) is ends


@pytest.mark.parametrize("intent", ["erase", "stop_messages"])
async def test_what_is_only_understood_deletes_nothing_before_it_is_confirmed(
    conversation: Conversation, intent: str
) -> None:
    scripted = ScriptedUnderstanding({"how does one delete things": Understood(intent, 0.99)})
    person = Person(replace(conversation, understanding=scripted)).greeted()
    assert (await person.writes("how does one delete things")).session is not None
    assert (await person.writes("1")).session is None


async def test_without_the_engine_a_question_is_left_to_the_safety_text(
    person: Person, understanding: ScriptedUnderstanding
) -> None:
    understanding.down = True
    with pytest.raises(EngineUnavailable):
        await person.writes(LAWYER)


async def test_without_the_engine_menus_and_words_still_work(
    person: Person, understanding: ScriptedUnderstanding
) -> None:
    understanding.down = True
    person = person.greeted(language="en")
    await person.writes("menu")
    assert (await person.writes("1")).intent == "legal_aid"
    assert "Help in Peru:" in said(await person.writes("Peru"))
