"""A chat that a worker holds: the assistant passes words on, and speaks only to protect."""

from dataclasses import replace

from bot.conversation import notices
from bot.conversation.alarms import REASONS, alarm_lines, codes, waited
from bot.conversation.findings import Found
from bot.conversation.intents import alarm_intent
from bot.conversation.performance import Stage
from bot.conversation.speech import Line, Speech
from bot.conversation.step import Step, StepKind
from bot.conversation.turn import Turn
from bot.safety.net import Alarm
from bot.sessions.session import ALARM, ERASING, Session
from bot.tickets.wishes import DangerHeard, PersonWrote, Wish
from channels.channel import MessageReceived

OURS = (StepKind.EXIT, StepKind.CODE, StepKind.ERASE, StepKind.ERASE_NOW, StepKind.KEEP, StepKind.STOP, StepKind.BACK)
"""What the assistant still does while a worker has the chat: to leave, to delete, and to send the worker away."""
TAPPED = (StepKind.SEES, StepKind.CONTACT, StepKind.WITHDRAW)
"""What a button of the hand-over still does, as a worker may come before the tap; a number is for the worker."""
QUIET = Step(StepKind.QUIET)
ATTACHMENT = "attachment"
"""The key of what stands for something that cannot be passed on."""


def is_ours(step: Step | None, message: MessageReceived) -> bool:
    """Say whether the assistant does a step itself although a worker has the chat."""
    return step is not None and (step.kind in OURS or (bool(message.quick_reply) and step.kind in TAPPED))


def passed_on(stage: Stage, session: Session, speech: Speech, message: MessageReceived, found: Found) -> Turn:
    """Pass a message on to the worker; whoever is in danger also hears at once whom to call.

    Whoever is watched hears nothing from the assistant: the worker is told, and decides what may be written.
    """
    wishes: tuple[Wish, ...] = ()
    # Telegram and the web chat send only the id of a tapped button.
    text = message.text if message.text.strip() else session.title(message.quick_reply)
    if found.step == QUIET and waited(session) and text.strip().isdecimal():
        # The worker did not see what the number answers.
        text = f"{text} ({speech.say('choice.quiet')})"
    session = replace(session, waiting_for=session.waiting_for if session.waiting_for == ERASING else "")
    if text:
        wishes = (PersonWrote(text),)
    elif message.attachments:
        wishes = (PersonWrote("", ATTACHMENT),)
    if found.alarm is None:
        help_asked = found.step == Step(StepKind.HELP)
        urgent = notices.emergency(speech, stage.country(session), stage.may_be_in(session)).text
        now = (Line(urgent),) if help_asked else ()
        unheard = () if wishes else (Line(speech.say("empty")),)
        return Turn(session, speech.language, (*now, *unheard), speech.plain_letters, intent="human", wishes=wishes)
    watched = found.alarm is Alarm.WATCHED
    lines: list[Line] = []
    if not watched:
        lines = alarm_lines(speech, found.alarm, stage.country(session), stage.may_be_in(session))
        session = replace(session, waiting_for=f"{ALARM}{found.alarm}", choices=codes(lines))
    return Turn(
        session,
        speech.language,
        tuple(lines),
        speech.plain_letters,
        intent=alarm_intent(found.alarm),
        danger=not watched,
        watched=watched,
        wishes=(DangerHeard(REASONS[found.alarm]), *wishes),
    )
