"""The whole knowledge base, read once and shared by everything that answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.catalogs import Catalogs
from bot.knowledge.countries import Country, read_countries
from bot.knowledge.intake import Intake
from bot.knowledge.intake_file import read_intake
from bot.knowledge.law import Article, read_law
from bot.knowledge.menu import Menu, read_menu
from bot.knowledge.operator_texts import read_operator_texts
from bot.knowledge.other_languages import OtherLanguage, read_other_languages
from bot.knowledge.review import Review, read_review
from bot.knowledge.topics import Topic, read_topics


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Topics, countries and law by id, what a report asks, and the catalogs that say them."""

    topics: Mapping[str, Topic]
    countries: Mapping[str, Country]
    law: Mapping[str, Article]
    catalogs: Catalogs
    menu: Menu
    other_languages: Mapping[str, OtherLanguage]
    review: Review
    intake: Intake


def read_knowledge(root: Path, *, reviewed_only: bool = False, texts: Path | None = None) -> KnowledgeBase:
    """Read the folders `knowledge` and `translations` under the root, and an operator's texts. Raises ContentError."""
    knowledge = root / "knowledge"
    topics = read_topics(knowledge / "topics")
    catalogs = Catalogs(knowledge, root / "translations")
    return KnowledgeBase(
        topics,
        read_countries(knowledge / "countries"),
        read_law(knowledge / "law.yml"),
        catalogs.replaced(read_operator_texts(texts, catalogs)) if texts else catalogs,
        read_menu(knowledge, topics),
        read_other_languages(knowledge, catalogs.languages),
        read_review(root, catalogs, required=reviewed_only),
        read_intake(knowledge / "intake"),
    )
