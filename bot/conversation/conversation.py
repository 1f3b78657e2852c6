"""One turn: safety first, then what was steered, then what the engine understands."""

from dataclasses import dataclass, replace

from bot.conversation import notices
from bot.conversation.alarms import alarm_lines, alarmed, waited
from bot.conversation.findings import Found, find
from bot.conversation.held_chat import is_ours, passed_on
from bot.conversation.intents import ALARM_INTENTS, ANSWERS, alarm_intent, intent_of
from bot.conversation.introduction import admitted, greeted
from bot.conversation.neutral import neutral_turn, own_question, shows_neutral
from bot.conversation.performance import ENDS, Performed, perform
from bot.conversation.privacy import SECRET_WORD
from bot.conversation.replies import Replies
from bot.conversation.reply import Meant, alarm_reply, confirmed, replied
from bot.conversation.reporting.bookmark import bookmark, paused
from bot.conversation.reporting.heard import Gathered, Heard, Told
from bot.conversation.reporting.reporting import Reporting
from bot.conversation.reporting.ways import with_ways
from bot.conversation.speech import Line, Speech
from bot.conversation.step import WHO_ARE_YOU, Step, StepKind
from bot.conversation.turn import LONGEST_HEARD, LONGEST_TEXT, Turn
from bot.conversation.understanding import EngineUnavailable, Understood
from bot.safety.net import Alarm
from bot.sessions.session import NEUTRAL, Session
from bot.tickets.desk_status import NO_DESK, DeskStatus
from channels.channel import MessageReceived


@dataclass(frozen=True, slots=True)
class Conversation(Replies):
    """Decides every turn of every person; it holds nothing of anybody between turns."""

    reporting: Reporting | None = None

    async def respond(
        self,
        session: Session | None,
        message: MessageReceived,
        desk: DeskStatus = NO_DESK,
        files: tuple[Gathered, ...] = (),
    ) -> Turn:
        """Answer one message; it never raises for what a person wrote, and says the safety text without the engine.

        `desk` is the desk as it is now, with the person's own ticket: what a worker holds is passed on to them. `files`
        are what came along for a report.
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
            # What is said to a worker answers no question of ours.
            session = paused(session)
            return passed_on(self, session, speech, replace(message, text=heard), found)
        if step is not None and step.kind in (*ENDS, StepKind.PROBE):
            return await self._ended(session, speech, message, step)
        if message.provider_answered:
            return Turn(session, speech.language, ())
        report = Heard(session, speech, message, heard, found, desk, self.country(session), files)
        turn = await self._reported(report, message, found, desk)
        if turn is not None:
            return admitted(self, greeted(self, turn, step), before)
        session = paused(session)
        turn = with_ways(self.speech, await self._answered(session, speech, message, found, desk), self.reporting)
        if turn.intent == WHO_ARE_YOU.value and not turn.asked_back:
            before = before.covered()
        turn = greeted(self, turn, step)
        if len(heard) > len(message.text):
            turn = turn.introduced(Line(self.speech(turn.session or session).say("too_long")))
        return admitted(self, turn, before)

    async def _ended(self, session: Session, speech: Speech, message: MessageReceived, step: Step) -> Turn:
        turn = self._stepped(session, speech, step)
        if message.provider_answered:
            return replace(turn, lines=())
        deletes = step.kind is StepKind.ERASE_NOW and self.reporting is not None
        if deletes and self.reporting is not None and not await self.reporting.forget(session):
            return self.not_erased(session)
        return turn

    async def _reported(self, heard: Heard, message: MessageReceived, found: Found, desk: DeskStatus) -> Turn | None:
        """Take a message where it belongs to a report; None where it does not. Danger comes before the report."""
        if self.reporting is None:
            return None
        if found.alarm is not None and not _goes_on(found):
            if bookmark(heard.session) is None:
                return None
            session, said = await self.reporting.alarmed(heard)
            turn = await self._answered(session, heard.speech, message, found, desk)
            after = tuple(Line(each.text) for each in said)
            turn = with_ways(self.speech, replace(turn, lines=(*turn.lines, *after)), self.reporting)
            return replace(turn, reporting=True)
        told = await self.reporting.heard(replace(heard, found=replace(found, alarm=None)))
        if told is None:
            return None
        turn = self._told(heard, told, desk)
        if found.alarm not in (Alarm.DANGER, Alarm.SELF_HARM) or told.alarmed:
            return turn
        urgent = notices.emergency(heard.speech, heard.country, self.may_be_in(heard.session))
        return replace(turn, lines=(urgent, *turn.lines), warned=True)

    def _told(self, heard: Heard, told: Told, desk: DeskStatus) -> Turn:
        start = Turn(told.session, heard.speech.language, (), intent="report", confidence=1.0, reporting=True)
        if not told.alarmed:
            return self.finished(told.session, Performed(told.session, told.lines), start)
        # The answer is kept; what its words ask for comes first, and the next question waits.
        passed, wishes = alarmed(heard.speech, Alarm.DANGER, desk)
        urgent = alarm_lines(heard.speech, Alarm.DANGER, heard.country, self.may_be_in(heard.session))
        session = paused(told.session)
        start = replace(start, session=session, intent=alarm_intent(Alarm.DANGER), danger=True, wishes=wishes)
        turn = self.finished(session, Performed(session, (*urgent, *passed)), start)
        return with_ways(self.speech, turn, self.reporting)

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
            return self.finished(
                session, Performed(session, (Line(text, notices.unknown(speech, again=False).choices),))
            )
        try:
            understood = await self.understanding.understand(message.text, speech.language)
        except EngineUnavailable:
            if found.alarm is None and found.confirms:
                # A number or a button answers it without the engine.
                return self.finished(session, confirmed(self, speech, session, StepKind(found.confirms)))
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
        if found.spoken:
            return neutral_turn(self, session, watched=True)
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
        return self.finished(session, perform(self, speech, session, step, desk), start)

    def _understood(
        self, session: Session, speech: Speech, understood: Understood, found: Found, desk: DeskStatus
    ) -> Turn:
        asked = understood.intent in self.knowledge.topics and not understood.guessed
        # What is understood as a question is answered as one where the alarm is only a doubt.
        stranger = understood.intent == WHO_ARE_YOU.value and not understood.guessed
        doubted = (found.suspected and not stranger) or (found.alarm is not None and not found.sure and asked)
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
            if performed.urgent:
                start = replace(start, warned=True)
            elif suspects or (waited(session) and found.place.here):
                urgent = notices.emergency(speech, self.country(session), self.may_be_in(session))
                performed = replace(performed, lines=(urgent, *performed.lines))
                start = replace(start, warned=doubted)
            return self.finished(session, performed, start)
        performed = alarm_reply(self, speech, session, alarm, meant)
        return self.finished(session, performed, start if asked else replace(start, intent=alarm_intent(alarm)))


def _goes_on(found: Found) -> bool:
    """Say whether a report goes on at once: what it tells of children is what was asked, and a doubt is no alarm."""
    return found.alarm is Alarm.CHILD or not found.sure
