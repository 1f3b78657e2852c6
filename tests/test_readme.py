"""README is true: every setting and command stands in it, and nothing that does not exist."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.settings import SETTINGS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_readme_says_of_each_setting_what_the_program_says(setting):
    row = f"| `{setting.name}` | {setting.help} | {setting.default} | {setting.unset} |"
    assert row in README


def test_readme_names_no_setting_that_is_not_read():
    named = set(re.findall(r"`((?:AMPARO|TWILIO|TELEGRAM|CHATWOOT|ZAMMAD)_[A-Z_]+)`", README))
    assert named == {setting.name for setting in SETTINGS}


@pytest.mark.parametrize("command", main.list_commands(click.Context(main)))
def test_every_command_stands_in_readme_and_explains_itself(command):
    assert re.search(rf"`(?:amparo )?{command}`", README)
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert len(result.output.split()) > 8


def test_readme_shows_the_ladder_that_is_checked():
    layers = re.findall(r'^ {4}"((?:bot|channels)\.[^"]+)",$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    shown = [
        line.split("  ")[0].strip() for line in README.split("```") if "bot.cli" in line for line in line.splitlines()
    ]
    assert [layer for layer in layers if layer not in shown] == []


@pytest.mark.parametrize("target", re.findall(r"^make ([a-z]+)", README, re.MULTILINE))
def test_every_make_command_of_readme_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("name", [".env.example"])
def test_the_example_settings_are_read_by_the_program(name):
    keys = {line.split("=")[0] for line in (ROOT / name).read_text().splitlines() if "=" in line and line[0] != "#"}
    assert keys <= {setting.name for setting in SETTINGS}


def test_make_test_runs_every_check_and_fails_with_each():
    checks = (ROOT / "tests" / "run.py").read_text(encoding="utf-8")
    assert [tool for tool in ("ruff", "mypy", "lint-imports", "amparo", "pytest") if f'"{tool}"' not in checks] == []
    assert "return 1 if failed else 0" in checks


@pytest.mark.parametrize("linked", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_every_file_that_readme_shows_is_there(linked):
    assert (ROOT / linked).is_file()
