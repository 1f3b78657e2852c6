"""Applies what a turn means for the person's ticket, before anything is said of it."""

from dataclasses import dataclass, replace

from bot.conversation.conversation import Conversation
from bot.conversation.speech import Line
from bot.conversation.turn import Turn
from bot.escalation.exchange import Chat, Exchange
from bot.escalation.switchboard import while_waiting
from bot.gateway.counts import Counts
from bot.sessions.session import ERASING, SILENCE_SECONDS, Session
from bot.tickets.desk_status import DeskStatus
from bot.tickets.store import TicketError
from bot.tickets.ticket import TicketState
from bot.tickets.wishes import ErasingAsked
from channels.channel import MessageReceived


@dataclass(frozen=True, slots=True)
class Escalating:
    """Brings turns to the desk."""

    switchboard: Exchange
    conversation: Conversation
    counts: Counts

    async def applied(self, event: MessageReceived, turn: Turn, desk: DeskStatus) -> Turn:
        """Apply a turn's wishes; where the desk cannot be reached, give a turn that says so and promises nothing."""
        session = turn.session
        if session is None:
            return turn
        # A secret word is for nobody's eyes, and what is told in a report is for who reads reports.
        unsaid = turn.secret or (turn.reporting and not turn.danger)
        said = () if unsaid else while_waiting(desk.ticket, event.text, [line.text for line in turn.lines])
        # In danger the words are what whoever comes must read first.
        wishes = (*turn.wishes, *said) if turn.danger else turn.wishes or said
        ticket, address = desk.ticket, event.address
        asked = SILENCE_SECONDS if session.waiting_for == ERASING else 0.0
        if ticket is not None and bool(asked) != bool(ticket.doomed_at):
            wishes = (*wishes, ErasingAsked(asked))
        if wishes:
            reached = (address.channel, address.value, address.sender)
            claim = f"{address.channel}:{event.event_id}"
            # As they write, which may be no language that the assistant speaks.
            language = session.language_chosen or session.language or turn.language
            chat = Chat(f"{address.channel}:{address.value}", reached, session, language, claim)
            try:
                ticket = await self.switchboard.apply(chat, wishes, ticket)
            except TicketError as error:
                self.counts.add("not_passed_on", address.channel, type(error).__name__)
                if turn.watched:
                    # Whoever reads along must not learn of anybody.
                    return turn
                return self.conversation.not_passed_on(turn) if turn.wishes else self._cut_off(turn, session)
        if not desk.reachable:
            # Whether the ticket is still open nobody can say now, so that what was known stays.
            return self._cut_off(turn, session)
        is_open = ticket is not None and ticket.state is not TicketState.CLOSED
        # Whoever is watched waits for nobody from now on.
        is_open = is_open and (not turn.watched or session.held)
        return replace(turn, session=replace(session, escalated=is_open))

    def _cut_off(self, turn: Turn, session: Session) -> Turn:
        """Say to somebody who waits for a human, or has one without our knowing, that no word of theirs gets there."""
        unreachable = Line(self.conversation.speech(session).say("human.unreachable"))
        told = any(unreachable.text in each.text for each in turn.lines)
        return turn.introduced(unreachable) if session.escalated and turn.lines and not told else turn
