"""The round trip of a language's texts through a spreadsheet, for editors who use no other program."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bot.knowledge.translations import Signature, Translation, problems

COLUMNS = ("key", "English", "translation", "notes", "status", "reviewed by", "reviewed on")
WIDTHS = (34, 60, 60, 40, 12, 22, 14)
MISSING, CHANGED, TRANSLATED, REVIEWED = STATES = ("missing", "changed", "translated", "reviewed")
LONGEST_NAME = 60
"""Characters of a reviewer's name; a signature must stay one line of the catalog."""
FORMULA_SIGNS = ("=", "+", "-", "@")
"""How a spreadsheet program tells a formula that is typed in."""
_SHADES = {MISSING: "F8D7DA", CHANGED: "FFF3CD", REVIEWED: "D4EDDA"}


class SpreadsheetError(Exception):
    """A spreadsheet that cannot be taken in; `problems` names each place and the mend, and nothing was changed."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Edit:
    """What an editor decided for one text; `changed` where it still translates an older English.

    `signature` stands where a native speaker has reviewed it.
    """

    key: str
    english: str
    text: str
    notes: str
    changed: bool
    signature: Signature | None


def write_spreadsheet(
    path: Path, language: str, translations: Sequence[Translation], notes: Mapping[str, str], *, right_to_left: bool
) -> None:
    """Write a language's texts, a text a row, with its state."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = language
    sheet.append(COLUMNS)
    for cell, letter, width in zip(sheet[1], "ABCDEFG", WIDTHS, strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B2"
    for each in translations:
        _append(sheet, each, notes.get(each.key, ""), right_to_left=right_to_left)
    states = DataValidation(type="list", formula1=f'"{",".join(STATES)}"', showErrorMessage=True)
    states.add(f"E2:E{len(translations) + 1}")
    sheet.add_data_validation(states)
    sheet.auto_filter.ref = f"A1:G{len(translations) + 1}"
    book.save(path)


def read_spreadsheet(
    path: Path, translations: Sequence[Translation], *, plain_letters: bool, today: date
) -> Sequence[Edit]:
    """Read every row that has a translation or a note; `today` is the last day of a review. Raises SpreadsheetError."""
    known = {each.key: each for each in translations}
    edits: dict[str, Edit] = {}
    found: list[str] = []
    for at, row in _read_rows(path):
        key = row["key"]
        wrong = list(_wrong(row, known, plain_letters=plain_letters, today=today))
        if key in edits:
            wrong.append(f"the key {key} stands twice; delete one of the rows")
        found += [f"{path.name}, row {at}: {problem}" for problem in wrong]
        if not wrong and (row["translation"] or row["notes"]):
            edits[key] = _edit(row, known[key])
    if found:
        raise SpreadsheetError(found)
    return list(edits.values())


def _edit(row: Mapping[str, str], current: Translation) -> Edit:
    # Who leaves the row of a changed text as it is has not translated it anew.
    untouched = row["status"] == CHANGED and row["translation"] == current.text
    changed = current.changed and untouched
    signature = _signature(row) if row["status"] == REVIEWED else None
    return Edit(current.key, current.english, row["translation"], row["notes"], changed, signature)


def _append(sheet: Worksheet, each: Translation, notes: str, *, right_to_left: bool) -> None:
    state = MISSING if not each.text else CHANGED if each.changed else REVIEWED if each.signature else TRANSLATED
    signature = each.signature
    signed = (signature.name, signature.day.isoformat()) if signature else ("", "")
    sheet.append([""] * len(COLUMNS))
    at = sheet.max_row
    for cell, value in zip(sheet[at], (each.key, each.english, each.text, notes, state, *signed), strict=True):
        cell.value = value
        # A text that begins with "=" is no formula; the mark keeps it a text also where an editor goes into the cell.
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA_SIGNS)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet[at][2].alignment = Alignment(wrap_text=True, vertical="top", readingOrder=2 if right_to_left else 1)
    if state in _SHADES:
        sheet[at][4].fill = PatternFill("solid", fgColor=_SHADES[state])


