"""An evaluation as a whole: its groups, and the forms in which it is read."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.table import Table

from bot.evaluation.asking import Answered
from bot.evaluation.figures import Bin, Confusion, Figures, calibration, confusions, figures
from bot.evaluation.pages import filled
from bot.evaluation.questions import STYLES

MOST_CONFUSIONS = 25
COLUMNS = {
    "first_right": "first right",
    "three_right": "among three",
    "wrong_with_confidence": "wrong, not asked back",
    "asked_back": "asked back",
    "out_of_scope_answered": "out of scope answered",
    "language_found": "language found",
    "calibration_error": "calibration error",
}
LESS_IS_BETTER = ("wrong_with_confidence", "asked_back", "out_of_scope_answered", "calibration_error")


@dataclass(frozen=True, slots=True)
class Report:
    """Figures by language, by style and by both; how sure the model was; what it confuses."""

    languages: dict[str, Figures]
    styles: dict[str, Figures]
    both: dict[str, dict[str, Figures]]
    topics: dict[str, Figures]
    calibration: list[Bin]
    confusions: list[Confusion]

    def as_data(self) -> dict[str, Any]:
        """Give the report as JSON holds it."""
        return asdict(self)


def report(answers: Sequence[Answered]) -> Report:
    """Count every group."""
    languages = sorted({each.question.language for each in answers})
    styles = [style for style in STYLES if any(each.question.style == style for each in answers)]
    within = [each for each in answers if each.question.in_scope]
    return Report(
        {language: figures([each for each in answers if each.question.language == language]) for language in languages},
        {style: figures([each for each in answers if each.question.style == style]) for style in styles},
        {
            language: {
                style: figures(
                    [each for each in answers if (each.question.language, each.question.style) == (language, style)]
                )
                for style in styles
            }
            for language in languages
        },
        {
            intent: figures([each for each in within if each.question.intent == intent])
            for intent in sorted({each.question.intent for each in within})
        },
        calibration(within),
        confusions(answers, MOST_CONFUSIONS),
    )


def table(title: str, groups: dict[str, Figures]) -> Table:
    """Show groups as a table for the terminal, a group a line."""
    shown = Table(title, "questions", *COLUMNS.values(), box=None, pad_edge=False)
    for name, counted in groups.items():
        shares = (getattr(counted, column) for column in COLUMNS)
        shown.add_row(name, str(counted.questions), *("-" if share is None else f"{share:.3f}" for share in shares))
    return shown


def table_of_confusions(pairs: Sequence[Confusion]) -> Table:
    """Show what is taken for what as a table for the terminal."""
    shown = Table("meant", "taken for", "questions", box=None, pad_edge=False)
    for pair in pairs:
        shown.add_row(pair.meant, pair.taken_for, str(pair.questions))
    return shown


def page(report: Report, day: str) -> str:
    """Write the report as one HTML page that needs nothing else."""
    return filled("report.html", report=report, day=day, columns=COLUMNS, less_is_better=LESS_IS_BETTER)
