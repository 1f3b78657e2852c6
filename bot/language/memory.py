"""What a conversation has shown of the person's language: a belief that each message changes a little.

One word, a name, a number or an 'ok' says little and does not switch the language; a sentence does. What the person
chooses holds until they choose again. Bayes' rule with forgetting. The figures were tuned on replayed conversations of
the development set, made-up names and addresses; `models/README.md` has what they reach.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from bot.language.identification import Identification
from bot.language.languages import LANGUAGES

FORGETTING = 0.3  # share of the belief that is spread evenly again before each message
# How much a message counts: one for ten letters, and no more than its number of words allows, however long they are.
LETTERS = 10
MOST_BY_WORDS = (0.3, 0.4, 0.7, 1.5, 2.0)
MOST_FOR_NAME = 0.3
SWITCH_FROM = 0.6
FLOOR = 0.0003  # no message rules a language out
STARTING_FROM = 0.5  # how sure the first message must be to set the language that the conversation starts in
KEPT_FROM = 0.01  # a smaller weight is not worth keeping


@dataclass(frozen=True, slots=True)
class Belief:
    """How likely each language is by now, the one `heard` in messages, and the person's own choice.

    Weights add up to one at most; what is missing is spread evenly over the languages not named.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    heard: str | None = None
    chosen: str | None = None

    @property
    def language(self) -> str | None:
        """The language to answer in: chosen, else heard, else None."""
        return self.chosen or self.heard

    def after(self, message: Identification) -> Self:
        """Give the belief after one more message."""
        if message.language is None:
            return self
        shown = dict(message.candidates)
        weight = _weight(message, spaced=LANGUAGES[message.language].spaced)
        weights = {
            code: (believed * (1 - FORGETTING) + FORGETTING / len(LANGUAGES)) * (shown.get(code, 0.0) + FLOOR) ** weight
            for code, believed in self._spread().items()
        }
        total = sum(weights.values())
        weights = {code: value / total for code, value in weights.items()}
        likeliest = max(weights, key=weights.__getitem__)
        heard = self.heard
        if weights[likeliest] >= SWITCH_FROM:
            heard = likeliest
        elif heard is None and message.probability >= STARTING_FROM:
            heard = message.language
        return type(self)(weights, heard, self.chosen)

    def choose(self, language: str | None) -> Self:
        """Give the belief with the person's own choice, which messages do not change; None takes the choice back."""
        return type(self)(self.weights, self.heard, language)

    def to_dict(self) -> dict[str, Any]:
        """Give what a session keeps, ready for JSON: weights above one in a hundred, and both languages."""
        weights = {code: round(value, 4) for code, value in self.weights.items() if value >= KEPT_FROM}
        return {"weights": weights, "heard": self.heard, "chosen": self.chosen}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        """Read what `to_dict` gave; languages that are no longer known are left out."""
        weights = {code: float(value) for code, value in kept.get("weights", {}).items() if code in LANGUAGES}
        heard = kept.get("heard")
        return cls(weights, heard if heard in LANGUAGES else None, kept.get("chosen"))

    def _spread(self) -> dict[str, float]:
        missing = max(0.0, 1.0 - sum(self.weights.values()))
        unnamed = len(LANGUAGES) - len(self.weights)
        share = missing / unnamed if unnamed else 0.0
        return {code: self.weights.get(code, share) for code in LANGUAGES}


def _weight(message: Identification, *, spaced: bool) -> float:
    """Give how much a message counts; where words are not set apart, letters alone tell how long it is."""
    by_words = MOST_BY_WORDS[min(message.words, len(MOST_BY_WORDS)) - 1] if spaced else MOST_BY_WORDS[-1]
    return min(message.letters / LETTERS, by_words, MOST_FOR_NAME if message.is_name else by_words)
