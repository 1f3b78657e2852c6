"""The command line: `amparo`."""

import os
import sys
from collections.abc import Callable, Mapping
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import click
from dotenv import dotenv_values

from bot.secret_files import with_secret_files
from bot.settings import PROJECT, SETTINGS, SettingError, Settings, read_settings


def environment() -> dict[str, str]:
    """Give the environment, a `.env` file for what it does not set, and secrets from files. Raises SettingError."""
    file = Path.cwd() / ".env"
    kept = dotenv_values(file if file.exists() else PROJECT / ".env")
    given = {**{name: value or "" for name, value in kept.items()}, **os.environ}
    return with_secret_files(given, (each.name for each in SETTINGS))


def settings() -> Settings:
    """Read the settings. Raises SettingError."""
    return read_settings(environment())


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


class _Commands(click.Group):
    """Imports a command when it is asked for: none waits for what only the others need."""

    modules: ClassVar[Mapping[str, str]] = {
        **{name: name for name in ("ask", "audit", "chat", "check", "config", "erasures", "evaluate")},
        **{name: name for name in ("doctor", "knowledge", "staff", "translations", "up", "webhooks")},
        **dict.fromkeys(("desk", "engine", "gateway", "train"), "processes"),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands; the help lists them so."""
        del ctx
        return sorted(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give a command, None where there is none of this name."""
        del ctx
        if cmd_name not in self.modules:
            return None
        command: click.Command = getattr(import_module(f"bot.cli.{self.modules[cmd_name]}"), cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="amparo")
def main() -> None:
    """Run Amparo, talk to it, train it and check its content."""
