"""One turn of the engine: a person's words in, an intent, what else it may be, and names of what to say out."""

import asyncio
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.utils.endpoints import EndpointConfig

from bot.engine.model_file import ModelFile
from bot.engine.ranking import ASK, NOT_UNDERSTOOD, OUT_OF_SCOPE, Ranked, alternatives, likeliest
from bot.engine.surroundings import ActionsInProcess, ForgetfulTrackerStore, Names

LONGEST = 1600
_JOINERS = "\u200c\u200d"  # they belong to words of Persian and Indic scripts


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message means; `intent` is a topic's id, a service intent or `out_of_scope`."""

    intent: str
    confidence: float
    alternatives: Sequence[Ranked]
    utterances: Sequence[Mapping[str, str]]

    def as_data(self) -> dict[str, Any]:
        """Give the turn as it goes over the wire."""
        others = [{"id": each.label, "confidence": each.confidence} for each in self.alternatives]
        return {**asdict(self), "alternatives": others, "utterances": [dict(each) for each in self.utterances]}


def plain(text: str) -> str:
    """Make text safe for Rasa: no control letters or lone surrogates, no slash in front, which would name an intent."""
    return " ".join("".join(map(_letter, text[:LONGEST])).split()).lstrip("/ ")


def _letter(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cf":
        return letter if letter in _JOINERS else ""
    return " " if category.startswith("C") else letter


class Understanding:
    """Rasa's agent with a verified model; it keeps nothing between two turns. Load it once, it takes seconds."""

    def __init__(self, model: ModelFile, actions: EndpointConfig | None = None) -> None:
        """Load a model; `actions` takes the place of the actions in this process."""
        self._agent = Agent(generator=Names(), action_endpoint=actions or ActionsInProcess())
        # Rasa wraps a store that is given to it in one that falls back to process memory without expiry.
        self._agent.tracker_store = ForgetfulTrackerStore()
        self._agent.load_model(Path(model.path))

    def turn(self, text: str, language: str | None) -> Turn:
        """Understand one message and decide what to say, by name; it blocks for as long as it computes."""
        return asyncio.run(self._turn(text, language))

    async def _turn(self, text: str, language: str | None) -> Turn:
        output = CollectingOutputChannel()
        message = UserMessage(
            plain(text), output, sender_id=secrets.token_hex(16), metadata={"language": language} if language else None
        )
        parsed = await self._agent.processor.parse_message(message)
        message.parse_data = parsed
        await self._agent.handle_message(message)
        return _as_turn(parsed, [each["custom"] for each in output.messages if "custom" in each])


def _as_turn(parsed: Mapping[str, Any], utterances: Sequence[Mapping[str, str]]) -> Turn:
    ranking = [Ranked(each["name"], each["confidence"]) for each in parsed["intent_ranking"]]
    intent, best = parsed["intent"]["name"], likeliest(ranking)
    if intent in (ASK, NOT_UNDERSTOOD):
        # What is asked back has a best guess too; `utterances` says that it is only guessed.
        intent = (best.topic or best.label) if best else OUT_OF_SCOPE
    return Turn(intent, parsed["intent"]["confidence"], alternatives(ranking, intent), utterances)
