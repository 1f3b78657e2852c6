"""The safety text: what is answered when nothing else works, without engine and stores."""

from dataclasses import replace
from typing import Protocol

from bot.conversation import notices
from bot.conversation.findings import Found, find
from bot.conversation.intents import alarm_intent, intent_of
from bot.conversation.performance import ENDS, Stage
from bot.conversation.speech import Line
from bot.conversation.steering import Steering
from bot.conversation.step import Step, StepKind
from bot.conversation.turn import LONGEST_HEARD, LONGEST_TEXT, Turn
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.safety.net import SafetyNet
from bot.sessions.session import Session
from bot.storage.clock import Clock
from channels.channel import MessageReceived

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
    if found.strange:
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
    named = stage.knowledge.countries.get(step.value) if step.kind is StepKind.COUNTRY else None
    country = named or stage.country(known)
    if found.alarm is None:
        return replace(start, lines=(notices.safety_text(speech, country, stage.countries),))
    lines = tuple(notices.danger(speech, found.alarm, country, stage.countries))
    return replace(start, lines=lines, intent=alarm_intent(found.alarm), danger=True)
