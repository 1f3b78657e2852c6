"""Receives events one person at a time: each is answered once, and with a safety text where nothing else works."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from bot.conversation.conversation import Conversation, transcribed
from bot.conversation.turn import Turn
from bot.conversation.understanding import EngineUnavailable
from bot.gateway.counts import Counts
from bot.gateway.delivery import Delivered, deliver
from bot.sessions.session import Session
from bot.sessions.store import SessionStore, SessionsUnavailable
from channels.channel import (
    Channel,
    ContactStopped,
    InboundEvent,
    MessageEdited,
    MessageReceived,
    OutboundMessage,
    StatusChanged,
)

TURN_SECONDS = 4.0
"""Within five seconds the person gets an answer or the safety text."""
ANSWER_SECONDS = 12.0
"""Twilio gives a webhook 15 seconds in all; what is left is for the store."""


@dataclass(frozen=True, slots=True)
class Reception:
    """What happens to an event between the webhook and the provider."""

    conversation: Conversation
    sessions: SessionStore
    channels: Mapping[str, Channel] = field(repr=False)
    counts: Counts = field(repr=False)

    async def receive(self, events: Sequence[InboundEvent]) -> None:
        """Handle a webhook's events in order; whatever fails is counted, answered safely, and never raised."""
        until = asyncio.get_running_loop().time() + ANSWER_SECONDS
        for event in events:
            try:
                await self._one(event, until)
            except Exception as error:  # noqa: BLE001 - its text may hold what the person wrote
                self.counts.add("failed", event.address.channel, type(error).__name__)
                await self._safely(event, until)

    async def _one(self, event: InboundEvent, until: float) -> None:
        name = event.address.channel
        if isinstance(event, StatusChanged):
            self.counts.add(f"status.{event.status}" if event.status.isalpha() else "status", name)
            return
        if name not in self.channels:
            self.counts.add("channel_off", name)
            return
        claim = f"{name}:{event.event_id}"
        try:
            if not await self.sessions.claim(claim):
                self.counts.add("repeated", name)
                return
            async with self.sessions.turn(_person(event)):
                await self._turn(event, until)
        except SessionsUnavailable as error:
            self.counts.add("sessions_unavailable", name, type(error).__name__)
            await self._safely(event, until)
            return
        with suppress(SessionsUnavailable):
            # Whatever could be said has been said: a safety text on top would only frighten.
            await self.sessions.confirm(claim)

    async def _turn(self, event: InboundEvent, until: float) -> None:
        person = _person(event)
        if isinstance(event, ContactStopped):
            await self.sessions.end(person)
            self.counts.add("stopped", event.address.channel)
            return
        session = await self.sessions.load(person)
        turn = await self._decided(session, event)
        if turn is None:
            return
        delivered = await self._deliver(event, turn, until)
        try:
            await self._keep(person, event, turn, delivered)
        except SessionsUnavailable as error:
            # The answer is with the person already: a safety text on top would only frighten.
            self.counts.add("session_not_kept", event.address.channel, type(error).__name__)

    async def _decided(self, session: Session | None, event: InboundEvent) -> Turn | None:
        if isinstance(event, MessageEdited):
            return self.conversation.edited(session) if session is not None else None
        if not isinstance(event, MessageReceived):
            return None
        try:
            async with asyncio.timeout(TURN_SECONDS):
                return await self.conversation.respond(session, event)
        except (EngineUnavailable, TimeoutError) as error:
            self.counts.add("engine_unavailable", event.address.channel, type(error).__name__)
        except Exception as error:  # noqa: BLE001 - the session is known here, and with it the person's country
            self.counts.add("failed", event.address.channel, type(error).__name__)
        return self.conversation.safe(session, event)

    async def _deliver(self, event: InboundEvent, turn: Turn, until: float) -> Delivered:
        channel = self.channels[event.address.channel]
        messages = [line.outbound(plain_letters=turn.plain_letters) for line in turn.lines]
        delivered = await deliver(channel, event.address, messages, self._instead(event, turn), until)
        if delivered.complete:
            self.counts.add("answered", channel.name, parts=len(delivered.message_ids))
        else:
            self.counts.add("undelivered", channel.name, delivered.error)
        return delivered

    async def _keep(self, person: str, event: InboundEvent, turn: Turn, delivered: Delivered) -> None:
        session = turn.session
        if session is None or delivered.gone:
            await self.sessions.end(person)
            return
        if isinstance(event, MessageReceived):
            session = replace(session, received=(*session.received, event.message_id))
            if event.address.channel == "web":
                session = transcribed(session, self._shown(event, session), turn.lines)
        await self.sessions.save(person, replace(session, sent=(*session.sent, *filter(None, delivered.message_ids))))

    def _shown(self, event: MessageReceived, session: Session) -> str:
        """Show a tapped button as its title."""
        offered = {code: title for said in session.transcript for code, title in said.choices}
        return offered.get(event.quick_reply, "") if event.quick_reply else event.text

    def _instead(self, event: InboundEvent, turn: Turn) -> OutboundMessage | None:
        if turn.session is None or not isinstance(event, MessageReceived):
            return None
        return self.conversation.safe(turn.session, event).lines[0].outbound(plain_letters=turn.plain_letters)

    async def _safely(self, event: InboundEvent, until: float) -> None:
        channel = self.channels.get(event.address.channel)
        if channel is None or not isinstance(event, MessageReceived):
            return
        turn = self.conversation.safe(None, event)
        messages = [line.outbound(plain_letters=turn.plain_letters) for line in turn.lines]
        delivered = await deliver(channel, event.address, messages, None, until)
        if not delivered.complete:
            self.counts.add("undelivered", channel.name, delivered.error)


def _person(event: InboundEvent) -> str:
    return f"{event.address.channel}:{event.address.value}"
