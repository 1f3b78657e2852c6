"""What the engine makes of a message, and what may go wrong on the way."""

from collections.abc import Container
from dataclasses import dataclass, field
from typing import Protocol


class EngineUnavailable(Exception):  # noqa: N818 - a state of the engine, not a fault of the caller
    """The engine is down, slow or answered nonsense; the text never holds the message."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible meaning: a topic id or service intent, and how sure the model is (0 to 1)."""

    id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understood:
    """A message's meaning: `intent` is a topic id, a service intent or out_of_scope.

    `says` is what the dialogue rules want said, as names with a topic where there is one.
    """

    intent: str
    confidence: float
    alternatives: tuple[Candidate, ...] = ()
    says: tuple[tuple[str, str], ...] = field(default=())

    @property
    def guessed(self) -> bool:
        """Say whether the intent is only the best guess, so that the person must be asked."""
        return any(name in ("unsure", "unknown") for name, _ in self.says) and self.intent != "out_of_scope"

    def suspects(self, intents: Container[str], least: float) -> bool:
        """Say whether one of the intents is among the meanings of a message that is not surely understood."""
        meanings = (Candidate(self.intent, self.confidence), *self.alternatives)
        unsure = self.guessed or self.intent == "out_of_scope"
        return unsure and any(each.id in intents and each.confidence >= least for each in meanings)


class Understanding(Protocol):
    """The engine, as the conversation sees it."""

    async def understand(self, text: str, language: str) -> Understood:
        """Find out what a message means. Raises EngineUnavailable."""
