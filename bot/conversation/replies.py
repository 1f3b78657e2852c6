"""What a conversation is made of, and what it says that no message asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from bot.conversation import notices
from bot.conversation.alarms import codes
from bot.conversation.answer import cited
from bot.conversation.findings import Found
from bot.conversation.listening import Listener
from bot.conversation.performance import Performed
from bot.conversation.privacy import secret_set
from bot.conversation.safe_turn import safe_turn
from bot.conversation.speech import Line, Speech
from bot.conversation.steering import NO_COUNTRY, Steering
from bot.conversation.turn import Turn
from bot.conversation.understanding import Understanding
from bot.knowledge.catalogs import SOURCE_LANGUAGE
from bot.knowledge.countries import Country
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.safety.net import SafetyNet
from bot.sessions.session import Limits, Session
from channels.channel import MessageReceived, OutboundMessage

BRIEF_CHANNELS = ("sms",)


@dataclass(frozen=True, slots=True)
class Replies:
    """The parts of a conversation, its voice, and what it says for the program around it."""

    knowledge: KnowledgeBase
    safety: SafetyNet
    listener: Listener
    steering: Steering
    understanding: Understanding
    countries: Sequence[Country]
    clock: Callable[[], float]
    limits: Limits = field(default_factory=Limits)

    def unlocked(self, turn: Turn, session: Session, *, opened: bool) -> Turn:
        """Answer a secret word: an earlier chat was opened, or this one is kept under it now."""
        speech = self.speech(session)
        if opened:
            # Nothing was asked in this chat yet that the next message could answer.
            session = replace(session, waiting_for="")
            lines = [Line(speech.say("code.opened"), notices.menu(speech).choices)]
        else:
            lines = [*turn.lines, *secret_set(speech, session, self.limits)]
        return self.finished(session, Performed(session, tuple(lines)), turn)

    def puzzled(self, turn: Turn, session: Session) -> Turn:
        """Answer a secret word that may not be tried now, as anything else that means nothing to us."""
        said = notices.unknown(self.speech(session), again=False)
        return self.finished(session, Performed(session, (*turn.lines, said)), turn)

    def edited(self, session: Session) -> Turn:
        """Answer a message that was changed after it had been read."""
        speech = self.speech(session)
        return Turn(session, speech.language, (Line(speech.say("edited")),), speech.plain_letters)

    def safe(self, session: Session | None, message: MessageReceived) -> Turn:
        """Give the safety text in the person's language, for when nothing else works; it needs no store."""
        return safe_turn(self, session, message)

    def not_erased(self, session: Session | None) -> Turn:
        """Say that not everything could be deleted just now."""
        now = self.clock()
        speech = self.speech(session or Session(started_at=now, seen_at=now))
        return Turn(None, speech.language, (Line(speech.say("erase.failed", erase=speech.word("erase"))),))

    def not_passed_on(self, turn: Turn) -> Turn:
        """Say that the desk could not be reached, in place of what would then be untrue, and whom to call."""
        session = turn.session
        if session is None:
            return turn
        speech = self.speech(session)
        urgent = notices.emergency(speech, self.country(session), self.may_be_in(session))
        said = Line(speech.say("human.not_passed" if session.held else "human.unreachable"))
        # What is said in danger stands, but for the promise of somebody.
        promise = speech.say("human.danger")
        stands = tuple(each for each in turn.lines if each.text != promise)
        return replace(turn, lines=(*stands, said) if turn.danger else (said, urgent), wishes=())

    def plain(self, text: str, language: str) -> OutboundMessage:
        """Make the message that carries a worker's words, as they are."""
        locale = self.knowledge.catalogs.locales.get(language)
        return OutboundMessage(text, plain_letters=locale is not None and locale.plain_sms_letters)

    def leaves(self, message: MessageReceived) -> bool:
        """Say whether a message asks to leave at once."""
        return self.steering.leaves(message)

    def speech(self, session: Session) -> Speech:
        """Give the voice for a session: the language chosen, else the one heard, else the nearest that we speak."""
        language = session.language_chosen or session.language or session.language_guess
        other = self.knowledge.other_languages.get(language)
        nearest = other.answer_in if other else SOURCE_LANGUAGE
        spoken = language if language in self.knowledge.catalogs.locales else nearest
        return Speech(
            self.knowledge,
            spoken,
            brief=session.channel in BRIEF_CHANNELS,
            heard=language,
            served=tuple(self.countries),
        )

    def country(self, session: Session) -> Country | None:
        """Give the session's country, where we know something of it."""
        return self.knowledge.countries.get(session.country)

    def may_be_in(self, session: Session) -> Sequence[Country]:
        """List the countries whose numbers stand for an unknown one; none where they said another one."""
        return self.countries if session.country in ("", NO_COUNTRY) else ()

    def listened(self, session: Session, message: MessageReceived, found: Found) -> Session:
        """Give the session with what a message shows of its writer: language and country."""
        if found.own_words and message.text:
            session = self.listener.heard(session, self.steering.places.without_names(message.text))
        if found.place.here:
            session = replace(session, country=found.place.country)
        elif found.place.country in self.knowledge.countries:
            session = replace(session, country_mentioned=found.place.country)
        if not session.language and not session.language_guess:
            session = replace(
                session,
                language_guess=self.listener.first_guess(
                    message.text, message.language_hint, self.steering.languages_of(message.text)
                ),
            )
        return session

    def finished(self, session: Session, performed: Performed, start: Turn | None = None) -> Turn:
        """Make the turn of what was performed: the choices that were offered last are what a number stands for."""
        after = performed.session
        spoken = self.speech(after or session)
        turn = replace(
            start or Turn(after, spoken.language, ()),
            session=after,
            language=spoken.language,
            lines=performed.lines,
            plain_letters=spoken.plain_letters,
            wishes=(*(start.wishes if start else ()), *performed.wishes),
        )
        if after is None:
            return turn
        after = replace(after, choices=codes(performed.lines) or after.choices)
        topic = self.knowledge.topics.get(after.topic)
        return replace(
            turn,
            session=after,
            cited=cited(spoken, topic, after.answered_for)
            if topic and turn.intent == after.topic and spoken.serves(topic)
            else (),
        )
