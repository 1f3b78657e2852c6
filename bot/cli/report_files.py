"""An evaluation's report as files: the data as JSON, and a page with pictures."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from bot.settings import SettingError


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where a report goes beside the terminal, or with `-` for `json` (an open text file) instead of it."""

    json: Any = None
    html: Path | None = None

    @property
    def alone(self) -> bool:
        """Say whether the terminal is taken by the data."""
        return self.json is not None and self.json.name == "<stdout>"

    def refuse_missing_folders(self) -> None:
        """Raise SettingError where a file has no place: a run takes minutes, and must not end there."""
        for path in (self.html, self.json and Path(self.json.name)):
            if path is not None and not path.parent.is_dir():
                raise SettingError(f"there is no folder {path.parent}; make it first")

    def write(self, data: dict[str, Any], page: Callable[[str], str]) -> None:
        """Write both files, as far as they are wanted; `page` gives the page of a day."""
        if self.json is not None:
            json.dump(data, self.json, indent=1)
            self.json.write("\n")
        if self.html is not None:
            self.html.write_text(page(datetime.now(tz=UTC).date().isoformat()), encoding="utf-8")
            click.echo(f"the page is in {self.html}", err=True)
