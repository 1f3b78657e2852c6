"""A language's catalog after a round trip through a spreadsheet."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from bot.knowledge.catalog_file import WIDTH, compile_catalog, compile_catalogs, write_edits
from bot.knowledge.catalogs import Catalogs, read_catalog, right_to_left
from bot.knowledge.spreadsheet import Edit, SpreadsheetError, read_spreadsheet, write_spreadsheet
from bot.knowledge.translations import Signature, Translation, read_translations
from tests.bot.content import change_catalog, change_yaml, copy_little

KEY = "conversation.exit.done"
OTHER = "topic.asylum.now"
SIGNATURE = Signature("María Fernanda de los Ángeles Rodríguez, Fundación Lúmina", date(2026, 11, 20))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_little(tmp_path)


def po(root: Path, language: str) -> Path:
    return root / "translations" / language / "LC_MESSAGES" / "amparo.po"


def message(root: Path, language: str, key: str) -> Message:
    return next(each for each in read_catalog(root / "translations", language) if each.context == key)


def text(root: Path, language: str, key: str) -> Translation:
    return next(each for each in read_translations(root, language) if each.key == key)


def travel(root: Path, language: str) -> Sequence[Edit]:
    """Write the language's texts to a spreadsheet and read them back."""
    texts, path = read_translations(root, language), root / f"{language}.xlsx"
    write_spreadsheet(path, language, texts, {}, right_to_left=right_to_left(language))
    plain_letters = Catalogs(root / "knowledge", root / "translations").locales[language].plain_sms_letters
    return read_spreadsheet(path, texts, plain_letters=plain_letters, today=SIGNATURE.day)


def edit(root: Path, key: str, said: str, *, notes: str = "", sign: Signature | None = None) -> int:
    english = text(root, "es", key).english
    return write_edits(root, "es", [Edit(key, english, said, notes, changed=False, signature=sign)])


@pytest.mark.parametrize("language", ["es", "ar"])
def test_a_round_trip_of_a_whole_language_changes_nothing(root: Path, language: str) -> None:
    before = po(root, language).read_bytes()
    edits = travel(root, language)
    assert len(edits) > 500
    assert write_edits(root, language, edits) == 0
    assert po(root, language).read_bytes() == before


def test_an_edit_alters_its_own_lines_and_the_day_alone(root: Path) -> None:
    before = po(root, "es").read_text(encoding="utf-8").splitlines()
    assert edit(root, KEY, "Que le vaya bien.") == 1
    after = po(root, "es").read_text(encoding="utf-8").splitlines()
    assert len(before) == len(after)
    altered = [line for line, old in zip(after, before, strict=True) if line != old]
    assert [line.split()[0] for line in altered] == ['"PO-Revision-Date:', "msgstr"]
    assert altered[1] == 'msgstr "Que le vaya bien."'


def test_a_text_a_note_and_a_review_come_back_and_survive_a_second_round(root: Path) -> None:
    assert edit(root, KEY, "=Adiós.\n\n¡Suerte!", notes="neutral words\nfor a watched phone", sign=SIGNATURE) == 1
    found = text(root, "es", KEY)
    assert (found.text, found.signature) == ("=Adiós.\n\n¡Suerte!", SIGNATURE)
    assert message(root, "es", KEY).user_comments[:2] == ["neutral words", "for a watched phone"]
    again = next(each for each in travel(root, "es") if each.key == KEY)
    assert (again.text, again.signature) == (found.text, SIGNATURE)
    kept = edit(root, KEY, again.text, notes="neutral words\nfor a watched phone", sign=again.signature)
    assert kept == 0
    assert text(root, "es", KEY) == found


def test_a_signature_is_kept_when_the_catalogs_are_made_anew(root: Path) -> None:
    edit(root, KEY, "Adiós.", sign=SIGNATURE)

    catalog, template = read_catalog(root / "translations", "es"), Catalog()
    for each in catalog:
        if each.context:
            template.add(each.id, context=each.context)
    catalog.update(template)
    with po(root, "es").open("wb") as file:
        write_po(file, catalog, width=WIDTH, include_previous=True)
    assert text(root, "es", KEY).signature == SIGNATURE


def test_nobody_signs_by_a_note(root: Path) -> None:
    edit(root, KEY, "Adiós.", sign=SIGNATURE)
    (signed,) = message(root, "es", KEY).user_comments
    edit(root, KEY, "Adiós.", notes=f"{signed}\nmine")
    assert message(root, "es", KEY).user_comments == ["mine"]
    assert text(root, "es", KEY).signature is None


def test_a_text_whose_english_changed_stays_so_until_an_editor_settles_it(root: Path) -> None:
    def mark(catalog: Catalog) -> None:
        each = next(each for each in catalog if each.context == KEY)
        each.flags.add("fuzzy")

    change_catalog(root, "es", mark)
    before = po(root, "es").read_bytes()
    assert write_edits(root, "es", travel(root, "es")) == 0
    assert po(root, "es").read_bytes() == before
    assert edit(root, KEY, text(root, "es", KEY).text) == 1
    assert text(root, "es", KEY).usable


def test_an_english_that_no_catalog_has_yet_is_translated_all_the_same(root: Path) -> None:
    change_yaml(root / "knowledge" / "topics" / "asylum.yml", lambda data: data.update(now="If you can, ask us."))
    assert text(root, "es", OTHER).text == ""
    assert edit(root, OTHER, "Si puedes, pregunta.", sign=SIGNATURE) == 1
    found = text(root, "es", OTHER)
    assert (found.text, found.usable, found.signature) == ("Si puedes, pregunta.", True, SIGNATURE)
    compile_catalog(root, "es")
    assert Catalogs(root / "knowledge", root / "translations").say(OTHER, "es") == "Si puedes, pregunta."


@pytest.mark.parametrize("compiled", [lambda root: compile_catalog(root, "es"), compile_catalogs])
def test_an_edit_is_said_once_it_is_compiled(root: Path, compiled: Callable[[Path], None]) -> None:
    edit(root, KEY, "Que le vaya bien.")
    assert Catalogs(root / "knowledge", root / "translations").say(KEY, "es") != "Que le vaya bien."
    compiled(root)
    assert Catalogs(root / "knowledge", root / "translations").say(KEY, "es") == "Que le vaya bien."


def test_nothing_is_left_beside_the_catalog(root: Path) -> None:
    edit(root, KEY, "Adiós.")
    assert sorted(path.name for path in po(root, "es").parent.iterdir()) == ["amparo.mo", "amparo.po"]


def test_reading_a_wrong_spreadsheet_writes_nothing(root: Path) -> None:
    texts, path = read_translations(root, "es"), root / "es.xlsx"
    wrong = [each if each.key != KEY else replace(each, text="Llama al 105.") for each in texts]
    write_spreadsheet(path, "es", wrong, {}, right_to_left=False)
    before = digests(root)
    with pytest.raises(SpreadsheetError, match=r"es\.xlsx, row \d+: .*the number 105"):
        write_edits(root, "es", read_spreadsheet(path, texts, plain_letters=True, today=SIGNATURE.day))
    assert digests(root) == before


def digests(root: Path) -> dict[Path, str]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
