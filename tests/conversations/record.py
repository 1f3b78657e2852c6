"""Records the answers of all scripts, or of those that are named: `python -m tests.conversations.record [NAME...]`."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

import click
from rich.console import Console
from rich.progress import Progress

from bot.cli.engine_process import running_engine
from bot.conversation.conversation import Conversation
from bot.settings import SettingError
from tests.conftest import DATA
from tests.conversations.difference import changed_turns
from tests.conversations.player import TooSlow, play, wire_golden
from tests.conversations.script import Script, ScriptError, read_script, script_names, write_recording
from tests.conversations.trained import note


@dataclass
class Report:
    """What became of the scripts: what changed, what of that was marked wrong, and what could not be played."""

    changed: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
def record(names: tuple[str, ...]) -> None:
    """Play scripts and write their answers into their files; NAME is <persona>/<name> or a persona, all without one."""
    console = Console(highlight=False, markup=False)
    try:
        scripts = [read_script(name) for name in chosen(names)]
        report = _record_all(scripts, console)
        if not names and not report.failed:
            note()
    except (ScriptError, SettingError) as error:
        sys.exit(str(error))
    console.print(f"{len(scripts) - len(report.failed)} scripts played, {len(report.changed)} changed.")
    _list(console, "Read each of them before you commit, with git diff tests/conversations:", report.changed)
    _list(console, "Marked wrong and changed; take the mark out where it is right now:", report.unmarked)
    _list(console, "Not recorded:", report.failed)
    sys.exit(bool(report.failed))


def chosen(names: Sequence[str]) -> list[str]:
    """List the scripts that are named, alone or by their persona; all without a name. Raises ScriptError."""
    known = script_names()
    for name in names:
        if not any(name in (each, each.partition("/")[0]) for each in known):
            raise ScriptError(f"there is no script {name}; there are {', '.join(known)}")
    return [each for each in known if not names or {each, each.partition("/")[0]} & set(names)]


def _record_all(scripts: list[Script], console: Console) -> Report:
    report = Report()
    with Progress(console=console) as progress:
        task = progress.add_task("starting the engine", total=len(scripts))
        with running_engine(DATA) as url:
            conversation = wire_golden()
            for script in scripts:
                progress.update(task, description=script.name)
                _record(report, conversation, url, script)
                progress.advance(task)
    return report


def _record(report: Report, conversation: Conversation, url: str, script: Script) -> None:
    try:
        now = asyncio.run(play(conversation, url, script))
    except (ScriptError, TooSlow) as error:
        report.failed.append(str(error))
        return
    turns = changed_turns(script, now)
    write_recording(script.name, now)
    if turns:
        report.changed.append(f"{script.name}, turn {', '.join(map(str, turns))}")
    marked = [number for number in turns if script.turns[number - 1].wrong and script.turns[number - 1].answer]
    report.unmarked += [f"{script.name}, turn {number}: {script.turns[number - 1].wrong}" for number in marked]


def _list(console: Console, title: str, lines: list[str]) -> None:
    if lines:
        console.print(title, *lines, sep="\n  ")


if __name__ == "__main__":
    record()
