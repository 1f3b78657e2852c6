"""The neutral face: what is shown while somebody else may read along, as to anybody who passes by."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.directory import emergency_here
from bot.conversation.intents import ALARM_INTENTS
from bot.conversation.notices import likely_numbers
from bot.conversation.performance import Stage
from bot.conversation.speech import Line, Speech
from bot.conversation.step import Step, StepKind
from bot.conversation.turn import Turn
from bot.conversation.understanding import Understood
from bot.knowledge.countries import EMERGENCY_KINDS, Country
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.sessions.session import NEUTRAL, Session

OWN_STEPS = (
    StepKind.TOPIC,
    StepKind.HUMAN,
    StepKind.HELP,
    StepKind.MENU,
    StepKind.PRIVACY,
    StepKind.FORGET,
    StepKind.CODE,
    StepKind.ERASE,
)
"""What only somebody who knows this service asks for by its word; after it the face is ours again."""
OWN_INTENTS = ("human", "menu", "erase", "exit", "stop_messages", *ALARM_INTENTS)


def neutral(speech: Speech, country: Country | None, countries: Sequence[Country]) -> Line:
    """Say what any public service would: what it is, how to end, and the emergency number."""
    numbers = emergency_here(speech, country) if country else likely_numbers(speech, countries, EMERGENCY_KINDS)
    emergency = speech.say("danger.numbers", numbers=numbers) if numbers else speech.say("neutral.emergency")
    return Line(f"{speech.say('neutral', exit=speech.word('exit'))}\n{emergency}")


def neutral_turn(stage: Stage, session: Session, step: Step | None = None, *, watched: bool = False) -> Turn:
    """Show the neutral face, and keep it until the person asks something of their own; nothing can be chosen in it.

    A step only tells it where they are, or which language they speak.
    """
    session = _told(stage, replace(session, waiting_for=NEUTRAL, choices=()), step)
    speech = stage.speech(session)
    said = neutral(speech, stage.country(session), stage.may_be_in(session))
    return Turn(session, speech.language, (said,), speech.plain_letters, intent="watched", watched=watched)


def shows_neutral(session: Session, step: Step | None) -> bool:
    """Say whether a message without an alarm is met with the neutral face before its meaning is known."""
    return session.waiting_for == NEUTRAL and step is not None and step.kind not in OWN_STEPS


def own_question(understood: Understood, knowledge: KnowledgeBase) -> bool:
    """Say whether somebody asks something of their own, as far as the engine is sure of it."""
    return not understood.guessed and (understood.intent in knowledge.topics or understood.intent in OWN_INTENTS)


def _told(stage: Stage, session: Session, step: Step | None) -> Session:
    if step is None or not step.value:
        return session
    if step.kind is StepKind.COUNTRY:
        return replace(session, country=step.value)
    spoken = stage.speech(session).knowledge.catalogs.locales
    chosen = step.kind is StepKind.LANGUAGE and step.value in spoken
    return replace(session, language=step.value, language_chosen=step.value) if chosen else session
