"""How well the safety net must hear, by language, as a file says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.evaluation.safety_figures import NetFigures
from bot.knowledge import content_file
from bot.knowledge.record import Record


@dataclass(frozen=True, slots=True)
class Floor:
    """The share of urgent messages that must be heard, and the share of others that may be; None where any may."""

    recall: float
    false_alarms: float | None = None

    def met(self, figures: NetFigures) -> bool | None:
        """Say whether a language's figures reach the floor; None where nothing was asked that could show it."""
        recall, false_alarms = figures.recall.share, figures.false_alarms.share
        if recall is None or (self.false_alarms is not None and false_alarms is None):
            return None
        return recall >= self.recall and (self.false_alarms is None or (false_alarms or 0.0) <= self.false_alarms)


def read_floors(path: Path) -> Mapping[str, Floor]:
    """Read the floor of each language; a file that is not there holds nothing to any. Raises ContentError."""
    if not path.exists():
        return {}
    record = Record(path, content_file.read(path), path.stem)
    found: dict[str, Floor] = {}
    for each in record.records("floors"):
        languages = each.names("languages")
        floor = Floor(each.share("recall"), each.share("false_alarms") if "false_alarms" in each.keys() else None)  # noqa: SIM118 - a record is no mapping
        each.finish()
        twice = [language for language in languages if language in found]
        if twice or not languages:
            raise each.error(f"{twice[0]!r} stands twice" if twice else "names no languages")
        found |= dict.fromkeys(languages, floor)
    record.finish()
    return found
