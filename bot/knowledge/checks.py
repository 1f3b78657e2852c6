"""Checks of the knowledge base that its form alone does not show: references, lengths, dates, numbers, translations."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Formatter

import regex

from bot.knowledge.catalogs import SOURCE_LANGUAGE, read_catalog
from bot.knowledge.countries import EMERGENCY_KINDS, FACTS
from bot.knowledge.knowledge_base import KnowledgeBase, read_knowledge
from bot.knowledge.texts import Text, texts

LENGTHS = {"title": 20, "short": 300, "full": 900, "now": 160}
"""Characters at most, in every language: a button, two SMS segments without accents, a phone screen, one SMS."""
MOST_RELATED = 3
LONG_NUMBER = regex.compile(r"\d[\d\s()-]*\d")
"""Two digits or more in a row; what reads as a phone number."""
DIGITS = regex.compile(r"\d+")
YEAR_OR_COUNT = regex.compile(r"(?:1[89]|20)\d\d|\d{1,2}")


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
    english = list(texts(root / "knowledge"))
    findings = [*_topics(knowledge, today), *_countries(knowledge), *_lengths(knowledge), *_numbers(english)]
    findings += [
        Finding(f"{text.path.name}:{text.line}", "is empty; write the text") for text in english if not text.english
    ]
    for language in knowledge.catalogs.languages:
        if language != SOURCE_LANGUAGE:
            findings += _catalog(root / "translations", language, english)
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


def _lengths(knowledge: KnowledgeBase) -> Iterator[Finding]:
    for topic in knowledge.topics:
        for name, most in LENGTHS.items():
            for language in knowledge.catalogs.languages:
                long = len(knowledge.catalogs.say(f"topic.{topic}.{name}", language))
                if long > most:
                    yield Finding(f"topic.{topic}.{name} ({language})", f"has {long} characters, {most} at most")


def _numbers(english: list[Text]) -> Iterator[Finding]:
    for text in english:
        if text.key.startswith("conversation.words.") or text.path.name == "law.yml":
            continue
        for number in LONG_NUMBER.findall(text.english):
            if not YEAR_OR_COUNT.fullmatch(number.strip()) and not _names_a_law(text.english, number):
                yield Finding(
                    f"{text.path.name}:{text.line}", "a number stands in the text; numbers come from countries/"
                )


def _names_a_law(text: str, number: str) -> bool:
    """Say whether a number belongs to a law's name, such as Law 28950 or Decree 1048/2024."""
    named = r"\b(?:Laws?|[Aa]rticles?|Decrees?|Resolutions?|Portaria|No\.?)\s+[\w.\-/]*" + regex.escape(number)
    return bool(regex.search(named, text))


def _catalog(translations: Path, language: str, english: list[Text]) -> Iterator[Finding]:
    catalog = read_catalog(translations, language)
    place = f"translations/{language}/LC_MESSAGES/amparo.po"
    for text in english:
        message = catalog.get(text.english, text.key)
        if message is None or not message.string:
            yield Finding(place, f"{text.key} is not translated; run `make catalogs` and translate it")
        elif message.fuzzy:
            yield Finding(place, f"{text.key} is marked fuzzy: its English changed; check it and take the mark away")
        elif _names(str(message.string)) != _names(text.english):
            yield Finding(place, f"{text.key} lost or changed a {{name}} of the English")
        elif added := _digits(str(message.string)) - _digits(text.english):
            yield Finding(place, f"{text.key} has the number {min(added)}, which the English has not; take it out")


def _names(text: str) -> set[tuple[str, ...]] | None:
    """List the names that are filled in, each with its form; None where the braces do not match."""
    try:
        return {tuple(map(str, field)) for _, *field in Formatter().parse(text) if field[0] is not None}
    except ValueError:
        return None


def _digits(text: str) -> set[int]:
    return {int(number) for number in DIGITS.findall(text)}
