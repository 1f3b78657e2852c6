"""The store's atomic deeds: Lua scripts, each a file, run by the server as one."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from bot.tickets.store import NoSuchTicket, TicketMoved, TicketTaken, TooManyChats

PREFIX = "q:{tickets}:"
FOLDER = Path(__file__).with_name("scripts")
Value = str | bytes | int | float
Call = Callable[[Awaitable[Any]], Awaitable[Any]]
"""Waits for an answer of the server, and raises our own errors."""


def place(*names: str) -> str:
    """Name a key of the store."""
    return PREFIX + ":".join(names)


@cache
def _sources() -> Mapping[str, str]:
    common = (FOLDER / "common.lua").read_text(encoding="utf-8")
    return {path.stem: common + path.read_text(encoding="utf-8") for path in FOLDER.glob("*.lua")}


class Scripts:
    """Runs the scripts on a server."""

    def __init__(self, redis: Redis, call: Call) -> None:
        """Take a client, and how its answers are waited for."""
        self._call = call
        self._scripts = {name: redis.register_script(source) for name, source in _sources().items()}

    async def run(self, name: str, *values: Value) -> str:
        """Run a script and give what it did, mostly an id; empty where there was nothing to do.

        Raises NoSuchTicket, TicketTaken, TicketMoved, TooManyChats, TicketsUnavailable.
        """
        answer = await self._call(self._scripts[name](keys=[PREFIX], args=list(values)))
        status, *more = (each.decode() for each in answer)
        value = more[0] if more else ""
        if status == "gone":
            raise NoSuchTicket
        if status == "taken":
            raise TicketTaken(value)
        if status == "moved":
            raise TicketMoved(value)
        if status == "many":
            raise TooManyChats
        return value
