"""`amparo doctor`: whether a deployment is as it must be, from its settings to the providers, and how it is mended."""

import asyncio
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from bot.cli import environment
from bot.cli.engine_process import ENGINE_PYTHON
from bot.cli.findings import print_findings, print_json, progress
from bot.cli.stores import running_tickets_store
from bot.deployment.examination import Deployment, examine
from bot.deployment.facts.desk import DEMO_KEY
from bot.deployment.finding import Finding, must, must_be_mended
from bot.secret_files import SUFFIX
from bot.settings import PROJECT, SETTINGS, SettingError, Settings, read_settings
from bot.wiring.keys import keys_folder


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of the table.")
@click.option("--offline", is_flag=True, help="Ask nobody but our own stores and engine.")
def doctor(*, as_json: bool, offline: bool) -> None:
    """Look at everything that a deployment needs, and say how to mend what is wrong. Nothing is changed.

    Settings, content, files, models, stores and desk; and, unless --offline, the public address with its certificate,
    webhooks, the providers and the clock. Ends with 1 where something must be mended.
    """
    try:
        given = environment()
        known = read_settings(given)
    except SettingError as error:
        findings = [must("settings", str(error), "mend it, and run this again for the rest")]
    else:
        findings = _examined(known, given, offline=offline)
    (print_json if as_json else print_findings)(findings)
    raise SystemExit(1 if must_be_mended(findings) else 0)


def _examined(known: Settings, given: dict[str, str], *, offline: bool) -> list[Finding]:
    known = replace(known, tickets_url=known.tickets_url or running_tickets_store(known.data))
    deployment = Deployment(known, given, _secret_files(known, given), ENGINE_PYTHON, PROJECT, time.time)
    with progress() as tell:
        return asyncio.run(examine(deployment, tell, offline=offline))


def _secret_files(known: Settings, given: dict[str, str]) -> tuple[tuple[Path, bool], ...]:
    """Name the files and folders that hold secrets, each with whether somebody else made it for us."""
    own = [Path.cwd() / ".env", PROJECT / ".env", known.data / DEMO_KEY, known.data / "tickets"]
    # One that lies on a disk is a finding of its own.
    with suppress(SettingError):
        own.append(keys_folder(known))
    named = [given.get(f"{each.name}{SUFFIX}", "").strip() for each in SETTINGS]
    return (*((each, False) for each in dict.fromkeys(own)), *((Path(each), True) for each in named if each))
