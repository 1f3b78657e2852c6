"""Where a fact comes from and how sure it is: nothing is shown without it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.knowledge.record import Record


class Confidence(StrEnum):
    """How many stored sources carry a fact."""

    TWO_SOURCES = "two_sources"
    ONE_SOURCE = "one_source"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that carries a fact; the year is None where it gives none."""

    title: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Provenance:
    """A fact's confidence, sources and the day on which somebody last compared them."""

    confidence: Confidence
    sources: tuple[Source, ...]
    checked_on: date

    @property
    def may_be_shown(self) -> bool:
        """Say whether the fact may reach a person: it has a source that is not somebody's memory."""
        return self.confidence is not Confidence.MEMORY and bool(self.sources)


def read_provenance(record: Record) -> Provenance:
    """Read the fields `confidence`, `sources` and `checked_on`. Raises ContentError."""
    name = record.text("confidence")
    if name not in set(Confidence):
        raise record.error(f"the confidence {name!r} is none of {', '.join(Confidence)}")
    sources = tuple(Source(each.text("title"), each.optional_number("year")) for each in record.records("sources"))
    return Provenance(Confidence(name), sources, record.day("checked_on"))
