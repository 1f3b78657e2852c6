"""Who may see and do what with a report.

What nobody has every worker may read, or they could not judge who is to take it. What somebody has is theirs and a
supervisor's. The standings are asked before a deed is on record, and then again by the store: each gives the report, or
raises what the store would: NoSuchReport, ReportTaken, ReportMoved.
"""

from collections.abc import Callable
from enum import StrEnum

from bot.reports.report import Report, ReportState
from bot.reports.store import NoSuchReport, ReportMoved, ReportTaken
from bot.staff.worker import Permission, Worker


class Insight(StrEnum):
    """What is open to a worker."""

    FACTS = "facts"  # what its row says
    READS = "reads"  # all but who reports: nobody has it, or it is closed and was theirs
    ACTS = "acts"  # all, and everything may be done


Standing = Callable[[Report | None, Worker], Report]


def insight(report: Report, worker: Worker) -> Insight:
    """Decide what a worker sees of a report."""
    own = report.worker == worker.name or worker.may(Permission.SUPERVISE)
    if report.state is ReportState.CLOSED:
        return Insight.READS if own else Insight.FACTS
    if not report.worker:
        return Insight.READS
    return Insight.ACTS if own else Insight.FACTS


def to_take(report: Report | None, worker: Worker) -> Report:
    """Give a report that nobody has, or that this worker has taken already."""
    found = _open(report)
    if found.worker not in ("", worker.name):
        raise ReportTaken(found.worker)
    return found


def to_give(report: Report | None, worker: Worker) -> Report:
    """Give a report that this worker may give to another: their own, or any for a supervisor."""
    found = _open(report)
    return found if worker.may(Permission.SUPERVISE) else held(found, worker)


def held(report: Report | None, worker: Worker) -> Report:
    """Give a report that somebody has and that this worker may act on."""
    found = _open(report)
    if not found.worker:
        raise ReportMoved(found.state)
    if insight(found, worker) is not Insight.ACTS:
        raise ReportTaken(found.worker)
    return found


def _open(report: Report | None) -> Report:
    if report is None:
        raise NoSuchReport
    if report.state is ReportState.CLOSED:
        raise ReportMoved(report.state)
    return report
