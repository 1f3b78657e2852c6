"""Custom actions: ordinary `rasa_sdk` actions that say a name and never a sentence; they keep and call nothing.

The engine runs them inside its own process; for `rasa shell`, `python -m rasa_sdk --actions bot.engine.actions`
serves them.
"""

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.engine.report_form import ValidateReportForm


class ActionAnswer(Action):
    """Says the answer to the topic that the message asks for."""

    def name(self) -> str:
        """Name the action as the rules do."""
        return "action_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Say `answer` with the topic's id."""
        del domain
        selection = tracker.latest_message["response_selector"]["ask"]["response"]
        _, _, topic = selection["intent_response_key"].partition("/")
        dispatcher.utter_message(response="utter_answer", topic=topic)
        return []


class ActionUnsure(Action):
    """Says that the message is not understood: with guesses where a topic is likely enough, else plainly."""

    LEAST_GUESS = 0.05

    def name(self) -> str:
        """Name the action as the rules do."""
        return "action_unsure"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Say `unsure`, or `unknown` where there is nothing to guess."""
        del domain
        topics = tracker.latest_message.get("response_selector", {}).get("ask", {}).get("ranking", [])
        guessed = any(topic["confidence"] >= self.LEAST_GUESS for topic in topics)
        dispatcher.utter_message(response="utter_unsure" if guessed else "utter_unknown")
        return []


ACTIONS = (ActionAnswer, ActionUnsure, ValidateReportForm)
"""All actions of the domain."""
