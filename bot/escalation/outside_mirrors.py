"""What stands where in the outside desk, in the tickets store: ids only, encrypted, and one process at a time writes.

Each call to the outside desk that makes something is noted here before it is made, so that whoever goes on after a
crash knows what to look for there.
"""

import json
import secrets
from collections.abc import Awaitable, Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.escalation.outside_desk import Place
from bot.storage.encryption import Seal, Unreadable
from bot.storage.server import client, limited
from bot.tickets.store import TicketsForbidden, TicketsUnavailable

CALL_SECONDS = 2.0
CONNECTIONS = 8
LEASE_SECONDS = 60.0
"""After so long another process takes over from one that died; longer than any call with its repeats."""
# One slot of a cluster holds them all, since one call looks at two of them.
MIRRORS, LEASE, HINTS = (f"q:{{tickets}}:outside:{name}" for name in ("mirrors", "lease", "hints"))

_LEAD = """
local leader = redis.call('GET', KEYS[1])
if leader and leader ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""
_YIELD = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""
_WRITE = (Path(__file__).parent / "scripts" / "write_mirror.lua").read_text(encoding="utf-8")
_HINTS = """
local hints = redis.call('SMEMBERS', KEYS[1])
redis.call('DEL', KEYS[1])
return hints
"""


class AnotherLeads(Exception):  # noqa: N818 - a state of the store
    """Another process writes now; this one has to leave everything as it is."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """How far a ticket is shown outside, and how far what was written there is taken over.

    `opening_at` is when a call began that makes its place, `pending` the message whose call is under way, both empty
    where none is. `last` is the last message that is there, `before` names those said before the ticket was opened that
    are there, and `sees` is what the person let staff see when these were compared. `labels` are ours as they are.
    `heard` is the highest id that was read there, `taken` the last replies that were taken over; `replies` are those
    whose delivery staff still wait for: our id, theirs, and what they were told.
    """

    ticket: str
    reference: str
    place: Place | None = None
    opening_at: float = 0.0
    pending: str = ""
    last: str = ""
    before: tuple[str, ...] = ()
    sees: str = ""
    labels: tuple[str, ...] = ()
    heard: int = 0
    taken: tuple[int, ...] = ()
    replies: tuple[tuple[str, int, str], ...] = ()
    assigned: bool = False
    closed: bool = False


def new_mirror(ticket: str) -> Mirror:
    """Begin to mirror a ticket, under a reference from which nothing leads back to it."""
    return Mirror(ticket, secrets.token_hex(8))


class Mirrors:
    """Keeps the mirrors; every call raises TicketsUnavailable where the store is gone."""

    def __init__(self, url: str, seal: Seal, lease_seconds: float = LEASE_SECONDS) -> None:
        """Prepare a client; nothing connects until the first call."""
        self._redis = client(url, seconds=CALL_SECONDS, connections=CONNECTIONS)
        self._seal, self._lease = seal, int(lease_seconds * 1000)
        self._token = secrets.token_hex(16)

    async def lead(self) -> bool:
        """Become the one that writes, or stay it; False where another process is."""
        return bool(await self._call(self._redis.eval(_LEAD, 1, LEASE, self._token, self._lease)))

    async def yield_lead(self) -> None:
        """Let another process write at once."""
        await self._call(self._redis.eval(_YIELD, 1, LEASE, self._token))

    async def all(self) -> Sequence[Mirror]:
        """Give all mirrors that our key opens."""
        found = await self._call(self._redis.hgetall(MIRRORS))
        opened = (self._opened(name.decode(), sealed) for name, sealed in found.items())
        return [each for each in opened if each is not None]

    async def save(self, mirror: Mirror) -> Mirror:
        """Keep a mirror and give it back. Raises AnotherLeads."""
        name = self._seal.name(mirror.ticket)
        await self._write(name, self._seal.close(_to_bytes(mirror), _place(name)))
        return mirror

    async def drop(self, mirror: Mirror) -> None:
        """Forget a mirror. Raises AnotherLeads."""
        await self._write(self._seal.name(mirror.ticket), b"")

    async def hint(self, conversation: int) -> None:
        """Note that something happened in a conversation outside."""
        await self._call(self._redis.sadd(HINTS, conversation))

    async def hints(self) -> Collection[int]:
        """Take the conversations in which something happened."""
        return {int(each) for each in await self._call(self._redis.eval(_HINTS, 1, HINTS))}

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    def _opened(self, name: str, sealed: bytes) -> Mirror | None:
        try:
            return _from_bytes(self._seal.open(sealed, _place(name)))
        except (Unreadable, ValueError, TypeError, KeyError):
            # Of another master key, as its ticket is; both wait for the mend.
            return None

    async def _write(self, name: str, value: bytes) -> None:
        call = self._redis.eval(_WRITE, 2, LEASE, MIRRORS, self._token, self._lease, name, value)
        if not await self._call(call):
            raise AnotherLeads

    async def _call(self, call: Awaitable[Any]) -> Any:
        return await limited(call, CALL_SECONDS, unavailable=TicketsUnavailable, forbidden=TicketsForbidden)


def _place(name: str) -> str:
    return f"{MIRRORS}:{name}"


def _to_bytes(mirror: Mirror) -> bytes:
    return json.dumps(asdict(mirror), separators=(",", ":")).encode()


def _from_bytes(data: bytes) -> Mirror:
    values: dict[str, Any] = json.loads(data)
    values["place"] = Place(**values["place"]) if values["place"] else None
    for name in ("before", "labels", "taken"):
        values[name] = tuple(values[name])
    values["replies"] = tuple((ours, theirs, told) for ours, theirs, told in values["replies"])
    return Mirror(**values)
