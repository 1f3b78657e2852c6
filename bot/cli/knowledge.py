"""`amparo knowledge`: the texts as spreadsheets, for editors who use no other program, and what a change alters."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.cli import plainly
from bot.evaluation.alterations import Alteration, alterations
from bot.evaluation.questions import QuestionError, read_questions
from bot.knowledge.catalog_file import compile_catalog, compile_catalogs, write_edits
from bot.knowledge.catalogs import SOURCE_LANGUAGE, Catalogs, read_catalog, right_to_left
from bot.knowledge.content_file import ContentError
from bot.knowledge.knowledge_base import read_knowledge
from bot.knowledge.spreadsheet import SpreadsheetError, read_spreadsheet, write_spreadsheet
from bot.knowledge.translations import is_signature, read_translations
from bot.settings import PROJECT, SettingError

CONTENT = ("knowledge", "translations")
QUESTIONS = PROJECT / "tests" / "questions"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def knowledge() -> None:
    """Take a language's texts out to a spreadsheet and back, and see what a change alters."""


@knowledge.command("export")
@click.argument("language")
@click.argument("file", type=FILE)
@plainly
def export(language: str, file: Path) -> None:
    """Write LANGUAGE's texts to FILE.xlsx: source text, translation, notes and status."""
    _known(language)
    if file.suffix != ".xlsx":
        raise SettingError(f"{file.name} must end in .xlsx")
    if not file.parent.is_dir():
        raise SettingError(f"there is no folder {file.parent}; make it first")
    translations = read_translations(PROJECT, language)
    write_spreadsheet(file, language, translations, _notes(language), right_to_left=right_to_left(language))
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
        edits = read_spreadsheet(file, translations, plain_letters=plain_letters)
    except SpreadsheetError as error:
        for problem in error.problems:
            click.echo(problem, err=True)
        click.echo(f"amparo: nothing was changed; mend {len(error.problems)} places and import again", err=True)
        sys.exit(1)
    changed = write_edits(PROJECT, language, edits)
    compile_catalog(PROJECT, language)
    click.echo(f"{changed} texts changed; see what that alters with `amparo knowledge alterations`")


@knowledge.command("compile")
@click.argument("language")
@plainly
def compile_(language: str) -> None:
    """Compile LANGUAGE's catalog for the program, as `make setup` does; `pybabel` takes "75% of" for a placeholder."""
    compile_catalog(PROJECT, language)


@knowledge.command("alterations")
@click.option("--since", default="HEAD", show_default=True, help="The git revision to compare the content with.")
@click.option(
    "--questions", type=FOLDER, default=QUESTIONS, help="Folder of <language>.jsonl (default: the project's)."
)
@plainly
def alterations_(since: str, questions: Path) -> None:
    """List the test questions whose answer the content here would change, against a git revision."""
    try:
        asked = read_questions(questions)
    except QuestionError as error:
        raise SettingError(str(error)) from None
    with tempfile.TemporaryDirectory(prefix="amparo-") as folder:
        before, after = Path(folder, "before"), Path(folder, "after")
        before.mkdir()
        _content_of(since, before)
        for name in CONTENT:
            shutil.copytree(PROJECT / name, after / name)
        # What is compiled here may be older than the catalogs that were edited.
        compile_catalogs(after)
        new = read_knowledge(after)
        try:
            compile_catalogs(before)
            old = read_knowledge(before)
        except ContentError:
            raise SettingError(f"the content of {since} has another form, which this release cannot read") from None
        topics = sorted({each.intent for each in asked} & (old.topics.keys() | new.topics.keys()))
        seen = track(topics, "answers", console=Console(stderr=True), transient=True, disable=not os.isatty(2))
        found = [each for topic in seen for each in alterations(old, new, topic, asked)]
    _print(found, len(asked))


def _print(found: list[Alteration], asked: int) -> None:
    console = Console(width=None if os.isatty(1) else 160, highlight=False, markup=False)
    if not found:
        console.print(f"None of {asked} questions would be answered otherwise.")
        return
    shown = Table("question", "topic", "alters", "text", box=None, pad_edge=False)
    for each in found:
        shown.add_row(each.question.id, each.question.intent, ", ".join(each.where), each.question.text)
    console.print(shown, f"{len(found)} of {asked} questions would be answered otherwise.")


def _known(language: str) -> Catalogs:
    catalogs = Catalogs(PROJECT / "knowledge", PROJECT / "translations")
    if language == SOURCE_LANGUAGE:
        raise SettingError("English is the source; edit it in knowledge/, each text stands once there")
    if language not in catalogs.locales:
        known = ", ".join(each for each in catalogs.languages if each != SOURCE_LANGUAGE)
        raise SettingError(f"there is no translation {language!r}; there are {known}")
    return catalogs


def _notes(language: str) -> dict[str, str]:
    catalog = read_catalog(PROJECT / "translations", language)
    return {
        str(each.context): "\n".join(comment for comment in each.user_comments if not is_signature(comment))
        for each in catalog
        if each.context
    }


def _content_of(revision: str, folder: Path) -> None:
    """Put the content of a git revision into a folder. Raises SettingError."""
    command = ["git", "archive", "--format=tar", "--end-of-options", revision, *CONTENT]
    made = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)
    if made.returncode:
        raise SettingError(f"git does not know the revision {revision!r} here, or this is no git checkout")
    subprocess.run(["tar", "-x", "-C", str(folder)], input=made.stdout, check=True)
