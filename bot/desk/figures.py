"""The statistics as they may be shown: each a set of cells by week, by language, by wait or by outcome."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.desk.small_cells import Cell, by_name, in_order, total
from bot.tickets.statistics import Count
from bot.tickets.ticket import Outcome

WAITS = ("1", "3", "10", "30", "60", "more")
SOON = ("1", "3", "10")
MEASURES: Mapping[str, Collection[str]] = {
    "opened": ("opened",),
    "claimed": ("claimed",),
    "soon": tuple(f"waited.{each}" for each in SOON),
    "late": tuple(f"waited.{each}" for each in WAITS if each not in SOON),
    "unanswered": ("unanswered",),
    "handed_back": ("closed.handed_back",),
}
"""What is counted by week and by language, and the events that make it up."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart: what is counted, by what, its cells, and their sum; without cells fewer than five were counted.

    `by` is week (names are Mondays, as ISO dates), language (codes), wait (minutes) or outcome.
    """

    measure: str
    by: str
    cells: tuple[Cell, ...]

    @property
    def total(self) -> int:
        """Give the sum of what is shown."""
        return total(self.cells)

    @property
    def most(self) -> int:
        """Give the largest number, which is the longest bar."""
        return max((cell.number for cell in self.cells), default=0)


def figures(counts: Sequence[Count], weeks: Sequence[date], languages: Collection[str]) -> Sequence[Figure]:
    """Make every figure from the counts of these weeks (Mondays); `languages` are all that can be."""
    weekly: Counter[tuple[str, date]] = Counter()
    spoken: Counter[tuple[str, str]] = Counter()
    events: Counter[str] = Counter()
    for count in counts:
        if (week := monday(count.day)) in weeks:
            weekly[count.event, week] += count.number
            # A language that is none of ours counts like one that nobody speaks.
            spoken[count.event, count.language if count.language in languages else ""] += count.number
            events[count.event] += count.number
    found = []
    for measure, made_of in MEASURES.items():
        by_week = [(week.isoformat(), sum(weekly[each, week] for each in made_of)) for week in weeks]
        by_language = {code: sum(spoken[each, code] for each in made_of) for code in ("", *languages)}
        found += [Figure(measure, "week", in_order(by_week)), Figure(measure, "language", by_name(by_language))]
    waits = in_order([(wait, events[f"waited.{wait}"]) for wait in WAITS])
    outcomes = by_name({str(outcome): events[f"closed.{outcome}"] for outcome in Outcome})
    return [*found, Figure("claimed", "wait", waits), Figure("closed", "outcome", outcomes)]


def monday(day: date) -> date:
    """Give the first day of the week in which a day lies."""
    return day - timedelta(days=day.weekday())
