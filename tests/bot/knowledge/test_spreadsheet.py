"""A language's texts in a spreadsheet: what an editor decided comes back, and what is wrong is named with its row."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.knowledge.spreadsheet import COLUMNS, Edit, SpreadsheetError, read_spreadsheet, write_spreadsheet
from bot.knowledge.translations import Signature, Translation

TODAY = date(2026, 11, 23)
SIGNATURE = Signature("Ana María Ñ.", date(2026, 11, 20))
EXIT = Translation("conversation.exit", "Good day, {name}.", "Buen día, {name}.", changed=False, signature=None)
TITLE = Translation("topic.a.title", "A lawyer", "Una abogada", changed=False, signature=SIGNATURE)
SHORT = Translation("topic.a.short", "Ask.\n1. One.\n2. Two.", "Antes", changed=True, signature=None)
NOW = Translation("topic.a.now", "If it is safe, ask.", "", changed=False, signature=None)
TEXTS = (EXIT, TITLE, SHORT, NOW)
ROW = {each.key: at for at, each in enumerate(TEXTS, 2)}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "es.xlsx"
    write_spreadsheet(path, "es", TEXTS, {EXIT.key: "kept short\nfor SMS"}, right_to_left=False)
    return path


def change(path: Path, edit: Callable[[Worksheet], object]) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    edit(sheet)
    book.save(path)


def put(path: Path, key: str, column: str, value: Any) -> None:
    change(path, lambda sheet: sheet.cell(ROW[key], COLUMNS.index(column) + 1).__setattr__("value", value))


def read(path: Path, texts: Sequence[Translation] = TEXTS, *, plain_letters: bool = True) -> dict[str, Edit]:
    return {each.key: each for each in read_spreadsheet(path, texts, plain_letters=plain_letters, today=TODAY)}


def refused(path: Path, texts: Sequence[Translation] = TEXTS, *, plain_letters: bool = True) -> tuple[str, ...]:
    with pytest.raises(SpreadsheetError) as error:
        read_spreadsheet(path, texts, plain_letters=plain_letters, today=TODAY)
    assert str(error.value) == "\n".join(error.value.problems)
    return error.value.problems


def test_every_text_is_a_row_with_its_state(path: Path) -> None:
    rows = list(load_workbook(path).worksheets[0].iter_rows(values_only=True))
    assert rows[0] == COLUMNS
    assert rows[1] == (EXIT.key, EXIT.english, EXIT.text, "kept short\nfor SMS", "translated", None, None)
    assert rows[2] == (TITLE.key, TITLE.english, TITLE.text, None, "reviewed", SIGNATURE.name, "2026-11-20")
    assert rows[3] == (SHORT.key, SHORT.english, SHORT.text, None, "changed", None, None)
    assert rows[4] == (NOW.key, NOW.english, None, None, "missing", None, None)
    assert len(rows) == 5


def test_what_nobody_edited_comes_back_as_it_is(path: Path) -> None:
    assert read(path) == {
        EXIT.key: Edit(EXIT.key, EXIT.english, EXIT.text, "kept short\nfor SMS", changed=False, signature=None),
        TITLE.key: Edit(TITLE.key, TITLE.english, TITLE.text, "", changed=False, signature=SIGNATURE),
        SHORT.key: Edit(SHORT.key, SHORT.english, SHORT.text, "", changed=True, signature=None),
    }


@pytest.mark.parametrize(
    ("column", "value"),
    [
        pytest.param("translation", "Pregunta.\n1. Uno.\n2. Dos.", id="translated anew"),
        pytest.param("status", "translated", id="found right as it is"),
    ],
)
def test_a_changed_text_is_settled_by_an_editor(path: Path, column: str, value: str) -> None:
    put(path, SHORT.key, column, value)
    assert not read(path)[SHORT.key].changed


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Pregunta.\n\n1. Uno.\n2. Dos.", id="line breaks"),
        pytest.param("=1. +2. -@SUM", id="begins as a formula"),
        pytest.param("١. اسأل.\n\u2067ثم\u2069 اذهب 1.", id="right to left"),
        pytest.param("Uno 1. ñáü «» ’ 你好 አማርኛ ខ្មែរ 🙂", id="many scripts"),
        pytest.param("1. \u200fx\u00a0y", id="marks that are not seen"),
    ],
)
def test_a_text_survives_the_way_there_and_back(tmp_path: Path, text: str) -> None:
    texts = [replace(SHORT, text=text, changed=False)]
    path = tmp_path / "ar.xlsx"
    write_spreadsheet(path, "ar", texts, {SHORT.key: text}, right_to_left=True)
    found = read(path, texts, plain_letters=False)[SHORT.key]
    assert (found.text, found.notes) == (text, text)


def test_a_translation_that_begins_as_a_formula_is_a_text_for_the_program_too(tmp_path: Path) -> None:
    path = tmp_path / "es.xlsx"
    write_spreadsheet(path, "es", [replace(NOW, text="=Pregunta")], {NOW.key: "=note"}, right_to_left=False)
    row = load_workbook(path).worksheets[0][2]
    assert [cell.data_type for cell in row[:5]] == ["s"] * 5


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_program_never_takes_a_text_for_a_formula_where_an_editor_goes_into_its_cell(
    tmp_path: Path, sign: str
) -> None:
    path = tmp_path / "es.xlsx"
    text = replace(NOW, text=f"{sign}Pregunta")
    write_spreadsheet(path, "es", [text, EXIT], {NOW.key: f"{sign}note"}, right_to_left=False)
    sheet = load_workbook(path).worksheets[0]
    assert [cell.quotePrefix for cell in sheet[2][:5]] == [False, False, True, True, False]
    assert not any(cell.quotePrefix for cell in sheet[3])
    found = read(path, [text, EXIT])[NOW.key]
    assert (found.text, found.notes) == (f"{sign}Pregunta", f"{sign}note")


def test_the_translation_of_a_language_from_right_to_left_is_read_so(tmp_path: Path) -> None:
    for right_to_left, order in ((True, 2), (False, 1)):
        path = tmp_path / "x.xlsx"
        write_spreadsheet(path, "ar", TEXTS, {}, right_to_left=right_to_left)
        sheet = load_workbook(path).worksheets[0]
        assert sheet["C2"].alignment.readingOrder == order
        assert sheet["B2"].alignment.readingOrder == 0


def test_line_breaks_of_another_program_are_ours(path: Path) -> None:
    put(path, SHORT.key, "translation", "Pregunta.\r\n1. Uno.")
    assert read(path)[SHORT.key].text == "Pregunta.\n1. Uno."


@pytest.mark.parametrize(
    "day",
    [
        pytest.param("2026-11-21", id="text"),
        pytest.param(datetime(2026, 11, 21, 13, 5), id="date of a spreadsheet"),  # noqa: DTZ001 - as cells have it
    ],
)
def test_a_review_comes_back_with_its_name_and_day(path: Path, day: object) -> None:
    put(path, EXIT.key, "status", "reviewed")
    put(path, EXIT.key, "reviewed by", "  Luz\n de la Cruz ")
    put(path, EXIT.key, "reviewed on", day)
    assert read(path)[EXIT.key].signature == Signature("Luz de la Cruz", date(2026, 11, 21))


def test_a_review_that_is_taken_back_is_gone(path: Path) -> None:
    put(path, TITLE.key, "status", "translated")
    assert read(path)[TITLE.key].signature is None


def test_rows_that_are_not_there_take_nothing_away(path: Path) -> None:
    change(path, lambda sheet: sheet.delete_rows(ROW[SHORT.key]))
    assert set(read(path)) == {EXIT.key, TITLE.key}


def test_a_note_on_a_text_that_is_not_translated_comes_back(path: Path) -> None:
    put(path, NOW.key, "notes", "Ask the office for its own word.")
    assert read(path)[NOW.key] == Edit(
        NOW.key, NOW.english, "", "Ask the office for its own word.", changed=False, signature=None
    )


def test_a_review_of_today_is_taken(path: Path) -> None:
    put(path, TITLE.key, "reviewed on", TODAY.isoformat())
    assert read(path)[TITLE.key].signature == Signature(SIGNATURE.name, TODAY)


@pytest.mark.parametrize(
    ("key", "column", "value", "problem"),
    [
        pytest.param(EXIT.key, "key", "none", "there is no text with the key none; keys", id="unknown key"),
        pytest.param(EXIT.key, "key", None, "there is no text with the key (empty); keys", id="no key"),
        pytest.param(
            EXIT.key, "English", "Bye, {name}.", f"the English of {EXIT.key} was changed since", id="changed English"
        ),
        pytest.param(EXIT.key, "translation", "Buen día.", f"{EXIT.key} lost or changed a {{name}}", id="name lost"),
        pytest.param(EXIT.key, "translation", "{name}: 105", f"{EXIT.key} has the number 105", id="number"),
        pytest.param(
            SHORT.key, "translation", "x" * 307, f"{SHORT.key} costs 3 SMS segments, 2 at most", id="too dear"
        ),
        pytest.param(NOW.key, "translation", "x" * 161, f"{NOW.key} has 161 characters, 160 at most", id="too long"),
        pytest.param(EXIT.key, "status", "done", "the status 'done' is none of missing, changed", id="status"),
        pytest.param(
            EXIT.key, "status", "reviewed", f"{EXIT.key} is marked as reviewed; write who did it", id="unsigned"
        ),
        pytest.param(TITLE.key, "reviewed by", None, f"{TITLE.key} is marked as reviewed; write who", id="no name"),
        pytest.param(TITLE.key, "reviewed on", None, f"{TITLE.key} is marked as reviewed; write who", id="no day"),
        pytest.param(TITLE.key, "reviewed on", "20/11/2026", f"{TITLE.key} is marked as reviewed", id="broken day"),
        pytest.param(TITLE.key, "reviewed on", "2026-02-30", f"{TITLE.key} is marked as reviewed", id="no such day"),
        pytest.param(
            TITLE.key, "reviewed by", "x" * 61, "the name in reviewed by has 61 characters, 60 at most", id="long name"
        ),
        pytest.param(
            EXIT.key, "translation", None, f"{EXIT.key} has lost its translation; write it again", id="emptied"
        ),
        pytest.param(EXIT.key, "translation", " \n", f"{EXIT.key} has lost its translation", id="only space"),
        pytest.param(EXIT.key, "status", "changed", f"{EXIT.key} is marked as changed, and its", id="not changed"),
        pytest.param(
            EXIT.key, "reviewed by", "Luz", f"{EXIT.key} names a review and is not marked as reviewed", id="a name"
        ),
        pytest.param(EXIT.key, "reviewed on", "2026-11-20", f"{EXIT.key} names a review and is not", id="a day"),
        pytest.param(NOW.key, "reviewed by", "Luz", f"{NOW.key} names a review and is not", id="a name on nothing"),
        pytest.param(TITLE.key, "status", None, f"{TITLE.key} names a review and is not marked", id="status emptied"),
        pytest.param(
            TITLE.key, "reviewed on", "2026-11-24", f"{TITLE.key} was reviewed on 2026-11-24, which is yet", id="ahead"
        ),
        pytest.param(
            NOW.key, "status", "reviewed", f"{NOW.key} is marked as reviewed and has no translation", id="nothing there"
        ),
        pytest.param(
            TITLE.key,
            "translation",
            "Un abogado",
            f"{TITLE.key} was edited after its review; import it as translated",
            id="edited after its review",
        ),
    ],
)
def test_a_wrong_row_is_named(path: Path, key: str, column: str, value: str | None, problem: str) -> None:
    put(path, key, column, value)
    (found,) = refused(path)
    assert found.startswith(f"es.xlsx, row {ROW[key]}: {problem}")


def test_a_title_of_21_characters_is_named(path: Path) -> None:
    put(path, TITLE.key, "translation", "x" * 21)
    put(path, TITLE.key, "status", "translated")
    assert refused(path) == (f"es.xlsx, row {ROW[TITLE.key]}: {TITLE.key} has 21 characters, 20 at most",)


def test_a_short_answer_costs_more_in_letters_that_cannot_be_plain(path: Path) -> None:
    put(path, SHORT.key, "translation", "ع" * 134)
    assert SHORT.key in read(path, plain_letters=False)
    put(path, SHORT.key, "translation", "ع" * 135)
    (found,) = refused(path, plain_letters=False)
    assert "costs 3 SMS segments" in found


def test_a_key_that_stands_twice_is_named(path: Path) -> None:
    change(path, lambda sheet: sheet.append([EXIT.key, EXIT.english, "Adiós, {name}."]))
    assert refused(path) == (f"es.xlsx, row 6: the key {EXIT.key} stands twice; delete one of the rows",)


def test_every_wrong_row_is_named_at_once(path: Path) -> None:
    put(path, EXIT.key, "status", "done")
    put(path, NOW.key, "translation", "Llama al 105")
    assert [each.split(":")[0] for each in refused(path)] == ["es.xlsx, row 2", "es.xlsx, row 5"]


def test_other_columns_are_refused(path: Path) -> None:
    change(path, lambda sheet: sheet.delete_cols(4))
    (found,) = refused(path)
    assert found.startswith("es.xlsx, row 1: the columns must be key, English, translation, notes")


def test_a_column_of_the_editor_s_own_is_let_be(path: Path) -> None:
    change(path, lambda sheet: sheet.cell(1, 8).__setattr__("value", "my own"))
    assert set(read(path)) == {EXIT.key, TITLE.key, SHORT.key}


@pytest.mark.parametrize("name", ["es.xlsx", "es.csv", "es.xls", "es.ods", "es"])
@pytest.mark.parametrize("content", [b"", b"key,English\na,b\n", b"PK\x03\x04 broken"])
def test_what_is_no_spreadsheet_is_said_to_be_none(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path) == (f"{name} is no spreadsheet; save it as .xlsx",)


def test_an_empty_sheet_has_the_wrong_columns(tmp_path: Path) -> None:
    path = tmp_path / "es.xlsx"
    Workbook().save(path)
    (found,) = refused(path)
    assert found.startswith("es.xlsx, row 1: the columns must be")
