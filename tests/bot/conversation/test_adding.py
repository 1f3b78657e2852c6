"""A topic, a country and a language are added as content, and are served without a change of code."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.speech import Speech
from bot.conversation.understanding import Understood
from bot.knowledge.checks import check_knowledge
from bot.settings import read_settings
from bot.wiring.conversation import wire_conversation
from tests.bot.content import add_language, change_catalog, change_yaml, copy_content
from tests.bot.conversation.people import Person, ScriptedUnderstanding, said, titles
from tests.bot.conversation.test_every_answer import lines_in

TOPIC = """\
id: bank_account
audience: survivor
title: A bank account
short: You can ask a bank for a simple account.
full: You can ask a bank for a simple account. 1. Go to a bank. 2. Ask which papers they need.
now: If it is safe, ask a help line which bank to try.
related: [legal_aid]
law: [UNTIP-6.3]
services: [legal_aid]
review: {author: A test, reviewer: null, reviewed_on: null, review_by: 2030-01-01}
"""
SPANISH = {
    "topic.bank_account.title": "Cuenta de banco",
    "topic.bank_account.short": "Puedes pedir una cuenta simple en un banco.",
    "topic.bank_account.full": "Puedes pedir una cuenta simple en un banco. 1. Ve a un banco. 2. Pregunta qué piden.",
    "topic.bank_account.now": "Si es seguro, pregunta en una línea de ayuda a qué banco ir.",
}
INDONESIAN = {
    "topic.bank_account.title": "Rekening bank",
    "topic.bank_account.short": "Anda bisa meminta rekening sederhana di bank.",
    "conversation.first_contact": "Halo. Saya bukan orang, saya program.",
    "conversation.words.exit": "keluar | 00",
    "conversation.words.human": "orang",
    "conversation.exit.done": "Selamat siang.",
    "conversation.language.changed": "Saya menulis dalam {language}.",
}
PERSIAN = {"conversation.answer.service": "{kind}: {name}، {number}", "conversation.exit.done": "روز خوش."}
QUESTION_ES = "Hola, quiero saber cómo abrir una cuenta en un banco de aquí"
QUESTION_ID = "Halo, saya ingin tahu bagaimana cara membuka rekening di bank di sini"
MEANINGS: Mapping[str, Understood] = {text: Understood("bank_account", 0.9) for text in (QUESTION_ES, QUESTION_ID)}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_content(tmp_path_factory.mktemp("content"))
    (root / "knowledge" / "topics" / "bank_account.yml").write_text(TOPIC, encoding="utf-8")
    country = root / "knowledge" / "countries" / "CL.yml"
    change_yaml(country, lambda data: data.update(iso2="UY"))
    country.rename(country.with_name("UY.yml"))

    english = {f"topic.bank_account.{name}": text for name, text in _fields(TOPIC).items()}
    change_catalog(
        root,
        "es",
        lambda catalog: [catalog.add(english[key], said, context=key) for key, said in SPANISH.items()] and None,
    )
    add_language(root, "id", INDONESIAN)
    add_language(root, "fa", PERSIAN)
    return root


@pytest.fixture(scope="module")
def added(root: Path) -> Conversation:
    return wire_conversation(read_settings({}), ScriptedUnderstanding(MEANINGS), lambda: 1.0, root)


async def test_a_new_topic_is_answered_in_its_translation(added: Conversation) -> None:
    person = Person(added)
    turn = await person.writes(QUESTION_ES)
    assert turn.intent == "bank_account"
    assert SPANISH["topic.bank_account.short"] in said(turn)
    assert SPANISH["topic.bank_account.full"] in said(await person.writes("más"))


async def test_a_new_topic_is_in_the_menu(added: Conversation) -> None:
    person = Person(added).greeted(language="es")
    await person.writes("menu")
    seen: list[str] = []
    for _ in range(added.knowledge.menu.pages("survivor")):
        assert person.last is not None
        seen += titles(person.last)
        await person.taps(next(each for each in person.choices if each.title == "Más temas"))
    assert "Cuenta de banco" in seen
    assert (await Person(added).greeted().writes("cuenta de banco")).intent == "bank_account"


async def test_a_new_language_is_spoken_where_it_is_heard(added: Conversation) -> None:
    person = Person(added)
    turn = await person.writes(QUESTION_ID)
    assert turn.language == "id"
    assert INDONESIAN["conversation.first_contact"] in said(turn)
    assert INDONESIAN["topic.bank_account.short"] in said(turn)
    assert said(await person.writes("Keluar")) == "Selamat siang."


async def test_a_new_language_is_chosen_by_its_name(added: Conversation) -> None:
    for word in ("Indonesia", "Indonesian", "indonesio", "indonésio", "indonésien"):
        assert (await Person(added).greeted().writes(word)).lines[0].text == "Saya menulis dalam Indonesia."


async def test_what_a_new_language_has_not_yet_is_said_in_english(added: Conversation) -> None:
    turn = await Person(added).greeted(language="id", language_chosen="id").writes("legal aid, please say it")
    assert turn.language == "id"
    assert "I do not have an answer to that" in said(turn)


async def test_an_answer_that_is_not_translated_says_so(added: Conversation) -> None:
    turn = await Person(added).greeted(language="id", language_chosen="id").writes("A free lawyer")
    assert turn.lines[0].text.startswith("I do not have this in your language yet.")
    assert "You can ask for a lawyer" in said(turn)


async def test_a_new_country_is_served(added: Conversation) -> None:
    assert "Uruguay" in said(await Person(added).greeted(language="es").writes("Uruguay"))


def test_the_check_names_what_a_new_language_has_not(root: Path) -> None:
    _, findings = check_knowledge(root, date(2026, 11, 22))
    missing = [str(each) for each in findings if "translations/id/" in str(each)]
    assert any("topic.legal_aid.short is not translated" in each for each in missing)
    assert not any("topic.bank_account.short" in each for each in missing)


@pytest.mark.parametrize("code", ["PE", "BR", "RO"])
def test_numbers_are_isolated_within_a_language_from_right_to_left(added: Conversation, code: str) -> None:
    arabic, english = Speech(added.knowledge, "fa"), Speech(added.knowledge, "en")
    shown = {each.shown_number for each in added.knowledge.countries[code].services} - {None}
    isolated = 0
    for name, lines in lines_in(replace(added, countries=(added.knowledge.countries[code],)), arabic, code):
        for line in lines:
            assert line.text.count("\u2066") == line.text.count("\u2069"), name
            isolated += sum(f"\u2066{number}\u2069" in line.text for number in shown)
    assert isolated > len(added.knowledge.topics)
    assert not any("\u2066" in line.text for _, lines in lines_in(added, english, code) for line in lines)


def _fields(text: str) -> dict[str, str]:
    pairs = (line.split(": ", maxsplit=1) for line in text.splitlines())
    return {name: value for name, value in pairs if name in ("title", "short", "full", "now")}
