"""Each setting is documented as the program explains it, and none is made up."""

import re

import pytest

from bot.settings import PROJECT, SETTINGS, Setting
from tests.documentation.pages import page, pages

NAMES = {each.name for each in SETTINGS}
NAMED = re.compile(r"\b(?:AMPARO|TWILIO|TELEGRAM|CHATWOOT|ZAMMAD)_[A-Z_]+\*?")
TABLE = "docs/settings.md"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_table_says_of_a_setting_what_the_program_says(setting: Setting) -> None:
    row = f"| `{setting.name}` | {setting.help} | {setting.default} | {setting.unset} |"
    assert row in page(TABLE).text.splitlines(), f"{TABLE} needs this row:\n{row}"


@pytest.mark.parametrize(
    ("name", "setting"), sorted({(each.name, named) for each in pages() for named in NAMED.findall(each.text)})
)
def test_a_setting_that_is_named_is_read(name: str, setting: str) -> None:
    meant = [each for each in NAMES if each.startswith(setting.rstrip("*"))] if setting[-1] in "*_" else [setting]
    assert meant, f"{name}: no setting begins with {setting}"
    assert set(meant) <= NAMES, f"{name}: there is no setting {setting}"


@pytest.mark.parametrize("example", [".env.example"])
def test_the_example_settings_are_read_by_the_program(example: str) -> None:
    lines = (PROJECT / example).read_text(encoding="utf-8").splitlines()
    assert {line.split("=")[0] for line in lines if "=" in line and line[0] != "#"} <= NAMES
