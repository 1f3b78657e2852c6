"""Counts as they may be shown: so coarse that no number, and no difference of two numbers, tells of a few people.

What counts fewer than SMALLEST is shown together with others, and each number is rounded to a multiple of SMALLEST.
Nothing tells none from a few: a name that nobody stands behind is treated as one that few stand behind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SMALLEST = 5
"""The fewest that are ever shown together."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number that is shown, a multiple of SMALLEST, and what it counts; no names stand for all that have no cell."""

    names: tuple[str, ...]
    number: int


def rounded(count: int) -> int:
    """Round to the nearest multiple of SMALLEST, which only a count of SMALLEST or more may be."""
    return (count + SMALLEST // 2) // SMALLEST * SMALLEST


def by_name(counts: Mapping[str, int]) -> tuple[Cell, ...]:
    """Give a cell for each name that has enough, and one for all others; nothing where even all are too few.

    `counts` must have every name that can be, also those without a count: which names are there must tell nothing.
    Where the others are too few, the smallest of the named joins them.
    """
    named = sorted(((name, count) for name, count in counts.items() if count >= SMALLEST), key=lambda each: -each[1])
    if len(named) == len(counts):
        return _ordered(named)
    others = sum(count for count in counts.values() if count < SMALLEST)
    if named and others < SMALLEST:
        others += named.pop()[1]
    return (*_ordered(named), Cell((), rounded(others))) if others >= SMALLEST else ()


def in_order(counts: Sequence[tuple[str, int]]) -> tuple[Cell, ...]:
    """Give cells of neighbours in their order, each with enough; nothing where even all are too few.

    A name with too few waits for the next ones; what is left at the end joins the cell before.
    """
    groups: list[tuple[tuple[str, ...], int]] = []
    names: tuple[str, ...] = ()
    total = 0
    for name, count in counts:
        names, total = (*names, name), total + count
        if total >= SMALLEST:
            groups.append((names, total))
            names, total = (), 0
    if names and groups:
        before, count = groups.pop()
        groups.append(((*before, *names), count + total))
    return tuple(Cell(names, rounded(count)) for names, count in groups)


def total(cells: Sequence[Cell]) -> int:
    """Add up what is shown, never what was counted: the two would differ by what was held back."""
    return sum(cell.number for cell in cells)


def _ordered(named: Sequence[tuple[str, int]]) -> tuple[Cell, ...]:
    # By what is shown: the order of the counts would tell more than the numbers do.
    cells = [Cell((name,), rounded(count)) for name, count in named]
    return tuple(sorted(cells, key=lambda cell: (-cell.number, cell.names)))
