"""What follows from what the engine understood: an answer, a step, a question back, or an alarm's words."""

from dataclasses import dataclass, replace

from bot.conversation import notices
from bot.conversation.alarms import alarm_lines, alarmed, asks_where, still_lines, waited, waiting
from bot.conversation.intents import CONFIRMED, INTENTS, SPOKEN
from bot.conversation.performance import Performed, Stage, perform
from bot.conversation.privacy import VANISHING
from bot.conversation.speech import Line, Speech
from bot.conversation.step import Step, StepKind
from bot.conversation.understanding import Understood
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.safety.net import Alarm
from bot.sessions.session import Session
from bot.tickets.desk_status import DeskStatus

MOST_MEANINGS = 3

SAY_LITTLE = ("", "affirm", "deny", "out_of_scope")
"""What is met after an alarm neither with "that is fine" nor with "I did not understand"."""
SURE_OF_LEAVING = 0.8
"""Leaving must be quick where it is meant; below this a guess would only cut somebody off."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a message means, the country that it names, empty where there is none, and the desk as it is now.

    `sure` says whether an alarm in it is sure enough to call somebody unasked.
    """

    understood: Understood
    country: str
    desk: DeskStatus
    sure: bool = True


def replied(stage: Stage, speech: Speech, session: Session, meant: Meant) -> Performed:
    """Do what was understood."""
    knowledge, understood, country = speech.knowledge, meant.understood, meant.country
    intent = understood.intent if not understood.guessed else ""
    if intent in knowledge.topics:
        return perform(stage, speech, session, Step(StepKind.TOPIC, intent))
    alarm = waited(session)
    little = alarm is not None and intent in SAY_LITTLE and not _topics(knowledge, understood)
    if country and (intent == "country" or (little and session.country == country)):
        # They have just said which; asking again would lose it.
        return perform(stage, speech, session, Step(StepKind.COUNTRY, country))
    if intent in CONFIRMED:
        # What a model understands must not delete or silence anything by itself.
        return confirmed(stage, speech, session, INTENTS[intent].kind)
    if intent in INTENTS and (intent != "exit" or understood.confidence >= SURE_OF_LEAVING):
        return perform(stage, speech, session, INTENTS[intent], meant.desk)
    if alarm is not None and little and asks_where(session):
        lines = still_lines(speech, alarm, stage.may_be_in(session))
        return Performed(replace(session, unsure=0), tuple(lines), urgent=True)
    if intent in SPOKEN:
        return perform(stage, speech, session, Step(StepKind.SAY, intent))
    session = replace(session, unsure=session.unsure + 1)
    if topics := _topics(knowledge, understood):
        return Performed(session, (notices.did_you_mean(speech, topics),))
    return Performed(session, (notices.unknown(speech, again=session.unsure > 1),))


def alarm_reply(stage: Stage, speech: Speech, session: Session, alarm: Alarm, meant: Meant) -> Performed:
    """Say what an alarm needs, and call somebody; a question that came with it is answered below."""
    # Whatever was asked before, the next words are no answer to it.
    session = replace(session, waiting_for=waiting(session, alarm), contact={})
    passed, wishes = alarmed(speech, alarm, meant.desk) if meant.sure else ((), ())
    urgent = alarm_lines(speech, alarm, stage.country(session), stage.may_be_in(session), asks=asks_where(session))
    lines = (*urgent, *passed)
    if meant.understood.intent not in speech.knowledge.topics or meant.understood.guessed:
        return Performed(replace(session, unsure=0), lines, wishes)
    # The alarm may be about the past or somebody else: the question deserves its answer too.
    answered = replied(stage, speech, session, meant)
    # Its choices are left out: a number must mean what the alarm says, above all that they cannot talk.
    said = tuple(Line(line.text) for line in answered.lines)
    after = replace(answered.session or session, waiting_for=session.waiting_for)
    return Performed(after, (*lines, *said), (*wishes, *answered.wishes))


def confirmed(stage: Stage, speech: Speech, session: Session, kind: StepKind) -> Performed:
    """Ask before something is done that was only understood, where it is not asked anyway."""
    if kind is StepKind.ERASE and session.channel in VANISHING:
        return perform(stage, speech, session, Step(kind))
    return Performed(replace(session, waiting_for=f"confirm.{kind}"), (notices.confirmation(speech, kind),))


def _topics(knowledge: KnowledgeBase, understood: Understood) -> list[str]:
    """List the topics that a message may be about, where that is only a guess."""
    guessed = understood.meanings if understood.guessed else ()
    return [each for each in guessed if each in knowledge.topics][:MOST_MEANINGS]
