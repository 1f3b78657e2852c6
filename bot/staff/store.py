"""The part of the tickets store where staff's records stand; every change is made in one step or not at all."""

from collections.abc import Awaitable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from bot.storage.server import client, limited

CALL_SECONDS = 2.0
CONNECTIONS = 32


class StaffUnavailable(Exception):  # noqa: N818 - a state of the store
    """The store of accounts, logins and the audit log cannot be reached or refuses; whoever asks is to be refused.

    `mend` says what is wrong and what to do, for whoever runs the desk.
    """

    mend = "the tickets store does not answer; start it, or mend AMPARO_TICKETS_URL"


class StaffForbidden(StaffUnavailable):
    """The server refuses this call to our account; it needs EVAL and the keys that begin with q:{staff}:."""

    mend = "the tickets store refuses; let the account use EVAL and keys that begin with q:"


class StaffUnreadable(StaffUnavailable):
    """A record is there that our key does not open: AMPARO_MASTER_KEY was another when it was written."""

    mend = "the records of staff were written under another AMPARO_MASTER_KEY; set that one"


class StaffStore:
    """A client of the store; every call raises StaffUnavailable where the store is gone."""

    def __init__(self, url: str) -> None:
        """Prepare a client; nothing connects until the first call."""
        self._redis = client(url, seconds=CALL_SECONDS, connections=CONNECTIONS)

    async def read(self, place: str) -> bytes | None:
        """Give a record, or None."""
        found: bytes | None = await self._call(self._redis.get(place))
        return found

    async def write(self, place: str, record: bytes, seconds: float) -> None:
        """Put a record that goes by itself after so many seconds."""
        await self._call(self._redis.set(place, record, px=_milliseconds(seconds)))

    async def exchange(self, place: str, old: bytes, new: bytes, seconds: float, *, to: str = "") -> bool:
        """Put a record in the place of another, or move it; False where somebody changed it meanwhile."""
        keys = (place, to or place)
        return bool(await self.run("exchange_record", keys, old, new, _milliseconds(seconds)))

    async def delete(self, place: str) -> bool:
        """Take a record away; False where there was none."""
        return bool(await self._call(self._redis.delete(place)))

    async def read_field(self, place: str, name: str) -> bytes | None:
        """Give a field of a hash, or None."""
        found: bytes | None = await self._call(self._redis.hget(place, name))
        return found

    async def read_fields(self, place: str) -> Mapping[bytes, bytes]:
        """Give all fields of a hash."""
        found: Mapping[bytes, bytes] = await self._call(self._redis.hgetall(place))
        return found

    async def exchange_field(self, place: str, name: str, old: bytes | None, new: bytes) -> bool:
        """Change a field of a hash, None for one that is not there; False where somebody changed it meanwhile."""
        return bool(await self.run("exchange_field", (place,), name, old or b"", new))

    async def read_list(self, place: str, first: int, last: int) -> Sequence[bytes]:
        """Give a part of a list, counted from 0, or from -1 at its end, both included."""
        found: Sequence[bytes] = await self._call(self._redis.lrange(place, first, last))
        return found

    async def read_together(self, place_of_list: str, place: str) -> tuple[int, bytes | None]:
        """Give a list's length and a record as they stand at one moment."""
        pipeline = self._redis.pipeline(transaction=True)
        pipeline.llen(place_of_list)
        pipeline.get(place)
        length, record = await self._call(pipeline.execute())
        return int(length), record

    async def run(self, script: str, keys: Sequence[str], *values: str | bytes | float) -> Any:
        """Run one of our scripts, by its name; nothing else happens in the store meanwhile."""
        return await self._call(self._redis.eval(_script(script), len(keys), *keys, *values))

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _call(self, call: Awaitable[Any]) -> Any:
        return await limited(call, CALL_SECONDS, unavailable=StaffUnavailable, forbidden=StaffForbidden)


@cache
def _script(name: str) -> str:
    return resources.files(__package__).joinpath("scripts", f"{name}.lua").read_text(encoding="utf-8")


def _milliseconds(seconds: float) -> int:
    return max(1, round(1000 * seconds))
