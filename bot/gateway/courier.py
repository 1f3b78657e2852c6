"""Carries workers' messages to persons: in order, only where it is safe, and each once."""

import asyncio
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_delay, wait_fixed

from bot.conversation.conversation import Conversation
from bot.conversation.desk_notice import desk_notice
from bot.erasure.traces import Traces
from bot.gateway.counts import Counts
from bot.gateway.delivery import Delivered, Delivery
from bot.knowledge.catalogs import fold
from bot.sessions.session import Said, Session
from bot.sessions.store import SessionStore, SessionsUnavailable
from bot.storage.clock import Clock
from bot.tickets.message import Author, TicketMessage
from bot.tickets.message import Delivery as Sent
from bot.tickets.outbox import Outgoing
from bot.tickets.redis_store import RedisTickets
from bot.tickets.safe_contact import Permission, SafeContact, permission
from bot.tickets.store import NoSuchTicket, TicketsUnavailable
from channels.channel import Address, Channel

POLL_SECONDS = 0.2
AGAIN_SECONDS = 15.0
"""After so long a message is tried again where the provider is down."""
ASKING_SECONDS = 3.0
"""How often it is looked whether the person has answered the opening."""
GIVEN_UP_SECONDS = 3600.0
SEND_SECONDS = 9.0
"""Well under the time for which a person's turn is kept: whoever leaves meanwhile waits for this to end."""
NOTING_SECONDS = 30.0
"""Together with sending, less than the lease of a ticket."""
WEB, WORKER = "web", "worker"
UNSPACED = ("THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "CJK", "HIRAGANA", "KATAKANA")
"""Scripts that put no space between words, as Unicode begins their letters' names."""


class Left(Exception):  # noqa: N818 - it says what happened
    """The person left between two parts of a message; the rest of it does not go out."""


@dataclass(frozen=True, slots=True)
class Courier:
    """Takes tickets whose messages wait, one after the other; several may run at once."""

    tickets: RedisTickets
    conversation: Conversation
    sessions: SessionStore
    channels: Mapping[str, Channel] = field(repr=False)
    traces: Traces = field(repr=False)
    counts: Counts = field(repr=False)
    clock: Clock = field(repr=False)
    marked: Collection[str] = field(default=(), repr=False)
    """Who has left while something to them was under way."""

    async def run(self) -> None:
        """Carry what waits, until cancelled."""
        while True:
            try:
                if not await self.round():
                    await asyncio.sleep(POLL_SECONDS)
            except TicketsUnavailable:
                await asyncio.sleep(1)
            except NoSuchTicket:
                # The person has deleted everything meanwhile: nothing is left to say.
                continue
            except Exception as error:  # noqa: BLE001 - its text may hold what somebody wrote
                self.counts.add("failed", error=type(error).__name__)
                await asyncio.sleep(1)

    async def round(self) -> bool:
        """Carry what waits for one ticket; say whether there was one."""
        taken = await self.tickets.take()
        if taken is None:
            return False
        ticket_id, lease = taken
        while (outgoing := await self.tickets.begin(ticket_id, lease)) is not None:
            lease = outgoing.lease
            if not await self._carry(outgoing):
                break
        return True

    async def _carry(self, outgoing: Outgoing) -> bool:
        """Send a message where that is safe; say whether the next one may go."""
        ticket, now = outgoing.ticket, self.clock()
        contact, opened_at = await self.tickets.safe_contact(ticket.id)
        allowed = permission(ticket, contact, opened_at=opened_at, now=now)
        unproven = allowed is Permission.GRANTED and await self._unproven(outgoing, contact, opened_at)
        if allowed is Permission.AWAITING_ANSWER:
            await self.tickets.settle(outgoing, Sent.WAITING, again_at=now + ASKING_SECONDS)
            return False
        if allowed in (Permission.SILENT, Permission.OUTSIDE_HOURS):
            await self.tickets.settle(outgoing, Sent.REFUSED)
            self.counts.add("refused_unsafe", ticket.channel)
            return True
        opening = unproven or allowed is Permission.OPENING_FIRST
        if unproven:
            # Somebody answered the opening without the code word: they are asked for it, and learn nothing else.
            text = desk_notice(self.conversation, "word", ticket)
        else:
            text = self._opening(outgoing, contact) if opening else self._text(outgoing)
        try:
            delivered, ids = await self._sent(outgoing, text, opening=opening)
        except SessionsUnavailable:
            await self.tickets.settle(outgoing, Sent.WAITING, again_at=now + ASKING_SECONDS)
            return False
        return await self._settled(outgoing, delivered, ids, opening=opening)

    async def _settled(self, outgoing: Outgoing, delivered: Delivered, ids: list[str], *, opening: bool) -> bool:
        now = self.clock()
        if delivered.complete and opening:
            await self.tickets.settle(outgoing, Sent.WAITING, again_at=now + ASKING_SECONDS, opened=True)
            return False
        if delivered.complete:
            await self._arrived(outgoing, ids)
            return True
        self.counts.add("undelivered", outgoing.ticket.channel, delivered.error)
        if ids or delivered.error == "TimeoutError" or (_said_once(outgoing) and delivered.uncertain):
            # It may have arrived, or a part of it: a second try by itself would say it twice.
            # Where that was the opening, the message itself has not gone out, and its ids are not the message's.
            fate = Sent.FAILED if opening else Sent.UNKNOWN
            await self.tickets.settle(outgoing, fate, provider_ids=() if opening else ids)
            return True
        # It may have waited long for the person's answer to the opening.
        since = max(outgoing.message.at, outgoing.ticket.person_at)
        lost = delivered.gone or not delivered.retryable or now - since > GIVEN_UP_SECONDS
        await self.tickets.settle(
            outgoing, Sent.FAILED if lost else Sent.WAITING, again_at=0 if lost else now + AGAIN_SECONDS
        )
        return lost

    async def _arrived(self, outgoing: Outgoing, ids: list[str]) -> None:
        """Note that a message arrived; where the store starts anew it is waited for, or nobody would know any more."""
        again = retry_if_exception_type(TicketsUnavailable)
        waits, ends = wait_fixed(POLL_SECONDS), stop_after_delay(NOTING_SECONDS)
        async for attempt in AsyncRetrying(retry=again, wait=waits, stop=ends, reraise=True):
            with attempt:
                await self.tickets.settle(outgoing, Sent.SENT, provider_ids=ids)

    async def _sent(self, outgoing: Outgoing, text: str, *, opening: bool = False) -> tuple[Delivered, list[str]]:
        reached = await self.tickets.address(outgoing.ticket.id)
        if reached is None or reached[0] not in self.channels:
            return Delivered((), complete=False, error="ChannelOff"), []
        address = Address(*reached)
        person = f"{address.channel}:{address.value}"
        # The assistant's answer that may be under way comes first.
        async with self.sessions.turn(person):
            # Whoever left in the turn before this one must not be written to any more.
            now = await self.tickets.ticket(outgoing.ticket.id)
            if now is None or now.left != outgoing.ticket.left:
                return Delivered((), complete=False, gone=True, error="Left"), []
            session = await self.sessions.load(person)
            if address.channel == WEB:
                shown = "" if opening else f"{now.id}/{outgoing.message.id}"
                return await self._shown(person, session, text, shown, held=now.held), []
            job = self.traces.job(session, address)
            ids: list[str] = []

            def left() -> bool:
                return person in self.marked

            def heard(message_id: str) -> None:
                ids.append(message_id)
                self.traces.sent(job, address, message_id, session)
                if left() and len(ids) < parts:
                    raise Left

            line = self.conversation.plain(text, outgoing.ticket.language)
            until = asyncio.get_running_loop().time() + SEND_SECONDS
            channel, once = self.channels[address.channel], _said_once(outgoing)
            parts = len(channel.render(line))
            delivered = await Delivery(channel, address, sent=heard, left=left, once=once).deliver([line], until)
            if session is not None and delivered.complete:
                await self._remember(person, replace(session, job=job, held=now.held), text)
        return delivered, ids

    async def _shown(self, person: str, session: Session | None, text: str, shown: str, *, held: bool) -> Delivered:
        """Lay a message into the transcript, from which the page takes it; a page without a chat shows nothing.

        `shown` names the message, so that it is laid there once though the store's answer was lost; empty for any time.
        """
        if session is None:
            return Delivered((), complete=False, gone=True, error="NoChat")
        if not shown or shown not in session.events:
            said = replace(session.remember(Said(WORKER, text)), held=held)
            await self.sessions.save(person, said.marked(shown, session.job) if shown else said)
        return Delivered(())

    async def _remember(self, person: str, session: Session, text: str) -> None:
        try:
            await self.sessions.save(person, session.remember(Said(WORKER, text)))
        except SessionsUnavailable as error:
            # The message is with the person already.
            self.counts.add("session_not_kept", session.channel, type(error).__name__)

    async def _unproven(self, outgoing: Outgoing, contact: SafeContact | None, opened_at: float) -> bool:
        """Say whether the person still has to write their code word, after an opening."""
        if not opened_at or contact is None or not contact.code_word:
            return False
        said = await self.tickets.messages(outgoing.ticket.id)
        return not any(
            each.author is Author.PERSON and each.at >= opened_at and says_word(each.text, contact.code_word)
            for each in said
        )

    def _opening(self, outgoing: Outgoing, contact: SafeContact | None) -> str:
        own = contact.opening if contact is not None else ""
        return own or desk_notice(self.conversation, "opening", outgoing.ticket)

    def _text(self, outgoing: Outgoing) -> str:
        message: TicketMessage = outgoing.message
        return desk_notice(self.conversation, message.key, outgoing.ticket) if message.key else message.text


def _said_once(outgoing: Outgoing) -> bool:
    """Say whether nothing may go out twice by itself: a worker's words, and what is asked before them."""
    return outgoing.message.author is Author.WORKER


def says_word(text: str, code_word: str) -> bool:
    """Say whether a text holds a code word: as whole words, or, where it has no letters or digits, as all of the text.

    Case, accents and punctuation make no difference. In a script without spaces it may stand anywhere.
    """
    words = _words(code_word)
    if not words:
        return bool(code_word.strip()) and text.split() == code_word.split()
    if all(unicodedata.name(each, "").startswith(UNSPACED) for each in words if each.isalpha()):
        return words in _words(text)
    return f" {words} " in f" {_words(text)} "


def _words(text: str) -> str:
    # Vowel signs are marks in many scripts, and a part of the word.
    spaced = "".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in fold(text))
    return " ".join(word for word in spaced.split() if any(each.isalnum() for each in word))
