"""The list of reports as one worker sees it: which stand under which tab, and what a row may say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.knowledge.intake import Intake
from bot.knowledge.parts import parts_asked
from bot.referral.document import reference
from bot.reports.completeness import completeness
from bot.reports.report import Author, Report, ReportState

MOST_ROWS = 100
"""More rows than this nobody reads; the tabs count all."""


class Tab(StrEnum):
    """What the list shows."""

    OPEN = "open"
    MINE = "mine"
    RECEIVED = "received"
    ASSIGNED = "assigned"
    REFERRED = "referred"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Row:
    """One report in the list: facts only, never content.

    `reference` is what staff call it, `holder` the shown name of who has it, `known` of `parts` were told. `answered`
    says that the reporter wrote last.
    """

    report: Report
    reference: str
    holder: str = field(repr=False)
    mine: bool
    known: int
    parts: int
    answered: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """The first rows of a tab, how many more there are, and how many stand under each tab."""

    tab: Tab
    rows: Sequence[Row]
    counts: Mapping[Tab, int]
    more: int = 0


def listing(reports: Sequence[Report], tab: Tab, worker: str, names: Mapping[str, str], intake: Intake) -> Listing:
    """Lay the list out for a login, in the order of the store: urgent first, then the oldest, the closed last."""
    counts = {each: sum(_stands(report, each, worker) for report in reports) for each in Tab}
    shown = [report for report in reports if _stands(report, tab, worker)]
    rows = [row(report, worker, names, intake) for report in shown[:MOST_ROWS]]
    return Listing(tab, rows, counts, max(0, len(shown) - MOST_ROWS))


def row(report: Report, worker: str, names: Mapping[str, str], intake: Intake) -> Row:
    """Say of a report what everybody at the desk may know."""
    parts = parts_asked(intake, report)
    missing = completeness(report, parts).missing
    closed = report.state is ReportState.CLOSED
    return Row(
        report,
        reference(report.id),
        holder=names.get(report.worker, report.worker),
        mine=report.worker == worker,
        known=len(parts) - len(missing),
        parts=len(parts),
        answered=not closed and bool(report.followups) and report.followups[-1].author is Author.REPORTER,
    )


def _stands(report: Report, tab: Tab, worker: str) -> bool:
    closed = report.state is ReportState.CLOSED
    if tab is Tab.OPEN:
        return not closed
    if tab is Tab.MINE:
        return not closed and report.worker == worker
    return report.state == tab.value
