"""The menu: which topics are offered, to whom, and in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge import content_file
from bot.knowledge.record import Record
from bot.knowledge.topics import Topic

HOME = "survivor"
SECTIONS = (HOME, "child", "community", "professional")
"""The first page is for who writes about themselves; the others are for readers of their own."""
PAGE = 5


@dataclass(frozen=True, slots=True)
class Menu:
    """Topics by section, in the order in which they are shown."""

    sections: Mapping[str, Sequence[str]]

    def pages(self, section: str) -> int:
        """Count a section's pages, one at least."""
        return max(1, -(-len(self.sections[section]) // PAGE))

    def page(self, section: str, number: int) -> Sequence[str]:
        """Give the topics on one page of a section."""
        return self.sections[section][number * PAGE : (number + 1) * PAGE]


def read_menu(knowledge: Path, topics: Mapping[str, Topic]) -> Menu:
    """Read `menu.yml`; topics that it does not name come last in the section of their audience. Raises ContentError."""
    path = knowledge / "menu.yml"
    record = Record(path, content_file.read(path), path.stem)
    named = {section: record.names(section) for section in SECTIONS}
    record.finish()
    order = [topic for section in SECTIONS for topic in named[section]]
    for name in order:
        if name not in topics:
            raise record.error(f"there is no topic {name!r} in knowledge/topics/")
        if order.count(name) > 1:
            raise record.error(f"the topic {name!r} stands twice")
    rest: dict[str, list[str]] = {section: [] for section in SECTIONS}
    for topic in topics.values():
        if topic.id not in order:
            rest[topic.audience if topic.audience in SECTIONS else HOME].append(topic.id)
    return Menu({section: (*named[section], *rest[section]) for section in SECTIONS})
