"""Every sentence of the conversation is said somewhere: a text that nobody says is work for every translator."""

import re
from pathlib import Path

import pytest

from bot.knowledge.menu import HOME, SECTIONS
from bot.knowledge.texts import texts
from bot.settings import PROJECT

SPOKEN_BY_KIND = ("kind.", "strength.", "choice.", "words.", "attachment.", "confirm.")
"""Their keys are put together from a kind, an enumeration or an intent."""

BY_SECTION = tuple(f"menu.{section}" for section in SECTIONS if section != HOME)
"""The menu leads to each of its sections by a name of its own."""

KEYS = sorted(
    text.key.removeprefix("conversation.")
    for text in texts(PROJECT / "knowledge")
    if text.key.startswith("conversation.")
)


def _program() -> str:
    files = [*Path(PROJECT / "bot").rglob("*.py"), *Path(PROJECT / "bot" / "gateway" / "pages").rglob("*.html")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize("key", [key for key in KEYS if not key.startswith(SPOKEN_BY_KIND) and key not in BY_SECTION])
def test_every_sentence_is_said_somewhere(key):
    assert re.search(rf"""["']{re.escape(key)}["']""", _program())


def test_every_section_of_the_menu_has_a_name() -> None:
    assert set(BY_SECTION) <= set(KEYS)
