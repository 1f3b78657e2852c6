"""The desk's hours: when it is open, and when it opens next."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global

from bot.settings import SettingError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXAMPLE = "mon-fri 09:00-17:00; sat 10:00-14:00"
HOUR_MINUTES, DAY_MINUTES = 60, 24 * 60
UTC_ZONE = ZoneInfo("UTC")
RULES_OF = 2037
"""A year that no time zone's history reaches: in it the clocks go as they do from now on."""
_DAYS = re.compile(r"([a-z]{3})(?:-([a-z]{3}))?")
_TIMES = re.compile(r"([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when the desk is open, in minutes of a weekday (Monday is 0); over midnight it closes above 1440."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class DeskHours:
    """The hours of each week, by the clock of a zone; without spans the desk keeps no hours and is always open.

    On a closed date nothing is open from midnight to midnight, and what would have begun on it does not go on after.
    """

    spans: tuple[Span, ...] = ()
    zone: ZoneInfo = UTC_ZONE
    closed: frozenset[date] = frozenset()

    def is_open(self, now: float) -> bool:
        """Say whether the desk is open at a time, in seconds since the epoch."""
        today = datetime.fromtimestamp(now, self.zone).date()
        return not self.spans or any(first <= now < last for first, last in self._open(today - timedelta(1), 2))

    def opens_at(self, now: float) -> float:
        """Give when the desk opens next, in seconds since the epoch; 0 where it is open or keeps no hours."""
        if self.is_open(now):
            return 0.0
        today = datetime.fromtimestamp(now, self.zone).date()
        # Each closed date takes a week at most.
        days = 7 * (len(self.closed) + 2)
        return next((first for first, _ in self._open(today, days) if first > now), 0.0)

    def _open(self, first: date, days: int) -> Iterator[tuple[float, float]]:
        """Give when the desk is open, in order, for what begins on some days from the first."""
        for day in (first + timedelta(each) for each in range(days)):
            if day in self.closed:
                continue
            for span in sorted(
                (span for span in self.spans if span.weekday == day.weekday()), key=lambda each: each.opens
            ):
                opens, closes = self._time(day, span.opens), self._time(day, span.closes)
                if day + timedelta(1) in self.closed:
                    closes = min(closes, self._time(day, DAY_MINUTES))
                if opens < closes:  # a time that the clocks leap over may leave nothing
                    yield opens, closes

    def _time(self, day: date, minutes: int) -> float:
        passed, minute = divmod(minutes, DAY_MINUTES)
        moment = datetime.combine(day + timedelta(passed), time(*divmod(minute, HOUR_MINUTES)), self.zone)
        return moment.timestamp()


def read_hours(hours: str, zone: ZoneInfo, closed: Sequence[str]) -> DeskHours:
    """Read AMPARO_DESK_HOURS, _ZONE and _CLOSED. Raises SettingError, which names the part."""
    parts = [part for part in (each.strip() for each in hours.lower().split(";")) if part]
    spans = tuple(dict.fromkeys(span for part in parts for span in _spans(part)))
    return DeskHours(spans, zone, frozenset(_date(each) for each in closed))


def zones_of(country: str) -> Sequence[str]:
    """Give all time zones of a country (ISO 3166) by CLDR; none for a country that it does not know."""
    return tuple(get_global("territory_zones").get(country.upper(), ()))


@cache
def zone_of(country: str) -> str | None:
    """Give the time zone of a country (ISO 3166) by CLDR; None where its clocks differ from place to place."""
    zones = zones_of(country)
    clocks = {_clock(ZoneInfo(zone)) for zone in zones}
    return zones[0] if len(clocks) == 1 else None


def _clock(zone: ZoneInfo) -> tuple[timedelta | None, ...]:
    """Give how far a zone's clocks are from UTC on each day of a year to come."""
    first = datetime(RULES_OF, 1, 1, tzinfo=UTC)
    return tuple((first + timedelta(day)).astimezone(zone).utcoffset() for day in range(366))


def _spans(part: str) -> Iterator[Span]:
    days, _, times = part.partition(" ")
    if not times.strip():
        raise _wrong(part, "it needs days and times")
    weekdays = [weekday for each in days.split(",") for weekday in _weekdays(each, part)]
    for each in times.split(","):
        found = _TIMES.fullmatch(each.strip())
        if found is None:
            raise _wrong(part, f"{each.strip()!r} is no time such as 09:00-17:00")
        hour, minute, last_hour, last_minute = (int(digits) for digits in found.groups())
        opens, closes = HOUR_MINUTES * hour + minute, HOUR_MINUTES * last_hour + last_minute
        if max(minute, last_minute) >= HOUR_MINUTES or opens >= DAY_MINUTES or closes > DAY_MINUTES:
            raise _wrong(part, f"{each.strip()!r} is no time of a day")
        if opens == closes:
            raise _wrong(part, "it closes when it opens; a whole day is 00:00-24:00")
        yield from (Span(weekday, opens, closes + DAY_MINUTES * (closes < opens)) for weekday in weekdays)


def _weekdays(days: str, part: str) -> Iterator[int]:
    found = _DAYS.fullmatch(days)
    if found is None or not {each for each in found.groups() if each} <= set(WEEKDAYS):
        raise _wrong(part, f"{days!r} is no day such as mon, or mon-fri")
    first = WEEKDAYS.index(found[1])
    last = WEEKDAYS.index(found[2] or found[1])
    yield from ((first + each) % 7 for each in range((last - first) % 7 + 1))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingError(f"AMPARO_DESK_CLOSED names {text!r}; a date looks like 2026-12-25") from None


def _wrong(part: str, why: str) -> SettingError:
    return SettingError(f"AMPARO_DESK_HOURS has {part!r}: {why}; write it as {EXAMPLE}")
