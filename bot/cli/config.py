"""`amparo config`: what is set, and what each unset setting switches off."""

import os
import re

import click
from rich.console import Console
from rich.table import Table

from bot.cli import environment, plainly, settings
from bot.settings import SETTINGS
from bot.wiring.keys import new_key

HIDDEN = "********"
PASSWORD = re.compile(r"(?<=://)[^/@\s]*(?=@)|(?<=password=)[^&\s]*")
"""A store's address may hold one."""


@click.command()
@click.option("--new-key", "makes_key", is_flag=True, help="Print a new AMPARO_MASTER_KEY and nothing else.")
@plainly
def config(*, makes_key: bool) -> None:
    """Print every setting: what it is for, what is set (secrets hidden), and what is off without it."""
    if makes_key:
        click.echo(new_key())
        return
    settings()
    kept = environment()
    table = Table("Setting", "Value", "For", "While it is not set", show_lines=False, box=None, pad_edge=False)
    for each in SETTINGS:
        value = kept.get(each.name, "").strip()
        shown = (
            HIDDEN
            if value and each.secret
            else PASSWORD.sub(HIDDEN, value) or (f"{each.default} (default)" if each.default else "not set")
        )
        table.add_row(each.name, shown, each.help, "" if value else each.unset)
    Console(width=None if os.isatty(1) else 200, highlight=False, markup=False).print(table)
