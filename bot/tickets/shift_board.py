"""Keeps who is at the desk: a worker whose page has not been heard of for a while is off."""

import json
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from bot.storage.changes import Change, ChangeKind, added
from bot.storage.clock import Clock
from bot.storage.encryption import Seal
from bot.tickets.connection import Connection
from bot.tickets.scripts import place
from bot.tickets.shift import Presence, Shift

OFF_SECONDS = 90.0
"""Three of the page's signs of life."""


class ShiftBoard(Connection):
    """The shift, for all desks and gateways. Every call raises TicketsUnavailable."""

    def __init__(self, url: str, seal: Seal, clock: Clock) -> None:
        """Prepare a client; nothing connects until the first call."""
        super().__init__(url, connections=8)
        self._seal, self._clock = seal, clock

    async def set(self, shift: Shift) -> None:
        """Note what a worker is ready for; OFF takes them off the board."""
        pipeline = self._redis.pipeline(transaction=True)
        if shift.presence is Presence.OFF:
            pipeline.hdel(place("shift"), shift.worker)
            pipeline.zrem(place("seen"), shift.worker)
        else:
            now = self._clock()
            content = json.dumps(asdict(replace(shift, seen_at=now, chats=0)), ensure_ascii=False).encode()
            pipeline.hset(place("shift"), shift.worker, self._seal.close(content, place("shift", shift.worker)))
            pipeline.zadd(place("seen"), {shift.worker: now})
        added(pipeline, Change(ChangeKind.SHIFT, worker=shift.worker))
        await self._call(pipeline.execute())

    async def beat(self, worker: str) -> None:
        """Note that a worker's page is still open."""
        await self._call(self._redis.zadd(place("seen"), {worker: self._clock()}, xx=True))

    async def shifts(self) -> Sequence[Shift]:
        """Give everybody at the desk with how many chats they hold, who came first at the head."""
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.hgetall(place("shift"))
        pipeline.zrange(place("seen"), self._clock() - OFF_SECONDS, "+inf", byscore=True, withscores=True)
        kept, seen = await self._call(pipeline.execute())
        present = {name: at for name, at in seen if name in kept}
        pipeline = self._redis.pipeline(transaction=True)
        for name in present:
            pipeline.scard(place("load", name.decode()))
        loads = await self._call(pipeline.execute()) if present else []
        shifts = [
            replace(self._read(name.decode(), kept[name]), seen_at=at, chats=chats)
            for (name, at), chats in zip(present.items(), loads, strict=True)
        ]
        return sorted(shifts, key=lambda each: each.since)

    def _read(self, worker: str, sealed: bytes) -> Shift:
        values: dict[str, Any] = json.loads(self._seal.open(sealed, place("shift", worker)))
        values["languages"] = tuple(values["languages"])
        values["presence"] = Presence(values["presence"])
        # A desk of another release may have noted more.
        return Shift(**{each.name: values[each.name] for each in fields(Shift)})
