"""The tables that training adds to the lines: everyday phrases, and other ways to write something in a language."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import resources


def read_alternatives(name: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Read one of this package's tables: language, what is written, and its alternatives."""
    table: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for row in read_rows(name):
        known = table[row["language"]].get(row["written"], ())
        table[row["language"]][row["written"]] = (*known, *row["alternatives"].split(" "))
    return table


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """Read the rows of one of this package's tab-separated tables, by column name."""
    lines = resources.files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines()
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def any_of(table: Mapping[str, object]) -> str:
    """Give the regular expression that finds the table's longest entry at a place."""
    return "|".join(re.escape(written) for written in sorted(table, key=len, reverse=True))
