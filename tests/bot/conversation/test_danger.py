from dataclasses import replace

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.step import StepKind
from bot.conversation.understanding import LEAST_SUSPICION, Candidate, Understood
from channels.channel import Address, MessageReceived
from tests.bot.conversation.people import LAWYER, Person, ScriptedUnderstanding, said

DANGER = "Help, he is going to kill me"
HARM = "I do not want to live any more, I want to die"


@pytest.mark.parametrize("down", [pytest.param(False, id="with the engine"), pytest.param(True, id="without it")])
@pytest.mark.parametrize(
    "state",
    [
        pytest.param(None, id="first contact"),
        pytest.param({"greeted": True}, id="later"),
        pytest.param({"greeted": True, "waiting_for": "country", "topic": "legal_aid"}, id="asked for the country"),
        pytest.param({"greeted": True, "language": "tr"}, id="a language that is not served"),
    ],
)
async def test_the_emergency_number_comes_first(
    person: Person, understanding: ScriptedUnderstanding, state: dict[str, object] | None, *, down: bool
) -> None:
    understanding.down = down
    if state is not None:
        now = person.conversation.clock()
        base = person.greeted().session
        assert base is not None
        person.session = replace(base, started_at=now, country="PE", **state)  # type: ignore[arg-type]
    turn = await person.writes(DANGER)
    assert turn.danger
    assert turn.intent == "danger_now"
    first = turn.lines[0].text.splitlines()
    if state is not None:
        assert first[0] == "If you are in danger now, call Police 105, Fire brigade 116 (Peru)."
    else:
        assert "call the emergency number of the country that you are in" in first[0]


async def test_without_a_country_the_numbers_of_those_served_are_named_with_their_countries(person: Person) -> None:
    text = (await person.writes(DANGER)).lines[0].text
    for named in ("Peru 105", "Argentina 911", "Brazil 190"):
        assert named in text
    assert "116" not in text.replace("Peru 105", "")


async def test_only_served_countries_are_named(conversation: Conversation) -> None:
    served = replace(conversation, countries=(conversation.knowledge.countries["CL"],))
    text = (await Person(served).writes(DANGER)).lines[0].text
    assert "Emergency numbers: Chile 133." in text
    assert "Peru" not in text


@pytest.mark.parametrize("one", ["1", "١", "१"])
async def test_one_means_that_they_cannot_talk(person: Person, understanding: ScriptedUnderstanding, one: str) -> None:
    understanding.down = True
    turn = await person.writes(DANGER)
    assert "If you cannot talk, answer with the number 1." in turn.lines[0].text
    assert person.choices[0].step.kind is StepKind.QUIET
    assert said(await person.writes(one)).startswith("I understand that you cannot talk.")


async def test_that_they_cannot_talk_may_be_written_out_once_it_is_offered(person: Person) -> None:
    someone = person.greeted(language="en")
    assert (await someone.writes("I cannot talk")).danger
    turn = await someone.writes("i cannot talk.")
    assert said(turn).startswith("I understand that you cannot talk.")


async def test_a_question_within_danger_is_answered_below_and_one_still_means_silence(person: Person) -> None:
    text = "he has a gun, how do I get a lawyer without money"
    scripted = ScriptedUnderstanding({text: Understood("legal_aid", 0.9)})
    someone = Person(replace(person.conversation, understanding=scripted))
    turn = await someone.writes(text)
    assert turn.danger
    assert "emergency number" in turn.lines[0].text
    assert "You can ask for a lawyer" in said(turn)
    assert said(await someone.writes("1")).startswith("I understand that you cannot talk.")


async def test_first_contact_in_danger_introduces_itself_after_the_number(person: Person) -> None:
    turn = await person.writes(DANGER)
    assert "automatic helper, not a person" not in turn.lines[0].text
    assert "automatic helper, not a person" in turn.lines[1].text


async def test_danger_in_a_language_that_is_not_served_stands_before_the_admission(person: Person) -> None:
    text = "Yardım edin, patronumun evinde kilitliyim ve bana vuruyor, socorro"
    turn = await person.writes(text)
    assert turn.danger
    assert "emergency" in turn.lines[0].text
    assert "Şu dilde yanıtlıyorum" in said(turn)


@pytest.mark.parametrize("word", ["sos", "SOS!", "socorro", "auxilio"])
async def test_a_cry_is_danger_even_where_the_word_could_steer(person: Person, word: str) -> None:
    assert (await person.greeted(language="es", choices=("deadbeef",)).writes(word)).danger


async def test_no_word_that_steers_hides_a_cry_for_help(person: Person) -> None:
    conversation = person.conversation
    for word in conversation.steering.by_word:
        heard = conversation.safety.hear(word)
        turn = await person.greeted().writes(word)
        assert turn.danger is (heard is not None), word


