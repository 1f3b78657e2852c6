"""`amparo evaluate --safety`: what the safety net hears, and what it hears needlessly."""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import track

from bot.cli import settings
from bot.cli.console import table_console
from bot.cli.report_files import ReportFiles
from bot.evaluation.questions import QuestionError
from bot.evaluation.safety_asking import ask_net
from bot.evaluation.safety_floors import read_floors
from bot.evaluation.safety_question_file import read_question_file
from bot.evaluation.safety_questions import SafetyQuestion, read_ordinary_questions, read_safety_questions
from bot.evaluation.safety_report import page, safety_report
from bot.evaluation.safety_tables import table_of_misses, tables
from bot.language.identification import Identifier
from bot.safety.net import read_safety
from bot.settings import PROJECT, SettingError
from bot.wiring.conversation import wire_urgency


def evaluate_safety(
    questions: Path, file: Path | None, languages: Sequence[str], files: ReportFiles, *, misses: bool
) -> None:
    """Ask the safety net and print what it heard. Raises SettingError and ContentError."""
    asked = _asked(questions, file, languages)
    floors = read_floors(questions / "safety" / "floors.yml")
    urgency = wire_urgency(settings(), Identifier())
    net = read_safety(PROJECT / "knowledge" / "safety", urgency)
    shown = track(asked, "messages", console=Console(stderr=True), transient=True, disable=not os.isatty(2))
    heard = list(ask_net(net, shown))
    made = safety_report(heard, floors, urgency.thresholds)
    files.write(made.as_data(), partial(page, made))
    if files.alone:
        return
    console = table_console()
    for table in tables(made):
        console.print(table, "")
    if made.times_as_long is not None:
        console.print(f"A message takes the whole net {made.times_as_long:.0f} times as long as its phrases alone.")
    if misses:
        console.print("", table_of_misses(heard))


def _asked(questions: Path, file: Path | None, languages: Sequence[str]) -> Sequence[SafetyQuestion]:
    try:
        if file is not None:
            return read_question_file(file, languages)
        return (*read_safety_questions(questions, languages), *read_ordinary_questions(questions, languages))
    except QuestionError as error:
        raise SettingError(str(error)) from None
