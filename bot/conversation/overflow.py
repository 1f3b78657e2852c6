"""Somebody writes more than is read: what is heard all the same, and what is said to the rest of it."""

from dataclasses import replace

from bot.conversation import notices
from bot.conversation.alarms import waited
from bot.conversation.findings import Found, find
from bot.conversation.performance import ENDS
from bot.conversation.safe_turn import SafeStage
from bot.conversation.speech import Line
from bot.conversation.step import StepKind
from bot.conversation.turn import LONGEST_HEARD, LONGEST_TEXT, Turn
from bot.sessions.session import NEUTRAL, Session
from channels.channel import MessageReceived

ENDING = (*ENDS, StepKind.ERASE)
"""To leave and to delete, which is done each time however much was written."""
PRESSING = (
    *ENDING,
    StepKind.KEEP,
    StepKind.FORGET,
    StepKind.WITHDRAW,
    StepKind.PROBE,
    StepKind.QUIET,
    StepKind.CHILD,
    StepKind.HUMAN,
    StepKind.HELP,
)
"""Steps that somebody's safety may hang on; silence after "Delete it?" would delete, so that keeping is one of them."""
WHERE = "where"


def pressing(stage: SafeStage, session: Session | None, message: MessageReceived) -> str:
    """Name what in a message must not wait, empty where nothing must; neither engine nor store is asked."""
    known, found = _heard(stage, session, message)
    if found.alarm is not None:
        return f"alarm.{found.alarm}"
    if found.step is not None and found.step.kind in PRESSING:
        return found.step.kind
    # An answer to where they are, which is asked after an alarm for the right number.
    return WHERE if waited(known) and (found.step or found.place.country) else ""


def held_off(stage: SafeStage, session: Session | None, message: MessageReceived, *, long: bool) -> Turn:
    """Say that no more is read for a minute, or with `long` for up to an hour, and whom to call meanwhile.

    Where somebody else may read along, and where the provider has answered already, nothing is said.
    """
    known, found = _heard(stage, session, message)
    known = stage.listened(replace(known, channel=message.address.channel), message, found)
    speech = stage.speech(known)
    # Both are written out: a test looks for each text where it is said.
    said = speech.say("many.hour") if long else speech.say("many.minute")
    urgent = notices.emergency(speech, stage.country(known), stage.countries)
    silent = known.waiting_for == NEUTRAL or message.provider_answered
    lines = () if silent else (Line(f"{said}\n{urgent.text}"),)
    return Turn(session, speech.language, lines, speech.plain_letters)


def unsaid(turn: Turn) -> Turn:
    """Give a turn of which nothing is said; what it does is done."""
    return replace(turn, lines=())


def _heard(stage: SafeStage, session: Session | None, message: MessageReceived) -> tuple[Session, Found]:
    now = stage.clock()
    known = session or Session(started_at=now, seen_at=now)
    cut = replace(message, text=message.text[:LONGEST_TEXT])
    return known, find(stage.steering, stage.safety, known, cut, message.text[:LONGEST_HEARD])
