"""The form in which a report is told: what it asks is read from the knowledge base, and nothing of it is kept here."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.engine.form_request import answer_as_data, answer_from_data
from bot.knowledge.answering import fits
from bot.knowledge.intake_file import read_intake
from bot.knowledge.interview import applicable, next_question, offered
from bot.reports.report import Answer, IntakePath

FORM = "report_form"
PATH_SLOT = "report_path"
ASKED = "requested_slot"
GIVEN = "given"
"""Under this name a message brings what was chosen, as its metadata."""
INTAKE = Path(__file__).parents[2] / "knowledge" / "intake"


class ValidateReportForm(FormValidationAction):
    """Takes what a message answers, and says by the answers so far what is asked next."""

    def __init__(self) -> None:
        """Read the questions. Raises ContentError."""
        self._intake = read_intake(INTAKE)

    def name(self) -> str:
        """Name the action as Rasa looks for it."""
        return f"validate_{FORM}"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: Mapping[str, Any],
    ) -> list[str]:
        """Name the questions that the path asks with these answers."""
        del domain_slots, dispatcher, domain
        return [each.id for each in applicable(self._intake, _path(tracker), self._answers(tracker))]

    async def get_extraction_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[EventType]:
        """Take what the message brings for the question that was asked; in `rasa shell` all words are an answer."""
        del dispatcher, domain
        asked = tracker.slots.get(ASKED)
        if asked not in self._intake.questions:
            return []
        message = tracker.latest_message
        words = bool((message.get("text") or "").strip())
        metadata = message.get("metadata") or {}
        given = metadata.get(GIVEN, {"choices": [], "words": words, "skipped": not words})
        return [SlotSet(asked, given)] if given is not None else []

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[EventType]:
        """Keep an answer that fits its question, and empty the slot of any other, so that it is asked again."""
        del dispatcher, domain
        asked = tracker.slots.get(ASKED)
        if asked not in self._intake.questions:
            return []
        given = tracker.slots.get(asked)
        others = [each for each in self._answers(tracker) if each.question != asked]
        question = self._intake.questions[asked]
        taken = given is not None and fits(self._intake, question, others, answer_from_data(asked, given))
        return [SlotSet(asked, given if taken else None)]

    async def next_requested_slot(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> EventType:
        """Ask again what got no answer that fits, else what has none that stands; none ends the form."""
        del dispatcher, domain
        asked = tracker.slots.get(ASKED)
        path, answers = _path(tracker), self._answers(tracker)
        asks = (*applicable(self._intake, path, answers), *offered(self._intake, path, answers))
        if any(each.id == asked for each in asks) and tracker.slots.get(asked) is None:
            return SlotSet(ASKED, asked)
        question = next_question(self._intake, path, answers)
        return SlotSet(ASKED, question.id if question else None)

    def _answers(self, tracker: Tracker) -> Sequence[Answer]:
        slots = ((name, tracker.slots.get(name)) for name in self._intake.questions)
        return [answer_from_data(name, value) for name, value in slots if value is not None]


def form_slots(path: IntakePath, asked: str, answers: Sequence[Answer]) -> Mapping[str, Any]:
    """Give the slots of a form that is under way."""
    told = {each.question: answer_as_data(each) for each in answers}
    return {PATH_SLOT: path.value, **told, ASKED: asked or None}


def _path(tracker: Tracker) -> IntakePath:
    return IntakePath(tracker.slots.get(PATH_SLOT) or IntakePath.COMMUNITY)
