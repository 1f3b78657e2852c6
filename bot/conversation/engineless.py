"""The same conversation without its engine: what needs none is done as always, and nothing else."""

from dataclasses import replace

from bot.conversation.conversation import Conversation
from bot.conversation.reporting.form import Filled, Form
from bot.conversation.reporting.reporting import Reporting
from bot.conversation.understanding import EngineUnavailable, Understood


class NoEngine:
    """An engine that is not there."""

    async def understand(self, text: str, language: str) -> Understood:
        """Raise EngineUnavailable."""
        del text, language
        raise EngineUnavailable

    async def fill(self, form: Form, text: str, language: str) -> Filled:
        """Raise EngineUnavailable."""
        del form, text, language
        raise EngineUnavailable


def engineless(conversation: Conversation) -> Conversation:
    """Give the conversation as it is while its engine is away; no engine is called by it."""
    reporting = conversation.reporting
    return replace(
        conversation,
        understanding=NoEngine(),
        reporting=_engineless(reporting) if reporting is not None else None,
    )


def _engineless(reporting: Reporting) -> Reporting:
    telling = replace(reporting.telling, form=NoEngine())
    return replace(reporting, telling=telling, returning=replace(reporting.returning, telling=telling))
