"""`amparo knowledge alterations`: what a change of the content alters in the answers to the test questions."""

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.cli import plainly
from bot.cli.console import table_console
from bot.evaluation.alterations import Alteration, Meant, alterations
from bot.evaluation.questions import OUT_OF_SCOPE, QuestionError, read_questions
from bot.knowledge.catalog_file import compile_catalogs
from bot.knowledge.content_file import ContentError
from bot.knowledge.knowledge_base import read_knowledge
from bot.settings import PROJECT, SettingError, read_settings
from bot.wiring.conversation import wire_conversation

CONTENT = ("knowledge", "translations")
QUESTIONS = PROJECT / "tests" / "questions"
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("alterations")
@click.option("--since", default="HEAD", show_default=True, help="The git revision to compare the content with.")
@click.option(
    "--questions", type=FOLDER, default=QUESTIONS, help="Folder of <language>.jsonl (default: the project's)."
)
@plainly
def alterations_(since: str, questions: Path) -> None:
    """List the test questions whose answer the content here would change, against a git revision.

    An answer is all that a topic says, or what is said in danger, to a greeting, to what is not understood and the
    like. The introduction before a first answer and the menu's later pages are left out.
    """
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
        # As it comes, whatever is set here.
        new = wire_conversation(read_settings({}), Meant(OUT_OF_SCOPE), time.time, after, hears=False)
        try:
            compile_catalogs(before)
            known = read_knowledge(before)
        except ContentError:
            raise SettingError(f"the content of {since} has another form, which this release cannot read") from None
        old = replace(new, knowledge=known, countries=tuple(known.countries.values()))
        intents = sorted({each.intent for each in asked})
        seen = track(intents, "answers", console=Console(stderr=True), transient=True, disable=not os.isatty(2))
        found = [each for intent in seen for each in asyncio.run(alterations(old, new, intent, asked))]
    _print(found, len(asked))


def _print(found: list[Alteration], asked: int) -> None:
    console = table_console()
    if not found:
        console.print(f"None of {asked} questions would be answered otherwise.")
        return
    shown = Table("question", "meant", "alters", "text", box=None, pad_edge=False)
    for each in found:
        shown.add_row(each.question.id, each.question.intent, ", ".join(each.where), each.question.text)
    console.print(shown, f"{len(found)} of {asked} questions would be answered otherwise.")


def _content_of(revision: str, folder: Path) -> None:
    """Put the content of a git revision into a folder. Raises SettingError."""
    command = ["git", "archive", "--format=tar", "--end-of-options", revision, *CONTENT]
    made = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)
    if made.returncode:
        raise SettingError(f"git does not know the revision {revision!r} here, or this is no git checkout")
    subprocess.run(["tar", "-x", "-C", str(folder)], input=made.stdout, check=True)
