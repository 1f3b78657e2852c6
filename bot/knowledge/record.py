"""Takes fields out of a content file's mapping and names the place when one is missing or of the wrong kind."""

from datetime import date
from pathlib import Path
from typing import Any

from bot.knowledge.content_file import ContentError

_KINDS = {
    str: "text; put it in quotes",
    bool: "flag, true or false",
    date: "date, such as 2026-11-22",
    list: "list",
    dict: "mapping of fields",
}


class Record:
    """One mapping of a content file; every field that is read is noted, so that an unknown one is found."""

    def __init__(self, path: Path, value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise ContentError(path, f"{place} must be a mapping of fields")
        self._path, self._fields, self._place = path, value, place
        self._read: set[str] = set()

    def error(self, problem: str) -> ContentError:
        """Make the error for this record, with its file and place."""
        return ContentError(self._path, f"{self._place}: {problem}")

    def _take(self, name: str, kind: type, default: Any = None) -> Any:
        self._read.add(name)
        value = self._fields.get(name, default)
        if value is None and default is None and name not in self._fields:
            raise self.error(f"the field {name!r} is missing")
        if type(value) is not kind:  # a time of day is also a date to isinstance, and true is also a number
            raise self.error(f"the field {name!r} must be a {_KINDS[kind]}")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        """Read a text, stripped."""
        return str(self._take(name, str, default)).strip()

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Read true or false."""
        return bool(self._take(name, bool, default))

    def names(self, name: str) -> tuple[str, ...]:
        """Read a list of words; absent is empty."""
        values = self._take(name, list, [])
        if not all(isinstance(value, str) for value in values):
            raise self.error(f"the field {name!r} must be a list of words")
        return tuple(values)

    def day(self, name: str) -> date:
        """Read a date, written as 2026-11-22."""
        value: date = self._take(name, date)
        return value

    def optional_text(self, name: str) -> str | None:
        """Read a text that may be absent or null."""
        self._read.add(name)
        value = self._fields.get(name)
        if value is None:
            return None
        if not isinstance(value, str):
            # YAML would read the number 0100 as 64.
            raise self.error(f"the field {name!r} must be a text; put it in quotes")
        return value.strip()

    def optional_day(self, name: str) -> date | None:
        """Read a date that may be absent or null."""
        self._read.add(name)
        return self.day(name) if self._fields.get(name) is not None else None

    def optional_number(self, name: str) -> int | None:
        """Read a whole number that may be absent or null."""
        self._read.add(name)
        value = self._fields.get(name)
        if value is not None and type(value) is not int:
            raise self.error(f"the field {name!r} must be a whole number")
        return value

    def share(self, name: str) -> float:
        """Read a number from 0 to 1."""
        self._read.add(name)
        value = self._fields.get(name)
        # To isinstance true is a number too.
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        raise self.error(f"the field {name!r} must be a number from 0 to 1")

    def records(self, name: str) -> list["Record"]:
        """Read a list of mappings; absent is empty."""
        values = self._take(name, list, [])
        return [Record(self._path, value, f"{self._place}.{name}[{at}]") for at, value in enumerate(values, 1)]

    def record(self, name: str) -> "Record":
        """Read one mapping; absent is empty."""
        return Record(self._path, self._take(name, dict, {}), f"{self._place}.{name}")

    def keys(self) -> tuple[str, ...]:
        """Name the fields that are there."""
        return tuple(self._fields)

    def finish(self, *ignored: str) -> None:
        """Refuse fields that nobody reads: most are misspelt."""
        unknown = set(self._fields) - self._read - set(ignored)
        if unknown:
            raise self.error(f"unknown field {min(unknown)!r}; see knowledge/README.md")
