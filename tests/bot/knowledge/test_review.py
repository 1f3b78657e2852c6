from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from bot.knowledge import topics
from bot.knowledge.catalogs import Catalogs
from bot.knowledge.knowledge_base import read_knowledge
from bot.knowledge.review import Review
from bot.knowledge.texts import TOPIC_FIELDS
from bot.knowledge.topics import Topic
from bot.knowledge.translations import Signature, signature_comment
from tests.bot.content import change_catalog, change_yaml, copy_little

TODAY = date(2026, 11, 23)
SIGNED = topics.Review("Amparo", "A. Lawyer", date(2026, 11, 20), TODAY)
TOPIC = Topic("asylum", "survivor", "t", "s", "f", "n", (), (), (), (), SIGNED)
ALL = frozenset(f"topic.asylum.{field}" for field in TOPIC_FIELDS)


def required(languages: tuple[str, ...] = (), texts: frozenset[str] = frozenset()) -> Review:
    return Review(required=True, languages=languages, texts={"es": texts}, today=lambda: TODAY)


def test_without_the_rule_everything_is_served() -> None:
    unsigned = replace(TOPIC, review=topics.Review("Amparo", None, None, date(2020, 1, 1)))
    assert Review().serves(unsigned, "es")
    assert not required(("es",)).serves(unsigned, "es")


def test_an_unsigned_topic_is_not_served_in_any_language() -> None:
    unsigned = replace(TOPIC, review=replace(SIGNED, reviewer=None))
    assert not required(("es",), ALL).serves(unsigned, "en")
    assert not required(("es",), ALL).serves(unsigned, "es")


@pytest.mark.parametrize(("until", "served"), [(date(2026, 11, 22), False), (TODAY, True), (date(2027, 1, 1), True)])
def test_a_review_holds_until_its_date(until: date, served: bool) -> None:  # noqa: FBT001
    topic = replace(TOPIC, review=replace(SIGNED, review_by=until))
    assert required().serves(topic, "en") is served


def test_a_translation_is_served_where_its_language_is_signed_as_a_whole() -> None:
    assert required(("es",)).serves(TOPIC, "es")
    assert not required(("es",)).serves(TOPIC, "pt")
    assert not Review(required=True, today=lambda: TODAY).serves(TOPIC, "es")


def test_a_translation_is_served_where_each_of_its_texts_is_signed() -> None:
    assert required(texts=ALL).serves(TOPIC, "es")
    assert not required(texts=ALL).serves(TOPIC, "pt")


@pytest.mark.parametrize("field", TOPIC_FIELDS)
def test_one_text_that_is_not_signed_withholds_the_answer(field: str) -> None:
    assert not required(texts=ALL - {f"topic.asylum.{field}"}).serves(TOPIC, "es")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = copy_little(tmp_path)
    signed = {"reviewer": "A. Lawyer", "reviewed_on": date(2026, 11, 20), "review_by": date(9999, 1, 1)}
    change_yaml(root / "knowledge" / "topics" / "asylum.yml", lambda data: data["review"].update(signed))
    return root


def served(root: Path, language: str, topic: str = "asylum") -> bool:
    knowledge = read_knowledge(root, reviewed_only=True)
    return knowledge.review.serves(knowledge.topics[topic], language)


def sign(*, but: str = "", alter: str = "") -> Callable[[Catalog], None]:
    def change(catalog: Catalog) -> None:
        for each in catalog:
            if each.context in ALL and each.context != but:
                signature = Signature("Ana", date(2026, 11, 20))
                each.user_comments = [signature_comment(str(each.id), str(each.string), signature)]
                if each.context == alter:
                    each.string = f"{each.string} "

    return change


def test_the_files_say_what_is_signed(root: Path) -> None:
    assert read_knowledge(root).review == Review()
    assert served(root, "en")
    assert not served(root, "es")
    assert not served(root, "en", "legal_aid")
    change_catalog(root, "es", sign())
    assert served(root, "es")
    assert not served(root, "pt")


@pytest.mark.parametrize("change", [sign(but="topic.asylum.now"), sign(alter="topic.asylum.now")])
def test_a_text_unsigned_or_altered_after_it_was_signed_withholds_the_answer(
    root: Path, change: Callable[[Catalog], None]
) -> None:
    change_catalog(root, "es", change)
    assert not served(root, "es")


def sign_whole(root: Path, texts: str | None = None) -> None:
    digest = Catalogs(root / "knowledge", root / "translations").fingerprint("es")
    signed = {"native_speaker": "Ana", "reviewed_on": date(2026, 11, 20), "texts": texts or digest}
    change_yaml(root / "translations" / "es" / "locale.yml", lambda data: data["review"].update(signed))


def test_a_language_is_signed_as_a_whole_in_its_folder(root: Path) -> None:
    sign_whole(root)
    assert served(root, "es")
    assert not served(root, "es", "legal_aid")
    assert not served(root, "fr")


def test_a_name_without_the_digest_of_what_was_read_signs_nothing(root: Path) -> None:
    signed = {"native_speaker": "Ana", "reviewed_on": date(2026, 11, 20)}
    change_yaml(root / "translations" / "es" / "locale.yml", lambda data: data["review"].update(signed))
    assert not served(root, "es")


def reword(key: str) -> Callable[[Catalog], None]:
    return lambda catalog: setattr(message(catalog, key), "string", "Otra cosa.")


def mark_fuzzy(catalog: Catalog) -> None:
    message(catalog, "topic.consent.now").flags.add("fuzzy")


def message(catalog: Catalog, key: str) -> Message:
    return next(each for each in catalog if each.context == key)


def in_catalog(change: Callable[[Catalog], None]) -> Callable[[Path], None]:
    return lambda root: change_catalog(root, "es", change)


def in_english(file: str, **fields: str) -> Callable[[Path], None]:
    return lambda root: change_yaml(root / "knowledge" / file, lambda data: data.update(fields))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(in_catalog(reword("topic.asylum.now")), id="a translation changed"),
        pytest.param(in_catalog(reword("conversation.thanks")), id="another translation changed"),
        pytest.param(in_catalog(mark_fuzzy), id="fuzzy"),
        pytest.param(in_english("topics/asylum.yml", now="Ask."), id="the English changed"),
        pytest.param(in_english("conversation.yml", new="A new text."), id="a text added"),
    ],
)
def test_a_whole_language_loses_its_signature_with_the_first_text_that_is_added_or_changed(
    root: Path, change: Callable[[Path], None]
) -> None:
    sign_whole(root)
    change(root)
    assert not served(root, "es")
    locale = read_knowledge(root).catalogs.locales["es"]
    assert (locale.native_speaker, locale.lapsed) == (None, True)


def test_an_empty_digest_is_that_of_no_language(root: Path) -> None:
    change_catalog(root, "es", mark_fuzzy)
    assert Catalogs(root / "knowledge", root / "translations").fingerprint("es") == ""
    sign_whole(root, "")
    assert not served(root, "es")
