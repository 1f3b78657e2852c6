"""Times as they are shown: how long ago, at what hour and on what day, in the desk's language and its time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from babel.units import format_unit

from bot.desk.language import Voice

MINUTE, HOUR, DAY = 60, 3600, 86400
DAYS_FROM = 2 * DAY
"""From here on hours tell less than days."""


@dataclass(frozen=True, slots=True)
class Times:
    """Writes times, given in seconds since the epoch; `now` is when the page is made."""

    voice: Voice
    zone: ZoneInfo
    now: float

    def ago(self, at: float) -> str:
        """Say how far off a time is, in minutes, hours or days."""
        seconds = int(abs(self.now - at))
        if seconds < MINUTE:
            return self.voice.say("desk.supervision.time.moment")
        if seconds < HOUR:
            return self.voice.say("desk.supervision.time.minutes", minutes=seconds // MINUTE)
        if seconds < DAYS_FROM:
            hours, rest = divmod(seconds, HOUR)
            return self.voice.say("desk.supervision.time.hours", hours=hours, minutes=rest // MINUTE)
        return str(format_unit(seconds // DAY, "duration-day", "short", locale=self.voice.language))

    def iso(self, at: float) -> str:
        """Give a time for the page's scripts (RFC 3339)."""
        return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")

    def time(self, at: float) -> str:
        """Say at what hour."""
        return format_time(datetime.fromtimestamp(at, self.zone), format="short", locale=self.voice.language)

    def day(self, day: date) -> str:
        """Say on which day."""
        return format_date(day, format="full", locale=self.voice.language)

    def moment(self, at: float) -> str:
        """Write a time to the second, in UTC as the audit log has it."""
        written = format_datetime(datetime.fromtimestamp(at, UTC), "medium", locale=self.voice.language)
        return self.voice.say("desk.supervision.time.utc", time=written)
