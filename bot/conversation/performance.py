"""Does one step: what is said, and what the session remembers of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.conversation import notices
from bot.conversation.alarms import alarm_lines, asks_where, child_lines, quiet_lines, waited
from bot.conversation.answer import answer, answer_choices, country_question, more, sources
from bot.conversation.directory import help_in
from bot.conversation.hand_over import STEPS as HAND_OVER
from bot.conversation.hand_over import hand_over
from bot.conversation.privacy import BOTH_SIDES, told
from bot.conversation.speech import Line, Speech
from bot.conversation.steering import NO_COUNTRY, UNKNOWN_NUMBER
from bot.conversation.step import WHO_ARE_YOU, Step, StepKind
from bot.conversation.withholding import withheld
from bot.knowledge.catalogs import country_name, language_name
from bot.knowledge.countries import Country
from bot.safety.net import Alarm
from bot.sessions.session import NEUTRAL, Limits, Session
from bot.tickets.desk_status import NO_DESK, DeskStatus
from bot.tickets.ticket import Outcome
from bot.tickets.wishes import ChatLeft, Wish


@dataclass(frozen=True, slots=True)
class Performed:
    """What was said, the session after it, None where the step ended it, and what it means for a ticket."""

    session: Session | None
    lines: tuple[Line, ...]
    wishes: tuple[Wish, ...] = ()
    urgent: bool = False
    """Whether the first line says whom to call in danger."""


class Stage(Protocol):
    """What a step needs of the conversation."""

    @property
    def countries(self) -> Sequence[Country]: ...

    @property
    def limits(self) -> Limits: ...

    def speech(self, session: Session) -> Speech: ...

    def country(self, session: Session) -> Country | None: ...

    def may_be_in(self, session: Session) -> Sequence[Country]: ...


LEAVES = {StepKind.EXIT: Outcome.LEFT, StepKind.ERASE_NOW: Outcome.DELETED, StepKind.STOP: Outcome.WITHDRAWN}
ENDS = {StepKind.EXIT: "exit.done", StepKind.ERASE_NOW: "erase.done", StepKind.STOP: "stop.done"}
"""What ends a chat at once, and the last thing that is said."""
_AFTER_ALARM = (StepKind.QUIET, StepKind.CHILD)
_PRIVACY = (
    StepKind.PRIVACY,
    StepKind.ERASE,
    StepKind.KEEP,
    StepKind.FORGET,
    StepKind.CODE,
    StepKind.PROBE,
)


def perform(stage: Stage, speech: Speech, session: Session, step: Step, desk: DeskStatus = NO_DESK) -> Performed:
    """Do a step."""
    if step.kind in ENDS:
        lines = [Line(speech.say(ENDS[step.kind]))]
        if step.kind is StepKind.ERASE_NOW and session.channel in BOTH_SIDES:
            lines.append(Line(speech.say("erase.both_sides")))
        return Performed(None, tuple(lines), (ChatLeft(LEAVES[step.kind]),))
    if step.kind in HAND_OVER and desk.exists:
        now_line = notices.emergency(speech, stage.country(session), stage.may_be_in(session))
        waiting_for = session.waiting_for if step.kind is StepKind.TOLD else ""
        done = hand_over(speech, replace(session, waiting_for=waiting_for, unsure=0), step, desk, now_line)
        return Performed(done.session, done.lines, done.wishes)
    if step == UNKNOWN_NUMBER:
        # What was offered and asked stays: the person looks at the same list and tries again.
        return Performed(session, (Line(speech.say(step.value)),))
    session = replace(session, waiting_for=session.waiting_for if _still_waits(session, step) else "", unsure=0)
    if step.kind in _PRIVACY:
        session, said = told(speech, session, stage.limits, step)
        return Performed(session, tuple(said))
    if step.kind is StepKind.COUNTRY:
        alarm = waited(session)
        return _located(stage, speech, session, step.value, alarm) if alarm else _country(speech, session, step.value)
    if step.kind is StepKind.LANGUAGE:
        return _language(stage, speech, session, step.value)
    if step.kind is StepKind.TOPIC:
        return _topic(speech, session, step.value)
    return Performed(session, tuple(_lines(stage, speech, session, step)))


def _still_waits(session: Session, step: Step) -> bool:
    """Say whether what a session waits for outlives a step that is no answer to it."""
    if session.waiting_for == NEUTRAL:
        return step.kind is StepKind.PROBE
    return waited(session) is not None and step.kind in (StepKind.COUNTRY, *_AFTER_ALARM)


def _lines(stage: Stage, speech: Speech, session: Session, step: Step) -> list[Line]:
    if step.kind in _AFTER_ALARM:
        return _after_alarm(stage, speech, session, step)
    topic = speech.knowledge.topics.get(session.topic)
    if step.kind in (StepKind.MORE, StepKind.SOURCE) and topic is None:
        # Whoever asks may hold the phone after a question of theirs about earlier contact: no topic is named.
        return [Line(speech.say("source.none"), notices.unknown(speech, again=False).choices)]
    if topic is not None and step.kind in (StepKind.MORE, StepKind.SOURCE) and not speech.serves(topic):
        return withheld(speech, topic, session.answered_for)
    if step.kind is StepKind.MORE and topic is not None:
        return more(speech, topic, session.answered_for)
    if step.kind is StepKind.SOURCE and topic is not None:
        return sources(speech, topic, session.answered_for)
    if step.kind is StepKind.HUMAN:
        return notices.human(speech, speech.knowledge.countries.get(session.answered_for))
    if step.kind is StepKind.HELP:
        return [notices.emergency(speech, stage.country(session), stage.may_be_in(session)), notices.menu(speech)]
    if step.kind is StepKind.NONE:
        return [notices.unknown(speech, again=False)]
    if step.kind is StepKind.SAY:
        # Who asks who we are may also want to know what we keep.
        kept = (speech.choice(StepKind.PRIVACY),) if step == WHO_ARE_YOU else ()
        return [Line(speech.say(step.value), (*kept, *notices.unknown(speech, again=False).choices))]
    return [notices.menu(speech, step.value if step.kind is StepKind.MENU else "")]


def _after_alarm(stage: Stage, speech: Speech, session: Session, step: Step) -> list[Line]:
    if step.kind is StepKind.QUIET:
        return quiet_lines(speech, asks=asks_where(session))
    return child_lines(speech, step.value, stage.country(session), stage.may_be_in(session))


def _located(stage: Stage, speech: Speech, session: Session, value: str, alarm: Alarm) -> Performed:
    """Give the numbers of where somebody is who has just said it after an alarm."""
    if not value:
        return Performed(session, (country_question(speech, "country.which"),))
    session = replace(session, country=value, waiting_for="", unsure=0)
    country = stage.country(session)
    lines = alarm_lines(speech, alarm, country, stage.may_be_in(session))
    topic = speech.knowledge.topics.get(session.topic)
    if topic is not None and country is not None and speech.serves(topic):
        said = help_in(speech, country, topic.services, topic.country_facts, urgent=False)
        alone = len(said[0].text.splitlines()) == 1
        # The day alone on which the numbers were checked belongs to the numbers.
        lines = [Line(f"{lines[0].text}\n{said[0].text}", lines[0].choices)] if alone else [*lines, *said]
    return Performed(session, tuple(lines), urgent=True)


def _topic(speech: Speech, session: Session, value: str) -> Performed:
    topic = speech.knowledge.topics[value]
    withholds = not speech.serves(topic)
    asks = (topic.depends_on_country or withholds) and not session.answered_for
    session = replace(session, topic=value, waiting_for="country" if asks else "")
    if withholds:
        return Performed(session, tuple(withheld(speech, topic, session.answered_for)))
    return Performed(session, tuple(answer(speech, topic, session.answered_for, guessed=not session.country)))


def _country(speech: Speech, session: Session, value: str) -> Performed:
    if not value:
        question = country_question(speech, "country.which")
        return Performed(replace(session, waiting_for="country"), (question,))
    session = replace(session, country=value)
    topic = speech.knowledge.topics.get(session.topic)
    if topic is not None and not speech.serves(topic):
        return Performed(session, tuple(withheld(speech, topic, value)))
    choices = answer_choices(speech) if topic is not None else notices.unknown(speech, again=False).choices
    if value == NO_COUNTRY:
        return Performed(session, (Line(speech.say("country.skipped"), choices),))
    name = country_name(value, speech.language)
    served = speech.knowledge.countries.get(value)
    if served is None:
        return Performed(session, (Line(speech.say("country.unknown", country=name), choices),))
    if topic is not None:
        said = help_in(speech, served, topic.services, topic.country_facts)
    else:
        said = help_in(speech, served, notices.PEOPLE)
        said = [Line(speech.say("country.changed", country=name)), *said]
    return Performed(session, (*said[:-1], Line(said[-1].text, choices)))


def _language(stage: Stage, speech: Speech, session: Session, value: str) -> Performed:
    if not value:
        return Performed(session, (notices.language_question(speech, "language.which"),))
    if value not in speech.knowledge.catalogs.locales:
        return Performed(session, (notices.language_question(speech, "language.unknown"),))
    session = replace(session, language=value, language_chosen=value)
    spoken = stage.speech(session)
    changed = Line(spoken.say("language.changed", language=language_name(value, value)))
    if session.topic in spoken.knowledge.topics:
        repeated = _topic(spoken, session, session.topic)
        return replace(repeated, lines=(changed, *repeated.lines))
    return Performed(session, (changed, notices.menu(spoken)))
