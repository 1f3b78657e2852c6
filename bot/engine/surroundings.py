"""What Rasa's agent stands on: actions in this process, names instead of sentences, and stores that keep nothing."""

from collections.abc import Iterable
from typing import Any

from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from bot.engine import actions


class ForgetfulTrackerStore(TrackerStore):
    """Keeps no conversation: each request is one of its own, and its tracker goes with it."""

    def __init__(self) -> None:
        super().__init__(Domain.empty())

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep nothing."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Find nothing."""

    async def keys(self) -> Iterable[str]:
        """List nothing."""
        return ()


class ActionsInProcess(EndpointConfig):
    """The action endpoint without HTTP: what Rasa would post is given to `rasa_sdk`'s executor."""

    def __init__(self) -> None:
        super().__init__(enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_action(actions.ActionAnswer)
        self._executor.register_action(actions.ActionUnsure)

    async def request(self, *_: Any, json: dict[str, Any], **__: Any) -> dict[str, Any] | None:
        """Run one action call."""
        result: dict[str, Any] | None = await self._executor.run(json)
        return result


class Names(NaturalLanguageGenerator):
    """Says `{"say": name}` for `utter_<name>`, with the topic where an action gives one; the words come later."""

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **details: Any
    ) -> dict[str, Any]:
        """Turn an utterance's name into data."""
        del tracker, output_channel
        said = {"say": utter_action.removeprefix("utter_")}
        if details.get("topic"):
            said["topic"] = details["topic"]
        return {"custom": said}
