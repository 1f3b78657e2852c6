"""`amparo knowledge`: the texts as spreadsheets, for editors who use no other program, and who has reviewed them."""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import click

from bot.cli import plainly
from bot.cli.alterations import alterations_
from bot.knowledge.catalog_file import compile_catalog, read_notes, write_edits
from bot.knowledge.catalogs import SOURCE_LANGUAGE, Catalogs, right_to_left
from bot.knowledge.signing import SigningError, sign_language
from bot.knowledge.spreadsheet import LONGEST_NAME, SpreadsheetError, read_spreadsheet, write_spreadsheet
from bot.knowledge.translations import Signature, read_translations
from bot.settings import PROJECT, SettingError

FILE = click.Path(dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])
EARLIEST_ZONE = timedelta(hours=14)
"""How far the clocks of the first place where a day begins are ahead of UTC."""


@click.group()
def knowledge() -> None:
    """Take a language's texts out to a spreadsheet and back, sign them, and see what a change alters."""


knowledge.add_command(alterations_)


@knowledge.command("export")
@click.argument("language")
@click.argument("file", type=FILE)
@click.option("--force", is_flag=True, help="Write over a file that is there; what was edited in it is lost.")
@plainly
def export(language: str, file: Path, *, force: bool) -> None:
    """Write LANGUAGE's texts to FILE.xlsx: source text, translation, notes and status."""
    _known(language)
    if file.suffix != ".xlsx":
        raise SettingError(f"{file.name} must end in .xlsx")
    if not file.parent.is_dir():
        raise SettingError(f"there is no folder {file.parent}; make it first")
    if file.exists() and not force:
        raise SettingError(f"{file} is there already; import it, take another name, or write over it with --force")
    translations = read_translations(PROJECT, language)
    notes = read_notes(PROJECT, language)
    write_spreadsheet(file, language, translations, notes, right_to_left=right_to_left(language))
    click.echo(f"{len(translations)} texts are in {file}")


@knowledge.command("import")
@click.argument("language")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@plainly
def import_(language: str, file: Path) -> None:
    """Take LANGUAGE's texts from FILE.xlsx into the catalog; nothing is changed where a row is wrong."""
    plain_letters = _known(language).locales[language].plain_sms_letters
    translations = read_translations(PROJECT, language)
    try:
        edits = read_spreadsheet(file, translations, plain_letters=plain_letters, today=_today())
    except SpreadsheetError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        click.echo(f"amparo: nothing was changed; mend {len(error.problems)} places and import again", err=True)
        sys.exit(1)
    changed = write_edits(PROJECT, language, edits)
    compile_catalog(PROJECT, language)
    click.echo(f"{changed} texts changed; see what that alters with `amparo knowledge alterations`")


@knowledge.command("sign")
@click.argument("language")
@click.argument("name")
@click.option("--on", "day", type=DAY, help="The day of the review, such as 2026-01-31 (default: today).")
@plainly
def sign(language: str, name: str, day: datetime | None) -> None:
    """Sign LANGUAGE as a whole for NAME, a native speaker who has read every text of it.

    A text that is added or changed later is not covered: it must be read and signed anew.
    """
    _known(language)
    signature = Signature(" ".join(name.split()), day.date() if day else datetime.now(tz=UTC).date())
    if not 0 < len(signature.name) <= LONGEST_NAME:
        raise SettingError(f"the name must have 1 to {LONGEST_NAME} characters")
    if signature.day > _today():
        raise SettingError(f"{signature.day.isoformat()} is yet to come; give the day of the review")
    try:
        signed = sign_language(PROJECT, language, signature)
    except SigningError as error:
        for key in error.keys:
            click.echo(f"{key} is not translated, or its English changed since", err=True)
        click.echo(f"amparo: nothing was signed; translate {len(error.keys)} texts first", err=True)
        sys.exit(1)
    for key in signed:
        click.echo(key)
    click.echo(f"{signature.name} has signed {len(signed)} texts that nobody had signed, and {language} as a whole")


@knowledge.command("compile")
@click.argument("language")
@plainly
def compile_(language: str) -> None:
    """Compile LANGUAGE's catalog for the program, as `make setup` does; `pybabel` takes "75% of" for a placeholder."""
    compile_catalog(PROJECT, language)


def _known(language: str) -> Catalogs:
    catalogs = Catalogs(PROJECT / "knowledge", PROJECT / "translations")
    if language == SOURCE_LANGUAGE:
        raise SettingError("English is the source; edit it in knowledge/, each text stands once there")
    if language not in catalogs.locales:
        known = ", ".join(each for each in catalogs.languages if each != SOURCE_LANGUAGE)
        raise SettingError(f"there is no translation {language!r}; there are {known}")
    return catalogs


def _today() -> date:
    """Give the day where it is latest: who reviews may be far ahead of UTC."""
    return (datetime.now(tz=UTC) + EARLIEST_ZONE).date()
