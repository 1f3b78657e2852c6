"""What was sent to whom, in the tickets' store: several gateways share it, and a restart forgets nothing of it.

Only random names of tickets stand here, times, and the ids of messages in the staff's own groups.
"""

import secrets
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redis.commands.core import AsyncScript

from bot.escalation.alert import AlertState, Sent, sent_from_bytes
from bot.storage.clock import Clock
from bot.storage.server import client, limited

CALL_SECONDS = 2.0
CONNECTIONS = 8
LEASE_SECONDS = 60.0
"""Longer than a sender may take; after it another gateway sends the ping of one that died."""
KEPT_SECONDS = 3600
"""A lease that nobody gave back goes from the server after this."""
SENT = "q:{alerts}:sent"
SCRIPTS = Path(__file__).with_name("scripts")


class AlertsUnavailable(Exception):  # noqa: N818 - a state of the store
    """The store of what was sent cannot be reached or refuses."""


class AlertsForbidden(AlertsUnavailable):
    """The server refuses this call to our account."""


@dataclass(frozen=True, slots=True)
class Lease:
    """That one pager's ping for one ticket is ours to send, until a time."""

    name: str
    token: str = field(repr=False)


class RedisAlerts:
    """What was sent, and who is sending now; every call raises AlertsUnavailable."""

    def __init__(self, url: str, clock: Clock) -> None:
        """Prepare a client; nothing connects until the first call."""
        self._redis = client(url, seconds=CALL_SECONDS, connections=CONNECTIONS)
        self._clock = clock
        self._take, self._end = (
            self._redis.register_script((SCRIPTS / f"{name}.lua").read_text(encoding="utf-8"))
            for name in ("take_ping", "end_ping")
        )

    async def sent(self) -> Mapping[str, AlertState]:
        """Give what was sent, by ticket and by pager."""
        found: dict[str, dict[str, Sent]] = {}
        unreadable: list[bytes] = []
        for name, data in (await self._call(self._redis.hgetall(SENT))).items():
            ticket, _, pager = name.decode().partition("/")
            try:
                found.setdefault(ticket, {})[pager] = sent_from_bytes(data)
            except (ValueError, TypeError):
                unreadable.append(name)
        if unreadable:
            # Left standing it would keep everybody from sending, for good; once more is better than never again.
            await self._call(self._redis.hdel(SENT, *unreadable))
        return found

    async def take(self, ticket: str, pager: str, before: Sent | None) -> Lease | None:
        """Take the sending of one ping; None where another gateway is at it, or has done it since `before` was read."""
        name = f"{ticket}/{pager}"
        now = self._clock()
        lease = Lease(name, f"{now + LEASE_SECONDS} {secrets.token_hex(8)}")
        known = before.to_bytes() if before else b""
        took = await self._run(self._take, name, known, now, lease.token, KEPT_SECONDS)
        return lease if took else None

    async def keep(self, lease: Lease, sent: Sent) -> None:
        """Note that it was sent."""
        await self._run(self._end, lease.name, lease.token, "keep", sent.to_bytes())

    async def give_back(self, lease: Lease) -> None:
        """Note that it was not sent: the next round may try again, here or elsewhere."""
        await self._run(self._end, lease.name, lease.token, "", b"")

    async def drop(self, lease: Lease) -> None:
        """Forget what was sent, once nobody waits."""
        await self._run(self._end, lease.name, lease.token, "drop", b"")

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _run(self, script: AsyncScript, name: str, *values: str | bytes | float) -> Any:
        return await self._call(script(keys=[SENT, f"q:{{alerts}}:lease:{name}"], args=[name, *values]))

    async def _call(self, call: Awaitable[Any]) -> Any:
        return await limited(call, CALL_SECONDS, unavailable=AlertsUnavailable, forbidden=AlertsForbidden)
