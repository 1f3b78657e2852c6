"""The titles of what is offered: people write them out instead of pressing a button or choosing its number."""

from collections.abc import Iterator, Mapping

from bot.conversation.step import Step, StepKind
from bot.knowledge.catalogs import country_name, fold, language_name
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.knowledge.menu import HOME


def subjects(knowledge: KnowledgeBase, language: str) -> Iterator[tuple[str, Step]]:
    """Give the folded titles of all topics and of the menu's sections, which mean the same wherever they are written.

    Each comes with the step that it stands for.
    """
    say = knowledge.catalogs.say
    for topic in knowledge.topics:
        yield fold(say(f"topic.{topic}.title", language)), Step(StepKind.TOPIC, topic)
    for section, topics in knowledge.menu.sections.items():
        if section != HOME and topics:
            yield fold(say(f"conversation.menu.{section}", language)), Step(StepKind.MENU, f"{section}.0")


def offers(knowledge: KnowledgeBase, choices: Mapping[str, Step], language: str) -> Iterator[tuple[str, Step]]:
    """Give the folded titles of all else that is offered, which are clear only where they have been offered.

    Each comes with a step that it may stand for; "more topics" stands for every page of the menu. `choices` are those
    that have a title of their own, by its key.
    """
    say = knowledge.catalogs.say
    for key, step in choices.items():
        yield fold(say(key, language)), step
    for section in knowledge.menu.sections:
        for page in range(knowledge.menu.pages(section)):
            yield fold(say("conversation.choice.more_topics", language)), Step(StepKind.MENU, f"{section}.{page}")
    for country in knowledge.countries:
        yield fold(country_name(country, language)), Step(StepKind.COUNTRY, country)
    yield fold(language_name(language, language)), Step(StepKind.LANGUAGE, language)
