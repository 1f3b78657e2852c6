"""Which messages are read: all, but for what one sender writes beyond the bounds and nobody's safety hangs on."""

from dataclasses import dataclass, field

from bot.conversation.conversation import Conversation
from bot.conversation.engineless import engineless
from bot.conversation.overflow import ENDING, held_off, pressing, unsaid
from bot.conversation.reporting.heard import Gathered
from bot.conversation.turn import Turn
from bot.escalation.exchange import Exchange
from bot.gateway.counts import Counts
from bot.gateway.crowd import Crowd, Crowded
from bot.gateway.event import person_of
from bot.gateway.flood import Flood, Over
from bot.gateway.gathering import Gathers
from bot.sessions.session import Session
from bot.sessions.store import SessionStore, SessionsUnavailable
from bot.tickets.desk_status import DeskStatus
from channels.channel import InboundEvent, MessageEdited, MessageReceived

MOST_PRESSING = 4
"""Answers a minute to each kind of what must not wait, beyond the bounds: a flood of it must not become one of ours."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A message that is read, with its files; `alone` where no engine is asked, `silent` where nothing is said."""

    admission: "Admission" = field(repr=False)
    files: tuple[Gathered, ...] = field(default=(), repr=False)
    alone: bool = False
    silent: bool = False

    async def respond(self, session: Session | None, message: MessageReceived, desk: DeskStatus) -> Turn:
        """Answer it; where too many write at once, as without the engine. Raises EngineUnavailable."""
        conversation, crowd = self.admission.conversation, self.admission.crowd
        if not self.alone:
            try:
                async with crowd.place():
                    return await conversation.respond(session, message, desk, self.files)
            except Crowded:
                self.admission.counts.add("crowded", message.address.channel)
        turn = await engineless(conversation).respond(session, message, desk, self.files)
        return unsaid(turn) if self.silent else turn


@dataclass(frozen=True, slots=True)
class Admission:
    """Decides before it is the person's turn; without `flood`, or while its store is away, everything is read."""

    conversation: Conversation
    sessions: SessionStore
    switchboard: Exchange = field(repr=False)
    gathering: Gathers = field(repr=False)
    counts: Counts = field(repr=False)
    flood: Flood | None = None
    crowd: Crowd = field(default_factory=Crowd, repr=False)

    async def admitted(self, event: InboundEvent, network: str = "") -> Admitted | Turn:
        """Admit an event, or give the turn that is said to it instead. Raises SessionsUnavailable."""
        if self.flood is not None and isinstance(event, MessageReceived | MessageEdited):
            try:
                over = await self.flood.over(person_of(event), network)
                if over is not None:
                    return await self._beyond(self.flood, event, over)
            except SessionsUnavailable as error:
                self.counts.add("unbounded", event.address.channel, type(error).__name__)
        return Admitted(self, await self.gathering.gathered(event) if isinstance(event, MessageReceived) else ())

    async def _beyond(self, flood: Flood, event: MessageReceived | MessageEdited, over: Over) -> Admitted | Turn:
        person = person_of(event)
        session = await self.sessions.load(person)
        if isinstance(event, MessageReceived):
            if not over.for_worker and await self._held(person, session):
                return Admitted(self, alone=True)
            if need := pressing(self.conversation, session, event):
                silent = await flood.times(person, f"pressing.{need}") > MOST_PRESSING
                if need in ENDING or not silent:
                    return Admitted(self, alone=True, silent=silent)
        self.counts.add("held_off", event.address.channel)
        if isinstance(event, MessageReceived) and await flood.times(person, f"told.{over.long}", over.seconds) == 1:
            return held_off(self.conversation, session, event, long=over.long)
        return Turn(None, "", ())

    async def _held(self, person: str, session: Session | None) -> bool:
        if session is None or not (session.held or session.escalated):
            return False
        desk = await self.switchboard.status(person, session)
        return desk.held if desk.reachable else session.held
