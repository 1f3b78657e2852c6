"""An answer: the right in short, who can help in the country, where it comes from, and what to ask next."""

from dataclasses import dataclass
from datetime import date

from bot.conversation.directory import help_in
from bot.conversation.likely_countries import likely_countries
from bot.conversation.speech import Choice, Line, Speech
from bot.conversation.steering import NO_COUNTRY
from bot.conversation.step import Step, StepKind
from bot.knowledge.catalogs import country_name, day, language_name
from bot.knowledge.countries import Country
from bot.knowledge.law import Article
from bot.knowledge.topics import Topic

MOST_COUNTRIES_LISTED = 8


@dataclass(frozen=True, slots=True)
class Cited:
    """A source behind an answer, as `ask` prints it."""

    title: str
    reference: str
    checked_on: date


def answer(speech: Speech, topic: Topic, country: str, *, guessed: bool = False) -> list[Line]:
    """Say a topic's short answer, the help in the country or the question for it, and the choices that follow."""
    short = speech.topic(topic.id, "short")
    lines = [Line(short if speech.brief else f"{short}\n\n{speech.topic(topic.id, 'now')}")]
    if not speech.translated(f"topic.{topic.id}.short"):
        lines.insert(0, Line(speech.say("answer.other_language", language=language_name("en", speech.language))))
    served = speech.knowledge.countries.get(country)
    if served is not None:
        lines += help_in(speech, served, topic.services, topic.country_facts)
    elif country and country != NO_COUNTRY:
        lines.append(Line(speech.say("country.unknown", country=country_name(country, speech.language))))
    elif country == NO_COUNTRY and topic.depends_on_country:
        lines.append(Line(speech.say("answer.general_country")))
    last = f"{_source_line(speech, topic, country)}{speech.say('answer.not_legal_advice')}"
    if topic.depends_on_country and not country:
        return [*lines, Line(last), country_question(speech, "answer.country_needed")]
    another = (speech.choice(StepKind.COUNTRY),) if guessed else ()
    return [*lines, Line(last, (*answer_choices(speech), *another))]


def more(speech: Speech, topic: Topic, country: str) -> list[Line]:
    """Say a topic's whole answer, what its country's law says, and topics that people want next."""
    lines = [Line(speech.topic(topic.id, "full"))]
    served = speech.knowledge.countries.get(country)
    if served is not None:
        facts = [fact for name in topic.country_facts for fact in served.facts_of(name)]
        if facts:
            said = "\n".join(speech.text(fact.key) for fact in facts)
            lines.append(Line(f"{country_name(country, speech.language)}:\n{said}"))
    related = [Choice(Step(StepKind.TOPIC, each), speech.topic(each, "title")) for each in topic.related]
    asides = (StepKind.SOURCE, StepKind.HUMAN, StepKind.MENU, StepKind.EXIT)
    lines[-1] = Line(lines[-1].text, (*related, *(speech.choice(kind) for kind in asides)))
    return lines


def sources(speech: Speech, topic: Topic, country: str) -> list[Line]:
    """Say which law and which publications an answer rests on, how strong each is, and when it was checked."""
    said = [speech.say("source.title")]
    for article in shown_articles(speech, topic, country):
        key = "source.law" if article.article else "source.law.whole"
        said.append(
            speech.say(
                key,
                instrument=speech.text(f"law.{article.instrument}"),
                article=article.article,
                strength=speech.say(f"strength.{article.strength}"),
            )
            + " "
            + speech.text(f"law.{article.id}.plain")
        )
    served = speech.knowledge.countries.get(country)
    if served is not None:
        name = country_name(country, speech.language)
        said += [
            speech.say("source.country", country=name, source=", ".join(filter(None, (each.title, each.reference))))
            for each in _country_sources(served, topic)
        ]
    said.append(
        speech.say(
            "source.checked",
            date=day(checked_on(speech, topic, country), speech.language),
            review_by=day(topic.review.review_by, speech.language),
        )
    )
    if not speech.reviewed:
        said.append(speech.say("answer.unreviewed"))
    asides = (StepKind.MORE, StepKind.HUMAN, StepKind.MENU, StepKind.EXIT)
    return [Line("\n".join(said), tuple(speech.choice(kind) for kind in asides))]


def cited(speech: Speech, topic: Topic, country: str) -> tuple[Cited, ...]:
    """List the sources behind a topic's answer in a country, in the person's language."""
    law = tuple(
        Cited(
            speech.text(f"law.{article.instrument}"),
            speech.say("source.article", article=article.article) if article.article else "",
            article.provenance.checked_on,
        )
        for article in shown_articles(speech, topic, country)
    )
    served = speech.knowledge.countries.get(country)
    return (*law, *(_country_sources(served, topic) if served else ()))


def country_question(speech: Speech, key: str) -> Line:
    """Ask for the country, with the likely ones as choices; any other can be written."""
    skip = Choice(Step(StepKind.COUNTRY, NO_COUNTRY), speech.say("choice.skip"))
    return Line(speech.say(key, skip=speech.word("skip")), (*country_choices(speech, MOST_COUNTRIES_LISTED), skip))


def country_choices(speech: Speech, most: int) -> tuple[Choice, ...]:
    """Offer the likeliest countries, by name."""
    likely = likely_countries(speech.countries, speech.heard, speech.language)[:most]
    listed = sorted((country_name(each.iso2, speech.language), each.iso2) for each in likely)
    return tuple(Choice(Step(StepKind.COUNTRY, code), name) for name, code in listed)


def answer_choices(speech: Speech) -> tuple[Choice, ...]:
    """List what a person may want after an answer."""
    kinds = (StepKind.MORE, StepKind.SOURCE, StepKind.HUMAN, StepKind.MENU, StepKind.EXIT)
    return tuple(speech.choice(kind) for kind in kinds)


def shown_articles(speech: Speech, topic: Topic, country: str) -> list[Article]:
    """List the articles behind a topic that may be shown and speak to the country."""
    articles = (speech.knowledge.law[each] for each in topic.law)
    return [article for article in articles if article.provenance.may_be_shown and article.concerns(country)]


def checked_on(speech: Speech, topic: Topic, country: str) -> date:
    """Give the oldest day on which something behind the answer was checked."""
    days = [article.provenance.checked_on for article in shown_articles(speech, topic, country)]
    served = speech.knowledge.countries.get(country)
    days += [service.provenance.checked_on for service in served.services] if served else []
    return min(days)


def _source_line(speech: Speech, topic: Topic, country: str) -> str:
    articles = shown_articles(speech, topic, country)
    if not articles:
        return ""
    first = articles[0]
    source = speech.text(f"law.{first.instrument}")
    if first.article:
        source = f"{source}, {speech.say('source.article', article=first.article)}"
    return speech.say("answer.source", source=source) + " "


def _country_sources(country: Country, topic: Topic) -> list[Cited]:
    facts = [fact.provenance for name in topic.country_facts for fact in country.facts_of(name)]
    services = [service.provenance for kind in topic.services for service in country.services_of(kind)]
    found = {
        Cited(provenance.sources[0].title, str(provenance.sources[0].year or ""), provenance.checked_on)
        for provenance in (*facts, *services)
    }
    return sorted(found, key=lambda each: (each.title, each.reference))
