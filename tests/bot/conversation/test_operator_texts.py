"""A conversation that speaks with an operator's words."""

from pathlib import Path

import pytest

from bot.conversation.conversation import Conversation
from bot.settings import read_settings
from bot.wiring.conversation import wire_conversation
from tests.bot.conversation.conftest import NOW
from tests.bot.conversation.people import LAWYER, LAWYER_ES, Person, ScriptedUnderstanding, said

OWN = """
es:
  first_contact: Buenas. Soy el programa de la Casa Azul.
  exit.done: Hasta otro rato.
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Conversation:
    path: Path = tmp_path_factory.mktemp("own") / "texts.yml"
    path.write_text(OWN, encoding="utf-8")
    return wire_conversation(read_settings({"AMPARO_TEXTS": str(path)}), ScriptedUnderstanding(), lambda: NOW)


async def test_it_greets_and_leaves_with_the_operator_s_words(own: Conversation, person: Person) -> None:
    guest = Person(own)
    greeted = (await guest.writes(LAWYER_ES)).lines[0].text
    ours = (await person.writes(LAWYER_ES)).lines[0].text
    assert greeted.splitlines()[0] == "Buenas. Soy el programa de la Casa Azul."
    assert greeted.splitlines()[1:] == ours.splitlines()[1:]
    assert said(await guest.writes("salir")) == "Hasta otro rato."


async def test_another_language_keeps_ours(own: Conversation, person: Person) -> None:
    assert said(await Person(own).writes(LAWYER)) == said(await person.writes(LAWYER))
