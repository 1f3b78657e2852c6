"""What a change of the content alters: test questions whose answer would read otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.conversation.answer import answer, more, sources
from bot.conversation.speech import Line, Speech
from bot.conversation.steering import NO_COUNTRY
from bot.evaluation.questions import Question
from bot.knowledge.catalogs import SOURCE_LANGUAGE
from bot.knowledge.knowledge_base import KnowledgeBase

ANYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Alteration:
    """A question, and where its answer alters: `everywhere`, or the countries by ISO code."""

    question: Question
    where: tuple[str, ...]


def alterations(
    before: KnowledgeBase, after: KnowledgeBase, topic: str, questions: Sequence[Question]
) -> Iterator[Alteration]:
    """Find the questions on a topic whose answer differs between two states of the content."""
    asked = [each for each in questions if each.intent == topic]
    for language in dict.fromkeys(each.language for each in asked):
        where = _where(before, after, topic, language)
        if where:
            yield from (Alteration(each, where) for each in asked if each.language == language)


def _where(before: KnowledgeBase, after: KnowledgeBase, topic: str, language: str) -> tuple[str, ...]:
    if _said(before, topic, language, NO_COUNTRY) != _said(after, topic, language, NO_COUNTRY):
        return (ANYWHERE,)
    countries = sorted(before.countries.keys() | after.countries.keys())
    return tuple(
        country
        for country in countries
        if _said(before, topic, language, country) != _said(after, topic, language, country)
    )


def _said(knowledge: KnowledgeBase, name: str, language: str, country: str) -> list[Line]:
    """Say all that a person can be told of a topic; nothing where the topic is not there."""
    topic = knowledge.topics.get(name)
    if topic is None:
        return []
    spoken = language if language in knowledge.catalogs.locales else SOURCE_LANGUAGE
    speech = Speech(knowledge, spoken)
    # What is said by SMS is part of what is said here.
    return [*answer(speech, topic, country), *more(speech, topic, country), *sources(speech, topic, country)]
