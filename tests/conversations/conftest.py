"""The conversation that all scripts share."""

import pytest

from bot.conversation.conversation import Conversation
from tests.conversations.player import wire_golden


@pytest.fixture(scope="session")
def golden(engine_url: str) -> Conversation:
    """Give the real conversation; the engine comes first, since its absence says why nothing can be played."""
    assert engine_url
    return wire_golden()
