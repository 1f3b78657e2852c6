"""The store's atomic deeds: Lua scripts, each a file, run by the server as one."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from redis.asyncio import Redis

from bot.storage.server import limited
from bot.tickets.store import (
    NoSuchTicket,
    TicketMoved,
    TicketsForbidden,
    TicketsUnavailable,
    TicketTaken,
    TooManyChats,
)

CALL_SECONDS = 2.0
PREFIX = "q:{tickets}:"
FOLDER = Path(__file__).with_name("scripts")
Value = str | bytes | int | float


def place(*names: str) -> str:
    """Name a key of the store."""
    return PREFIX + ":".join(names)


@cache
def _sources() -> Mapping[str, str]:
    common = (FOLDER / "common.lua").read_text(encoding="utf-8")
    return {path.stem: common + path.read_text(encoding="utf-8") for path in FOLDER.glob("*.lua")}


class Scripts:
    """Runs the scripts on a server."""

    def __init__(self, redis: Redis) -> None:
        """Take a client."""
        self._scripts = {name: redis.register_script(source) for name, source in _sources().items()}

    async def run(self, name: str, *values: Value) -> str:
        """Run a script and give what it did, mostly an id; empty where there was nothing to do.

        Raises NoSuchTicket, TicketTaken, TicketMoved, TooManyChats, TicketsUnavailable.
        """
        answer = await limited(
            self._scripts[name](keys=[PREFIX], args=list(values)),
            CALL_SECONDS,
            unavailable=TicketsUnavailable,
            forbidden=TicketsForbidden,
        )
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
