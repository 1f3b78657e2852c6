import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from bot.knowledge.translations import (
    Signature,
    Translation,
    is_signature,
    problems,
    read_translations,
    signature_comment,
    status,
)
from tests.bot.content import change_catalog, change_yaml, copy_little

KEY = "topic.asylum.now"
SIGNATURE = Signature("Ana María Ñ.", date(2026, 11, 20))


def found(key: str, english: str, text: str, *, plain_letters: bool = True) -> list[str]:
    return list(problems(key, english, text, plain_letters=plain_letters))


@pytest.mark.parametrize(
    ("key", "english", "text", "problem"),
    [
        pytest.param("topic.a.title", "x", "x" * 21, "has 21 characters, 20 at most", id="title"),
        pytest.param("topic.a.full", "x", "x" * 901, "has 901 characters, 900 at most", id="full"),
        pytest.param("topic.a.now", "x", "x" * 161, "has 161 characters, 160 at most", id="now"),
        pytest.param("conversation.choice.exit", "x", "x" * 21, "has 21 characters, 20 at most", id="button"),
        pytest.param("conversation.menu.child", "x", "x" * 21, "has 21 characters, 20 at most", id="menu button"),
        pytest.param("topic.a.short", "x", "x" * 307, "costs 3 SMS segments, 2 at most; shorten it", id="short"),
        pytest.param("conversation.a", "{x}", "x", "lost or changed a {name} of the English", id="name lost"),
        pytest.param("conversation.a", "x", "{x}", "lost or changed a {name} of the English", id="name added"),
        pytest.param("conversation.a", "{x}", "{x", "lost or changed a {name} of the English", id="brace lost"),
        pytest.param(
            "conversation.a",
            "Law 9",
            "Ley 9, 105",
            "has the number 105, which the English has not; take it out",
            id="number",
        ),
        pytest.param(
            "conversation.a",
            "x",
            "٩١١",
            "has the number 911, which the English has not; take it out",
            id="other digits",
        ),
    ],
)
def test_a_wrong_translation_is_found(key: str, english: str, text: str, problem: str) -> None:
    assert found(key, english, text) == [problem]


@pytest.mark.parametrize(
    ("key", "english", "text"),
    [
        pytest.param("topic.a.title", "x", "x" * 20, id="title"),
        pytest.param("topic.a.short", "x", "x" * 306, id="short"),
        pytest.param("topic.a.short", "x", "á" * 306, id="accents that are dropped"),
        pytest.param("conversation.choice.hint", "x", "x" * 40, id="the hint is no button"),
        pytest.param("conversation.words.exit", "exit", "7rouj | 3awnouni", id="digits for letters"),
        pytest.param("law.a.plain", "x", "x" * 1000, id="no length"),
        pytest.param("conversation.a", "{x} of 3 in {y}", "{y}, {x}: 3", id="names in another order"),
    ],
)
def test_a_right_translation_has_no_problem(key: str, english: str, text: str) -> None:
    assert found(key, english, text) == []


def test_a_short_answer_is_measured_in_the_letters_of_its_language() -> None:
    assert found("topic.a.short", "x", "ع" * 134, plain_letters=False) == []
    assert found("topic.a.short", "x", "ع" * 135, plain_letters=False) == [
        "costs 3 SMS segments, 2 at most; shorten it"
    ]
    assert found("topic.a.short", "x", "á" * 135 + "í", plain_letters=False) != []


def test_a_comment_of_a_translator_is_no_signature() -> None:
    assert is_signature(signature_comment("a", "b", SIGNATURE))
    assert not is_signature("reviewed by nobody")
    assert not is_signature(f"see: {signature_comment('a', 'b', SIGNATURE)}")


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_little(tmp_path_factory.mktemp("signed"))

    def sign(catalog: Catalog) -> None:
        each = message(catalog)
        each.user_comments = ["a note", signature_comment(str(each.id), str(each.string), SIGNATURE)]

    change_catalog(root, "es", sign)
    return root


def copy_of(source: Path, target: Path) -> Path:
    for name in ("knowledge", "translations"):
        shutil.copytree(source / name, target / name)
    return target


def message(catalog: Catalog) -> Message:
    return next(each for each in catalog if each.context == KEY)


def read(root: Path, language: str = "es") -> Translation:
    return next(each for each in read_translations(root, language) if each.key == KEY)


def test_a_signature_is_read_as_it_was_written(signed: Path) -> None:
    assert read(signed).signature == SIGNATURE
    assert read(signed, "pt").signature is None


def test_a_signature_is_void_once_the_translation_changes(tmp_path: Path, signed: Path) -> None:
    root = copy_of(signed, tmp_path)
    change_catalog(root, "es", lambda catalog: setattr(message(catalog), "string", "Otra cosa."))
    found = read(root)
    assert (found.text, found.changed, found.signature) == ("Otra cosa.", False, None)


def test_a_signature_is_void_once_the_english_changes(tmp_path: Path, signed: Path) -> None:
    root = copy_of(signed, tmp_path)

    def reword(catalog: Catalog) -> None:
        # As `make catalogs` would, had somebody taken the fuzzy mark away without a look.
        old = message(catalog)
        catalog.delete(old.id, old.context)
        catalog.add("Ask somebody.", old.string, context=KEY, user_comments=old.user_comments)

    change_yaml(root / "knowledge" / "topics" / "asylum.yml", lambda data: data.update(now="Ask somebody."))
    assert read(root) == Translation(KEY, "Ask somebody.", "", changed=False, signature=None)
    change_catalog(root, "es", reword)
    assert read(root).usable
    assert read(root).signature is None


def test_a_language_s_texts_are_counted_by_state() -> None:
    good = Translation("a", "English", "text", changed=False, signature=None)
    texts = [
        good,
        replace(good, signature=SIGNATURE),
        replace(good, changed=True),
        replace(good, changed=True, signature=SIGNATURE),
        replace(good, text=""),
    ]
    counted = status("es", texts, signed=False)
    assert (counted.texts, counted.translated, counted.changed, counted.missing, counted.reviewed) == (5, 2, 2, 1, 1)
    assert status("es", texts, signed=True).reviewed == 2
