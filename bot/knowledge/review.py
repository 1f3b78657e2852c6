"""Whether an answer may be served where only reviewed ones are."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.knowledge.catalogs import SOURCE_LANGUAGE, Catalogs
from bot.knowledge.texts import TOPIC_FIELDS
from bot.knowledge.topics import Topic
from bot.knowledge.translations import read_translations


@dataclass(frozen=True, slots=True)
class Review:
    """What is signed: whole languages as they are now, and single texts; without `required` everything is served."""

    required: bool = False
    languages: Collection[str] = ()
    texts: Mapping[str, Collection[str]] | None = None
    today: Callable[[], date] = date.today

    def serves(self, topic: Topic, language: str) -> bool:
        """Say whether a topic's answer may be given in a language: signed by a person, and not past its date."""
        if not self.required:
            return True
        signed = topic.review.reviewer is not None and topic.review.review_by >= self.today()
        return signed and self._translation_signed(topic, language)

    def _translation_signed(self, topic: Topic, language: str) -> bool:
        if language == SOURCE_LANGUAGE or language in self.languages:
            return True
        signed = (self.texts or {}).get(language, ())
        return all(f"topic.{topic.id}.{field}" in signed for field in TOPIC_FIELDS)


def read_review(root: Path, catalogs: Catalogs, *, required: bool) -> Review:
    """Read what native speakers have signed; it takes seconds and is read only where it counts. Raises ContentError."""
    if not required:
        return Review()
    # A whole language loses its signature with the first text that is added or changed; each text keeps its own.
    languages = [code for code, locale in catalogs.locales.items() if locale.native_speaker]
    texts = {
        language: {each.key for each in read_translations(root, language) if each.usable and each.signature}
        for language in catalogs.languages
        if language != SOURCE_LANGUAGE and language not in languages
    }
    return Review(required=True, languages=languages, texts=texts)
