"""`amparo chat`: a whole conversation on the command line, through the same code as the gateway."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from bot.cli import plainly, settings
from bot.cli.ask import CHANNELS, ENGINE_SECONDS, show
from bot.cli.engine_process import running_engine
from bot.conversation.remote_engine import RemoteEngine
from bot.erasure.traces import NoTraces
from bot.gateway.counts import Counts
from bot.gateway.reception import Reception
from bot.logs import configure_logs, silent_log
from bot.sessions.one_process import OneProcessSessions
from bot.settings import SettingError, Settings
from bot.wiring.channels import simulated_channels
from bot.wiring.conversation import wire_conversation
from channels.channel import Address, Channel, MessageReceived, OutboundMessage, Part, Sent, nobody_hears
from channels.web import WebChannel

PERSON = "person"


class Screen:
    """A channel that shows what it would send instead of sending it."""

    def __init__(self, channel: Channel) -> None:
        """Wrap the channel whose form the messages have."""
        self._channel = channel
        self.parts: list[Part] = []
        self.name = channel.name
        self.verify, self.parse, self.acknowledge = channel.verify, channel.parse, channel.acknowledge
        self.render, self.close = channel.render, channel.close
        self.redact, self.delete = channel.redact, channel.delete
        self.download, self.discard = channel.download, channel.discard

    async def send(
        self,
        address: Address,  # noqa: ARG002 - there is one person
        message: OutboundMessage,
        *,
        skip: int = 0,
        sent: Sent = nobody_hears,
    ) -> tuple[str, ...]:
        """Show a message's parts."""
        parts = self._channel.render(message)[skip:]
        self.parts += parts
        ids = tuple(str(number) for number, _ in enumerate(parts))
        for each in ids:
            sent(each)
        return ids

    def take(self) -> list[Part]:
        """Give what was shown since the last time."""
        parts, self.parts = self.parts, []
        return parts


class MovedClock:
    """The time, which a script's waits move forward without anybody waiting."""

    def __init__(self) -> None:
        """Start now."""
        self._moved = 0.0

    def __call__(self) -> float:
        """Give the time in seconds since the epoch."""
        return time.time() + self._moved

    def wait(self, seconds: float) -> None:
        """Move the time forward."""
        self._moved += seconds


@click.command()
@click.option(
    "--channel", type=click.Choice(CHANNELS), default="web", show_default=True, help="Whose form the messages have."
)
@click.option(
    "--script",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='JSON lines {"text": ...} or {"wait_s": ...} instead of the keyboard.',
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON lines of what the person would receive.")
@plainly
def chat(channel: str, script: Path | None, *, as_json: bool) -> None:
    """Talk to the assistant; an empty line or Ctrl-D ends it."""
    known = settings()
    configure_logs("chat")
    # A script is read before the engine starts, so that a slip in it is told at once.
    steps = iter(list(_scripted(script))) if script else _typed(quiet=as_json)
    with running_engine(known.data) as url:
        asyncio.run(_converse(known, url, channel, steps, as_json=as_json))


async def _converse(known: Settings, url: str, name: str, steps: Iterator[dict[str, Any]], *, as_json: bool) -> None:
    clock = MovedClock()
    engine = RemoteEngine(url, ENGINE_SECONDS)
    screen = Screen(WebChannel() if name == "web" else simulated_channels()[name])
    sessions = OneProcessSessions(clock, idle_seconds=known.idle_seconds, maximum_seconds=known.maximum_seconds)
    conversation = wire_conversation(known, engine, clock)
    reception = Reception(conversation, sessions, {name: screen}, Counts(silent_log()), NoTraces())
    try:
        for number, step in enumerate(steps, 1):
            if "wait_s" in step:
                clock.wait(float(step["wait_s"]))
                continue
            event = MessageReceived(Address(name, PERSON), str(number), message_id=str(number), text=step["text"])
            await reception.receive([event])
            for part in screen.take():
                _show(part, as_json=as_json)
    finally:
        await engine.close()


def _show(part: Part, *, as_json: bool) -> None:
    if as_json:
        choices = [{"id": reply.id, "title": reply.title} for reply in part.quick_replies]
        click.echo(json.dumps({"text": part.text, "choices": choices, "segments": part.segments}, ensure_ascii=False))
        return
    show(part)


def _typed(*, quiet: bool) -> Iterator[dict[str, Any]]:
    while True:
        if not quiet:
            click.echo("> ", nl=False)
        line = sys.stdin.readline()
        if not line.strip():
            return
        yield {"text": line.rstrip("\n")}


def _scripted(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            step = json.loads(line)
        except (ValueError, RecursionError):
            step = None
        is_text = isinstance(step, dict) and isinstance(step.get("text"), str)
        is_wait = isinstance(step, dict) and isinstance(step.get("wait_s"), int | float)
        if not (is_text or is_wait):
            raise SettingError(f'{path}:{number} must be {{"text": ...}} or {{"wait_s": seconds}}')
        yield step
