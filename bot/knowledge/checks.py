"""Checks of the knowledge base that its form alone does not show: references, lengths, dates, numbers, translations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.knowledge.called_numbers import called_numbers
from bot.knowledge.catalogs import SOURCE_LANGUAGE
from bot.knowledge.countries import EMERGENCY_KINDS, FACTS
from bot.knowledge.knowledge_base import KnowledgeBase, read_knowledge
from bot.knowledge.place_names import read_place_names
from bot.knowledge.reading_level import too_hard
from bot.knowledge.texts import Text, texts
from bot.knowledge.translations import problems, read_translations

MOST_RELATED = 3
READ = ("short", "full", "now")
"""The fields of a topic that are read as an answer."""
ASKED = ("report.question.", "report.say.")
LEAST_WORDS = 10
COMMUNITY = "community"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must be mended, and where."""

    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}"


def check_knowledge(root: Path, today: date) -> tuple[KnowledgeBase, list[Finding]]:
    """Read and check everything under the project's root. Raises ContentError where it cannot even be read."""
    knowledge = read_knowledge(root)
    read_place_names(root / "knowledge" / "place_names.yml")
    english = list(texts(root / "knowledge"))
    findings = [*_topics(knowledge, today), *_countries(knowledge), *_english(english, knowledge), *_numbers(english)]
    findings += [
        Finding(f"{text.path.name}:{text.line}", "is empty; write the text") for text in english if not text.english
    ]
    for language in knowledge.catalogs.languages:
        if language != SOURCE_LANGUAGE:
            findings += _translations(root, language, knowledge)
    return knowledge, findings


def _topics(knowledge: KnowledgeBase, today: date) -> Iterator[Finding]:
    prefix = "conversation.kind."
    kinds = {key.removeprefix(prefix) for key in knowledge.catalogs.keys() if key.startswith(prefix)}  # noqa: SIM118
    for topic in knowledge.topics.values():
        place = f"knowledge/topics/{topic.id}.yml"
        allowed = {
            "related": (topic.related, knowledge.topics, "is no topic"),
            "law": (topic.law, knowledge.law, "is not in knowledge/law.yml"),
            "country_facts": (topic.country_facts, FACTS, f"is none of {', '.join(FACTS)}"),
            "services": (topic.services, kinds, "has no conversation.kind text"),
        }
        for name, (named, known, problem) in allowed.items():
            unknown = (each for each in named if each not in known)
            yield from (Finding(place, f"{name} names {each!r}, which {problem}") for each in unknown)
        if len(topic.related) > MOST_RELATED:
            yield Finding(place, f"related names more than {MOST_RELATED} topics")
        named_law = [knowledge.law[each] for each in topic.law if each in knowledge.law]
        if not any(each.provenance.may_be_shown and not each.countries for each in named_law):
            yield Finding(place, "law names no article for all countries with a source that may be shown")
        if topic.review.review_by < today:
            yield Finding(place, f"review_by {topic.review.review_by} is past; check the answer and set a new date")


def _countries(knowledge: KnowledgeBase) -> Iterator[Finding]:
    seen: set[str] = set()
    for country in knowledge.countries.values():
        place = f"knowledge/countries/{country.iso2}.yml"
        if not country.emergency():
            yield Finding(place, f"no number of {', '.join(EMERGENCY_KINDS)} may be shown; danger has no answer here")
        for service in country.services:
            # The id names the service's texts in the catalogs, where it stands without its country.
            if service.id in seen:
                yield Finding(place, f"the service id {service.id!r} stands twice")
            seen.add(service.id)
            if f"conversation.kind.{service.kind}" not in knowledge.catalogs.keys():  # noqa: SIM118
                yield Finding(place, f"{service.id}: the kind {service.kind!r} has no conversation.kind text")
            if service.display_ok and not service.provenance.may_be_shown:
                yield Finding(place, f"{service.id}: display_ok without a source; a number from memory is never shown")


def _english(english: list[Text], knowledge: KnowledgeBase) -> Iterator[Finding]:
    for text in english:
        wrong = [
            *problems(text.key, text.english, text.english, plain_letters=True),
            *_hard(text.key, text.english, SOURCE_LANGUAGE, knowledge),
        ]
        yield from (Finding(f"{text.path.name}:{text.line}", f"{text.key} {problem}") for problem in wrong)


def _hard(key: str, text: str, language: str, knowledge: KnowledgeBase) -> Iterator[str]:
    """Answers and what a report asks are held to a reading level; a title or a few words are too short to have one."""
    kind, _, rest = key.partition(".")
    topic, _, field = rest.partition(".")
    if key.startswith(ASKED) and len(text.split()) >= LEAST_WORDS and (problem := too_hard(text, language, COMMUNITY)):
        yield problem
    if kind == "topic" and field in READ and (problem := too_hard(text, language, knowledge.topics[topic].audience)):
        yield problem


def _numbers(english: list[Text]) -> Iterator[Finding]:
    for text in english:
        if text.key.startswith("conversation.words.") or text.path.name == "law.yml":
            continue
        place = f"{text.path.name}:{text.line}"
        problem = "a number stands in the text; numbers come from countries/"
        yield from (Finding(place, problem) for _ in called_numbers(text.english))


def _translations(root: Path, language: str, knowledge: KnowledgeBase) -> Iterator[Finding]:
    place = f"translations/{language}/LC_MESSAGES/amparo.po"
    if knowledge.catalogs.locales[language].lapsed:
        problem = "the signature is for other texts than these; have what is new read, then `amparo knowledge sign`"
        yield Finding(f"translations/{language}/locale.yml", problem)
    plain_letters = knowledge.catalogs.locales[language].plain_sms_letters
    for each in read_translations(root, language):
        if not each.text:
            yield Finding(place, f"{each.key} is not translated; run `make catalogs` and translate it")
        elif each.changed:
            yield Finding(place, f"{each.key} is marked fuzzy: its English changed; check it and take the mark away")
        else:
            wrong = [
                *problems(each.key, each.english, each.text, plain_letters=plain_letters),
                *_hard(each.key, each.text, language, knowledge),
            ]
            yield from (Finding(place, f"{each.key} {problem}") for problem in wrong)
