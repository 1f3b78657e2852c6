"""README leads four readers, each on one screen, and counts nothing that is not there."""

import re

import pytest

from bot.settings import PROJECT
from tests.documentation.pages import page

README = page("README.md")
READERS = ("Try it", "Run it", "Edit its content", "Change its code")
SCREEN_LINES = 45
WIDEST = 131


def _part(title: str) -> str:
    return README.text.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_gets_one_screen_with_links_on(reader: str) -> None:
    part = _part(reader)
    assert 5 < len(part.splitlines()) <= SCREEN_LINES
    assert max(map(len, part.splitlines())) <= WIDEST
    assert part.count("](") >= 2
    assert "```sh" in part


def test_readme_counts_what_is_there() -> None:
    there = {
        "topics": len(list(PROJECT.glob("knowledge/topics/*.yml"))),
        "countries": len(list(PROJECT.glob("knowledge/countries/*.yml"))),
    }
    # One sentence says both; names of audiences stand between.
    said = re.search(r"(\d+) topics [^.]*? (\d+) countries", README.text)
    assert said is not None
    assert [int(each) for each in said.groups()] == list(there.values())


def test_readme_names_every_language_that_is_spoken() -> None:
    spoken = {each.parent.name for each in PROJECT.glob("translations/*/locale.yml")}
    named = {"ar": "Arabic", "en": "English", "es": "Spanish", "fr": "French", "pt": "Portuguese", "ro": "Romanian",
             "ru": "Russian", "sw": "Swahili", "tl": "Filipino", "vi": "Vietnamese"}  # fmt: skip
    assert {code for code, language in named.items() if language in README.text} == spoken | {"en"}


def test_the_ladder_that_is_shown_is_the_one_that_is_checked() -> None:
    layers = re.findall(r'^ {4}"((?:bot|channels)\.[^"]+)",$', (PROJECT / "pyproject.toml").read_text(), re.MULTILINE)
    shown = re.findall(r"^((?:bot|channels)\..*?)(?:  .*)?$", page("docs/architecture.md").text, re.MULTILINE)
    assert shown == layers


def test_make_test_runs_every_check_and_fails_with_each() -> None:
    checks = (PROJECT / "tests" / "run.py").read_text(encoding="utf-8")
    assert [tool for tool in ("ruff", "mypy", "lint-imports", "amparo", "pytest") if f'"{tool}"' not in checks] == []
    assert "return 1 if failed else 0" in checks
