"""Every sentence of the conversation is said somewhere: a text that nobody says is work for every translator."""

import re
from pathlib import Path

import pytest

from bot.conversation.hand_over import PARTS
from bot.knowledge.menu import HOME, SECTIONS
from bot.knowledge.texts import texts
from bot.settings import PROJECT
from bot.tickets.ticket import Sees

SPOKEN_BY_KIND = ("kind.", "strength.", "choice.", "words.", "attachment.", "confirm.", "sees.")
"""Their keys are put together from a kind, an enumeration or an intent."""

BY_SECTION = tuple(f"menu.{section}" for section in SECTIONS if section != HOME)
"""The menu leads to each of its sections by a name of its own."""

BY_PART = tuple(f"contact.{part}" for part in PARTS)
"""What is asked of a safe contact, one after the other."""

NOTICE = "notice."
"""Said for a ticket by the rest of its key."""

KEYS = sorted(
    text.key.removeprefix("conversation.")
    for text in texts(PROJECT / "knowledge")
    if text.key.startswith("conversation.")
)


def _program() -> str:
    files = [
        *Path(PROJECT / "bot").rglob("*.py"),
        *Path(PROJECT / "bot" / "tickets" / "scripts").glob("*.lua"),
        *Path(PROJECT / "bot" / "gateway" / "pages").rglob("*.html"),
    ]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize(
    "key",
    [key for key in KEYS if not key.startswith(SPOKEN_BY_KIND) and key not in (*BY_SECTION, *BY_PART)],
)
def test_every_sentence_is_said_somewhere(key):
    said = re.escape(key), re.escape(key.removeprefix(NOTICE))
    assert re.search(rf"""["'](?:{"|".join(said)})["']""", _program())


def test_what_a_worker_may_see_has_a_sentence_each() -> None:
    assert {key for key in KEYS if key.startswith("sees.")} == {"sees.question", *(f"sees.{each}" for each in Sees)}
    assert set(BY_PART) <= set(KEYS)


def test_every_section_of_the_menu_has_a_name() -> None:
    assert set(BY_SECTION) <= set(KEYS)
