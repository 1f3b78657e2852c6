"""Recognises questions about earlier contact, which somebody else who holds the phone may ask."""

from dataclasses import dataclass
from pathlib import Path

from bot.safety.phrase_file import read_phrases, words
from bot.safety.phrases import Phrases, Steps, TooManySteps, spellings
from bot.safety.vocabulary import Vocabulary

STEPS = 100_000
"""Ten times what the heaviest text of 5,000 characters takes that we know."""


@dataclass(frozen=True, slots=True)
class Probing:
    """The phrases of all languages; every message is held against all of them, whatever its language."""

    vocabulary: Vocabulary
    probing: Phrases
    unless: Phrases
    steps: int = STEPS

    def asks(self, text: str) -> bool:
        """Say whether a message asks who wrote here before, what was said, or what is known about somebody."""
        steps = Steps(self.steps)
        try:
            spoken = self.unless.taken_out(self.vocabulary.readings(words(text)), steps)
            return self.probing.occur(spoken, steps)
        except TooManySteps:
            # The neutral answer gives nothing away.
            return True


def read_probing(folder: Path) -> Probing:
    """Read the phrases of every language. Raises ContentError."""
    phrases = read_phrases(folder, ("probing", "unless"), "questions about earlier contact would not be heard")
    return Probing(
        Vocabulary({word for found in phrases.values() for phrase in found for word in spellings(phrase)}),
        Phrases(phrases["probing"]),
        Phrases(phrases["unless"]),
    )
