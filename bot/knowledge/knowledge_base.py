"""The whole knowledge base, read once and shared by everything that answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.catalogs import Catalogs
from bot.knowledge.countries import Country, read_countries
from bot.knowledge.law import Article, read_law
from bot.knowledge.topics import Topic, read_topics


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Topics, countries and law by id, and the catalogs that say them."""

    topics: Mapping[str, Topic]
    countries: Mapping[str, Country]
    law: Mapping[str, Article]
    catalogs: Catalogs


def read_knowledge(root: Path) -> KnowledgeBase:
    """Read the folders `knowledge` and `translations` under the root. Raises ContentError."""
    knowledge = root / "knowledge"
    return KnowledgeBase(
        read_topics(knowledge / "topics"),
        read_countries(knowledge / "countries"),
        read_law(knowledge / "law.yml"),
        Catalogs(knowledge, root / "translations"),
    )
