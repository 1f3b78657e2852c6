"""`amparo erasures`: what is still to be erased at the providers; counts only."""

import asyncio
import json
import os
from dataclasses import asdict, replace
from datetime import timedelta

import click
from rich.console import Console
from rich.table import Table

from bot.cli import plainly, settings
from bot.cli.stores import running_tickets_store
from bot.erasure.job import BUSY_SECONDS
from bot.erasure.queue import ErasureQueue, ErasuresUnavailable, Waiting
from bot.settings import SettingError

HOUR = 3600


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the table.")
@plainly
def erasures(*, as_json: bool) -> None:
    """Show what waits to be erased at Twilio and Telegram: how much, how old, how much fails.

    Ends with 1 where something has failed for more than 36 hours: look at the provider's credentials.
    """
    from bot.wiring.gateway import wire_erasures  # noqa: PLC0415 - the other commands start without it

    known = settings()
    url = known.tickets_url or running_tickets_store(known.data)
    if not url:
        raise SettingError("AMPARO_TICKETS_URL is not set, and no `amparo up` is running with this data folder")
    try:
        waiting = asyncio.run(_waiting(wire_erasures(replace(known, tickets_url=url))))
    except ErasuresUnavailable:
        raise SettingError("the tickets store does not answer; start it, or mend AMPARO_TICKETS_URL") from None
    if as_json:
        click.echo(json.dumps(asdict(waiting)))
    else:
        _print(waiting)
    raise SystemExit(1 if waiting.failing else 0)


async def _waiting(queue: ErasureQueue) -> Waiting:
    try:
        return await queue.waiting()
    finally:
        await queue.close()


def _print(waiting: Waiting) -> None:
    table = Table("jobs", "", box=None, pad_edge=False)
    table.add_row(str(waiting.open), "wait for their chat to end, or their time")
    table.add_row(str(waiting.due), "due, being erased")
    table.add_row(str(waiting.retried), "of these tried in vain, and tried again")
    table.add_row(str(waiting.failing), f"of these for more than {BUSY_SECONDS // HOUR} hours")
    console = Console(width=None if os.isatty(1) else 120, highlight=False, markup=False)
    console.print(table)
    if waiting.due:
        console.print(f"The oldest has waited for {timedelta(seconds=round(waiting.oldest))} (h:mm:ss).")
    elif not waiting.open:
        console.print("Nothing waits.")
