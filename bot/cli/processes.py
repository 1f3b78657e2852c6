"""`amparo gateway`, `engine`, `desk` and `train`: one process each, as containers run them."""

import os
import subprocess
import sys

import click

from bot.cli import plainly, settings
from bot.cli.engine_process import engine_command, engine_python
from bot.settings import PROJECT


@click.command()
@plainly
def gateway() -> None:
    """Run the gateway: webhooks, the web chat and the health pages."""
    from bot.gateway.server import serve  # noqa: PLC0415 - the other commands start without it

    serve(settings())


@click.command()
@click.option("--socket", type=click.Path(), help="Unix socket to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port of 127.0.0.1 to listen on.")
@plainly
def engine(socket: str | None, port: int | None) -> None:
    """Run the engine with the trained model, on a private socket."""
    if (socket is None) == (port is None):
        raise click.UsageError("give --socket PATH or --port N")
    where = ("--socket", socket) if socket is not None else ("--port", str(port))
    command = engine_command(settings().data, *where)
    os.chdir(PROJECT)
    os.execve(command[0], command, {**os.environ, "PYTHONPATH": str(PROJECT)})  # noqa: S606 - no shell is wanted


@click.command()
@plainly
def desk() -> None:
    """Run the desk, where workers take over chats; never on an address of the internet."""
    from bot.desk.server import serve  # noqa: PLC0415 - the other commands start without it

    serve(settings())


@click.command()
@plainly
def train() -> None:
    """Train the models where their examples have changed; sentence vectors are kept for the next time."""
    for module in ("bot.engine.urgency_training", "bot.engine.training"):
        command = [str(engine_python()), "-m", module, "--data", str(settings().data)]
        status = subprocess.call(command, cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT)})
        if status:
            sys.exit(status)
