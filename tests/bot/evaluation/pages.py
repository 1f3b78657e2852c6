"""Reads a report as a person sees it: a page, or tables of a terminal."""

import io
from html.parser import HTMLParser

from rich.console import Console
from rich.table import Table

VOID = {"meta"}
LEADING_OUT = {"src", "href", "action", "srcset", "poster", "data", "formaction", "ping"}


class Page(HTMLParser):
    """A page that was read: its tables as rows of cells, with each cell's style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.titles: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.styles: dict[str, str] = {}
        self._titled: dict[str, list[list[str]]] = {}
        self._open: list[str] = []
        self._style = ""
        self.feed(html)
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if tag == "h2":
            self.titles.append("")
        elif tag == "table":
            self.tables.append([])
            self._titled.setdefault(self.titles[-1], self.tables[-1])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._style = dict(attrs).get("style") or ""

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "h2" in self._open:
            self.titles[-1] += data
        elif {"td", "th"} & set(self._open):
            self.tables[-1][-1][-1] += data
            row, column = self.tables[-1][-1][0], self.tables[-1][0][len(self.tables[-1][-1]) - 1]
            self.styles.setdefault(f"{row}: {column}", self._style)

    def rows(self, title: str) -> dict[str, list[str]]:
        """Give the lines of the table under a title, by their first cell."""
        return {row[0]: row[1:] for row in self._titled[title][1:]}


def shown(table: Table) -> list[list[str]]:
    file = io.StringIO()
    Console(file=file, width=160, markup=False, highlight=False).print(table)
    return [line.split() for line in file.getvalue().splitlines()]
