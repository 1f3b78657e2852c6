"""The command line: `amparo`."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from dotenv import dotenv_values

from bot.settings import PROJECT, SettingError, Settings, read_settings


def settings() -> Settings:
    """Read the settings from the environment, and from a `.env` file for what the environment does not set."""
    file = Path.cwd() / ".env"
    kept = dotenv_values(file if file.exists() else PROJECT / ".env")
    return read_settings({**{name: value or "" for name, value in kept.items()}, **os.environ})


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """End a command with one clear line where a setting or a content file is wrong, instead of a trace."""
    from bot.knowledge.content_file import ContentError  # noqa: PLC0415 - `amparo --help` reads no content

    @wraps(command)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except (SettingError, ContentError) as error:
            click.echo(f"amparo: {error}", err=True)
            sys.exit(2)

    return wrapped


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="amparo")
def main() -> None:
    """Run Amparo, talk to it, train it and check its content."""


def _add_commands() -> None:
    from bot.cli.ask import ask  # noqa: PLC0415 - the group must exist first
    from bot.cli.audit import audit  # noqa: PLC0415
    from bot.cli.chat import chat  # noqa: PLC0415
    from bot.cli.check import check  # noqa: PLC0415
    from bot.cli.config import config  # noqa: PLC0415
    from bot.cli.erasures import erasures  # noqa: PLC0415
    from bot.cli.evaluate import evaluate  # noqa: PLC0415
    from bot.cli.knowledge import knowledge  # noqa: PLC0415
    from bot.cli.processes import desk, engine, gateway, train  # noqa: PLC0415
    from bot.cli.staff import staff  # noqa: PLC0415
    from bot.cli.translations import translations  # noqa: PLC0415
    from bot.cli.up import up  # noqa: PLC0415

    running = (up, gateway, engine, desk, erasures, staff, audit)
    for command in (*running, train, check, evaluate, translations, knowledge, ask, chat, config):
        main.add_command(command)


_add_commands()
