"""`amparo evaluate`: how well people are understood, on questions that the training has never seen."""

import asyncio
import json
import os
import subprocess
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.cli import plainly, settings
from bot.cli.console import table_console
from bot.cli.engine_process import engine_python, running_engine
from bot.cli.evaluate_safety import evaluate_safety
from bot.cli.report_files import ReportFiles
from bot.conversation.remote_engine import RemoteEngine
from bot.conversation.understanding import EngineUnavailable
from bot.evaluation.asking import Answered, ask_all
from bot.evaluation.figures import figures
from bot.evaluation.questions import Question, QuestionError, read_questions
from bot.evaluation.report import Report, page, report, table, table_of_confusions
from bot.settings import PROJECT, SettingError, Settings
from bot.wiring.conversation import wire_conversation

QUESTIONS = PROJECT / "tests" / "questions"
ENGINE_SECONDS = 60.0
CONFUSIONS_SHOWN = 15
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option(
    "--questions", type=FOLDER, default=QUESTIONS, help="Folder of <language>.jsonl (default: the project's)."
)
@click.option("--language", "languages", multiple=True, help="Only this language, such as es; may be given again.")
@click.option("--json", "as_json", type=click.File("w", encoding="utf-8"), help="Write everything as JSON, - for here.")
@click.option(
    "--html", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write a page with pictures."
)
@click.option("--misses", is_flag=True, help="List what was not understood, or not heard.")
@click.option(
    "--safety", is_flag=True, help="Ask the safety net alone, which needs no engine: are calls for help heard?"
)
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --safety: your own questions, a .yml with lists by kind or a .jsonl with text and urgent in each line.",
)
@click.option("--hint3", type=FOLDER, help="Score the same classifier on HINT3 instead, from the folder with its data.")
@plainly
def evaluate(  # noqa: PLR0913 - one for each option
    questions: Path,
    languages: tuple[str, ...],
    as_json: Any,
    html: Path | None,
    hint3: Path | None,
    *,
    misses: bool,
    safety: bool,
    file: Path | None,
) -> None:
    """Ask the test questions and print what was understood: by language, by style, and what is confused.

    With --safety: what the safety net hears of messages that need an answer at once, and what it hears needlessly.
    """
    if file is not None and not safety:
        raise click.UsageError("--file is for --safety")
    if hint3 is not None:
        if as_json is not None or html is not None or languages or misses or safety:
            raise click.UsageError("--hint3 prints a table of its own; leave the other options out")
        table_console().print(_hint3_table(_hint3(hint3)))
        return
    files = ReportFiles(as_json, html)
    files.refuse_missing_folders()
    if safety:
        evaluate_safety(questions, file, languages, files, misses=misses)
        return
    try:
        asked = read_questions(questions, languages)
    except QuestionError as error:
        raise SettingError(str(error)) from None
    answers = asyncio.run(_answers(settings(), asked))
    made = report(answers)
    files.write(made.as_data(), partial(page, made))
    if not files.alone:
        _print(table_console(), made, answers, misses=misses)


def _print(console: Console, made: Report, answers: Sequence[Answered], *, misses: bool) -> None:
    console.print(table("language", {**made.languages, "all": figures(answers)}), "")
    console.print(table("style", made.styles), "")
    console.print(table_of_confusions(made.confusions[:CONFUSIONS_SHOWN]))
    if misses:
        missed = Table("id", "meant", "taken for", "confidence", "question", box=None, pad_edge=False)
        for each in answers:
            if each.best[0] != each.question.intent:
                question = each.question
                missed.add_row(question.id, question.intent, each.best[0], f"{each.confidence:.2f}", question.text)
        console.print("", missed)


async def _answers(known: Settings, asked: Sequence[Question]) -> list[Answered]:
    with running_engine(known.data) as url:
        engine = RemoteEngine(url, ENGINE_SECONDS)
        conversation = wire_conversation(known, engine, time.time)
        try:
            with_progress = track(
                asked, "questions", console=Console(stderr=True), transient=True, disable=not os.isatty(2)
            )
            return [answer async for answer in ask_all(conversation, with_progress)]
        except EngineUnavailable:
            raise SettingError("the engine stopped answering; run `amparo train` and try again") from None
        finally:
            await engine.close()


def _hint3(data: Path) -> list[dict[str, Any]]:
    command = [str(engine_python()), "-m", "bot.engine.hint3", "--data", str(data.resolve())]
    done = subprocess.run(
        command, cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT)}, stdout=subprocess.PIPE, check=False
    )
    if done.returncode:
        raise SettingError(f"{data} could not be scored; it needs <bot>_train.csv, <bot>_test.csv and peers.csv")
    scores: list[dict[str, Any]] = json.loads(done.stdout)
    return scores


def _hint3_table(scores: Sequence[dict[str, Any]]) -> Table:
    """Put each system in a line, each bot in two columns."""
    bots = list(dict.fromkeys(each["bot"] for each in scores))
    shown = Table(
        "system", *(f"{bot} {what}" for bot in bots for what in ("in scope", "all")), box=None, pad_edge=False
    )
    for system in dict.fromkeys(each["system"] for each in scores):
        found = {each["bot"]: each for each in scores if each["system"] == system}
        cells = [f"{found[bot][what]:.3f}" if bot in found else "-" for bot in bots for what in ("in_scope", "overall")]
        shown.add_row(system, *cells)
    return shown
