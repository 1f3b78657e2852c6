"""`amparo audit`: whether the log of the desk is whole, and what stands in it."""

import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import click
from rich.console import Console
from rich.table import Table

from bot.cli import plainly
from bot.cli.staff import with_staff
from bot.settings import SettingError
from bot.staff.audit import Breakage, Verdict
from bot.staff.entry import DIGEST, Entry

TICKET = re.compile(r"[A-Za-z0-9_-]{1,64}")
SHOWN = 50
FOUND = {
    Breakage.CHANGED: "entry {} was changed",
    Breakage.MISSING: "entry {} is missing",
    Breakage.REORDERED: "entry {} stands in another place",
    Breakage.CUT_OFF: "the log is cut off: entry {} and what followed are gone",
    Breakage.HEAD_WRONG: "the record of the last entry does not fit the log; see entry {}",
    Breakage.HEAD_NOT_FOUND: "the head that was given is not in the log, which ends with entry {}: a part was replaced",
}


@click.group()
def audit() -> None:
    """Check and read the log of who did what at the desk."""


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the sentence.")
@click.option("--head", default="", help="A head that was printed earlier: it must stand in the log still.")
@plainly
def verify(*, as_json: bool, head: str) -> None:
    """Walk the log and say whether each entry is as it was written, and none is gone.

    Ends with 1 where something is wrong. Keep the printed head elsewhere, and give it the next time:
    without it, a store that was put back as it was some days ago looks whole.
    """
    if head and not DIGEST.fullmatch(head.lower()):
        raise SettingError("--head must be the 64 letters and digits that `amparo audit verify` printed")
    verdict = with_staff(lambda staff: staff.audit.verify(head.lower()))
    click.echo(json.dumps(asdict(verdict)) if as_json else _sentence(verdict))
    raise SystemExit(1 if verdict.breakage else 0)


@audit.command("show")
@click.option("--ticket", default="", help="Only what was done on this ticket.")
@click.option("--last", type=click.IntRange(1), default=SHOWN, show_default=True, help="How many entries at most.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line instead of the table.")
@plainly
def show(*, ticket: str, last: int, as_json: bool) -> None:
    """Show the last entries, the newest at the end, with times in UTC."""
    if ticket and not TICKET.fullmatch(ticket):
        raise SettingError("--ticket must be a ticket's id: letters, digits, _ and -")
    entries = with_staff(lambda staff: staff.audit.read(ticket=ticket, last=last))
    if as_json:
        for entry in entries:
            click.echo(json.dumps(asdict(entry)))
    else:
        _print(entries)


def _sentence(verdict: Verdict) -> str:
    if verdict.breakage is None:
        return f"{verdict.entries} entries, all as they were written\nhead: {verdict.head}"
    found = FOUND[verdict.breakage].format(verdict.sequence)
    return f"{found}\n{verdict.entries} entries before it are as they were written"


def _print(entries: Sequence[Entry]) -> None:
    table = Table("no.", "time (UTC)", "who", "what", "ticket", "detail", box=None, pad_edge=False)
    for entry in entries:
        time = datetime.fromtimestamp(entry.at, UTC).strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(str(entry.sequence), time, entry.actor, entry.action, entry.ticket, entry.detail)
    Console(width=None if os.isatty(1) else 160, highlight=False, markup=False).print(table)
