"""The real knowledge base, catalogs and identifier, with an engine that is scripted."""

from dataclasses import replace

import pytest

from bot.conversation.conversation import Conversation
from bot.settings import read_settings
from bot.wiring import wire_conversation
from tests.bot.conversation.people import Person, ScriptedUnderstanding

NOW = 1_790_000_000.0


@pytest.fixture(scope="session")
def wired() -> Conversation:
    return wire_conversation(read_settings({}), ScriptedUnderstanding(), lambda: NOW)


@pytest.fixture
def understanding() -> ScriptedUnderstanding:
    return ScriptedUnderstanding()


@pytest.fixture
def conversation(wired: Conversation, understanding: ScriptedUnderstanding) -> Conversation:
    return replace(wired, understanding=understanding)


@pytest.fixture
def person(conversation: Conversation) -> Person:
    return Person(conversation)
