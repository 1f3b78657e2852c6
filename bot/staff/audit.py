"""The audit log: a chain in the store where each entry vouches for all before it, so that no change goes unseen."""

import asyncio
import hmac
import json
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.staff.entry import GENESIS, Action, Entry, check_codes, digest, from_bytes, to_bytes
from bot.staff.store import StaffStore, StaffUnavailable
from bot.storage.clock import Clock
from bot.storage.encryption import Seal, Unreadable, derive

ENTRIES, HEAD = "q:{staff}:audit", "q:{staff}:audit:head"
PAGE = 500
TRIES = 100
"""How often an entry is chained anew because another process was faster."""


class AuditUnavailable(StaffUnavailable):
    """What is about to be done cannot be put on record; it must not be done."""

    mend = "the audit log takes no entry, so nothing was done; mend the store or AMPARO_MASTER_KEY"


class Breakage(StrEnum):
    """What is wrong with the chain."""

    CHANGED = "changed"
    MISSING = "missing"
    REORDERED = "reordered"
    CUT_OFF = "cut_off"
    HEAD_WRONG = "head_wrong"
    HEAD_NOT_FOUND = "head_not_found"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found: how many entries hold, the last one's digest, and the first break with its sequence."""

    entries: int
    head: str
    breakage: Breakage | None = None
    sequence: int = 0


class AuditLog:
    """Who did what; every call raises AuditUnavailable where the store is gone.

    The key is not in the store: who has only the store can neither read nor make an entry, and every change, gap or
    swap shows. Who puts the store back as it was, entries and head together, hides what came after; only a head that
    was printed earlier and kept elsewhere tells of that. Who has AMPARO_MASTER_KEY too can write the chain anew; the
    same kept head tells of that.
    """

    def __init__(self, store: StaffStore, master_key: bytes, clock: Clock) -> None:
        """Take the store, the key from which the log's own are derived, and the clock."""
        self._store, self._clock = store, clock
        self._seal, self._key = Seal(master_key, "staff/audit"), derive(master_key, "staff/audit/chain")
        self._turn = asyncio.Lock()

    async def append(self, actor: str, action: Action, ticket: str = "", detail: str = "") -> Entry:
        """Put an act on record before it is done. Raises AuditUnavailable, and ValueError for what is no code.

        `ticket` is an opaque id, `detail` codes such as `to:rosa`; never content, names of persons or numbers.
        """
        check_codes(actor, ticket, detail)
        async with self._turn:
            for _ in range(TRIES):
                try:
                    entry = await self._appended(actor, action, ticket, detail)
                except StaffUnavailable:
                    raise AuditUnavailable from None
                if entry is not None:
                    return entry
        raise AuditUnavailable

    async def verify(self, known_head: str = "") -> Verdict:
        """Walk the chain and give the first break; it must hold `known_head`, a digest that was printed earlier."""
        length, stored = await self._store.read_together(ENTRIES, HEAD)
        before, number = GENESIS, 0
        known = not known_head or hmac.compare_digest(before, known_head)
        async for entry in self._walk(0, length):
            number += 1
            if entry is None or entry.digest != digest(self._key, before, entry):
                return Verdict(number - 1, before, await self._breakage(entry, number, length), number)
            before = entry.digest
            known = known or hmac.compare_digest(before, known_head)
        try:
            head = self._head(stored or b"")
        except Unreadable:
            head = (0, "")
        if number < head[0]:
            return Verdict(number, before, Breakage.CUT_OFF, number + 1)
        if head != (number, before):
            return Verdict(number, before, Breakage.HEAD_WRONG, head[0] + 1)
        return Verdict(number, before) if known else Verdict(number, before, Breakage.HEAD_NOT_FOUND, number)

    async def read(self, *, ticket: str = "", last: int = 0) -> tuple[Entry, ...]:
        """Give the entries that can be read, oldest first: of one ticket or all, the last so many or all."""
        length, _ = await self._store.read_together(ENTRIES, HEAD)
        first = length - last if last and not ticket else 0
        kept: deque[Entry] = deque(maxlen=last or None)
        async for entry in self._walk(max(0, first), length):
            if entry is not None and ticket in ("", entry.ticket):
                kept.append(entry)
        return tuple(kept)

    async def _appended(self, actor: str, action: Action, ticket: str, detail: str) -> Entry | None:
        stored = await self._store.read(HEAD) or b""
        try:
            sequence, before = self._head(stored)
        except Unreadable:
            # Another key's: what is chained to it would hold under neither.
            raise AuditUnavailable from None
        entry = Entry(sequence + 1, round(self._clock(), 3), actor, action, ticket, detail, "")
        entry = replace(entry, digest=digest(self._key, before, entry))
        head = self._seal.close(json.dumps([entry.sequence, entry.digest]).encode(), HEAD)
        closed = self._seal.close(to_bytes(entry), ENTRIES)
        return entry if await self._store.run("append_entry", (ENTRIES, HEAD), stored, closed, head) else None

    async def _breakage(self, entry: Entry | None, number: int, length: int) -> Breakage:
        """Say what is wrong where this entry stands in the place of another."""
        if entry is None or entry.sequence == number:
            return Breakage.CHANGED
        if entry.sequence < number:
            return Breakage.REORDERED
        async for later in self._walk(number, length):
            if later is not None and later.sequence == number:
                return Breakage.REORDERED
        return Breakage.MISSING

    async def _walk(self, first: int, length: int) -> AsyncIterator[Entry | None]:
        """Give the entries from a place on, None for one that cannot be read; what is added meanwhile is left out."""
        for start in range(first, length, PAGE):
            for stored in await self._store.read_list(ENTRIES, start, min(start + PAGE, length) - 1):
                try:
                    yield from_bytes(self._seal.open(stored, ENTRIES))
                except (Unreadable, ValueError):
                    yield None

    def _head(self, stored: bytes) -> tuple[int, str]:
        if not stored:
            return 0, GENESIS
        sequence, last = json.loads(self._seal.open(stored, HEAD))
        return sequence, last
