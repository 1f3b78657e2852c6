"""Times as they are shown: how long ago, at what hour and on what day, in the desk's language and its time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta


@dataclass(frozen=True, slots=True)
class Times:
    """Writes times, given in seconds since the epoch; `now` is when the page is made."""

    language: str
    zone: ZoneInfo
    now: float

    def __call__(self, at: float) -> str:
        """Say how far off a time is; the page keeps it going."""
        return format_timedelta(timedelta(seconds=abs(self.now - at)), format="short", locale=self.language)

    def iso(self, at: float) -> str:
        """Give a time for the page's scripts."""
        return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")

    def time(self, at: float) -> str:
        """Say at what hour."""
        return format_time(datetime.fromtimestamp(at, self.zone), format="short", locale=self.language)

    def day(self, day: date) -> str:
        """Say on which day."""
        return format_date(day, format="full", locale=self.language)
