"""One turn of the engine: a person's words in, an intent, what else it may be, and names of what to say out."""

import asyncio
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.engine.form_request import FormReply, FormRequest, answer_as_data, answer_from_data
from bot.engine.model_file import ModelFile
from bot.engine.ranking import ASK, NOT_UNDERSTOOD, OUT_OF_SCOPE, Ranked, alternatives, likeliest
from bot.engine.report_form import ASKED, FORM, GIVEN, form_slots
from bot.engine.surroundings import ActionsInProcess, ForgetfulTrackerStore, Names

LONGEST = 1600
_JOINERS = "\u200c\u200d"  # they belong to words of Persian and Indic scripts


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message means; `intent` is a topic's id, a service intent or `out_of_scope`.

    `form` is the form after the turn, where the request brought one.
    """

    intent: str
    confidence: float
    alternatives: Sequence[Ranked]
    utterances: Sequence[Mapping[str, str]]
    form: FormReply | None = None

    def as_data(self) -> dict[str, Any]:
        """Give the turn as it goes over the wire."""
        others = [{"id": each.label, "confidence": each.confidence} for each in self.alternatives]
        turn = {
            "intent": self.intent,
            "confidence": self.confidence,
            "alternatives": others,
            "utterances": [dict(each) for each in self.utterances],
        }
        return turn if self.form is None else {**turn, "form": self.form.as_data()}


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
        self._trackers = ForgetfulTrackerStore()
        self._agent.tracker_store = self._trackers
        self._agent.load_model(Path(model.path))

    def turn(self, text: str, language: str | None, form: FormRequest | None = None) -> Turn:
        """Understand one message and decide what to say, by name; it blocks for as long as it computes.

        With a form the message is an answer to what the form asks, whatever else it may mean.
        """
        return asyncio.run(self._turn(text, language, form))

    async def _turn(self, text: str, language: str | None, form: FormRequest | None) -> Turn:
        output = CollectingOutputChannel()
        metadata: dict[str, Any] = {"language": language} if language else {}
        if form is not None:
            metadata[GIVEN] = answer_as_data(form.given) if form.given is not None else None
        message = UserMessage(plain(text), output, sender_id=secrets.token_hex(16), metadata=metadata or None)
        parsed = await self._agent.processor.parse_message(message)
        message.parse_data = parsed
        if form is None:
            await self._agent.handle_message(message)
            return _as_turn(parsed, output)
        with self._trackers.brought(self._tracker(message.sender_id, form)) as tracker:
            await self._agent.handle_message(message)
        return replace(_as_turn(parsed, output), form=_as_form(form, tracker))

    def _tracker(self, sender: str, form: FormRequest) -> DialogueStateTracker:
        """Give a conversation that stands where the form does, and listens."""
        slots = form_slots(form.path, form.asked, form.answers)
        return DialogueStateTracker.from_events(
            sender,
            [
                ActionExecuted(FORM),
                ActiveLoop(FORM),
                *(SlotSet(name, value) for name, value in slots.items()),
                ActionExecuted(ACTION_LISTEN_NAME),
            ],
            slots=self._agent.domain.slots,
        )


def _as_form(form: FormRequest, tracker: DialogueStateTracker) -> FormReply:
    names = dict.fromkeys((*(each.question for each in form.answers), *([form.asked] if form.asked else [])))
    told = {name: tracker.get_slot(name) for name in names}
    answers = tuple(answer_from_data(name, value) for name, value in told.items() if value is not None)
    taken = form.given is not None and told[form.asked] is not None
    return FormReply(form.path, tracker.get_slot(ASKED) or "", answers, taken)


def _as_turn(parsed: Mapping[str, Any], output: CollectingOutputChannel) -> Turn:
    utterances = [each["custom"] for each in output.messages if "custom" in each]
    ranking = [Ranked(each["name"], each["confidence"]) for each in parsed["intent_ranking"]]
    intent, best = parsed["intent"]["name"], likeliest(ranking)
    if intent in (ASK, NOT_UNDERSTOOD):
        # What is asked back has a best guess too; `utterances` says that it is only guessed.
        intent = (best.topic or best.label) if best else OUT_OF_SCOPE
    return Turn(intent, parsed["intent"]["confidence"], alternatives(ranking, intent), utterances)
