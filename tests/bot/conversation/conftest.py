"""The real knowledge base, catalogs and identifier, with an engine that is scripted."""

from dataclasses import replace

import pytest

from bot.conversation.conversation import Conversation
from bot.conversation.places import Places
from bot.settings import read_settings
from bot.wiring.conversation import wire_conversation
from tests.bot.conversation.people import Person, ScriptedUnderstanding

NOW = 1_790_000_000.0


FEW = ("AR", "BR", "CL", "LR", "PE", "PY", "RO")


@pytest.fixture(scope="session")
def everywhere() -> Conversation:
    """Give a conversation that serves every country of the knowledge base and hears danger by the phrases alone.

    What is decided here is what follows from an alarm; what the model hears is held to questions of its own.
    """
    return wire_conversation(read_settings({}), ScriptedUnderstanding(), lambda: NOW, hears=False)


@pytest.fixture(scope="session")
def wired(everywhere: Conversation) -> Conversation:
    """Give one that knows a few countries only, so that all of them are likely."""
    few = {code: everywhere.knowledge.countries[code] for code in FEW}
    knowledge = replace(everywhere.knowledge, countries=few)
    return replace(everywhere, knowledge=knowledge, countries=tuple(few.values()))


@pytest.fixture(scope="session")
def places(wired: Conversation) -> Places:
    return wired.steering.places


@pytest.fixture
def understanding() -> ScriptedUnderstanding:
    return ScriptedUnderstanding()


@pytest.fixture
def conversation(wired: Conversation, understanding: ScriptedUnderstanding) -> Conversation:
    return replace(wired, understanding=understanding)


@pytest.fixture
def person(conversation: Conversation) -> Person:
    return Person(conversation)
