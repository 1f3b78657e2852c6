"""What Rasa's agent stands on: actions in this process, names instead of sentences, and stores that keep nothing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor

from bot.engine import actions


class ForgetfulTrackerStore(TrackerStore):
    """Keeps no conversation: each request is one of its own, and its tracker goes with it.

    A request that goes on with a form brings its tracker, under an id that no other request has.
    """

    def __init__(self) -> None:
        super().__init__(Domain.empty())
        self._brought: dict[str, DialogueStateTracker] = {}

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep nothing."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Find only what the request itself has brought."""
        return self._brought.get(sender_id)

    async def keys(self) -> Iterable[str]:
        """List nothing."""
        return ()

    @contextmanager
    def brought(self, tracker: DialogueStateTracker) -> Iterator[DialogueStateTracker]:
        """Let a request find its tracker for as long as the block runs; the turn changes it."""
        self._brought[tracker.sender_id] = tracker
        try:
            yield tracker
        finally:
            del self._brought[tracker.sender_id]


class ActionsInProcess(EndpointConfig):
    """The action endpoint without HTTP: what Rasa would post is given to `rasa_sdk`'s executor."""

    def __init__(self) -> None:
        super().__init__(enable_selective_domain=True)
        self._executor = ActionExecutor()
        for each in actions.ACTIONS:
            self._executor.register_action(each)

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
