"""Reads the signs of the intake: `signs.yml`, by group, each with its sources."""

from collections.abc import Mapping
from pathlib import Path

from bot.knowledge import content_file
from bot.knowledge.condition_record import read_conditions, read_urgency
from bot.knowledge.intake import Element, Sign
from bot.knowledge.record import Record
from bot.knowledge.source import Source


def read_signs(path: Path) -> Mapping[str, Sign]:
    """Read every sign, by id, in the order of the file. Raises ContentError."""
    record = Record(path, content_file.read(path), path.stem)
    sources = _sources(record)
    record.day("checked_on")
    signs: dict[str, Sign] = {}
    groups: set[str] = set()
    for group in record.records("groups"):
        name = group.text("id")
        if name in groups:
            raise group.error(f"the group {name!r} stands twice")
        groups.add(name)
        group.text("name")
        for each in group.records("signs"):
            sign = _sign(each, name, sources)
            if sign.id in signs:
                raise each.error(f"the sign {sign.id!r} stands twice")
            signs[sign.id] = sign
        group.finish()
    record.finish()
    return signs


def _sources(record: Record) -> Mapping[str, Source]:
    sources = {}
    for each in record.records("sources"):
        name = each.text("id")
        if name in sources:
            raise each.error(f"the source {name!r} stands twice")
        sources[name] = Source(each.text("title"), each.optional_number("year"))
        each.finish("note")
    return sources


def _sign(record: Record, group: str, sources: Mapping[str, Source]) -> Sign:
    record.text("text")
    elements, named = record.names("elements"), record.names("sources")
    for each in elements:
        if each not in set(Element):
            raise record.error(f"the element {each!r} is none of {', '.join(Element)}")
    if not named:
        raise record.error("a sign needs a source; name one of `sources`, or add it there")
    for each in named:
        if each not in sources:
            raise record.error(f"there is no source {each!r} under `sources`")
    sign = Sign(
        record.text("id"),
        group,
        tuple(Element(each) for each in elements),
        read_urgency(record, "urgency"),
        tuple(sources[each] for each in named),
        read_conditions(record, "found_if"),
    )
    record.finish()
    return sign
