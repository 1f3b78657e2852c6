"""Hears in what a person writes whether it needs an answer at once: by curated phrases, and by a measured model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bot.safety.phrase_file import read_phrases, words
from bot.safety.phrases import STEPS, Phrases, Steps, TooManySteps, spellings
from bot.safety.signs import Signs, read_signs
from bot.safety.urgency import Urgency
from bot.safety.vocabulary import Vocabulary


class Alarm(StrEnum):
    """What the net heard."""

    DANGER = "danger"
    SELF_HARM = "self_harm"
    CHILD = "child"
    """The writer is under 18, or a child is used, sold, beaten or kept from home."""
    WATCHED = "watched"
    """Somebody else reads along, holds the phone, or writes."""


SURE_FROM = 0.5
"""From here on a message is likelier urgent than not, and a worker is called unasked; below, they are offered."""
SURELY_WATCHED_FROM = 0.8
"""The neutral face hides the answer that was asked for and takes back a call for a human, so it needs more."""

SIGNS = "danger_signs.yml"
SPOKEN_OF = (Alarm.DANGER, Alarm.SELF_HARM)
"""The alarms that have curated phrases; a child is heard by the model alone.

So is who reads along, but for words that leave no doubt of it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What the net made of a message: an alarm or none, and whether it is sure enough to call somebody unasked."""

    alarm: Alarm | None = None
    sure: bool = False
    spoken: bool = False
    """Whether it was said in so many words that somebody reads along now."""


TOO_HEAVY = Heard(Alarm.DANGER, sure=True)
"""What is made of a text that would take too long to search: a needless number does no harm."""


@dataclass(frozen=True, slots=True)
class SafetyNet:
    """The phrases of all languages, against which every message is held whatever its language, and the model.

    Without a model only what somebody wrote down word for word is heard.
    """

    vocabulary: Vocabulary
    alarms: Mapping[Alarm, Phrases]
    unless: Phrases
    not_self_harm: Phrases
    steps: int = STEPS
    urgency: Urgency | None = field(default=None, repr=False)
    signs: Signs = field(default_factory=Signs)
    not_watched: Phrases = field(default_factory=lambda: Phrases(()))
    watched: Phrases = field(default_factory=lambda: Phrases(()))

    def hear(self, text: str) -> Alarm | None:
        """Say which alarm a message raises; one that is too heavy to search is taken for danger."""
        return self.weigh(text).alarm

    def weigh(self, text: str) -> Heard:
        """Say which alarm a message raises and how sure that is."""
        try:
            said, alone, spoken = self.search(text), self._alone(text), self._read_along(text)
        except TooManySteps:
            return TOO_HEAVY
        if spoken and said is None:
            return Heard(Alarm.WATCHED, sure=True, spoken=True)
        judged = self.urgency.judge(text) if self.urgency else None
        if judged is None or (alone and judged.kind == Alarm.WATCHED):
            return Heard(said, sure=said is not None)
        alarm = combined(said, Alarm(judged.kind) if judged.kind else None)
        least = SURELY_WATCHED_FROM if alarm is Alarm.WATCHED else SURE_FROM
        return Heard(alarm, sure=alarm is not None and (said is not None or judged.share >= least))

    def said(self, text: str) -> Heard:
        """Say which alarm a message raises by its phrases alone, for what is an answer to us or one of our words."""
        try:
            alarm = self.search(text)
        except TooManySteps:
            return TOO_HEAVY
        return Heard(alarm, sure=alarm is not None)

    def search(self, text: str) -> Alarm | None:
        """Say which alarm a message raises; self-harm has its own answer and goes first. Raises TooManySteps."""
        steps = Steps(self.steps)
        spoken = self.unless.taken_out(self.vocabulary.readings(words(text)), steps)
        # "I do not want to die" is no wish to die: it is a cry for help.
        wishes = self.not_self_harm.taken_out(spoken, steps)
        if self.alarms[Alarm.SELF_HARM].occur(wishes, steps):
            return Alarm.SELF_HARM
        danger = self.signs.occur(text) or self.alarms[Alarm.DANGER].occur(spoken, steps)
        return Alarm.DANGER if danger else None

    def _alone(self, text: str) -> bool:
        """Say whether a message is no more than a plea for secrecy, or a question whether to speak to somebody."""
        return self.not_watched.occur(self.vocabulary.readings(words(text)), Steps(self.steps))

    def _read_along(self, text: str) -> bool:
        return self.watched.occur(self.vocabulary.readings(words(text)), Steps(self.steps))


def combined(said: Alarm | None, judged: Alarm | None) -> Alarm | None:
    """Take a phrase's word before the model's: whoever says that they are in danger is answered so."""
    # A phrase of danger stands in many a message about a child, which has its own answer.
    return judged if said is None or (said is Alarm.DANGER and judged is Alarm.CHILD) else said


def read_safety(folder: Path, urgency: Urgency | None = None) -> SafetyNet:
    """Read the phrases of every language, and the signs that stand beside their folder. Raises ContentError."""
    names = (*(kind.value for kind in SPOKEN_OF), "unless", "not_self_harm", "not_watched", "watched")
    phrases = read_phrases(folder, names, "danger would not be heard")
    signs = folder.with_name(SIGNS)
    return SafetyNet(
        Vocabulary({word for found in phrases.values() for phrase in found for word in spellings(phrase)}),
        {kind: Phrases(phrases[kind]) for kind in SPOKEN_OF},
        Phrases(phrases["unless"]),
        Phrases(phrases["not_self_harm"]),
        urgency=urgency,
        not_watched=Phrases(phrases["not_watched"]),
        watched=Phrases(phrases["watched"]),
        signs=read_signs(signs) if signs.exists() else Signs(),
    )
