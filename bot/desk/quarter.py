"""The periods of the statistics: quarters of whole weeks, which never overlap, so that no two can be subtracted.

Only those that are over are shown. One that still goes on would grow from week to week, and what it shows today less
what it showed a week ago would be the few people of that week.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 13
QUARTERS = 4
WEEK = timedelta(weeks=1)
_CODE = re.compile(r"(20\d\d)-([1-4])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Thirteen weeks of an ISO 8601 year, by its year and 1 to 4; the last one has 14 where the year has 53 weeks."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """Give its name for addresses and files, such as 2026-4."""
        return f"{self.year}-{self.number}"

    @property
    def weeks(self) -> Sequence[date]:
        """Give the Mondays of its weeks."""
        first, end = _begins(self), self.over_on
        return [first + WEEK * each for each in range((end - first) // WEEK)]

    @property
    def after(self) -> "Quarter":
        """Give the next one."""
        return Quarter(self.year + self.number // QUARTERS, self.number % QUARTERS + 1)

    @property
    def before(self) -> "Quarter":
        """Give the one before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, QUARTERS)

    @property
    def over_on(self) -> date:
        """Give the first day after it, on which its figures can be seen."""
        return _begins(self.after)


def quarter_of(day: date) -> Quarter:
    """Give the quarter in which a day lies."""
    year, week, _ = day.isocalendar()
    return Quarter(year, min(QUARTERS, (week - 1) // WEEKS + 1))


def latest(today: date) -> Quarter:
    """Give the newest quarter that is over."""
    return quarter_of(today).before


def read_quarter(code: str, today: date) -> Quarter:
    """Read a quarter's code; what is none, goes on still or lies ahead, is the newest that is over."""
    newest = latest(today)
    found = _CODE.fullmatch(code)
    return min(Quarter(int(found[1]), int(found[2])), newest) if found else newest


def _begins(quarter: Quarter) -> date:
    return date.fromisocalendar(quarter.year, (quarter.number - 1) * WEEKS + 1, 1)
