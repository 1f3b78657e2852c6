"""A change of the content names the questions whose answer reads otherwise, and where; no other question."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.conversation.answer import answer
from bot.conversation.conversation import Conversation
from bot.conversation.speech import Speech
from bot.evaluation.alterations import ANYWHERE, Alteration, Meant, alterations
from bot.evaluation.questions import OUT_OF_SCOPE, Question
from bot.knowledge.knowledge_base import KnowledgeBase, read_knowledge
from bot.settings import PROJECT, read_settings
from bot.wiring.conversation import wire_conversation
from tests.bot.content import change_catalog, change_yaml, copy_little

TOPICS = sorted(path.stem for path in (PROJECT / "knowledge" / "topics").glob("*.yml"))
LANGUAGES = ("en", "es", "hi")
"""The source, one that is translated, and one that is answered in English."""
OTHERS = ("danger_now", "self_harm", "greeting", "menu", OUT_OF_SCOPE)
"""What people mean that is no topic."""
ALARMED = {"danger_now", "self_harm"}
EVERYWHERE = (ANYWHERE,)
NEW = "novel"

Altered = dict[str, tuple[str, ...]]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_little(tmp_path)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return read_knowledge(copy_little(tmp_path_factory.mktemp("before")))


def altered(before: KnowledgeBase, after: KnowledgeBase) -> Altered:
    """Ask for every topic in every language and give where each question's answer alters."""
    questions = [
        Question(f"{language} {topic}", "", topic, "plain", language)
        for language in LANGUAGES
        for topic in (*TOPICS, NEW, *OTHERS)
    ]
    found = [each for meant in (*TOPICS, NEW, *OTHERS) for each in compared(before, after, meant, questions)]
    return {each.question.id: each.where for each in found}


def compared(
    before: KnowledgeBase, after: KnowledgeBase, meant: str, questions: Sequence[Question]
) -> list[Alteration]:
    return asyncio.run(alterations(talking(before), talking(after), meant, questions))


@cache
def wired() -> Conversation:
    return wire_conversation(read_settings({}), Meant(OUT_OF_SCOPE), time.time)


def talking(knowledge: KnowledgeBase) -> Conversation:
    return replace(wired(), knowledge=knowledge, countries=tuple(knowledge.countries.values()))


def of(topics: set[str], where: tuple[str, ...], languages: tuple[str, ...] = LANGUAGES) -> Altered:
    assert topics
    return {f"{language} {topic}": where for language in languages for topic in topics}


def answering_in(*countries: str) -> Altered:
    """Name every answer in some countries; in danger, all numbers are said to who has named no country."""
    return of(set(TOPICS), countries) | of(ALARMED, EVERYWHERE)


def topic_file(root: Path, topic: str) -> Path:
    return root / "knowledge" / "topics" / f"{topic}.yml"


def set_article(name: str, **fields: str) -> Callable[[Any], None]:
    def change(data: Any) -> None:
        articles = [article for each in data["instruments"] for article in each["articles"] if article["id"] == name]
        assert len(articles) == 1
        articles[0].update(fields)

    return change


def citing(knowledge: KnowledgeBase, article: str) -> set[str]:
    return {topic.id for topic in knowledge.topics.values() if article in topic.law}


def showing(knowledge: KnowledgeBase, number: str, country: str) -> set[str]:
    """Name the topics whose answer in a country shows a number."""
    speech = Speech(knowledge, "en")
    return {
        topic.id
        for topic in knowledge.topics.values()
        if any(number in line.text for line in answer(speech, topic, country))
    }


def change_number(root: Path, country: str, old: str, new: str) -> None:
    def change(data: Any) -> None:
        services = [each for each in data["services"] if each.get("number") == old]
        assert len(services) == 1
        services[0]["number"] = new

    change_yaml(root / "knowledge" / "countries" / f"{country}.yml", change)


def test_nothing_is_altered_where_nothing_changed(before: KnowledgeBase, root: Path) -> None:
    assert altered(before, read_knowledge(root)) == {}


def test_what_is_for_editors_alters_nothing(before: KnowledgeBase, root: Path) -> None:
    change_yaml(topic_file(root, "consent"), lambda data: data["review"].update(author="Somebody"))
    change_yaml(root / "knowledge" / "law.yml", set_article("UNTIP-3b", note="Look again."))
    assert altered(before, read_knowledge(root)) == {}


@pytest.mark.parametrize("field", ["short", "full", "now"])
def test_a_topic_s_text_alters_its_own_questions_everywhere(before: KnowledgeBase, root: Path, field: str) -> None:
    change_yaml(topic_file(root, "consent"), lambda data: data.update({field: "You did nothing wrong."}))
    assert altered(before, read_knowledge(root)) == of({"consent"}, EVERYWHERE)


