"""Recognises questions about earlier contact and about who we are, which somebody else with the phone may ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.knowledge.content_file import ContentError
from bot.safety.phrase_file import read_phrases_by_language, words
from bot.safety.phrases import STEPS, WHOLE, Phrases, Steps, TooManySteps, spellings
from bot.safety.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Probing:
    """The phrases of all languages; every message is held against all of them, whatever its language."""

    vocabulary: Vocabulary
    probing: Phrases
    unless: Phrases
    who: Mapping[str, Phrases] = field(default_factory=dict)
    """Whole messages that ask who we are, by language."""
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

    def asks_who(self, text: str) -> bool:
        """Say whether a message as a whole asks who we are."""
        return bool(self.languages_of(text))

    def languages_of(self, text: str) -> Sequence[str]:
        """Name the languages in which a message as a whole asks who we are."""
        steps, spoken = Steps(self.steps), self.vocabulary.readings(words(text))
        try:
            return [language for language, phrases in self.who.items() if phrases.occur(spoken, steps)]
        except TooManySteps:
            # No such question is long.
            return ()


def read_probing(folder: Path) -> Probing:
    """Read the phrases of every language. Raises ContentError."""
    names = ("probing", "unless", "who")
    phrases = read_phrases_by_language(folder, names, "questions about earlier contact would not be heard")
    for language, found in phrases.items():
        if partial := next((each for each in found["who"] if not each.startswith(WHOLE)), ""):
            # Within a sentence the same words may be about somebody else.
            raise ContentError(folder / f"{language}.yml", f"{partial!r} under 'who' must begin with {WHOLE!r}")
    every = [phrase for found in phrases.values() for name in names for phrase in found[name]]
    return Probing(
        Vocabulary({word for phrase in every for word in spellings(phrase)}),
        Phrases(phrase for found in phrases.values() for phrase in found["probing"]),
        Phrases(phrase for found in phrases.values() for phrase in found["unless"]),
        {language: Phrases(found["who"]) for language, found in phrases.items()},
    )
