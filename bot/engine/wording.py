"""Words for `rasa shell`: looks up in the knowledge base what the engine's names mean; the engine itself says names."""

from pathlib import Path
from typing import Any

from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.knowledge.catalogs import SOURCE_LANGUAGE, Catalogs

_ROOT = Path(__file__).parents[2]


class Wording(NaturalLanguageGenerator):
    """Says a topic's short answer, or a sentence of the conversation, in `language` of `endpoints.yml` (or English)."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        """Read the catalogs. Raises ContentError."""
        del domain
        self._language = str(endpoint_config.kwargs.get("language", SOURCE_LANGUAGE))
        self._catalogs = Catalogs(_ROOT / "knowledge", _ROOT / "translations")

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **details: Any
    ) -> dict[str, Any]:
        """Turn an utterance's name into words; what the program fills in stays in braces."""
        del tracker, output_channel
        return {"text": self._words(utter_action.removeprefix("utter_"), details.get("topic"))}

    def _words(self, name: str, topic: str | None) -> str:
        keys = (
            (f"topic.{topic}.short",)
            if topic
            else (f"conversation.{name}", f"conversation.{name.replace('_', '.')}", f"report.question.{name[4:]}")
        )
        known = frozenset(self._catalogs.keys())
        return next((self._catalogs.say(key, self._language) for key in keys if key in known), f"[{topic or name}]")
