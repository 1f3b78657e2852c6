"""The safety text: what is answered when nothing else works, without engine and stores."""

from dataclasses import replace
from typing import Protocol

from bot.conversation import notices
from bot.conversation.alarms import alarm_lines, asks_where, codes, waiting
from bot.conversation.findings import Found, find
from bot.conversation.intents import alarm_intent, intent_of
from bot.conversation.neutral import neutral_turn
from bot.conversation.performance import ENDS, Stage
from bot.conversation.speech import Line
from bot.conversation.steering import Steering
from bot.conversation.step import Step, StepKind
from bot.conversation.turn import LONGEST_HEARD, LONGEST_TEXT, Turn
from bot.knowledge.catalogs import fold
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.safety.net import Alarm, SafetyNet
from bot.sessions.session import NEUTRAL, Session
from bot.storage.clock import Clock
from channels.channel import MessageReceived

ONE = "1"
LEAVING = (StepKind.EXIT, StepKind.STOP)
"""What may be said to be done without a store: we write to nobody who does not write first."""


class SafeStage(Stage, Protocol):
    """What the safety text needs of the conversation."""

    @property
    def knowledge(self) -> KnowledgeBase: ...

    @property
    def safety(self) -> SafetyNet: ...

    @property
    def steering(self) -> Steering: ...

    @property
    def clock(self) -> Clock: ...

    def listened(self, session: Session, message: MessageReceived, found: Found) -> Session: ...


def safe_turn(stage: SafeStage, session: Session | None, message: MessageReceived) -> Turn:
    """Give the safety text for a message."""
    now = stage.clock()
    words, message = message.text[:LONGEST_HEARD], replace(message, text=message.text[:LONGEST_TEXT])
    # They did write: the silence after which a chat ends begins anew.
    session = replace(session, seen_at=now) if session is not None else None
    known = session or Session(started_at=now, seen_at=now)
    found = find(stage.steering, stage.safety, known, message, words)
    if found.strange and not known.held:
        known = known.covered()
        session = known if session is not None else None
    known = stage.listened(known, message, found)
    speech, step = stage.speech(known), found.step or Step(StepKind.NONE)
    start = Turn(session, speech.language, (), speech.plain_letters, intent="out_of_scope")
    if step.kind in LEAVING:
        # The way out works even now, and never shows what this chat is about.
        return replace(start, session=None, lines=(Line(speech.say(ENDS[step.kind])),), intent=intent_of(step))
    if step.kind in (StepKind.ERASE, StepKind.ERASE_NOW):
        return replace(start, lines=(Line(speech.say("erase.failed", erase=speech.word("erase"))),))
    if found.alarm is Alarm.WATCHED or (known.waiting_for == NEUTRAL and found.alarm is None):
        return _neutral(stage, session, known, found)
    if step.kind is StepKind.QUIET or (session is None and fold(message.text) == ONE):
        # Without a session nobody knows what the number answers: it may be the answer to an alarm.
        quiet = Line(speech.say("danger.quiet.heard"))
        return replace(start, lines=(quiet, notices.safety_text(speech, stage.country(known), stage.may_be_in(known))))
    there = replace(known, country=step.value) if step.kind is StepKind.COUNTRY and step.value else known
    country, countries = stage.country(there), stage.may_be_in(there)
    if found.alarm is None:
        return replace(start, lines=(notices.safety_text(speech, country, countries),))
    lines = tuple(alarm_lines(speech, found.alarm, country, countries, asks=asks_where(known)))
    if session is not None:
        session = replace(session, choices=codes(lines), waiting_for=waiting(known, found.alarm))
    return replace(start, session=session, lines=lines, intent=alarm_intent(found.alarm), danger=True)


def _neutral(stage: SafeStage, session: Session | None, known: Session, found: Found) -> Turn:
    turn = neutral_turn(stage, known, found.step, watched=found.alarm is Alarm.WATCHED)
    if session is None:
        return replace(turn, session=None)
    # A worker who has the chat decides what may be written in it.
    return replace(turn, session=session, lines=()) if session.held else turn
