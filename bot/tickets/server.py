"""The server of tickets: its client, what opens a ticket's content, and how a ticket is read."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.storage.clock import Clock
from bot.storage.encryption import KEY_BYTES, Cipher, Seal, Unreadable
from bot.storage.persistence import ALLOW, why_it_forgets
from bot.storage.scripts import Scripts
from bot.tickets.connection import Connection
from bot.tickets.message import Author, Delivery, TicketMessage, from_bytes, to_bytes
from bot.tickets.scripts import FOLDER, PREFIX, REFUSALS, place
from bot.tickets.store import NoSuchTicket, TicketsForbidden
from bot.tickets.ticket import Reason, Risk, Sees, Ticket, TicketState

CONNECTIONS = 64
RETENTION_SECONDS = 7 * 86400
Pseudonyms = Callable[[], Sequence[str]]
"""Gives some names to choose one from that no other ticket has."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A ticket as it stands in the store, with what opens its content."""

    ticket: Ticket
    cipher: Cipher
    fields: Mapping[bytes, bytes]


class TicketServer(Connection):
    """What all sides of the store stand on. Every call raises TicketsUnavailable."""

    def __init__(
        self,
        url: str,
        seal: Seal,
        clock: Clock,
        pseudonyms: Pseudonyms,
        retention_seconds: float = RETENTION_SECONDS,
    ) -> None:
        """Prepare a client; nothing connects until the first call."""
        super().__init__(url, connections=CONNECTIONS)
        self._scripts = Scripts(self._redis, self._call, FOLDER, PREFIX, REFUSALS)
        self._seal, self._clock, self._pseudonyms = seal, clock, pseudonyms
        self.retention_seconds = retention_seconds

    async def check(self) -> str:
        """Say why the server is no tickets store, empty where it is one."""
        try:
            return why_it_forgets(await self._call(self._redis.config_get("appendonly", "appendfsync")))
        except TicketsForbidden:
            return f"it does not say whether it persists; {ALLOW}"

    async def ticket(self, ticket_id: str) -> Ticket | None:
        """Give a ticket, also a closed one whose content is still there."""
        kept = await self._kept(ticket_id)
        return kept.ticket if kept is not None else None

    async def messages(self, ticket_id: str, after: str = "") -> Sequence[TicketMessage]:
        """Give a ticket's messages in order, all or those after one; what was said before it was opened comes first."""
        kept = await self._kept(ticket_id)
        if kept is None:
            return ()
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.lrange(place("s", ticket_id), 0, -1)
        pipeline.xrange(place("m", ticket_id), f"({after}" if after else "-")
        pipeline.hgetall(place("d", ticket_id))
        before, said, deliveries = await self._call(pipeline.execute())
        earlier = [] if after else [_message(kept, f"before-{at}", each, 0.0, b"") for at, each in enumerate(before)]
        return [
            *earlier,
            *(
                _message(kept, key.decode(), fields[b"c"], float(fields[b"a"]), deliveries.get(key, b""))
                for key, fields in said
            ),
        ]

    async def address(self, ticket_id: str) -> tuple[str, str, str] | None:
        """Give where a person is reached (channel, value, sender): for the gateway, and for an approved reveal only."""
        kept = await self._kept(ticket_id)
        if kept is None:
            return None
        channel, value, sender = json.loads(kept.cipher.open(kept.fields[b"address"], _address(ticket_id)))
        return channel, value, sender

    async def notice(self, ticket_id: str, message: TicketMessage, event: str = "") -> None:
        """Say one of our own texts to the person, once for an event; without one, only while a deed owes it to them."""
        kept = await self._present(ticket_id)
        sealed = kept.cipher.close(to_bytes(message), content(ticket_id))
        await self._scripts.run(
            "notice", ticket_id, self._clock(), self._event(event and f"{event}/notice"), sealed, message.key
        )

    async def _kept(self, ticket_id: str) -> Kept | None:
        fields = await self._call(self._redis.hgetall(place("t", ticket_id)))
        return self._opened(ticket_id, fields) if fields else None

    async def _present(self, ticket_id: str) -> Kept:
        kept = await self._kept(ticket_id)
        if kept is None:
            raise NoSuchTicket
        return kept

    def _opened(self, ticket_id: str, fields: Mapping[bytes, bytes]) -> Kept | None:
        try:
            cipher = Cipher(self._seal.open(fields[b"key"], place("t", ticket_id)))
        except (Unreadable, KeyError):
            # Of another master key; it waits for the mend.
            return None
        return Kept(_ticket(ticket_id, fields), cipher, fields)

    def _new_key(self, ticket_id: str) -> tuple[bytes, Cipher]:
        key = secrets.token_bytes(KEY_BYTES)
        return self._seal.close(key, place("t", ticket_id)), Cipher(key)

    def _event(self, event: str) -> str:
        return self._seal.name(f"event:{event}") if event else ""

    def _day(self) -> str:
        return datetime.fromtimestamp(self._clock(), UTC).date().isoformat()

    def _erase_at(self) -> float:
        return self._clock() + self.retention_seconds


def content(ticket_id: str) -> str:
    """Name the place to which a message's content is bound."""
    return place("m", ticket_id)


def _address(ticket_id: str) -> str:
    return place("a", ticket_id)


def sealed_address(cipher: Cipher, ticket_id: str, address: tuple[str, str, str]) -> bytes:
    """Encrypt where a person is reached."""
    return cipher.close(json.dumps(address).encode(), _address(ticket_id))


def _message(kept: Kept, message_id: str, sealed: bytes, at: float, delivery: bytes) -> TicketMessage:
    with suppress(Unreadable):
        opened = kept.cipher.open(sealed, content(kept.ticket.id))
        return from_bytes(opened, message_id=message_id, at=at, delivery=Delivery(delivery.decode()))
    # One that cannot be read must not hide the others.
    return TicketMessage(Author.NOTICE, key="unreadable", id=message_id, at=at)


def _ticket(ticket_id: str, fields: Mapping[bytes, bytes]) -> Ticket:
    values: dict[str, Any] = {name.decode(): fields[name] for name in fields}

    def text(name: str) -> str:
        return str(values.get(name, b"").decode())

    def time(name: str) -> float:
        return float(values.get(name, 0))

    return Ticket(
        id=ticket_id,
        pseudonym=text("pseudonym"),
        channel=text("channel"),
        language=text("language"),
        country=text("country"),
        risk=Risk(int(text("risk"))),
        reason=Reason(text("reason")),
        state=TicketState(text("state")),
        created_at=time("created_at"),
        waiting_since=time("waiting_since"),
        state_at=time("state_at"),
        person_at=time("person_at"),
        worker=text("worker"),
        offered_to=text("offered_to"),
        role=text("role"),
        risk_reason=text("risk_reason"),
        sees=Sees(text("sees")),
        unread=int(text("unread")),
        waits=text("waits") == "1",
        calls_back=text("calls_back") == "1",
        left=text("left") == "1",
        outcome=text("outcome"),
        closed_at=time("closed_at"),
        erase_at=time("erase_at"),
        doomed_at=time("doomed_at"),
    )
