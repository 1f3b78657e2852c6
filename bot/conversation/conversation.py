"""One turn: safety first, then what was steered, then what the engine understands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from bot.conversation import notices
from bot.conversation.alarms import codes, waited
from bot.conversation.answer import cited
from bot.conversation.findings import Found, find
from bot.conversation.held_chat import is_ours, passed_on
from bot.conversation.intents import ALARM_INTENTS, ANSWERS, alarm_intent, intent_of
from bot.conversation.introduction import admitted, greeted
from bot.conversation.listening import Listener
from bot.conversation.neutral import neutral_turn, own_question, shows_neutral
from bot.conversation.performance import ENDS, Performed, perform
from bot.conversation.privacy import SECRET_WORD, secret_set
from bot.conversation.reply import Meant, alarm_reply, confirmed, replied
from bot.conversation.safe_turn import safe_turn
from bot.conversation.speech import Line, Speech
from bot.conversation.steering import Steering
from bot.conversation.step import WHO_ARE_YOU, Step, StepKind
from bot.conversation.turn import LONGEST_HEARD, LONGEST_TEXT, Turn
from bot.conversation.understanding import EngineUnavailable, Understanding, Understood
from bot.knowledge.catalogs import SOURCE_LANGUAGE
from bot.knowledge.countries import Country
from bot.knowledge.knowledge_base import KnowledgeBase
from bot.safety.net import Alarm, SafetyNet
from bot.sessions.session import NEUTRAL, Limits, Session
from bot.tickets.desk_status import NO_DESK, DeskStatus
from channels.channel import MessageReceived, OutboundMessage

BRIEF_CHANNELS = ("sms",)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Decides every turn of every person; it holds nothing of anybody between turns."""

    knowledge: KnowledgeBase
    safety: SafetyNet
    listener: Listener
    steering: Steering
    understanding: Understanding
    countries: Sequence[Country]
    clock: Callable[[], float]
    limits: Limits = field(default_factory=Limits)

    async def respond(self, session: Session | None, message: MessageReceived, desk: DeskStatus = NO_DESK) -> Turn:
        """Answer one message; it never raises for what a person wrote, and says the safety text without the engine.

        `desk` is the desk as it is now, with the person's own ticket: what a worker holds is passed on to them.
        """
        now = self.clock()
        before = session or Session(started_at=now, seen_at=now)
        channel = message.address.channel
        session = replace(before, seen_at=now, channel=channel, held=desk.held if desk.reachable else before.held)
        heard, message = message.text[:LONGEST_HEARD], replace(message, text=message.text[:LONGEST_TEXT])
        found = find(self.steering, self.safety, session, message, heard)
        step = found.step
        if found.confirms:
            session = replace(session, waiting_for="")
        if found.told is not None:
            session = found.told
        if found.strange and not session.held:
            before = session = session.covered()
        session = self.listened(session, message, found)
        speech = self.speech(session)
        if session.held and not message.provider_answered and not is_ours(step, message):
            return passed_on(self, session, speech, replace(message, text=heard), found)
        if step is not None and step.kind in (*ENDS, StepKind.PROBE):
            turn = self._stepped(session, speech, step)
            return replace(turn, lines=()) if message.provider_answered else turn
        if message.provider_answered:
            return Turn(session, speech.language, ())
        turn = await self._answered(session, speech, message, found, desk)
        if turn.intent == WHO_ARE_YOU.value and not turn.asked_back:
            before = before.covered()
        turn = greeted(self, turn, step)
        if len(heard) > len(message.text):
            turn = turn.introduced(Line(self.speech(turn.session or session).say("too_long")))
        return admitted(self, turn, before)

    def unlocked(self, turn: Turn, session: Session, *, opened: bool) -> Turn:
        """Answer a secret word: an earlier chat was opened, or this one is kept under it now."""
        speech = self.speech(session)
        if opened:
            # Nothing was asked in this chat yet that the next message could answer.
            session = replace(session, waiting_for="")
            lines = [Line(speech.say("code.opened"), notices.menu(speech).choices)]
        else:
            lines = [*turn.lines, *secret_set(speech, session, self.limits)]
        return self._finished(session, Performed(session, tuple(lines)), turn)

    def puzzled(self, turn: Turn, session: Session) -> Turn:
        """Answer a secret word that may not be tried now, as anything else that means nothing to us."""
        said = notices.unknown(self.speech(session), again=False)
        return self._finished(session, Performed(session, (*turn.lines, said)), turn)

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
        urgent = notices.emergency(speech, self.country(session), self.countries)
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

    async def _answered(
        self, session: Session, speech: Speech, message: MessageReceived, found: Found, desk: DeskStatus
    ) -> Turn:
        if found.alarm is Alarm.WATCHED:
            return await self._watched(session, message, found, desk)
        unclear = session.waiting_for == NEUTRAL and found.alarm is None
        if (unclear and not message.text.strip() and found.step is None) or shows_neutral(session, found.step):
            return neutral_turn(self, session, found.step)
        if found.step is not None:
            turn = self._stepped(session, speech, found.step, desk)
            return replace(turn, secret=self.steering.secret(message)) if found.step == SECRET_WORD else turn
        if not message.text.strip():
            text = notices.unreadable(speech, message.attachments) if message.attachments else speech.say("empty")
            return self._finished(
                session, Performed(session, (Line(text, notices.unknown(speech, again=False).choices),))
            )
        try:
            understood = await self.understanding.understand(message.text, speech.language)
        except EngineUnavailable:
            if found.alarm is None and found.confirms:
                # A number or a button answers it without the engine.
                return self._finished(session, confirmed(self, speech, session, StepKind(found.confirms)))
            if found.alarm is None:
                raise
            understood = Understood("out_of_scope", 0.0)
        if unclear and not own_question(understood, self.knowledge):
            return neutral_turn(self, session)
        if found.alarm is None and understood.intent == WHO_ARE_YOU.value and not understood.guessed:
            # Whoever asks it in other words is a stranger too; what must still be erased stays.
            session = self.listened(session.covered(), message, found)
            speech = self.speech(session)
        return self._understood(session, speech, understood, found, desk)

    async def _watched(self, session: Session, message: MessageReceived, found: Found, desk: DeskStatus) -> Turn:
        """Show the neutral face, but to somebody who asks how to be safe from whoever watches."""
        speech = self.speech(session)
        try:
            understood = await self.understanding.understand(message.text, speech.language)
        except EngineUnavailable:
            return neutral_turn(self, session, watched=True)
        topic = self.knowledge.topics.get(understood.intent)
        if topic is None or not topic.for_watched or understood.guessed:
            return neutral_turn(self, session, watched=True)
        return self._understood(session, speech, understood, replace(found, alarm=None), desk)

    def _stepped(self, session: Session, speech: Speech, step: Step, desk: DeskStatus = NO_DESK) -> Turn:
        start = Turn(session, speech.language, (), intent=intent_of(step), confidence=1.0)
        return self._finished(session, perform(self, speech, session, step, desk), start)

    def _understood(
        self, session: Session, speech: Speech, understood: Understood, found: Found, desk: DeskStatus
    ) -> Turn:
        asked = understood.intent in self.knowledge.topics and not understood.guessed
        # What is understood as a question is answered as one where the alarm is only a doubt.
        doubted = found.suspected or (found.alarm is not None and not found.sure and asked)
        heard = None if doubted else found.alarm
        alarm = heard or (None if understood.guessed else ALARM_INTENTS.get(understood.intent))
        answer = None if understood.guessed else ANSWERS.get((found.confirms, understood.intent))
        if alarm is None and answer is not None:
            return self._stepped(session, speech, answer)
        start = Turn(
            session,
            speech.language,
            (),
            asked_back=understood.guessed and alarm is None,
            intent=understood.intent,
            confidence=understood.confidence,
            alternatives=understood.alternatives,
            danger=alarm is not None,
        )
        meant = Meant(understood, found.place.country, desk, found.sure or found.alarm is None)
        if alarm is None:
            performed = replied(self, speech, session, meant)
            suspects = doubted or understood.suspects(ALARM_INTENTS)
            if suspects or (waited(session) and found.place.here):
                urgent = notices.emergency(speech, self.country(session), self.countries)
                performed = replace(performed, lines=(urgent, *performed.lines))
                start = replace(start, warned=doubted)
            return self._finished(session, performed, start)
        performed = alarm_reply(self, speech, session, alarm, meant)
        return self._finished(session, performed, start if asked else replace(start, intent=alarm_intent(alarm)))

    def _finished(self, session: Session, performed: Performed, start: Turn | None = None) -> Turn:
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
