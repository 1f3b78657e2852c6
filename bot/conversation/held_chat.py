"""A chat that a worker holds: the assistant passes words on, and speaks only to protect."""

from bot.conversation import notices
from bot.conversation.findings import Found
from bot.conversation.intents import alarm_intent
from bot.conversation.performance import Stage
from bot.conversation.speech import Line, Speech
from bot.conversation.step import Step, StepKind
from bot.conversation.turn import Turn
from bot.safety.net import Alarm
from bot.sessions.session import Session
from bot.tickets.desk_status import DeskStatus
from bot.tickets.ticket import Reason
from bot.tickets.wishes import DangerHeard, HumanAsked, PersonWrote, Wish
from channels.channel import MessageReceived

OURS = (StepKind.EXIT, StepKind.CODE, StepKind.ERASE, StepKind.ERASE_NOW, StepKind.KEEP, StepKind.STOP, StepKind.BACK)
"""What the assistant still does while a worker has the chat: to leave, to delete, and to send the worker away."""
TAPPED = (StepKind.SEES, StepKind.CONTACT, StepKind.WITHDRAW)
"""What a button of the hand-over still does, as a worker may come before the tap; a number is for the worker."""
REASONS = {Alarm.DANGER: Reason.DANGER, Alarm.SELF_HARM: Reason.SELF_HARM}
ATTACHMENT = "attachment"
"""The key of what stands for something that cannot be passed on."""


def is_ours(step: Step | None, message: MessageReceived) -> bool:
    """Say whether the assistant does a step itself although a worker has the chat."""
    return step is not None and (step.kind in OURS or (bool(message.quick_reply) and step.kind in TAPPED))


def passed_on(stage: Stage, session: Session, speech: Speech, message: MessageReceived, found: Found) -> Turn:
    """Pass a message on to the worker; whoever is in danger also hears at once whom to call."""
    wishes: tuple[Wish, ...] = ()
    # Telegram and the web chat send only the id of a tapped button.
    text = message.text if message.text.strip() else session.title(message.quick_reply)
    if text:
        wishes = (PersonWrote(text),)
    elif message.attachments:
        wishes = (PersonWrote("", ATTACHMENT),)
    if found.alarm is None:
        help_asked = found.step == Step(StepKind.HELP)
        now = (Line(notices.emergency(speech, stage.country(session), stage.countries).text),) if help_asked else ()
        unheard = () if wishes else (Line(speech.say("empty")),)
        return Turn(session, speech.language, (*now, *unheard), speech.plain_letters, intent="human", wishes=wishes)
    lines = tuple(notices.danger(speech, found.alarm, stage.country(session), stage.countries))
    return Turn(
        session,
        speech.language,
        lines,
        speech.plain_letters,
        intent=alarm_intent(found.alarm),
        danger=True,
        wishes=(DangerHeard(REASONS[found.alarm]), *wishes),
    )


def alarmed(speech: Speech, alarm: Alarm, desk: DeskStatus) -> tuple[tuple[Line, ...], tuple[Wish, ...]]:
    """Ask for a human at once where danger is near and there is a desk; say so where somebody is there."""
    if not (desk.exists and desk.reachable):
        return (), ()
    said = Line(speech.say("human.danger" if desk.open else "human.closed"))
    return (said,), (HumanAsked(REASONS[alarm]),)
