"""Quarters, figures and the page of the statistics: nothing of a single person, in charts or in the file."""

import csv
import io
import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis

from bot.desk.figures import MEASURES, figures
from bot.desk.language import Voice
from bot.desk.office import Office
from bot.desk.quarter import Quarter, latest, quarter_of, read_quarter
from bot.desk.small_cells import SMALLEST
from bot.desk.statistics_page import Bar, Chart, written
from bot.staff.entry import Action
from bot.staff.worker import Role
from bot.tickets.statistics import Count
from tests.bot.desk.browser import Browser

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
LANGUAGES = ("ar", "en", "es")


@given(DAYS)
def test_every_day_lies_in_exactly_one_quarter(day: date) -> None:
    quarter = quarter_of(day)
    weeks = quarter.weeks
    assert weeks[0] <= day < weeks[-1] + timedelta(weeks=1)
    assert quarter.after.weeks[0] == weeks[-1] + timedelta(weeks=1), "no week between two, and none in both"
    assert quarter.after.before == quarter
    assert len(weeks) in (13, 14)
    assert read_quarter(quarter.code, date(2050, 1, 1)) == quarter


@given(DAYS)
def test_a_quarter_that_still_goes_on_is_not_offered(today: date) -> None:
    newest = latest(today)
    assert newest.weeks[-1] + timedelta(weeks=1) == newest.over_on <= today < newest.after.over_on
    assert read_quarter(quarter_of(today).code, today) == newest


@pytest.mark.parametrize("code", ["", "2026", "2026-5", "2026-0", "2999-1", "x", "٢٠٢٦-1", "2026-1 ", "0000-1"])
def test_what_is_no_quarter_or_lies_ahead_is_the_newest(code: str) -> None:
    today = date(2026, 11, 25)
    assert read_quarter(code, today) == latest(today) == Quarter(2026, 3)


def test_figures_add_up_what_belongs_together() -> None:
    weeks = Quarter(2026, 4).weeks[:3]
    counts = [
        Count(weeks[0], "waited.1", "es", 7),
        Count(weeks[0] + timedelta(days=6), "waited.10", "es", 8),
        Count(weeks[1], "waited.30", "es", 9),
        Count(weeks[2] + timedelta(days=7), "waited.1", "es", 500),
        Count(weeks[2], "opened", "xx", 40),
        Count(weeks[0], "closed.helped", "es", 21),
        Count(weeks[0], "closed.left", "es", 3),
        Count(weeks[1], "closed.handed_back", "es", 30),
    ]
    found = {(each.measure, each.by): each for each in figures(counts, weeks, LANGUAGES)}
    assert set(found) == {*((measure, by) for measure in MEASURES for by in ("week", "language"))} | {
        ("claimed", "wait"),
        ("closed", "outcome"),
    }
    assert [(cell.names, cell.number) for cell in found["soon", "week"].cells] == [
        (tuple(week.isoformat() for week in weeks), 15)
    ]
    assert [(cell.names, cell.number) for cell in found["claimed", "wait"].cells] == [
        (("1",), 5),
        (("3", "10"), 10),
        (("30", "60", "more"), 10),
    ]
    assert [(cell.names, cell.number) for cell in found["closed", "outcome"].cells] == [
        (("handed_back",), 30),
        ((), 25),
    ]
    assert found["handed_back", "week"].total == found["handed_back", "language"].total == 30
    assert [(cell.names, cell.number) for cell in found["opened", "language"].cells] == [((), 40)]
    assert found["opened", "language"].total == 40
    assert found["unanswered", "week"].cells == ()


def voice(office: Office, language: str = "en") -> Voice:
    return Voice(office.knowledge.catalogs, language)


