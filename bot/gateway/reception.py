"""Receives events one person at a time: each is answered once, and with a safety text where nothing else works."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from bot.conversation.conversation import Conversation
from bot.conversation.turn import Turn, transcribed
from bot.conversation.understanding import EngineUnavailable
from bot.erasure.traces import Traces
from bot.escalation.exchange import Exchange, NoDesk
from bot.gateway.admission import Admission, Admitted
from bot.gateway.claim import claimed
from bot.gateway.counts import Counts
from bot.gateway.delivery import Delivered, Delivery
from bot.gateway.escalating import Escalating
from bot.gateway.event import claim_of, message_id_of, person_of
from bot.gateway.flood import Flood
from bot.gateway.gathering import Gathers, NoFiles
from bot.gateway.leaving import Leaving
from bot.gateway.silences import NoSilence, Silences, silenced
from bot.sessions.session import Session
from bot.sessions.store import SessionStore, SessionsUnavailable, TooManyTries
from bot.tickets.desk_status import NO_DESK, DeskStatus
from bot.tickets.store import TicketError
from bot.tickets.ticket import Outcome
from bot.tickets.wishes import ChatLeft
from channels.channel import (
    Address,
    Channel,
    ContactStopped,
    InboundEvent,
    MessageEdited,
    MessageReceived,
    OutboundMessage,
    Sent,
    StatusChanged,
)

TURN_SECONDS = 4.0
"""Within five seconds the person gets an answer or the safety text."""
ANSWER_SECONDS = 9.0
"""Counted from when it is the person's turn: with the wait for it, Twilio's 15 seconds for a webhook are enough."""
SAFE_SECONDS = 5.0
"""For the safety text on its own, after something else has taken its time already."""
REPEAT_SECONDS = 16.0
"""How long a repeated event waits for the first one's answer: longer than a dead process's claim lasts."""
LEAVING = ("exit", "stop_messages")
FORGETS_ALL = ("erase", "stop_messages")
"""Ends of a chat after which nothing is to come back, also not by a secret word."""


@dataclass(frozen=True, slots=True)
class Reception:
    """What happens to an event between the webhook and the provider."""

    conversation: Conversation
    sessions: SessionStore
    channels: Mapping[str, Channel] = field(repr=False)
    counts: Counts = field(repr=False)
    traces: Traces = field(repr=False)
    switchboard: Exchange = field(default_factory=NoDesk, repr=False)
    gathering: Gathers = field(default_factory=NoFiles, repr=False)
    silences: Silences = field(default_factory=NoSilence, repr=False)
    flood: Flood | None = None
    repeat_seconds: float = REPEAT_SECONDS
    poll_seconds: float = 0.5
    leaving: Leaving = field(init=False, repr=False)
    admission: Admission = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make what ends chats and what lets messages in, of the same parts."""
        leaving = Leaving(self.sessions, self.traces, self.switchboard, self.counts, self.poll_seconds)
        object.__setattr__(self, "leaving", leaving)
        parts = (self.conversation, self.sessions, self.switchboard, self.gathering, self.counts, self.flood)
        object.__setattr__(self, "admission", Admission(*parts))

    async def receive(self, events: Sequence[InboundEvent], network: str = "") -> None:
        """Handle events in order, from a network if known; what fails is counted, answered safely and never raised."""
        for event in events:
            try:
                await self._one(event, network)
            except Exception as error:  # noqa: BLE001 - its text may hold what the person wrote
                self.counts.add("failed", event.address.channel, type(error).__name__)
                await self._safely(event)

    async def _one(self, event: InboundEvent, network: str) -> None:
        name = event.address.channel
        if isinstance(event, StatusChanged):
            await self._delivered(event)
            return
        if name not in self.channels:
            self.counts.add("channel_off", name)
            self.traces.drop(event.address, message_id_of(event))
            return
        claim, person, leaves = claim_of(event), person_of(event), self._leaves(event)
        try:
            if not await claimed(self.sessions, claim, self.repeat_seconds, self.poll_seconds):
                self.counts.add("repeated", name)
                return
            if leaves:
                # An answer that is under way stops between two of its parts.
                self.leaving.marked.add(person)
            admitted = await self.admission.admitted(event, network)
            if isinstance(admitted, Turn):
                await self._safely(event, admitted)
            else:
                async with self.sessions.turn(person):
                    self.leaving.marked.discard(person)
                    await self._turn(event, admitted, _time_in(ANSWER_SECONDS))
        except SessionsUnavailable as error:
            self.counts.add("sessions_unavailable", name, type(error).__name__)
            await self._safely(event)
            if isinstance(event, ContactStopped):
                # The desk is another store's, and must not write to who said stop.
                await self.leaving.leave_desk(person, Outcome.WITHDRAWN)
            if leaves:
                self.leaving.end_later(person, event.address, forgets_code=isinstance(event, ContactStopped))
        except Exception as error:  # noqa: BLE001 - its text may hold what the person wrote
            self.counts.add("failed", name, type(error).__name__)
            # Left in, the mark would cut off every later answer to this person.
            self.leaving.marked.discard(person)
            await self._safely(event)
        with suppress(SessionsUnavailable):
            # Whatever could be said has been said: a safety text on top would only frighten.
            await self.sessions.confirm(claim)

    async def _delivered(self, event: StatusChanged) -> None:
        self.counts.add(f"status.{event.status}" if event.status.isalpha() else "status", event.address.channel)
        with suppress(TicketError):
            await self.switchboard.delivered(event.message_id, event.status)
        if event.final:
            self.traces.redact(event.address, event.message_id)

    async def _turn(self, event: InboundEvent, admitted: Admitted, until: float) -> None:
        person, address = person_of(event), event.address
        session = await self.sessions.load(person)
        if session is not None and claim_of(event) in session.events:
            self.counts.add("repeated", address.channel)
            return
        job = self.traces.job(session, address)
        # Before anything else: a process that dies now leaves nothing behind at the provider.
        await self.traces.keep(job, address, message_id_of(event), session)
        self.traces.redact(address, message_id_of(event))
        if isinstance(event, ContactStopped):
            await self.leaving.end(person, session, job, address, forgets_code=True)
            await self.leaving.leave_desk(person, Outcome.WITHDRAWN)
            await silenced(self.silences, self.counts, event)
            self.counts.add("stopped", address.channel)
            return
        decided = await self._decided(person, session, event, admitted)
        if decided is None:
            return
        turn, desk = decided
        if isinstance(event, MessageReceived):
            turn = await Escalating(self.switchboard, self.conversation, self.counts).applied(event, turn, desk)
        self.leaving.stand_back(person, watched=turn.watched)
        if turn.secret and turn.session is not None:
            # The word itself goes at once: whoever reads it could open the chat.
            self.traces.drop(address, message_id_of(event))
            turn = await self._unlocked(person, turn, turn.session)
        if turn.session is None:
            # First, so that nobody reads of a deletion that failed.
            await self.leaving.end(person, session, job, address, forgets_code=turn.intent in FORGETS_ALL)
            turn = await self._left_desk(event, session, turn)
            await self._deliver(event, turn, self.traces.job(None, address), until)
            return
        delivered = await self._deliver(event, turn, job, until)
        if delivered.gone:
            try:
                await self.leaving.end(person, turn.session, job, address, forgets_code=True)
            except SessionsUnavailable:
                self.leaving.end_later(person, address, forgets_code=True)
        elif person in self.leaving.marked:
            # Their own message waits for this turn to be over, to end the chat; this job it may not know.
            self.traces.end(job, address)
        else:
            turn = replace(turn, session=turn.session.marked(claim_of(event), job))
            await self._keep(
                person, event, turn, words=not turn.reporting and (address.channel == "web" or desk.exists)
            )

    async def _left_desk(self, event: InboundEvent, session: Session | None, turn: Turn) -> Turn:
        outcome = _outcome(turn)
        if turn.intent == "stop_messages":
            await silenced(self.silences, self.counts, event)
        left = await self.leaving.leave_desk(person_of(event), outcome)
        unsaid = not left and outcome is Outcome.DELETED
        return replace(turn, lines=self.conversation.not_erased(session).lines) if unsaid else turn

    def _leaves(self, event: InboundEvent) -> bool:
        """Say whether nothing more is to reach the person after this event."""
        return isinstance(event, ContactStopped) or (
            isinstance(event, MessageReceived) and self.conversation.leaves(event)
        )

    async def _unlocked(self, person: str, turn: Turn, session: Session) -> Turn:
        try:
            kept, opened = await self.sessions.use_code(person, turn.secret, session)
        except TooManyTries:
            self.counts.add("too_many_tries", session.channel)
            return self.conversation.puzzled(turn, session)
        return self.conversation.unlocked(turn, session.resumed(kept) if opened else kept, opened=opened)

    async def _decided(
        self, person: str, session: Session | None, event: InboundEvent, admitted: Admitted
    ) -> tuple[Turn, DeskStatus] | None:
        if isinstance(event, MessageEdited):
            return (self.conversation.edited(session), NO_DESK) if session is not None else None
        if not isinstance(event, MessageReceived):
            return None
        desk = NO_DESK
        try:
            async with asyncio.timeout(TURN_SECONDS):
                desk = await self.switchboard.status(person, session)
                return await admitted.respond(session, event, desk), desk
        except (EngineUnavailable, TimeoutError) as error:
            self.counts.add("engine_unavailable", event.address.channel, type(error).__name__)
        except Exception as error:  # noqa: BLE001 - the session is known here, and with it the person's country
            self.counts.add("failed", event.address.channel, type(error).__name__)
        return self.conversation.safe(session, event), desk

    async def _deliver(self, event: InboundEvent, turn: Turn, job: str, until: float) -> Delivered:
        channel, address = self.channels[event.address.channel], event.address
        messages = [line.outbound(plain_letters=turn.plain_letters) for line in turn.lines]
        delivery = Delivery(
            channel,
            address,
            instead=lambda: self._instead(event, turn),
            sent=self._noted(job, address, turn.session),
            left=lambda: person_of(event) in self.leaving.marked,
        )
        delivered = await delivery.deliver(messages, until)
        if delivered.complete:
            self.counts.add("answered", channel.name, parts=len(delivered.message_ids))
        else:
            self.counts.add("undelivered", channel.name, delivered.error)
        return delivered

    def _noted(self, job: str, address: Address, session: Session | None) -> Sent:
        """Give what notes the ids of our messages; without a session they are the last of their chat."""
        if session is None:
            return lambda message_id: self.traces.closing(job, address, message_id)
        return lambda message_id: self.traces.sent(job, address, message_id, session)

    async def _keep(self, person: str, event: InboundEvent, turn: Turn, *, words: bool) -> None:
        """Keep the session; its words only where a page shows them, or a worker may be let see them."""
        session = turn.session
        if session is None:
            return
        if words and isinstance(event, MessageReceived):
            shown = session.title(event.quick_reply) if event.quick_reply else event.text
            said = shown if not (turn.secret or turn.watched) else ""
            session = transcribed(session, said, turn.lines)
        try:
            await self.sessions.save(person, session)
        except SessionsUnavailable as error:
            # The answer is with the person already: a safety text on top would only frighten.
            self.counts.add("session_not_kept", event.address.channel, type(error).__name__)

    def _instead(self, event: InboundEvent, turn: Turn) -> OutboundMessage | None:
        if turn.session is None or not isinstance(event, MessageReceived):
            return None
        return self.conversation.safe(turn.session, event).lines[0].outbound(plain_letters=turn.plain_letters)

    async def _safely(self, event: InboundEvent, said: Turn | None = None) -> None:
        channel = self.channels.get(event.address.channel)
        if channel is None or not isinstance(event, MessageReceived):
            return
        # No session knows of these messages, so they are erased when one would have ended.
        job, address = self.traces.job(None, event.address), event.address
        await self.traces.keep(job, address, event.message_id, None)
        self.traces.redact(address, event.message_id)
        try:
            turn = said or self.conversation.safe(None, event)
            self.leaving.stand_back(person_of(event), watched=turn.watched)
            if turn.intent in LEAVING:
                await self.leaving.leave_desk(person_of(event), _outcome(turn))
            messages = [line.outbound(plain_letters=turn.plain_letters) for line in turn.lines]
            delivery = Delivery(
                channel, address, sent=lambda message_id: self.traces.sent(job, address, message_id, None)
            )
            delivered = await delivery.deliver(messages, _time_in(SAFE_SECONDS))
        except Exception as error:  # noqa: BLE001 - nothing is left to say, and the webhook must be answered
            self.counts.add("failed", channel.name, type(error).__name__)
            return
        if not delivered.complete:
            self.counts.add("undelivered", channel.name, delivered.error)


def _time_in(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


def _outcome(turn: Turn) -> Outcome:
    # A safety text carries no wishes.
    unsaid = Outcome.WITHDRAWN if turn.intent == "stop_messages" else Outcome.LEFT
    return next((each.outcome for each in turn.wishes if isinstance(each, ChatLeft)), unsaid)
