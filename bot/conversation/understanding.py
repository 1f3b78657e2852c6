"""What the engine makes of a message, and what may go wrong on the way."""

from collections.abc import Container
from dataclasses import dataclass, field
from typing import Protocol


class EngineUnavailable(Exception):  # noqa: N818 - a state of the engine, not a fault of the caller
    """The engine is down, slow or answered nonsense; the text never holds the message."""


LEAST_SUSPICION = 0.05
"""From which share on danger among the guesses is reason to name the emergency number.

Of the calls for help that net and engine miss and that are not sure, 4 of 5 test questions and 95 of 191 examples of
authors whom the model had not read get the number. So do, without need, 14 of 410 questions that are out of scope (203
of 2,843 such examples) and 16 of 1,818 ordinary ones (61 of 2,082). From 0.03 on it were 110 of the 191, and every
tenth joke (275); from 0.1 on only 2 of the 5 and 55 of the 191, and 7 of the 410.
"""


LEAST_DOUBT = 0.1
"""The same beside another meaning that seems sure.

Of 564 calls for help by authors whom the model had not read 59 were taken for another question; 23 of them get the
number all the same. Without need 1 of 1,818 ordinary questions gets it, and 27 of 4,925 such examples.
"""


LEAST_MEANING = 0.05
"""A meaning below this share is noise, and "did you mean" would only confuse."""


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

    @property
    def meanings(self) -> tuple[str, ...]:
        """Name the meanings that are more than noise, the likeliest first."""
        best = (Candidate(self.intent, self.confidence), *self.alternatives)
        return tuple(each.id for each in best if each.confidence >= LEAST_MEANING)

    def suspects(self, intents: Container[str]) -> bool:
        """Say whether one of the intents is likely enough among the meanings of a message."""
        meanings = (Candidate(self.intent, self.confidence), *self.alternatives)
        unsure = self.guessed or self.intent == "out_of_scope"
        least = LEAST_SUSPICION if unsure else LEAST_DOUBT
        return any(each.id in intents and each.confidence >= least for each in meanings)


class Understanding(Protocol):
    """The engine, as the conversation sees it."""

    async def understand(self, text: str, language: str) -> Understood:
        """Find out what a message means. Raises EngineUnavailable."""