@pytest.mark.redis
async def test_the_file_opens_everywhere_and_holds_no_formula(office: Office) -> None:
    bars = tuple(Bar(label, 5, 100) for label in ("=1+1", "+cmd", "-2", "@SUM(A1)", "\tx", "\rx", 'a,"b"', "Ελληνικά"))
    text = written([Chart("a", "=HYPERLINK(1)", "h", bars, 40), Chart("b", "Empty", "h", (), 0)], voice(office))
    assert text.encode().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows[0] == ["Chart", "Group", "Number"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert rows[7] == ["'=HYPERLINK(1)", 'a,"b"', "5"]
    assert rows[-1] == ["Empty", "Sum of what is shown", "Fewer than 5"]


def count(server: Redis, day: date, event: str, language: str, number: int) -> None:
    server.hincrby(f"q:{{tickets}}:counts:{day.isoformat()}", f"{event}|{language}", number)


def numbers(page: str) -> list[int]:
    return [int(each) for each in re.findall(r'<td class="number">(\d+)</td>', page)]


@pytest.mark.redis
async def test_the_page_shows_charts_and_no_small_number(
    office: Office, supervisor: Browser, server: Redis, clock
) -> None:
    today = datetime.fromtimestamp(clock(), UTC).date()
    week = latest(today).weeks[0]
    for event, language, number in (
        ("opened", "es", 23),
        ("opened", "ar", 9),
        ("opened", "fr", 3),
        ("claimed", "es", 2),
    ):
        count(server, week, event, language, number)
    page = (await supervisor.get("/supervision/statistics")).text
    shown = numbers(page)
    assert shown
    assert all(number >= SMALLEST and number % SMALLEST == 0 for number in shown)
    assert "Spanish" in page
    assert "French" not in page
    assert "Fewer than 5" in page
    assert page.count("<svg") == len(re.findall(r'<td aria-hidden="true" class="bar">', page)) > 0
    assert "style=" not in page
    exported = await supervisor.get("/supervision/statistics.csv")
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in exported.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(exported.text.removeprefix("\ufeff"), newline="")))
    assert ["Asked for a person, by language", "Spanish", "25"] in rows
    # What is drawn is what is saved.
    saved = sorted(int(row[2]) for row in rows[1:] if row[2].isdigit())
    assert saved == sorted(shown)
    done = [(each.actor, each.action) for each in await office.audit.read() if each.detail.startswith("statistics:")]
    assert done == [("eve", Action.STATISTICS_VIEWED), ("eve", Action.EXPORTED)]


@pytest.mark.redis
async def test_a_quarter_is_shown_when_it_is_over_and_said_when_that_is(enrol, browser, server, clock) -> None:
    running = quarter_of(datetime.fromtimestamp(clock(), UTC).date())
    assert running == Quarter(2027, 1)
    for week in running.weeks:
        count(server, week, "opened", "es", 500)
    eve = await enrol("eve", Role.SUPERVISOR)
    last = datetime.combine(running.over_on, time(), UTC) - timedelta(minutes=10)
    for now in (clock(), last.timestamp()):
        clock.now = now
        await browser.log_in(eve)
        for asked in ("", f"?quarter={running.code}"):
            page = (await browser.get(f"/supervision/statistics{asked}")).text
            assert numbers(page) == []
            assert f"quarter={running.code}" not in page
            assert "The figures of quarter 1 of 2027 come on Apr 5, 2027." in page
            assert "500" not in (await browser.get(f"/supervision/statistics.csv{asked}")).text
    clock.now += 600
    await browser.log_in(eve)
    assert 500 in numbers((await browser.get("/supervision/statistics")).text)


@pytest.mark.redis
async def test_an_older_quarter_is_reached_and_none_ahead(supervisor: Browser, server: Redis, clock) -> None:
    newest = latest(datetime.fromtimestamp(clock(), UTC).date())
    count(server, newest.before.weeks[4], "opened", "es", 50)
    page = (await supervisor.get("/supervision/statistics")).text
    assert f"quarter={newest.before.code}" in page
    assert f"quarter={newest.after.code}" not in page
    older = (await supervisor.get(f"/supervision/statistics?quarter={newest.before.code}")).text
    assert f"quarter={newest.code}" in older
    assert 50 in numbers(older)


@pytest.mark.redis
async def test_only_supervisors_see_statistics(worker: Browser, browser: Browser) -> None:
    for path in ("/supervision/statistics", "/supervision/statistics.csv"):
        assert (await worker.get(path)).status_code == 403
        assert (await browser.get(path)).status_code == 303
