"""Whether what is said was read by somebody, and not too long ago."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from bot.deployment.finding import Finding, fine, look, must
from bot.knowledge.catalogs import SOURCE_LANGUAGE
from bot.knowledge.countries import Service
from bot.knowledge.knowledge_base import KnowledgeBase

CHECK_AGAIN = timedelta(days=183)
"""After half a year somebody calls a number again, to hear who answers."""
TOO_OLD = timedelta(days=366)
NAMED = 3


def content_findings(knowledge: KnowledgeBase, countries: Collection[str], today: date) -> Iterator[Finding]:
    """Judge the dates and signatures of answers, and of the numbers of the countries that are served."""
    late = [topic.id for topic in knowledge.topics.values() if topic.review.review_by < today]
    if late:
        mend = "check them, and set a new review_by in knowledge/topics/"
        yield must("answers", f"past their review date: {_some(late)}", mend)
    else:
        yield fine("answers", f"{len(knowledge.topics)}, none past its review date")
    if unsigned := sum(topic.review.reviewer is None for topic in knowledge.topics.values()):
        found = f"nobody has signed {unsigned} of {len(knowledge.topics)} answers"
        yield look(
            "review of answers", found, "let a lawyer read them; meanwhile AMPARO_REQUIRE_REVIEW=1 holds them back"
        )
    unread = [
        language
        for language, locale in knowledge.catalogs.locales.items()
        if language != SOURCE_LANGUAGE and not locale.native_speaker
    ]
    if unread:
        found = f"no native speaker has signed {', '.join(sorted(unread))}"
        yield look("review of languages", found, "let them be read, then run `amparo knowledge sign`")
    yield from _numbers(knowledge, countries, today)


def _numbers(knowledge: KnowledgeBase, countries: Collection[str], today: date) -> Iterator[Finding]:
    served = [knowledge.countries[code] for code in countries or knowledge.countries if code in knowledge.countries]
    shown = [service for country in served for service in country.services if service.shown_number]
    mend = "call them, and set checked_on in knowledge/countries/"
    old = _unchecked(shown, today - TOO_OLD)
    due = _unchecked(shown, today - CHECK_AGAIN)
    if old:
        yield must("telephone numbers", f"checked more than a year ago: {_some(old)}", mend)
    elif due:
        yield look("telephone numbers", f"checked more than half a year ago: {_some(due)}", mend)
    else:
        yield fine("telephone numbers", f"{len(shown)}, checked within half a year")


def _unchecked(services: Sequence[Service], since: date) -> list[str]:
    return [each.id for each in services if each.provenance.checked_on < since]


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMED])
    return f"{shown} and {len(names) - NAMED} more" if len(names) > NAMED else shown
