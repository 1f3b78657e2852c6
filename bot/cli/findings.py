"""Findings printed as a table or as JSON, and a line that says what is being done to who waits at a terminal."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from bot.cli.console import table_console
from bot.deployment.finding import Finding, Verdict, must_be_mended


def print_findings(findings: Sequence[Finding]) -> None:
    """Print a row for each finding, and below it how many of each kind there are."""
    table = Table("check", "", "found", "mend", box=None, pad_edge=False)
    for each in findings:
        table.add_row(each.check, each.verdict.value, each.found, each.mend)
    console = table_console()
    console.print(table)
    console.print(", ".join(f"{sum(each.verdict is kind for each in findings)} {kind.value}" for kind in Verdict))


def print_json(findings: Sequence[Finding]) -> None:
    """Print one JSON object: whether anything must be mended, and all findings."""
    shown = {"must_be_mended": must_be_mended(findings), "findings": [asdict(each) for each in findings]}
    click.echo(json.dumps(shown, ensure_ascii=False))


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Give what shows what is being done, on standard error, where somebody watches it."""
    if not os.isatty(2):
        yield lambda _: None
        return
    with Console(stderr=True).status("") as status:
        yield status.update
