"""A store's atomic deeds: Lua scripts, each a file, run by the server as one."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

COMMON = Path(__file__).with_name("common.lua")
Value = str | bytes | int | float
Call = Callable[[Awaitable[Any]], Awaitable[Any]]
"""Waits for an answer of the server, and raises our own errors."""
Refusals = Mapping[str, Callable[[str], Exception]]
"""The error for each word by which a script says what stands in its way, made from what follows that word."""


class Scripts:
    """Runs the scripts of a folder on a server; each begins with common.lua of this package, then with the folder's."""

    def __init__(self, redis: Redis, call: Call, folder: Path, prefix: str, refusals: Refusals) -> None:
        """Take a client, how its answers are waited for, the prefix of all keys, and what is raised."""
        self._call, self._prefix, self._refusals = call, prefix, refusals
        self._scripts = {name: redis.register_script(source) for name, source in _sources(folder).items()}

    async def run(self, name: str, *values: Value) -> str:
        """Run a script and give what it did, mostly an id; empty where there was nothing to do.

        Raises what the refusals say, and what `call` raises.
        """
        answer = await self._call(self._scripts[name](keys=[self._prefix], args=list(values)))
        status, *more = (each.decode() for each in answer)
        value = more[0] if more else ""
        if status in self._refusals:
            raise self._refusals[status](value)
        return value


@cache
def _sources(folder: Path) -> Mapping[str, str]:
    common = "".join(path.read_text(encoding="utf-8") for path in (COMMON, folder / "common.lua"))
    return {path.stem: common + path.read_text(encoding="utf-8") for path in folder.glob("*.lua")}
