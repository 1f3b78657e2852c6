from dataclasses import replace

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.understanding import Understood
from tests.bot.conversation.people import CONSENT, LAWYER, Person, ScriptedUnderstanding, said


async def test_the_country_is_asked_where_the_answer_depends_on_it(person: Person) -> None:
    turn = await person.writes(LAWYER)
    assert "In which country are you?" in turn.lines[-1].text
    assert person.session is not None
    assert person.session.waiting_for == "country"


async def test_the_country_is_not_asked_where_the_answer_needs_none(conversation: Conversation) -> None:
    knowledge = conversation.knowledge
    general = replace(knowledge.topics["consent"], country_facts=(), services=())
    knowledge = replace(knowledge, topics={**knowledge.topics, "consent": general})
    person = Person(replace(conversation, knowledge=knowledge))
    assert "In which country" not in said(await person.writes(CONSENT))
    assert person.session is not None
    assert person.session.waiting_for == ""


async def test_the_country_is_not_asked_again(person: Person) -> None:
    await person.writes(LAWYER)
    await person.writes("Peru")
    assert "In which country" not in said(await person.writes(LAWYER))


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
async def test_the_country_is_never_guessed_from_a_number(conversation: Conversation, channel: str) -> None:
    person = Person(conversation, channel, address="whatsapp:+51987654321" if channel == "whatsapp" else "+51987654321")
    turn = await person.writes(LAWYER)
    assert person.session is not None
    assert person.session.country == ""
    assert "105" not in said(turn)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        pytest.param("Hola, ahora estoy en Perú y necesito ayuda", "PE", id="es here"),
        pytest.param("I live in Argentina and need help", "AR", id="en here"),
        pytest.param("moro no Brasil e preciso de ajuda", "BR", id="pt here"),
        pytest.param("estoy en peru sin papeles", "PE", id="without accents"),
        pytest.param("Hola, soy de Paraguay y necesito ayuda", "", id="es origin"),
        pytest.param("I am from Romania and need help", "", id="en origin"),
        pytest.param("sou do Brasil e preciso de ajuda", "", id="pt origin"),
        pytest.param("soy de Paraguay pero estoy en Argentina", "AR", id="origin and here"),
        pytest.param("me llevaron entre Chile y Argentina sin papeles", "", id="two countries are none"),
        pytest.param("I live in Germany now", "DE", id="a country that we do not know yet"),
        pytest.param("he will kill my family in Brazil if i leave", "", id="a country of somebody else"),
        pytest.param("no quiero que me deporten a Argentina", "", id="a country that is feared"),
    ],
)
async def test_a_country_in_a_sentence_counts_where_the_person_is(person: Person, text: str, country: str) -> None:
    await person.writes(text)
    assert person.session is not None
    assert person.session.country == country


@pytest.mark.parametrize("text", ["skip", "Rather not say", "saltar", "pular"])
async def test_skip_answers_without_a_country_and_is_not_asked_again(person: Person, text: str) -> None:
    await person.writes(LAWYER)
    assert "That is fine" in said(await person.writes(text))
    turn = await person.writes(LAWYER)
    assert "In which country" not in said(turn)
    assert "I do not know the country" in said(turn)


@pytest.mark.parametrize("text", ["Perú", "peru", "  PERU. ", "I am in Peru", "now in peru, near the lake"])
async def test_the_question_for_the_country_takes_its_name(person: Person, text: str) -> None:
    await person.writes(LAWYER)
    turn = await person.writes(text)
    assert "Help in Peru:" in said(turn)
    assert "Defensa Pública" in said(turn)
    assert person.conversation.understanding.heard == [LAWYER]  # type: ignore[attr-defined]


async def test_the_question_for_the_country_takes_a_number(person: Person) -> None:
    turn = await person.writes(LAWYER)
    names = [choice.title for choice in turn.lines[-1].choices]
    turn = await person.writes(str(names.index("Peru") + 1))
    assert "Help in Peru:" in said(turn)
    assert person.session is not None
    assert person.session.country == "PE"


