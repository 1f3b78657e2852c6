"""What a ranking of labels means: which intent wins, and which topic; pure, no Rasa."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ASK = "ask"
NOT_UNDERSTOOD = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
_TOPIC = f"{ASK}/"


@dataclass(frozen=True, slots=True)
class Ranked:
    """A label in full (`ask/legal_aid`, or a service intent such as `human`) and its probability."""

    label: str
    confidence: float

    @property
    def topic(self) -> str | None:
        """Name the topic where the label is one."""
        return self.label.removeprefix(_TOPIC) if self.label.startswith(_TOPIC) else None

    @property
    def intent(self) -> str:
        """Name the intent as Rasa's rules know it: one for all topics."""
        return ASK if self.topic else self.label


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the lines are drawn.

    A message is out of scope where that is likelier than `beyond` times its best meaning, or where this meaning is less
    familiar than `familiar`; a meaning is taken without asking back from the probability `sure` on, or its own in
    `sure_of`. Where less than the share `foreign` of a message's words stand in the examples, as in a language that has
    none, it must be as familiar as `familiar_foreign`: there the meaning is all that speaks for it.
    """

    beyond: float
    familiar: float
    foreign: float
    familiar_foreign: float
    sure: float
    sure_of: Mapping[str, float]


def decide(ranking: Sequence[Ranked], thresholds: Thresholds, familiarity: float, known: float = 1.0) -> Ranked:
    """Choose the intent: out of scope, a meaning, or not understood where none is sure.

    `ranking` holds probabilities, best first; `familiarity` is that of the likeliest meaning, `known` the share of
    the message's words that stand in the examples.
    """
    if not ranking:
        return Ranked(NOT_UNDERSTOOD, 0.0)
    best = likeliest(ranking)
    if best is None:
        return Ranked(OUT_OF_SCOPE, _beyond(ranking))
    if best.confidence >= thresholds.sure_of.get(best.label, math.inf):
        return Ranked(best.intent, best.confidence)
    least = thresholds.familiar if known >= thresholds.foreign else thresholds.familiar_foreign
    if _beyond(ranking) >= thresholds.beyond * best.confidence or familiarity < least:
        return Ranked(OUT_OF_SCOPE, _beyond(ranking))
    return Ranked(best.intent if best.confidence >= thresholds.sure else NOT_UNDERSTOOD, best.confidence)


def likeliest(ranking: Sequence[Ranked]) -> Ranked | None:
    """Give the best meaning that is in scope."""
    return next((each for each in ranking if each.label != OUT_OF_SCOPE), None)


def _beyond(ranking: Sequence[Ranked]) -> float:
    return next((each.confidence for each in ranking if each.label == OUT_OF_SCOPE), 0.0)


def response_selection(ranking: Sequence[Ranked]) -> dict[str, Any]:
    """Give the topics in the form of Rasa's ResponseSelector, so that one rule covers them all."""
    topics = [{"intent_response_key": each.label, "confidence": each.confidence} for each in ranking if each.topic]
    best = topics[0] if topics else {"intent_response_key": None, "confidence": 0.0}
    selected = {"response": {"responses": [], "utter_action": f"utter_{ASK}", **best}, "ranking": topics}
    return {"all_retrieval_intents": [ASK], ASK: selected}


def alternatives(ranking: Sequence[Ranked], winner: str, most: int = 5) -> list[Ranked]:
    """List what else the message may be, best first, topics by their id; probabilities stay as they are."""
    named = [Ranked(each.topic or each.label, each.confidence) for each in ranking]
    return [each for each in named if each.label not in (winner, OUT_OF_SCOPE)][:most]
