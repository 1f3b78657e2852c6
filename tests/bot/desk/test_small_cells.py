"""No number that is shown, and no difference of two, tells of fewer than five people; whoever is taken out or added."""

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.small_cells import SMALLEST, Cell, by_name, in_order, rounded, total

NAMES = ("ar", "en", "es", "fr", "pt", "ro", "ru", "sw", "tl", "vi")
FEW = st.integers(0, SMALLEST - 1)
COUNT = st.one_of(FEW, st.integers(0, 3 * SMALLEST), st.integers(0, 2000))
COUNTS = st.lists(COUNT, min_size=len(NAMES), max_size=len(NAMES))


def named(counts: list[int]) -> dict[str, int]:
    return dict(zip(NAMES, counts, strict=True))


def groups(cells: tuple[Cell, ...]) -> list[set[str]]:
    """Give the names of each cell, those of the others too."""
    said = {name for cell in cells for name in cell.names}
    return [set(cell.names) or set(NAMES) - said for cell in cells]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"es": 20, "fr": 6, "sw": 3}, [("es", 20), ("", 10)]),
        ({"es": 20, "fr": 6, "sw": 3, "tl": 2}, [("es", 20), ("fr", 5), ("", 5)]),
        ({"es": 20, "fr": 6, "sw": 0}, [("es", 20), ("", 5)]),
        ({"es": 20, "fr": 6}, [("es", 20), ("fr", 5)]),
        ({"es": 4, "fr": 0}, []),
        ({"es": 3, "fr": 2}, [("", 5)]),
        ({}, []),
    ],
)
def test_who_is_shown_by_name(counts: dict[str, int], shown: list[tuple[str, int]]) -> None:
    assert [(" ".join(cell.names), cell.number) for cell in by_name(counts)] == shown


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([5, 5], [("ar", 5), ("en", 5)]),
        ([2, 3, 9], [("ar en", 5), ("es", 10)]),
        ([9, 2, 1], [("ar en es", 10)]),
        ([0, 0, 7, 0], [("ar en es fr", 5)]),
        ([2, 2], []),
        ([], []),
    ],
)
def test_neighbours_are_shown_together(counts: list[int], shown: list[tuple[str, int]]) -> None:
    cells = in_order(list(zip(NAMES, counts, strict=False)))
    assert [(" ".join(cell.names), cell.number) for cell in cells] == shown


@given(COUNTS)
def test_every_cell_has_enough_people_and_each_is_counted_once(counts: list[int]) -> None:
    for cells in (by_name(named(counts)), in_order(list(named(counts).items()))):
        found = groups(cells)
        assert sorted(name for group in found for name in group) == (sorted(NAMES) if cells else [])
        true = [sum(named(counts)[name] for name in group) for group in found]
        assert all(count >= SMALLEST for count in true)
        assert [cell.number for cell in cells] == [rounded(count) for count in true]
        assert bool(cells) == (sum(counts) >= SMALLEST)


@given(COUNTS, st.sampled_from(NAMES))
def test_nothing_below_five_is_left_when_numbers_are_subtracted(counts: list[int], leaver: str) -> None:
    fewer = named(counts)
    fewer[leaver] = max(0, fewer[leaver] - 1)
    shown = set()
    # All that can be seen of both, before and after one person is taken out, by language and by week.
    for each in (named(counts), fewer):
        for cells in (by_name(each), in_order(list(each.items()))):
            shown |= {cell.number for cell in cells} | {total(cells)}
    assert all(number == 0 or number >= SMALLEST for number in shown)
    assert all(one == other or abs(one - other) >= SMALLEST for one, other in product(shown, shown))


@given(COUNTS)
def test_what_is_left_of_a_total_without_some_cells_is_no_few(counts: list[int]) -> None:
    cells = by_name(named(counts))
    for size in range(len(cells) + 1):
        for taken in combinations(cells, size):
            left = total(cells) - total(taken)
            assert left == 0 or left >= SMALLEST


@given(COUNTS, st.sampled_from(NAMES), FEW, FEW)
def test_none_and_a_few_look_the_same(counts: list[int], name: str, one: int, other: int) -> None:
    first, second = {**named(counts), name: one}, {**named(counts), name: other}
    others = [sum(count for count in each.values() if count < SMALLEST) for each in (first, second)]
    if all(count < SMALLEST for count in others):
        seen = [[cell.names for cell in by_name(each)] for each in (first, second)]
        assert seen[0] == seen[1]


@given(COUNTS, st.sampled_from(NAMES))
def test_one_of_a_few_moves_no_name_unless_the_others_pass_the_line(counts: list[int], leaver: str) -> None:
    before = named(counts)
    after = {**before, leaver: max(0, before[leaver] - 1)}
    few = [sum(count for count in each.values() if count < SMALLEST) for each in (before, after)]
    if before[leaver] < SMALLEST and (few[0] >= SMALLEST) == (few[1] >= SMALLEST):
        assert {cell.names for cell in by_name(before)} == {cell.names for cell in by_name(after)}
