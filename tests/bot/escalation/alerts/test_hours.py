"""The desk's hours, checked minute by minute against the clock on the wall."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.escalation.hours import UTC_ZONE, WEEKDAYS, DeskHours, read_hours, zone_of
from bot.settings import SettingError, read_settings


def at(text: str, zone: str = "UTC", fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp()


OFFICE = read_hours("Mon-Fri 9:00-12:30, 13:00-17:00; sat 10:00-14:00", ZoneInfo("America/Lima"), ("2026-12-25",))


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        pytest.param("2026-12-21 08:59", "2026-12-21 09:00", id="before"),
        pytest.param("2026-12-21 09:00", None, id="at the first moment"),
        pytest.param("2026-12-21 12:30", "2026-12-21 13:00", id="at noon"),
        pytest.param("2026-12-21 16:59", None, id="at the last minute"),
        pytest.param("2026-12-21 17:00", "2026-12-22 09:00", id="after"),
        pytest.param("2026-12-24 18:00", "2026-12-26 10:00", id="before a closed day"),
        pytest.param("2026-12-25 10:00", "2026-12-26 10:00", id="on a closed day"),
        pytest.param("2026-12-26 14:00", "2026-12-28 09:00", id="before a Sunday"),
    ],
)
def test_an_office_opens_and_closes(now: str, opens: str | None) -> None:
    moment = at(now, "America/Lima")
    assert OFFICE.is_open(moment) == (opens is None)
    assert OFFICE.opens_at(moment) == (at(opens, "America/Lima") if opens else 0.0)


@pytest.mark.parametrize(
    "hours", [DeskHours(), read_hours("", UTC_ZONE, ()), read_hours(" ; ", ZoneInfo("Asia/Manila"), ())]
)
def test_without_hours_the_desk_is_always_open(hours: DeskHours) -> None:
    assert hours.is_open(0.0)
    assert hours.opens_at(1.8e9) == 0.0


def test_a_night_goes_on_after_midnight_and_a_closed_day_ends_it() -> None:
    nights = read_hours("fri-sun 22:00-02:00", ZoneInfo("Europe/Bucharest"), ("2026-12-26",))
    zone = "Europe/Bucharest"
    assert nights.is_open(at("2026-12-20 01:59", zone))
    assert not nights.is_open(at("2026-12-20 02:00", zone))
    assert nights.is_open(at("2026-12-21 01:00", zone))
    assert nights.is_open(at("2026-12-25 23:59", zone))
    assert not nights.is_open(at("2026-12-26 00:00", zone))
    assert not nights.is_open(at("2026-12-27 01:00", zone))
    assert nights.opens_at(at("2026-12-26 00:00", zone)) == at("2026-12-27 22:00", zone)


def test_the_clocks_may_change() -> None:
    zone = "Europe/Madrid"
    nights = read_hours("sat 22:00-06:00; mon 09:00-17:00", ZoneInfo(zone), ())
    # On 25 October 2026 the night is an hour longer, on 28 March 2027 an hour shorter.
    assert (at("2026-10-25 06:00", zone) - at("2026-10-24 22:00", zone)) / 3600 == 9
    assert nights.is_open(at("2026-10-25 05:59", zone))
    assert not nights.is_open(at("2026-10-25 06:00", zone))
    assert (at("2027-03-28 06:00", zone) - at("2027-03-27 22:00", zone)) / 3600 == 7
    assert nights.is_open(at("2027-03-28 05:59", zone))
    assert not nights.is_open(at("2027-03-28 06:00", zone))
    assert nights.opens_at(at("2027-03-28 06:00", zone)) == at("2027-03-29 09:00", zone)


def test_what_the_clocks_leap_over_opens_at_another_time() -> None:
    leapt = read_hours("sun 02:15-02:45", ZoneInfo("Europe/Madrid"), ())
    opens = leapt.opens_at(at("2027-03-27 12:00", "Europe/Madrid"))
    assert datetime.fromtimestamp(opens, ZoneInfo("Europe/Madrid")).strftime("%a %H:%M") == "Sun 03:15"


def test_many_closed_days_in_a_row_are_passed_over() -> None:
    first = date(2026, 12, 7)
    closed = [str(first + timedelta(7 * week)) for week in range(30)]
    mondays = read_hours("mon 09:00-17:00", UTC_ZONE, closed)
    assert mondays.opens_at(at("2026-12-05 00:00")) == at(f"{first + timedelta(210)} 09:00")


@pytest.mark.parametrize(
    ("hours", "part"),
    [
        ("mon-fri", "mon-fri"),
        ("monday 09:00-17:00", "monday"),
        ("mon-day 09:00-17:00", "mon-day"),
        ("mon-fri 09:00-17:00; lun 09:00-17:00", "lun"),
        ("mon 9-17", "9-17"),
        ("mon 09:00-24:30", "09:00-24:30"),
        ("mon 24:00-09:00", "24:00-09:00"),
        ("mon 09:60-17:00", "09:60-17:00"),
        ("mon 09:00-09:00", "mon 09:00-09:00"),
        ("mon, tue 09:00-17:00", "mon, tue"),
        ("09:00-17:00", "09:00-17:00"),
    ],
)
def test_odd_hours_are_named(hours: str, part: str) -> None:
    with pytest.raises(SettingError) as wrong:
        read_hours(hours, UTC_ZONE, ())
    message = str(wrong.value)
    assert message.startswith("AMPARO_DESK_HOURS has ")
    assert part in message
    assert "mon-fri 09:00-17:00" in message


@pytest.mark.parametrize("zone", ["Lima", "../../etc/passwd", "America", "x" * 300, "a\0b"])
def test_an_odd_zone_is_named(zone: str) -> None:
    with pytest.raises(SettingError, match="AMPARO_DESK_ZONE"):
        read_settings({"AMPARO_DESK_ZONE": zone})


@pytest.mark.parametrize("day", ["25.12.2026", "2026-13-01", "Christmas"])
def test_an_odd_date_is_named(day: str) -> None:
    with pytest.raises(SettingError, match="AMPARO_DESK_CLOSED names"):
        read_hours("", UTC_ZONE, ["2026-12-24", day])


minutes = st.integers(0, 24 * 60 - 1)
spans = st.tuples(st.integers(0, 6), minutes, minutes).filter(lambda span: span[1] != span[2])


@settings(max_examples=60, deadline=None)
@given(st.lists(spans, min_size=1, max_size=4), st.sets(st.integers(0, 12), max_size=4), st.integers(0, 10 * 1440))
def test_hours_agree_with_the_clock_on_the_wall(
    given_spans: Sequence[tuple[int, int, int]], closed: set[int], start: int
) -> None:
    first = date(2026, 3, 2)
    shut = {first + timedelta(day) for day in closed}
    text = "; ".join(
        f"{WEEKDAYS[day]} {opens // 60}:{opens % 60:02}-{closes // 60}:{closes % 60:02}"
        for day, opens, closes in given_spans
    )
    hours = read_hours(text, ZoneInfo("Asia/Kolkata"), [str(day) for day in shut])

    def on_the_wall(moment: datetime) -> bool:
        today, minute = moment.date(), 60 * moment.hour + moment.minute
        yesterday = today - timedelta(1)
        for day, opens, closes in given_spans:
            began_today = today.weekday() == day and minute >= opens and (closes < opens or minute < closes)
            goes_on = closes < opens and yesterday.weekday() == day and minute < closes and yesterday not in shut
            if today not in shut and (began_today or goes_on):
                return True
        return False

    zone = ZoneInfo("Asia/Kolkata")
    begin = datetime.combine(first, datetime.min.time(), zone) + timedelta(minutes=start)
    assert hours.is_open(begin.timestamp()) == on_the_wall(begin)
    opens_at = hours.opens_at(begin.timestamp())
    if on_the_wall(begin):
        assert opens_at == 0.0
        return
    opening = datetime.fromtimestamp(opens_at, zone)
    assert opening > begin
    assert on_the_wall(opening)
    moment = begin
    while moment < opening:
        assert not on_the_wall(moment)
        moment += timedelta(minutes=7)
    assert not on_the_wall(opening - timedelta(minutes=1))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(spans, min_size=1, max_size=3),
    st.sampled_from(
        ["Europe/Madrid", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca"]
    ),
    st.floats(1.77e9, 1.84e9),
)
def test_the_next_opening_opens_wherever_the_clocks_go(
    given_spans: Sequence[tuple[int, int, int]], zone: str, now: float
) -> None:
    text = "; ".join(
        f"{WEEKDAYS[day]} {opens // 60}:{opens % 60:02}-{closes // 60}:{closes % 60:02}"
        for day, opens, closes in given_spans
    )
    hours = read_hours(text, ZoneInfo(zone), ())
    opens_at = hours.opens_at(now)
    if hours.is_open(now):
        assert opens_at == 0.0
    else:
        assert now < opens_at < now + 15 * 86400
        assert hours.is_open(opens_at)
        assert not hours.is_open(opens_at - 1)


@pytest.mark.parametrize(
    ("country", "offsets"),
    [("PE", {-5}), ("pe", {-5}), ("NG", {1}), ("AR", {-3}), ("MY", {8}), ("DE", {1, 2}), ("GB", {0, 1})],
)
def test_a_country_with_one_time_has_a_zone(country: str, offsets: set[int]) -> None:
    zone = zone_of(country)
    assert zone is not None
    moments = [datetime(2027, month, 15, tzinfo=UTC).astimezone(ZoneInfo(zone)) for month in (1, 7)]
    assert {int((each.utcoffset() or timedelta()).total_seconds() / 3600) for each in moments} == offsets


@pytest.mark.parametrize("country", ["US", "RU", "BR", "ES", "ID", "MX", "CL", "UA", "ZZ", "", "-"])
def test_a_country_with_several_times_or_none_has_no_zone(country: str) -> None:
    assert zone_of(country) is None
