"""The law that answers rest on: instruments, their articles, and how strong each is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.knowledge import content_file
from bot.knowledge.record import Record
from bot.knowledge.source import Provenance, read_provenance

STRENGTHS = ("duty", "weak_duty", "possibility", "definition", "standard")


@dataclass(frozen=True, slots=True)
class Article:
    """One article in plain words; `instrument` is the instrument's id, `strength` one of STRENGTHS.

    `countries` are those that a regional instrument reaches; empty for one that speaks to all.
    """

    id: str
    instrument: str
    instrument_name: str
    article: str
    strength: str
    plain: str
    provenance: Provenance
    countries: tuple[str, ...] = ()

    def concerns(self, country: str) -> bool:
        """Say whether the article speaks to a country, by ISO code; a regional one never does where none is known."""
        return not self.countries or country in self.countries


def read_law(path: Path) -> Mapping[str, Article]:
    """Read all articles, by id. Raises ContentError."""
    record = Record(path, content_file.read(path), path.stem)
    articles = {}
    for instrument in record.records("instruments"):
        identity, name = instrument.text("id"), instrument.text("name")
        countries = instrument.names("countries")
        for each in instrument.records("articles"):
            article = replace(_article(each, identity, name), countries=countries)
            if article.id in articles:
                raise each.error(f"the id {article.id!r} stands twice")
            articles[article.id] = article
        instrument.finish("scope", "note")
    record.finish("meta")
    return articles


def _article(record: Record, instrument: str, name: str) -> Article:
    strength = record.text("strength")
    if strength not in STRENGTHS:
        raise record.error(f"the strength {strength!r} is none of {', '.join(STRENGTHS)}")
    article = Article(
        record.text("id"),
        instrument,
        name,
        record.text("article"),
        strength,
        record.text("plain"),
        read_provenance(record),
    )
    record.finish("note")
    return article
