"""The ways into a report that are offered with other answers: to begin one, or to go on with what waits."""

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.reporting.bookmark import At, bookmark
from bot.conversation.reporting.steps import GO_ON
from bot.conversation.reporting.wording import entry, way
from bot.conversation.speech import Choice, Line, Speech
from bot.conversation.step import StepKind
from bot.conversation.turn import Turn
from bot.sessions.session import Session

TOPICS = ("report_concern", "report_anonymously", "signs", "what_to_note", "do_not_confront", "child_concern",
          "online_concern", "labour_inspector", "social_worker")  # fmt: skip
"""Answers for who worries about others."""
ABOUT_IT = ("country", "more")
"""What is said further of the same answer."""
LAST = (StepKind.HUMAN, StepKind.MENU, StepKind.EXIT, StepKind.COUNTRY, StepKind.LANGUAGE)
"""What is offered last with nearly every answer; the way into a report stands before it."""


def with_ways(speech: Callable[[Session], Speech], turn: Turn, reporting: object | None) -> Turn:
    """Offer with an answer to go on with a report that waits, or to begin one where the answer is about that."""
    session = turn.session
    if reporting is None or session is None or not turn.lines:
        return turn
    mark = bookmark(session)
    if mark is not None and mark.at is At.PAUSED:
        # Last, since a number must mean what the alarm says, above all that they cannot talk.
        return _offering(turn, session, way(speech(session), GO_ON.value), last=True)
    asked_about = session.topic in TOPICS and turn.intent in (session.topic, *ABOUT_IT)
    shown = [each.step for line in turn.lines for each in line.choices] if turn.intent == "menu" else []
    if asked_about or any(each.kind is StepKind.TOPIC and each.value in TOPICS for each in shown):
        return _offering(turn, session, entry(speech(session)), last=False)
    return turn


def _offering(turn: Turn, session: Session, choice: Choice, *, last: bool) -> Turn:
    at = next((number for number, line in reversed(list(enumerate(turn.lines))) if line.choices), len(turn.lines) - 1)
    line = turn.lines[at]
    offered = line.choices
    place = (
        len(offered)
        if last
        else next((number for number, each in enumerate(offered) if each.step.kind in LAST), len(offered))
    )
    choices = (*offered[:place], choice, *offered[place:])
    lines = (*turn.lines[:at], Line(line.text, choices), *turn.lines[at + 1 :])
    codes = tuple(each.step.code for each in choices)
    return replace(turn, lines=lines, session=replace(session, choices=codes))
