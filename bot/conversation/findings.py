"""What one message holds that needs no engine: a step, an alarm, and the country that it names."""

from dataclasses import dataclass, field

from bot.conversation.hand_over import SKIPPED, awaits_words, listened
from bot.conversation.performance import ENDS
from bot.conversation.places import PlaceSaid
from bot.conversation.privacy import CONFIRMING, erasing
from bot.conversation.steering import NO_COUNTRY, Steering
from bot.conversation.step import WHO_ARE_YOU, Step, StepKind
from bot.safety.net import Alarm, Heard, SafetyNet
from bot.sessions.session import Session
from channels.channel import MessageReceived

HEARD = (*ENDS, StepKind.QUIET, StepKind.CHILD, StepKind.ERASE)
"""What is done at once however alarming its words are: to leave, and what the alarm itself has offered."""
SKIP = Step(StepKind.COUNTRY, NO_COUNTRY)
"""The word for rather not saying, which answers more than one question."""
PROBE = Step(StepKind.PROBE)
WHO_ELSE = "contact.who"
"""What a session waits for after the question who else may read on the phone."""
STRANGE = (PROBE, WHO_ARE_YOU)
"""What somebody else who holds the phone may ask: whoever does is a stranger to us from then on."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a message; where there is an alarm, nothing else is done."""

    step: Step | None = None
    alarm: Alarm | None = None
    sure: bool = True
    """Whether the alarm is sure enough to call somebody unasked."""
    spoken: bool = False
    """Whether it was said in so many words that somebody reads along now."""
    suspected: bool = False
    """Whether somebody may read along, without enough reason to hide the answer."""
    place: PlaceSaid = field(default_factory=PlaceSaid)
    confirms: str = ""
    """What the question before this message asked to confirm: a kind of step, or nothing."""

    told: Session | None = field(default=None, repr=False)
    """The session after words that answer what the hand-over asked; None where they answer nothing."""

    @property
    def own_words(self) -> bool:
        """Say whether the message is in the person's own words, so that it shows their language."""
        return self.step is None or self.step.kind is StepKind.PROBE

    @property
    def strange(self) -> bool:
        """Say whether the message may come from somebody else who holds the phone."""
        return self.step in STRANGE or self.alarm is Alarm.WATCHED


def find(steering: Steering, safety: SafetyNet, session: Session, message: MessageReceived, heard: str) -> Found:
    """Find all of it; `heard` is the message's text as far as it is searched for danger."""
    step = erasing(steering.step(message, session), session)
    # A button's title is our own words; what a person writes may steer and be a cry for help at once ("sos").
    weighed = Heard() if message.quick_reply or (step and step.kind in HEARD) else _heard(safety, session, step, heard)
    suspected = weighed.alarm is Alarm.WATCHED and not weighed.sure
    alarm = None if suspected else weighed.alarm
    step = step if alarm is None else None
    if step == SKIP and awaits_words(session):
        return Found(SKIPPED)
    answered = listened(session, message.text) if alarm is None and _may_answer(message, step) else None
    if answered is not None:
        return Found(answered[1], told=answered[0])
    place = steering.places.said(message.text) if step is None else PlaceSaid()
    confirms = CONFIRMING.get(session.waiting_for, "")
    return Found(step, alarm, weighed.sure, weighed.spoken, suspected, place=place, confirms=confirms)


def _heard(safety: SafetyNet, session: Session, step: Step | None, text: str) -> Heard:
    # Our own words are no signs of anything; only an answer to "where are you?" may say more than we asked.
    own = step is None or step.kind is StepKind.COUNTRY
    found = safety.weigh(text) if own else safety.said(text)
    answers = step is not None or session.held or awaits_words(session)
    if answers and not found.sure:
        # It is what we asked for, or a worker reads it.
        return Heard()
    if found.alarm is Alarm.WATCHED and (step == PROBE or session.waiting_for == WHO_ELSE):
        # The one is met with the neutral face anyway; the other answers what we asked.
        return Heard()
    return found


def _may_answer(message: MessageReceived, step: Step | None) -> bool:
    """Say whether words may be an answer to the hand-over: not a button, a number or a way out."""
    chosen = message.quick_reply or message.command or message.text.strip().isdecimal()
    return not chosen and (step is None or step.kind not in (*HEARD, StepKind.HUMAN, StepKind.HELP, StepKind.TOLD))
