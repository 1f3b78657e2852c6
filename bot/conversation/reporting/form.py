"""The form of a report as the engine fills it: it takes an answer, understands its words, and says what comes next."""

from dataclasses import dataclass, field
from typing import Protocol

from bot.conversation.understanding import Understood
from bot.reports.report import Answer, IntakePath


@dataclass(frozen=True, slots=True)
class Form:
    """A form before a turn; `asked` is empty and `given` is None where nothing is being answered."""

    path: IntakePath
    asked: str = ""
    answers: tuple[Answer, ...] = field(default=(), repr=False)
    given: Answer | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form after a turn: what is asked next, empty where all is told, and what the words mean besides.

    `taken` says whether what was given is an answer.
    """

    asked: str
    taken: bool
    understood: Understood


class Fills(Protocol):
    """The engine's form, as the conversation sees it."""

    async def fill(self, form: Form, text: str, language: str) -> Filled:
        """Take an answer and its words. Raises EngineUnavailable."""


def is_told(answer: Answer) -> bool:
    """Say whether something beside choices tells the answer: words, a place or a file."""
    return bool(answer.text) or not (answer.choices or answer.skipped)