async def test_danger_that_only_the_engine_hears_is_danger(conversation: Conversation) -> None:
    scripted = ScriptedUnderstanding({"it is happening again tonight": Understood("danger_now", 0.9)})
    turn = await Person(replace(conversation, understanding=scripted)).writes("it is happening again tonight")
    assert turn.danger
    assert "emergency number" in turn.lines[0].text


async def test_self_harm_has_its_own_words_and_no_quiet_button(person: Person) -> None:
    someone = person.greeted(country="PE")
    turn = await someone.writes(HARM)
    assert turn.intent == "self_harm"
    assert turn.lines[0].text.startswith("I am sorry that it is this hard.")
    assert "105" in turn.lines[0].text
    assert StepKind.QUIET not in {choice.step.kind for choice in someone.choices}


async def test_danger_at_the_end_of_a_long_message_is_heard(person: Person) -> None:
    assert (await person.greeted().writes("please read this. " * 150 + DANGER)).danger


async def test_a_button_whose_title_sounds_like_danger_is_only_a_button(person: Person) -> None:
    await person.writes(DANGER)
    turn = await person.taps(person.choice(StepKind.QUIET))
    assert said(turn).startswith("I understand that you cannot talk.")


@pytest.mark.parametrize(
    ("country", "number"), [pytest.param("PE", "105", id="known"), pytest.param("", "Peru 105", id="unknown")]
)
def test_the_safety_text_needs_neither_engine_nor_session(
    conversation: Conversation, country: str, number: str
) -> None:
    message = MessageReceived(Address("web", "a"), "e", message_id="m", text=LAWYER)
    session = Person(conversation).greeted(country=country).session
    turn = conversation.safe(session, message)
    assert turn.session == session
    assert number in said(turn)
    assert "I cannot answer right now" in said(turn)
    assert conversation.safe(None, message).lines


@pytest.mark.parametrize("text", ["911", "please i dont want to die", "no quiero morir"])
async def test_a_bare_number_or_the_fear_of_death_is_a_cry_for_help(person: Person, text: str) -> None:
    await person.writes("menu")
    turn = await person.writes(text)
    assert turn.danger
    assert turn.intent == "danger_now"


async def test_self_harm_names_an_ambulance_before_the_police(person: Person) -> None:
    await person.writes("Brazil")
    turn = await person.writes("i want to die")
    assert "Ambulance 192, Police 190" in said(turn)


@pytest.mark.parametrize(("text", "danger"), [("he is outside the door", True), ("where can i sleep", False)])
def test_danger_is_heard_even_where_engine_and_store_are_gone(
    conversation: Conversation, text: str, *, danger: bool
) -> None:
    turn = conversation.safe(None, MessageReceived(Address("sms", "person"), "1", message_id="1", text=text))
    assert turn.danger is danger
    assert "Peru 105" in said(turn)


def test_without_the_store_nothing_is_said_to_be_deleted(conversation: Conversation) -> None:
    turn = conversation.safe(None, MessageReceived(Address("sms", "person"), "1", message_id="1", text="delete"))
    assert said(turn).startswith("I could not delete it just now.")


@pytest.mark.parametrize("intent", ["safe_housing", "out_of_scope"])
async def test_danger_among_the_guesses_brings_the_emergency_number(conversation: Conversation, intent: str) -> None:
    text = "the thing with the man at the house again"
    guessed = Understood(intent, 0.3, (Candidate("danger_now", 0.08),), (("unsure", ""),))
    someone = Person(replace(conversation, understanding=ScriptedUnderstanding({text: guessed})))
    turn = await someone.greeted(country="PE").writes(text)
    assert "Police 105" in turn.lines[0].text


@pytest.mark.parametrize(("share", "named"), [(LEAST_SUSPICION, True), (LEAST_SUSPICION - 0.01, False)])
@pytest.mark.parametrize("alarm", ["danger_now", "self_harm"])
async def test_the_number_is_named_from_a_measured_share_on(
    conversation: Conversation, alarm: str, share: float, *, named: bool
) -> None:
    text = "the thing with the man at the house again"
    guessed = Understood("out_of_scope", 0.3, (Candidate("asylum", 0.2), Candidate(alarm, share)))
    someone = Person(replace(conversation, understanding=ScriptedUnderstanding({text: guessed})))
    assert ("Police 105" in said(await someone.greeted(country="PE").writes(text))) is named


@pytest.mark.parametrize(
    "before", [pytest.param({}, id="at once"), pytest.param({"language": "es"}, id="Spanish was heard")]
)
async def test_who_is_where_we_know_no_number_hears_none_of_other_countries(
    everywhere: Conversation, before: dict[str, str]
) -> None:
    person = Person(everywhere).greeted()
    assert person.session is not None
    person.session = replace(person.session, country="FR", **before)  # type: ignore[arg-type]
    turn = await person.writes(DANGER)
    assert turn.session is not None
    speech = everywhere.speech(turn.session)
    assert turn.lines[0].text.startswith(speech.say("danger.unknown"))
    assert speech.say("danger.numbers", numbers="").strip(" .") not in turn.lines[0].text
