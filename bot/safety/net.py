"""Hears danger and self-harm in what a person writes, from curated phrases in every language."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.safety.phrase_file import read_phrases, words
from bot.safety.phrases import STEPS, Phrases, Steps, TooManySteps, spellings
from bot.safety.vocabulary import Vocabulary


class Alarm(StrEnum):
    """What the net heard."""

    DANGER = "danger"
    SELF_HARM = "self_harm"


@dataclass(frozen=True, slots=True)
class SafetyNet:
    """The phrases of all languages; every message is held against all of them, whatever its language."""

    vocabulary: Vocabulary
    alarms: Mapping[Alarm, Phrases]
    unless: Phrases
    not_self_harm: Phrases
    steps: int = STEPS

    def hear(self, text: str) -> Alarm | None:
        """Say which alarm a message raises; one that is too heavy to search is taken for danger."""
        try:
            return self.search(text)
        except TooManySteps:
            # A needless number does no harm.
            return Alarm.DANGER

    def search(self, text: str) -> Alarm | None:
        """Say which alarm a message raises; self-harm has its own answer and goes first. Raises TooManySteps."""
        steps = Steps(self.steps)
        spoken = self.unless.taken_out(self.vocabulary.readings(words(text)), steps)
        # "I do not want to die" is no wish to die: it is a cry for help.
        wishes = self.not_self_harm.taken_out(spoken, steps)
        if self.alarms[Alarm.SELF_HARM].occur(wishes, steps):
            return Alarm.SELF_HARM
        return Alarm.DANGER if self.alarms[Alarm.DANGER].occur(spoken, steps) else None


def read_safety(folder: Path) -> SafetyNet:
    """Read the phrases of every language. Raises ContentError."""
    names = (*(kind.value for kind in Alarm), "unless", "not_self_harm")
    phrases = read_phrases(folder, names, "danger would not be heard")
    return SafetyNet(
        Vocabulary({word for found in phrases.values() for phrase in found for word in spellings(phrase)}),
        {kind: Phrases(phrases[kind]) for kind in Alarm},
        Phrases(phrases["unless"]),
        Phrases(phrases["not_self_harm"]),
    )
