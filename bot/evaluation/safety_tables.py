"""The safety net's evaluation as tables for the terminal."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from rich.table import Table

from bot.evaluation.safety_asking import HeardQuestion
from bot.evaluation.safety_figures import Count, KindFigures, NetFigures
from bot.evaluation.safety_report import ALL, VERDICTS, SafetyReport

TOPICS_SHOWN = 15


def tables(report: SafetyReport) -> Iterable[Table]:
    """Show the report as tables; those come that have something to count."""
    if report.languages:
        yield _table_of_languages(report)
    if report.kinds:
        yield _table_of_kinds({**report.both, ALL: report.kinds})
    if report.ordinary:
        yield _table("ordinary questions", report.ordinary)
        topics = {name: each for name, each in report.topics.items() if each.recall.of or each.false_alarms.found}
        yield _table("by topic", dict(islice(topics.items(), TOPICS_SHOWN)))


def table_of_misses(heard: Sequence[HeardQuestion]) -> Table:
    """List what was not heard, and what was heard needlessly."""
    shown = Table("question", "asked for", "heard", "share", "text", box=None, pad_edge=False)
    for each in sorted(heard, key=lambda each: not each.question.urgent):
        if each.question.urgent == (each.alarm is None):
            asked = (each.question.kind or "urgent") if each.question.urgent else "none"
            shown.add_row(each.question.id, asked, each.alarm or "-", f"{each.share:.3f}", each.question.text)
    return shown


def _table_of_languages(report: SafetyReport) -> Table:
    columns = ("recall", "at least", "false alarms", "at most", "floors", "phrases alone: recall", "false alarms")
    shown = Table("language", *columns, box=None, pad_edge=False)
    for language, counted in report.languages.items():
        floor = report.floors.get(language)
        shown.add_row(
            language,
            _cell(counted.recall),
            f"{floor.recall:.2f}" if floor else "-",
            _cell(counted.false_alarms),
            "-" if floor is None or floor.false_alarms is None else f"{floor.false_alarms:.2f}",
            VERDICTS[report.met.get(language)],
            _cell(counted.recall_by_phrases),
            _cell(counted.false_alarms_by_phrases),
        )
    return shown


def _table_of_kinds(languages: Mapping[str, Mapping[str, KindFigures]]) -> Table:
    """Put each language in a line, each kind in two columns: heard as anything, and as this kind."""
    columns = [title for kind in languages[ALL] for title in (kind, f"as {kind}")]
    shown = Table("language", *columns, box=None, pad_edge=False)
    for language, found in languages.items():
        shown.add_row(language, *(_cell(each) for counted in found.values() for each in (counted.heard, counted.right)))
    return shown


def _table(title: str, groups: Mapping[str, NetFigures]) -> Table:
    shown = Table(
        title, "calls for help heard", "false alarms", "phrases alone: heard", "false alarms", box=None, pad_edge=False
    )
    for name, each in groups.items():
        counts = (each.recall, each.false_alarms, each.recall_by_phrases, each.false_alarms_by_phrases)
        shown.add_row(name, *map(_cell, counts))
    return shown


def _cell(counted: Count) -> str:
    return "-" if counted.share is None else f"{counted.share:.3f} {counted.found}/{counted.of}"
