"""The keys of the store of reports, and what its scripts raise."""

from pathlib import Path

from bot.reports.store import NoSuchReport, ReportFull, ReportMoved, ReportTaken
from bot.storage.scripts import Refusals

PREFIX = "q:{report}:"
FOLDER = Path(__file__).with_name("scripts")
REFUSALS: Refusals = {
    "gone": lambda _: NoSuchReport(),
    "taken": ReportTaken,
    "moved": ReportMoved,
    "full": lambda _: ReportFull(),
}


def place(*names: str) -> str:
    """Name a key of the store."""
    return PREFIX + ":".join(names)
