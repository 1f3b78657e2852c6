"""Tables of other ways to write something in a language: `shorthand.tsv`, `romanisation.tsv`."""

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from importlib import resources


def read_alternatives(name: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Read one of this package's tables: language, what is written, and its alternatives."""
    table: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    with resources.files(__package__).joinpath(name).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            known = table[row["language"]].get(row["written"], ())
            table[row["language"]][row["written"]] = (*known, *row["alternatives"].split(" "))
    return table


def any_of(table: Mapping[str, object]) -> str:
    """Give the regular expression that finds the table's longest entry at a place."""
    return "|".join(re.escape(written) for written in sorted(table, key=len, reverse=True))
