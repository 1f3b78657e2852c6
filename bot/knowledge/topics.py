"""Topics: one right or service each, with its answer, the law it rests on and its review."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.knowledge import content_file
from bot.knowledge.record import Record

AUDIENCES = ("survivor", "child", "community", "professional", "anyone")


@dataclass(frozen=True, slots=True)
class Review:
    """Who wrote a text, who signed it, and the day from which it must be checked again."""

    author: str
    reviewer: str | None
    reviewed_on: date | None
    review_by: date


@dataclass(frozen=True, slots=True)
class Topic:
    """One answer in English, the source language; the catalogs carry the others under `topic.<id>.<field>`."""

    id: str
    audience: str
    title: str
    short: str
    full: str
    now: str
    related: tuple[str, ...]
    law: tuple[str, ...]
    country_facts: tuple[str, ...]
    services: tuple[str, ...]
    review: Review
    for_watched: bool = False
    """Whether it is what somebody asks whose phone is watched, so that it is answered where all else stays neutral."""

    @property
    def depends_on_country(self) -> bool:
        """Say whether the answer is better with the person's country."""
        return bool(self.country_facts or self.services)


def read_topics(folder: Path) -> Mapping[str, Topic]:
    """Read every topic of the folder, by id. Raises ContentError."""
    topics = {}
    for path in sorted(folder.glob("*.yml")):
        topic = _read(path)
        topics[topic.id] = topic
    return topics


def _read(path: Path) -> Topic:
    record = Record(path, content_file.read(path), path.stem)
    identity = record.text("id")
    if identity != path.stem:
        raise record.error(f"the id {identity!r} must be the file's name")
    audience = record.text("audience")
    if audience not in AUDIENCES:
        raise record.error(f"the audience {audience!r} is none of {', '.join(AUDIENCES)}")
    signed = record.record("review")
    review = Review(
        author=signed.text("author"),
        reviewer=signed.optional_text("reviewer"),
        reviewed_on=signed.optional_day("reviewed_on"),
        review_by=signed.day("review_by"),
    )
    signed.finish()
    topic = Topic(
        id=identity,
        audience=audience,
        title=record.text("title"),
        short=record.text("short"),
        full=record.text("full"),
        now=record.text("now"),
        related=record.names("related"),
        law=record.names("law"),
        country_facts=record.names("country_facts"),
        services=record.names("services"),
        review=review,
        for_watched=record.flag("for_watched", default=False),
    )
    record.finish()
    return topic