def test_a_topic_s_title_alters_also_where_it_is_offered(before: KnowledgeBase, root: Path) -> None:
    change_yaml(topic_file(root, "consent"), lambda data: data.update(title="Saying yes"))
    offering = {topic.id for topic in before.topics.values() if "consent" in topic.related}
    assert altered(before, read_knowledge(root)) == of(offering, EVERYWHERE)


def test_a_number_alters_the_answers_that_show_it_in_its_country(before: KnowledgeBase, root: Path) -> None:
    shown = showing(before, "*4242", "CL")
    assert shown < set(TOPICS)
    change_number(root, "CL", "*4242", "*4243")
    assert altered(before, read_knowledge(root)) == of(shown, ("CL",))


def test_an_emergency_number_alters_every_answer_in_its_country(before: KnowledgeBase, root: Path) -> None:
    change_number(root, "RO", "112", "113")
    assert altered(before, read_knowledge(root)) == answering_in("RO")


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("greeting", {"greeting"}),
        ("unknown", {OUT_OF_SCOPE, NEW}),
        ("danger.quiet", {"danger_now"}),
        ("self_harm", {"self_harm"}),
        ("danger.after", ALARMED),
    ],
)
def test_a_text_of_the_conversation_alters_what_is_said_with_it(
    before: KnowledgeBase, root: Path, key: str, meant: set[str]
) -> None:
    path = root / "knowledge" / "conversation.yml"
    change_yaml(path, lambda data: data.update({key: f"{data[key]} Take your time."}))
    assert altered(before, read_knowledge(root)) == of(meant, EVERYWHERE)


def test_a_text_that_an_older_state_did_not_have_alters_what_is_said_with_it(before: KnowledgeBase, root: Path) -> None:
    change_yaml(root / "knowledge" / "conversation.yml", lambda data: data.pop("greeting") and None)
    assert altered(read_knowledge(root), before) == of({"greeting"}, EVERYWHERE)


def test_changes_in_two_countries_name_both(before: KnowledgeBase, root: Path) -> None:
    change_number(root, "RO", "112", "113")
    change_number(root, "CL", "133", "134")
    assert altered(before, read_knowledge(root)) == answering_in("CL", "RO")


def test_a_hidden_number_alters_nothing(before: KnowledgeBase, root: Path) -> None:
    change_number(root, "RO", "0800 800 678", "0800 800 679")
    assert altered(before, read_knowledge(root)) == {}


def test_a_translation_alters_its_language_only(before: KnowledgeBase, root: Path) -> None:
    def change(catalog: Any) -> None:
        message = catalog.get(before.topics["consent"].short, "topic.consent.short")
        assert message.string
        message.string = "Usted no hizo nada malo."

    change_catalog(root, "es", change)
    assert altered(before, read_knowledge(root)) == of({"consent"}, EVERYWHERE, ("es",))


def test_a_text_of_the_law_alters_the_topics_that_cite_it(before: KnowledgeBase, root: Path) -> None:
    change_yaml(root / "knowledge" / "law.yml", set_article("UNTIP-3b", plain="A yes under force is no yes."))
    citing_it = citing(before, "UNTIP-3b")
    assert "consent" in citing_it
    assert altered(before, read_knowledge(root)) == of(citing_it, EVERYWHERE)


def test_a_regional_law_alters_the_answers_of_its_region(before: KnowledgeBase, root: Path) -> None:
    article = next(
        each
        for each in before.law.values()
        if {"RO"} == {"CL", "PE", "RO"} & set(each.countries)
        and each.provenance.may_be_shown
        and citing(before, each.id)
    )
    change_yaml(root / "knowledge" / "law.yml", set_article(article.id, plain="Countries must help."))
    assert altered(before, read_knowledge(root)) == of(citing(before, article.id), ("RO",))


def test_a_topic_that_is_new_or_gone_alters_its_questions_everywhere(before: KnowledgeBase, root: Path) -> None:
    data = yaml.load(topic_file(root, "consent").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    data["id"] = NEW
    topic_file(root, NEW).write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    after = read_knowledge(root)
    assert altered(before, after) == of({NEW}, EVERYWHERE)
    assert altered(after, before) == of({NEW}, EVERYWHERE)


def test_a_country_that_is_new_or_gone_alters_every_answer_there(before: KnowledgeBase) -> None:
    without = replace(before, countries={code: each for code, each in before.countries.items() if code != "RO"})
    assert altered(without, before) == answering_in("RO")
    assert altered(before, without) == answering_in("RO")


def test_every_question_on_the_topic_is_named_in_its_order(before: KnowledgeBase, root: Path) -> None:
    change_yaml(topic_file(root, "consent"), lambda data: data.update(short="You did nothing wrong."))
    asked = [
        Question(identity, "", topic, "plain", language)
        for identity, topic, language in [
            ("es-2", "consent", "es"),
            ("es-1", "consent", "es"),
            ("es-3", "asylum", "es"),
            ("en-1", "consent", "en"),
        ]
    ]
    found = compared(before, read_knowledge(root), "consent", asked)
    assert [each.question.id for each in found] == ["es-2", "es-1", "en-1"]
