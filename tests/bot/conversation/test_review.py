"""Where only reviewed answers may be served, an answer that nobody signed is withheld, and people are named instead."""

from dataclasses import replace
from datetime import date

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.step import StepKind
from bot.conversation.understanding import Understood
from bot.knowledge.review import Review
from bot.knowledge.topics import Review as Signed
from tests.bot.conversation.people import CONSENT, LAWYER, LAWYER_ES, Person, ScriptedUnderstanding, said, titles

TODAY = date(2026, 11, 23)
SIGNED = Signed("Amparo", "A. Lawyer", date(2026, 11, 20), date(2027, 5, 20))
DANGER = "he is going to kill me tonight, how do I get a lawyer"
FIELDS = ("title", "short", "full", "now")


def strict(conversation: Conversation, signed: tuple[str, ...] = (), languages: tuple[str, ...] = ()) -> Conversation:
    """Serve reviewed answers only: those topics that a lawyer signed, in English and the languages that are signed."""
    topics = {
        each.id: replace(each, review=SIGNED if each.id in signed else replace(SIGNED, reviewer=None))
        for each in conversation.knowledge.topics.values()
    }
    review = Review(required=True, languages=languages, texts={}, today=lambda: TODAY)
    return replace(conversation, knowledge=replace(conversation.knowledge, topics=topics, review=review))


def answer_of(conversation: Conversation, language: str, topic: str = "legal_aid") -> dict[str, str]:
    return {field: conversation.knowledge.catalogs.say(f"topic.{topic}.{field}", language) for field in FIELDS[1:]}


def told(conversation: Conversation, key: str, language: str) -> str:
    return conversation.knowledge.catalogs.say(f"conversation.{key}", language)


async def test_an_unsigned_answer_is_withheld_and_the_country_s_people_are_named(conversation: Conversation) -> None:
    person = Person(strict(conversation)).greeted(country="PE")
    turn = await person.writes(LAWYER)
    assert told(conversation, "answer.withheld", "en") in said(turn)
    assert "Help in Peru:" in said(turn)
    assert "105" in said(turn)
    assert not any(text in said(turn) for text in answer_of(conversation, "en").values())
    assert told(conversation, "answer.checked_languages", "en") not in said(turn)
    assert {each.step.kind for each in person.choices} == {StepKind.HUMAN, StepKind.MENU, StepKind.EXIT}


async def test_without_a_country_the_numbers_of_likely_countries_and_the_question_are_there(
    conversation: Conversation,
) -> None:
    person = Person(strict(conversation)).greeted()
    turn = await person.writes(LAWYER_ES)
    assert told(conversation, "answer.withheld.emergency", "es") in turn.lines[0].text
    assert told(conversation, "danger.unknown", "es") in turn.lines[0].text
    assert "Perú 105" in turn.lines[0].text
    assert told(conversation, "country.which", "es") in said(turn)
    kinds = [each.step.kind for each in person.choices]
    assert kinds.count(StepKind.COUNTRY) == len(conversation.countries) + 1
    assert {StepKind.HUMAN, StepKind.MENU, StepKind.EXIT} <= set(kinds)
    assert not any(text in said(turn) for text in answer_of(conversation, "es").values())


async def test_the_country_that_is_asked_for_leads_to_its_people(conversation: Conversation) -> None:
    person = Person(strict(conversation)).greeted()
    await person.writes(LAWYER)
    turn = await person.writes("Peru")
    assert "Help in Peru:" in said(turn)
    assert not any(text in said(turn) for text in answer_of(conversation, "en").values())


@pytest.mark.parametrize("word", ["more", "source"])
@pytest.mark.parametrize("country", ["PE", ""])
async def test_neither_more_nor_its_source_is_given(conversation: Conversation, word: str, country: str) -> None:
    person = Person(strict(conversation)).greeted(topic="legal_aid", country=country, language_chosen="en")
    turn = await person.writes(word)
    key = "answer.withheld" if country else "answer.withheld.emergency"
    assert told(conversation, key, "en") in said(turn)
    assert told(conversation, "source.title", "en") not in said(turn)
    assert answer_of(conversation, "en")["full"] not in said(turn)


async def test_a_signed_answer_is_given_and_no_other(conversation: Conversation) -> None:
    person = Person(strict(conversation, ("legal_aid",))).greeted(country="PE")
    assert answer_of(conversation, "en")["short"] in said(await person.writes(LAWYER))
    assert answer_of(conversation, "en")["full"] in said(await person.writes("more"))
    turn = await person.writes(CONSENT)
    assert told(conversation, "answer.withheld", "en") in said(turn)
    assert answer_of(conversation, "en", "consent")["short"] not in said(turn)


