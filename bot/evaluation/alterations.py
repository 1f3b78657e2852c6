"""What a change of the content alters: test questions whose answer would read otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.conversation.answer import answer, more, sources
from bot.conversation.conversation import Conversation
from bot.conversation.speech import Line, Speech
from bot.conversation.steering import NO_COUNTRY
from bot.conversation.understanding import Understood
from bot.evaluation.asking import first_turn
from bot.evaluation.questions import Question
from bot.knowledge.catalogs import SOURCE_LANGUAGE

ANYWHERE = "everywhere"
WORDLESS = "?"
"""A message that steers nowhere and alarms nobody, so that it means what it is said to mean."""


@dataclass(frozen=True, slots=True)
class Alteration:
    """A question, and where its answer alters: `everywhere`, or the countries by ISO code."""

    question: Question
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """Understands whatever is written as one thing, surely."""

    intent: str

    async def understand(self, text: str, language: str) -> Understood:
        """Give what is meant."""
        del text, language
        return Understood(self.intent, 1.0)


async def alterations(
    before: Conversation, after: Conversation, intent: str, questions: Sequence[Question]
) -> list[Alteration]:
    """Find the questions with a meaning whose answer differs between two states of the content."""
    asked = [each for each in questions if each.intent == intent]
    found = []
    for language in dict.fromkeys(each.language for each in asked):
        where = await _where(before, after, intent, language)
        if where:
            found += [Alteration(each, where) for each in asked if each.language == language]
    return found


async def _where(before: Conversation, after: Conversation, intent: str, language: str) -> tuple[str, ...]:
    if await _said(before, intent, language, NO_COUNTRY) != await _said(after, intent, language, NO_COUNTRY):
        return (ANYWHERE,)
    countries = sorted(before.knowledge.countries.keys() | after.knowledge.countries.keys())
    return tuple(
        [
            country
            for country in countries
            if await _said(before, intent, language, country) != await _said(after, intent, language, country)
        ]
    )


async def _said(conversation: Conversation, intent: str, language: str, country: str) -> list[Line]:
    try:
        return await _answer(conversation, intent, language, country)
    except KeyError:
        # An older state lacks texts that are said today, and so had no such answer.
        return []


async def _answer(conversation: Conversation, intent: str, language: str, country: str) -> list[Line]:
    """Say all that a person can be told of a topic, or what is said to anything else that they mean."""
    knowledge = conversation.knowledge
    topic = knowledge.topics.get(intent)
    if topic is None:
        understanding = replace(conversation, understanding=Meant(intent))
        return list((await first_turn(understanding, WORDLESS, language=language, country=country)).lines)
    speech = Speech(knowledge, language if language in knowledge.catalogs.locales else SOURCE_LANGUAGE)
    # What is said by SMS is part of what is said here.
    return [*answer(speech, topic, country), *more(speech, topic, country), *sources(speech, topic, country)]
