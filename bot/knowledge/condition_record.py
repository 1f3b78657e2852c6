"""Reads what intake files share: conditions on earlier answers, and words of urgency."""

from collections.abc import Mapping

from bot.knowledge.intake import Condition
from bot.knowledge.record import Record
from bot.reports.report import Urgency

URGENCIES: Mapping[str, Urgency] = {"none": Urgency.NORMAL, "raises": Urgency.RAISED, "urgent": Urgency.URGENT}


def read_conditions(record: Record, name: str) -> tuple[Condition, ...]:
    """Read a list of conditions; absent is empty. Raises ContentError."""
    return tuple(read_condition(each) for each in record.records(name))


def read_condition(record: Record) -> Condition:
    """Read one condition, questions with the ids of their answers. Raises ContentError."""
    needs = {question: record.names(question) for question in record.keys()}  # noqa: SIM118 - a Record is no mapping
    if not needs or not all(needs.values()):
        raise record.error("a condition names a question and the answers that meet it, such as {who: [children]}")
    return Condition(needs)


def read_urgency(record: Record, name: str) -> Urgency:
    """Read a word of urgency. Raises ContentError."""
    word = record.text(name)
    if word not in URGENCIES:
        raise record.error(f"the {name} {word!r} is none of {', '.join(URGENCIES)}")
    return URGENCIES[word]