async def test_a_language_that_has_the_checked_answer_is_offered_and_gives_it(conversation: Conversation) -> None:
    person = Person(strict(conversation, ("legal_aid",), ("pt",))).greeted(country="PE")
    turn = await person.writes(LAWYER_ES)
    assert turn.lines[-1].text == told(conversation, "answer.checked_languages", "es")
    assert titles(turn)[:2] == ["English", "Português"]
    assert not any(text in said(turn) for text in answer_of(conversation, "es").values())
    turn = await person.taps(next(each for each in person.choices if each.title == "Português"))
    assert turn.language == "pt"
    assert answer_of(conversation, "pt")["short"] in said(turn)
    assert told(conversation, "answer.withheld", "pt") not in said(turn)
    assert answer_of(conversation, "pt")["full"] in said(await person.writes("mais"))


async def test_the_languages_of_the_person_s_country_are_offered_first(conversation: Conversation) -> None:
    signed = ("ar", "es", "fr", "ro")
    person = Person(strict(conversation, ("legal_aid",), signed)).greeted(country="RO", language_chosen="vi")
    turn = await person.writes(LAWYER)
    languages = [each.step.value for each in person.choices if each.step.kind is StepKind.LANGUAGE]
    assert languages == ["ro", "en", "ar"]
    assert turn.lines[-1].text == told(conversation, "answer.checked_languages", "vi")


async def test_in_danger_the_numbers_come_first_and_the_answer_stays_withheld(conversation: Conversation) -> None:
    understanding = ScriptedUnderstanding({DANGER: Understood("legal_aid", 0.9)})
    person = Person(replace(strict(conversation), understanding=understanding)).greeted(country="PE")
    turn = await person.writes(DANGER)
    assert turn.danger
    assert "105" in turn.lines[0].text
    assert told(conversation, "answer.withheld", "en") in said(turn)
    assert not any(text in said(turn) for text in answer_of(conversation, "en").values())


async def test_nothing_is_withheld_where_no_review_is_required(conversation: Conversation) -> None:
    assert not conversation.knowledge.review.required
    turn = await Person(conversation).greeted(country="PE").writes(LAWYER)
    assert answer_of(conversation, "en")["short"] in said(turn)


async def test_an_answer_in_another_language_without_a_country_has_one_list_of_choices(
    conversation: Conversation,
) -> None:
    person = Person(strict(conversation, signed=("legal_aid",))).greeted()
    turn = await person.writes(LAWYER_ES)
    assert [bool(line.choices) for line in turn.lines] == [False] * (len(turn.lines) - 1) + [True]
    assert person.choices[0].step.kind is StepKind.LANGUAGE
    assert {StepKind.COUNTRY, StepKind.HUMAN} <= {each.step.kind for each in person.choices}
    assert (await person.writes("en Perú")).intent == "country"


async def test_a_country_that_we_do_not_know_is_not_asked_for_again(conversation: Conversation) -> None:
    turn = await Person(strict(conversation)).greeted(country="LB").writes(LAWYER)
    assert told(conversation, "country.which", "en") not in said(turn)


async def test_a_country_that_we_do_not_know_is_named_as_one(conversation: Conversation) -> None:
    turn = await Person(strict(conversation)).greeted(country="LB").writes(LAWYER)
    assert "I have no checked information for Lebanon yet." in said(turn)


async def test_who_would_rather_not_say_the_country_is_told_of_none(conversation: Conversation) -> None:
    turn = await Person(strict(conversation)).greeted(country="-").writes(LAWYER)
    assert "I have no checked information" not in said(turn)


async def test_nobody_is_promised_where_only_the_emergency_number_is_known(everywhere: Conversation) -> None:
    country = replace(everywhere.knowledge.countries["ES"], services=everywhere.knowledge.countries["ES"].emergency())
    knowledge = replace(everywhere.knowledge, countries={"ES": country})
    understanding = ScriptedUnderstanding()
    conversation = strict(replace(everywhere, knowledge=knowledge, countries=(country,), understanding=understanding))
    person = Person(conversation).greeted(country="ES")
    turn = await person.writes(LAWYER)
    assert turn.lines[0].text == told(conversation, "answer.withheld.emergency", "en")
    assert "112" in said(turn)
    turn = await person.writes("person")
    assert told(conversation, "human.none", "en") not in said(turn)
    assert said(turn).startswith(told(conversation, "human.general", "en"))
    assert "112" in said(turn)


async def test_unreviewed_law_of_a_country_is_withheld_too(conversation: Conversation) -> None:
    person = Person(strict(conversation)).greeted()
    await person.writes(LAWYER)
    turn = await person.writes("Argentina")
    facts = [fact.text for facts in conversation.knowledge.countries["AR"].facts.values() for fact in facts]
    assert facts
    assert not any(fact in said(turn) for fact in facts)
    assert turn.cited == ()
