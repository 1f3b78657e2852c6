from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.conversation.steering import WORDS
from bot.knowledge.catalogs import Catalogs, country_name, fold, language_name, right_to_left
from bot.knowledge.extraction import extract
from bot.settings import PROJECT
from tests.bot.content import change_catalog, copy_content

KEY = "conversation.exit.done"
LANGUAGES = sorted(path.parent.name for path in (PROJECT / "translations").glob("*/locale.yml"))


@pytest.fixture(scope="module")
def catalogs() -> Catalogs:
    return Catalogs(PROJECT / "knowledge", PROJECT / "translations")


def without(flag: str) -> Callable[[Catalog], None]:
    def change(catalog: Catalog) -> None:
        message = next(each for each in catalog if each.context == KEY)
        if flag == "fuzzy":
            message.flags.add("fuzzy")
        elif flag == "missing":
            catalog.delete(message.id, KEY)
        else:
            message.string = ""

    return change


@pytest.mark.parametrize("flag", ["fuzzy", "missing", "empty"])
def test_what_is_not_translated_is_said_in_english(tmp_path: Path, flag: str) -> None:
    root = copy_content(tmp_path)
    change_catalog(root, "es", without(flag))
    catalogs = Catalogs(root / "knowledge", root / "translations")
    assert catalogs.say(KEY, "es") == "Have a nice day."
    assert not catalogs.translated(KEY, "es")
    assert catalogs.translated(KEY, "pt")
    assert catalogs.say("conversation.greeting", "es") != catalogs.english("conversation.greeting")


def test_a_translation_of_another_english_is_not_said(tmp_path: Path) -> None:
    root = copy_content(tmp_path)
    path = root / "knowledge" / "conversation.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("exit.done: Have a nice day.", "exit.done: Goodbye now."), encoding="utf-8")
    assert Catalogs(root / "knowledge", root / "translations").say(KEY, "es") == "Goodbye now."


def test_an_unknown_key_is_a_fault_of_ours(catalogs: Catalogs) -> None:
    with pytest.raises(KeyError):
        catalogs.say("conversation.never", "es")


def test_a_text_may_have_a_place_for_any_name(catalogs: Catalogs) -> None:
    assert catalogs.say("conversation.language.changed", "en", language="français") == "I will write in français."


@pytest.mark.parametrize(("one", "other"), list(combinations(sorted(WORDS), 2)))
def test_no_word_steers_to_two_places_in_any_languages(catalogs: Catalogs, one: str, other: str) -> None:
    if WORDS[one] != WORDS[other]:
        assert catalogs.words(one) & catalogs.words(other) == set()


@pytest.mark.parametrize("key", sorted(WORDS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_word_to_tell_people(catalogs: Catalogs, key: str, language: str) -> None:
    word = catalogs.first_word(key, language)
    assert word
    assert fold(word) in catalogs.words(key)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  ¡SALIR! ", "salir"),
        ("Más", "mas"),
        ("Informação", "informacao"),
        ("ＥＸＩＴ", "exit"),
        ("a   free\nlawyer?", "a free lawyer"),
        ("«exit»", "«exit»"),
        ("...", ""),
        ("ß", "ss"),
    ],
)
def test_what_people_write_is_compared_without_case_accents_and_ends(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("language", "name"), [("es", "español"), ("pt", "português"), ("fr", "français"), ("xx", "xx"), ("", "")]
)
def test_a_language_is_named_in_itself_or_by_its_code(language: str, name: str) -> None:
    assert language_name(language, language or "en") == name


def test_countries_are_named_by_cldr() -> None:
    assert country_name("PE", "es") == "Perú"
    assert country_name("BR", "en") == "Brazil"
    assert country_name("QQ", "en") == "QQ"


def test_the_direction_of_a_language_is_known() -> None:
    assert right_to_left("ar")
    assert not right_to_left("es")


def test_translators_are_given_every_text_with_its_key_and_line() -> None:
    path = PROJECT / "knowledge" / "topics" / "legal_aid.yml"
    with path.open("rb") as file:
        found = {key: (line, text) for line, _, (key, text), _ in extract(file, {}, (), {})}
    assert set(found) == {f"topic.legal_aid.{name}" for name in ("title", "short", "full", "now")}
    assert found["topic.legal_aid.title"] == (3, "A free lawyer")


def test_every_text_is_said_in_every_language(catalogs: Catalogs) -> None:
    keys = catalogs.keys()
    assert len(keys) > 700
    assert list(catalogs.languages) == ["en", *(each for each in LANGUAGES if each != "en")]
    assert len(LANGUAGES) >= 10
    assert [(key, each) for key in keys for each in catalogs.languages if not catalogs.translated(key, each)] == []