def _read_rows(path: Path) -> Sequence[tuple[int, dict[str, str]]]:
    try:
        return list(_rows(path))
    except (OSError, BadZipFile, InvalidFileException, KeyError, ValueError, SyntaxError, IndexError):
        raise SpreadsheetError([f"{path.name} is no spreadsheet; save it as .xlsx"]) from None


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    book = load_workbook(path, read_only=True)
    with closing(book), closing(book.worksheets[0].iter_rows(values_only=True)) as rows:
        header = [_text(cell) for cell in next(rows, ())]
        if tuple(header[: len(COLUMNS)]) != COLUMNS:
            raise SpreadsheetError([f"{path.name}, row 1: the columns must be {', '.join(COLUMNS)}; export it anew"])
        for at, row in enumerate(rows, 2):
            cells = [_text(cell) for cell in (*row, *[None] * len(COLUMNS))][: len(COLUMNS)]
            if any(cells):
                yield at, dict(zip(COLUMNS, cells, strict=True))


def _wrong(
    row: Mapping[str, str], known: Mapping[str, Translation], *, plain_letters: bool, today: date
) -> Iterator[str]:
    current = known.get(row["key"])
    if current is None:
        yield f"there is no text with the key {row['key'] or '(empty)'}; keys are not edited here"
        return
    if row["English"] != current.english:
        yield f"the English of {row['key']} was changed since the export, or here; export it anew"
    state, text = row["status"] or TRANSLATED, row["translation"]
    if state not in STATES:
        yield f"the status {state!r} is none of {', '.join(STATES)}"
    if text:
        yield from (f"{row['key']} {problem}" for problem in problems(
            row["key"], current.english, text, plain_letters=plain_letters
        ))  # fmt: skip
    elif current.text and state != REVIEWED:
        yield f"{row['key']} has lost its translation; write it again, or delete the row to leave the text as it is"
    if state == CHANGED and not current.changed:
        yield f"{row['key']} is marked as changed, and its English is not; mark it as translated, and note a doubt"
    if state == REVIEWED:
        yield from _wrong_review(row, current, today)
    elif (row["reviewed by"] or row["reviewed on"]) and not _taken_back(row, current):
        yield f"{row['key']} names a review and is not marked as reviewed; mark it so, or empty reviewed by and on"


def _wrong_review(row: Mapping[str, str], current: Translation, today: date) -> Iterator[str]:
    signature = _signature(row)
    if not row["translation"]:
        yield f"{row['key']} is marked as reviewed and has no translation"
    elif signature is None:
        yield f"{row['key']} is marked as reviewed; write who did it, and the day as 2026-01-31"
    elif signature.day > today:
        yield f"{row['key']} was reviewed on {signature.day.isoformat()}, which is yet to come; write the day it was"
    elif len(row["reviewed by"]) > LONGEST_NAME:
        yield f"the name in reviewed by has {len(row['reviewed by'])} characters, {LONGEST_NAME} at most"
    elif row["translation"] != current.text and signature == current.signature:
        yield f"{row['key']} was edited after its review; import it as translated, and sign it after that"


def _taken_back(row: Mapping[str, str], current: Translation) -> bool:
    """Say whether an editor marked a text as no longer reviewed, and left the old signature where it stood."""
    return row["status"] == TRANSLATED and current.signature is not None and _signature(row) == current.signature


def _signature(row: Mapping[str, str]) -> Signature | None:
    if not row["reviewed by"]:
        return None
    try:
        return Signature(" ".join(row["reviewed by"].split()), date.fromisoformat(row["reviewed on"]))
    except ValueError:
        return None


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        # Spreadsheets turn what looks like a day into one.
        return cell.date().isoformat()
    # They also write line breaks in two letters.
    return str(cell).replace("\r\n", "\n").replace("_x000D_", "").strip()
