"""The statistics: charts that a screen reader can read too, and the same as a file, both with small cells merged."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from babel.dates import format_skeleton
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.access import needs
from bot.desk.figures import Figure, figures
from bot.desk.language import Voice
from bot.desk.office import Office
from bot.desk.page import page, voice_of
from bot.desk.quarter import Quarter, latest, read_quarter
from bot.desk.small_cells import SMALLEST, Cell
from bot.knowledge.catalogs import day, language_name
from bot.staff.entry import Action
from bot.staff.worker import Permission

PATH = "/supervision/statistics"
BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets read the letters of most of our languages wrongly."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for a formula (OWASP, CSV injection)."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart: what it counts, its number, and the length of its bar in hundredths of the longest."""

    label: str
    number: int
    length: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure as it is shown; `heading` says what its rows are."""

    id: str
    title: str
    heading: str
    bars: tuple[Bar, ...]
    total: int


def routes(office: Office) -> Sequence[Route]:
    """Give the routes of the statistics."""
    pages = StatisticsPages(office)
    return [
        Route(PATH, needs(Permission.SEE_STATISTICS, pages.show), methods=["GET"]),
        Route(f"{PATH}.csv", needs(Permission.SEE_STATISTICS, pages.export), methods=["GET"]),
    ]


@dataclass(frozen=True, slots=True)
class StatisticsPages:
    """The statistics of a quarter that is over."""

    office: Office

    async def show(self, request: Request) -> Response:
        """Show the charts of a quarter."""
        quarter, charts = await self._charts(request, Action.STATISTICS_VIEWED)
        newest, voice = latest(self._today()), voice_of(request)
        return await page(
            request,
            "statistics.html",
            charts=charts,
            quarter=quarter,
            period=_period(quarter.weeks[0], quarter.weeks[-1], voice),
            newer=quarter.after if quarter < newest else None,
            coming=newest.after,
            coming_on=day(newest.after.over_on, voice.language),
            smallest=SMALLEST,
        )

    async def export(self, request: Request) -> Response:
        """Give the charts of a quarter as comma-separated values (RFC 4180)."""
        quarter, charts = await self._charts(request, Action.EXPORTED)
        name = f"amparo-statistics-{quarter.code}.csv"
        return Response(
            written(charts, voice_of(request)),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    async def _charts(self, request: Request, action: Action) -> tuple[Quarter, Sequence[Chart]]:
        quarter = read_quarter(request.query_params.get("quarter", ""), self._today())
        await self.office.audit.append(request.state.login.name, action, detail=f"statistics:{quarter.code}")
        weeks = quarter.weeks
        counts = await self.office.statistics.days(weeks[0], quarter.over_on - timedelta(days=1))
        languages = self.office.knowledge.catalogs.languages
        voice = voice_of(request)
        return quarter, [chart(each, voice) for each in figures(counts, weeks, languages)]

    def _today(self) -> date:
        return datetime.fromtimestamp(self.office.clock(), UTC).date()


def chart(figure: Figure, voice: Voice) -> Chart:
    """Word a figure."""
    say: Any = voice.say
    title = say(
        "desk.supervision.statistics.title.by",
        measure=say(f"desk.supervision.measure.{figure.measure}"),
        by=say(f"desk.supervision.by.{figure.by}"),
    )
    bars = tuple(
        Bar(_label(cell, figure, voice), cell.number, round(100 * cell.number / figure.most)) for cell in figure.cells
    )
    heading = say(f"desk.supervision.heading.{figure.by}")
    return Chart(f"{figure.measure}-{figure.by}", title, heading, bars, figure.total)


def written(charts: Sequence[Chart], voice: Voice) -> str:
    """Write charts as a file that spreadsheets open in any language and in which none finds a formula."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow([voice.say(f"desk.supervision.column.{each}") for each in ("chart", "group", "number")])
    for each in charts:
        rows.writerows([_plain(each.title), _plain(bar.label), bar.number] for bar in each.bars)
        few = voice.say("desk.supervision.statistics.few", smallest=SMALLEST)
        rows.writerow([_plain(each.title), _plain(voice.say("desk.supervision.total")), each.total or _plain(few)])
    return BYTE_ORDER_MARK + file.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _label(cell: Cell, figure: Figure, voice: Voice) -> str:
    if not cell.names:
        return voice.say(f"desk.supervision.others.{figure.by if len(figure.cells) > 1 else 'all'}")
    first, last = cell.names[0], cell.names[-1]
    if figure.by == "week":
        return _period(date.fromisoformat(first), date.fromisoformat(last), voice)
    if figure.by == "wait":
        return _wait(first, last, voice)
    if figure.by == "outcome":
        return voice.say(f"desk.chat.outcome.{first}")
    return language_name(first, voice.language) if first else voice.say("desk.supervision.language.unknown")


def _period(first: date, last: date, voice: Voice) -> str:
    # Not format_interval: in some languages CLDR leaves out the first month where the two differ.
    days = (("MMMd", first), ("yMMMd", last + timedelta(days=6)))
    said = (format_skeleton(form, datetime.combine(each, time()), locale=voice.language) for form, each in days)
    return " – ".join(said)


def _wait(first: str, last: str, voice: Voice) -> str:
    floor = {"1": "0", "3": "1", "10": "3", "30": "10", "60": "30", "more": "60"}[first]
    if last == "more":
        return voice.say("desk.supervision.wait.more", floor=floor)
    if floor == "0":
        return voice.say("desk.supervision.wait.most", most=last)
    return voice.say("desk.supervision.wait.between", floor=floor, most=last)