async def test_a_country_without_checked_information_is_admitted(person: Person) -> None:
    await person.writes(LAWYER)
    assert "I have no checked information for Germany yet" in said(await person.writes("Germany"))
    assert "no checked information for Germany" in said(await person.writes(LAWYER))


async def test_a_country_that_we_know_replaces_one_that_we_do_not(person: Person) -> None:
    await person.writes("Germany")
    await person.writes("ahora estoy en Chile con mi hijo")
    assert person.session is not None
    assert person.session.country == "CL"


async def test_the_country_can_be_changed_by_a_word(person: Person) -> None:
    await person.writes("Peru")
    assert "In which country are you?" in said(await person.writes("country"))
    assert "I will give information for Chile." in said(await person.writes("Chile"))


async def test_a_topic_asked_after_the_country_names_the_help_there_at_once(person: Person) -> None:
    await person.writes("Peru")
    turn = await person.writes(LAWYER)
    assert "Help in Peru:" in said(turn)
    assert "In which country" not in said(turn)
    assert turn.cited


async def test_a_country_that_is_only_named_helps_the_answer_and_never_the_emergency(person: Person) -> None:
    turn = await person.writes(f"{LAWYER} Brazil")
    assert person.session is not None
    assert person.session.country == ""
    turn = await person.writes("he is outside the door")
    assert turn.danger
    assert "Peru 105" in said(turn)


async def test_who_says_where_they_are_is_not_asked_again(conversation: Conversation) -> None:
    text = "I live in Peru"
    scripted = ScriptedUnderstanding({text: Understood("country", 0.9)})
    turn = await Person(replace(conversation, understanding=scripted)).greeted().writes(text)
    assert "In which country" not in said(turn)
    assert "105" in said(turn)


ANOTHER = "i want to hear about a different place now"


@pytest.mark.parametrize("before", [{"country": "PE"}, {"country_mentioned": "PE"}], ids=["lives there", "named it"])
async def test_a_country_of_an_earlier_message_is_not_the_one_that_is_asked_for_now(
    conversation: Conversation, before: dict[str, str]
) -> None:
    scripted = ScriptedUnderstanding({ANOTHER: Understood("country", 0.9)})
    person = Person(replace(conversation, understanding=scripted)).greeted(language="en", **before)
    assert said(await person.writes(ANOTHER)) == "In which country are you? You can write its name."
    assert person.session is not None
    assert person.session.waiting_for == "country"
    assert "I will give information for Chile." in said(await person.writes("Chile"))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        pytest.param("please tell it for Chile instead", "I will give information for Chile.", id="named"),
        pytest.param("now i live in Chile", "I will give information for Chile.", id="lives there"),
        pytest.param(
            "please tell it for Germany instead", "I have no checked information for Germany yet.", id="no file, named"
        ),
        pytest.param(
            "now i live in Germany", "I have no checked information for Germany yet.", id="no file, lives there"
        ),
    ],
)
async def test_the_country_of_this_message_is_the_one_that_is_asked_for(
    conversation: Conversation, text: str, answer: str
) -> None:
    scripted = ScriptedUnderstanding({text: Understood("country", 0.9)})
    person = Person(replace(conversation, understanding=scripted)).greeted(language="en", country="PE")
    assert said(await person.writes(text)).startswith(answer)


async def test_only_the_countries_that_are_served_are_offered(everywhere: Conversation) -> None:
    served = tuple(everywhere.knowledge.countries[code] for code in ("PE", "BO"))
    person = Person(replace(everywhere, countries=served))
    await person.writes(LAWYER)
    assert [choice.title for choice in person.choices] == ["Bolivia", "Peru", "Rather not say"]


@pytest.mark.parametrize(("name", "code"), [("Liberia", "LR"), ("Paraguay", "PY"), ("Chile", "CL")])
async def test_the_name_of_a_country_is_where_they_are_also_where_a_topic_has_that_name(
    person: Person, name: str, code: str
) -> None:
    await person.writes(LAWYER)
    assert (await person.writes(name)).intent == "country"
    assert person.session is not None
    assert person.session.country == code
