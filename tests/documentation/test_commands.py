"""Every command of the pages works: it is run as a reader would, or named with why not; and no option is made up."""

import os
import re
import subprocess
from pathlib import Path

import click
import pytest

from bot.cli import main
from bot.settings import PROJECT, SETTINGS
from bot.wiring.keys import new_key
from tests.conftest import DATA, need_engine
from tests.documentation.commands import ENGINE, RUN, not_run, plain
from tests.documentation.pages import each_of, page

COMMANDS = each_of("commands")
TARGETS = sorted(
    {
        found[1]
        for what in ("commands", "code")
        for _, each in each_of(what)
        if (found := re.match(r"make ([a-z]+)", each))
    }
)
SAID = [(name, code) for name, code in each_of("code") if re.match(r"(\.venv/bin/)?amparo \w", code)]
OPTIONS = [(name, code) for name, code in each_of("code") if code.startswith("--") and not name.startswith("bot/")]
WRITTEN = [(name, command) for name, command in COMMANDS if plain(command).startswith("amparo ")]
EXCUSED = {excused for _, command in COMMANDS if (excused := not_run(command))}
NEITHER = "say in tests/documentation/commands.py what it prints, or why it is not run"


@pytest.fixture
def reader(tmp_path: Path, empty_tickets_url: str) -> dict[str, str]:
    """Lay out the project as somebody has it who has just set it up, and give their environment."""
    for each in PROJECT.iterdir():
        if each.name not in (".env", ".git"):
            (tmp_path / each.name).symlink_to(each)
    # An empty one, so that no file of this machine is read.
    (tmp_path / ".env").touch()
    unset = {each.name for each in SETTINGS}
    return {
        **{name: value for name, value in os.environ.items() if name not in unset},
        "AMPARO_DATA": str(DATA),
        "AMPARO_TICKETS_URL": empty_tickets_url,
        "AMPARO_MASTER_KEY": new_key(),
    }


def test_there_are_commands() -> None:
    assert len(COMMANDS) > 20


@pytest.mark.parametrize(("name", "command"), COMMANDS)
def test_a_command_is_run_or_named_with_why_not(name: str, command: str) -> None:
    assert plain(command) in RUN or not_run(command), f"{name}: `{command}` is neither: {NEITHER}"


@pytest.mark.parametrize("command", RUN)
def test_what_is_run_stands_on_a_page(command: str) -> None:
    assert command in {plain(each) for _, each in COMMANDS}


@pytest.mark.parametrize("tested_in", sorted({each.tested_in for each in EXCUSED if each.tested_in}))
def test_what_is_not_run_here_is_tested_where_it_is_said_to_be(tested_in: str) -> None:
    assert (PROJECT / tested_in).is_file()


@pytest.mark.parametrize("command", dict.fromkeys(command for _, command in COMMANDS if plain(command) in RUN))
def test_a_command_does_what_is_said(reader: dict[str, str], tmp_path: Path, command: str) -> None:
    if plain(command).startswith(ENGINE):
        need_engine()
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=reader, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.search(RUN[plain(command)], done.stdout)


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_of_make_is_there(target: str) -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:.* ## ", makefile, re.MULTILINE), f"`make help` lists no {target}"


@pytest.mark.parametrize(("name", "command"), WRITTEN + SAID)
def test_an_amparo_command_and_its_options_exist(name: str, command: str) -> None:
    del name
    found, words = main, plain(command).split()[1:]
    while isinstance(found, click.Group) and words and words[0][0].islower():
        under = found.get_command(click.Context(found), words.pop(0))
        assert under is not None, f"there is no `{command}`"
        found = under
    options = {option for each in found.params for option in (*each.opts, *each.secondary_opts)} | {"--help"}
    used = {word.split("=")[0] for word in words if word.startswith("-")}
    assert used <= options, f"`{command}` has no {used - options}"


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_an_option_by_itself_is_one_of_some_command(name: str, option: str) -> None:
    del name
    assert option.split(maxsplit=1)[0] in {*_options(main), "--help"}


@pytest.mark.parametrize("command", main.list_commands(click.Context(main)))
def test_every_command_is_explained_to_who_runs_it(command: str) -> None:
    assert f"| `amparo {command}` |" in page("docs/operation.md").text


def _options(command: click.Command) -> set[str]:
    under = (
        [command.get_command(click.Context(command), each) for each in command.list_commands(click.Context(command))]
        if isinstance(command, click.Group)
        else []
    )
    own = {option for each in command.params for option in each.opts}
    return own.union(*(_options(each) for each in under if each is not None))
