"""A gateway whose clean-up is switched off, to show that the search for canaries finds what it should.

Also the ordinary one, under a clock that the test moves by a file:
`python -m tests.canary.keeping_gateway CLOCK [keep]`.
"""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from bot.cli import settings
from bot.erasure.queue import ErasureQueue, Job
from bot.gateway.server import run
from bot.logs import configure_logs
from bot.sessions.keys import SessionKeys
from bot.sessions.redis_store import RedisSessions
from bot.sessions.session import Session
from bot.storage.encryption import Seal
from bot.wiring.gateway import wire_gateway
from bot.wiring.keys import keys_folder


class KeptKeys(SessionKeys):
    """Keys that outlive their sessions."""

    def destroy(self, name: str) -> None:
        """Leave the key."""


class KeptSessions(RedisSessions):
    """Chats that stay in the store when they have ended."""

    async def end(self, person: str, session: Session | None = None, *, forgets_code: bool = False) -> None:
        """Leave the chat."""


class IdleQueue(ErasureQueue):
    """A queue that nobody works off."""

    async def take(self) -> Job | None:
        """Give nothing to do."""
        return None


class FileClock:
    """The time, moved by the seconds that stand in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self) -> float:
        return time.time() + float(self._file.read_text() or 0)


def main() -> None:
    clock = FileClock(Path(sys.argv[1]))
    known = settings()
    parts = wire_gateway(known, clock)
    if "keep" in sys.argv[2:]:
        limits = {"idle_seconds": known.idle_seconds, "maximum_seconds": known.maximum_seconds}
        parts = replace(
            parts,
            sessions=KeptSessions(known.sessions_url, KeptKeys(keys_folder(known)), clock, **limits),
            erasures=IdleQueue(known.tickets_url, Seal(known.master_key, "erasures"), clock),
        )
    run(parts, configure_logs("gateway"))


if __name__ == "__main__":
    os.umask(0o077)
    main()
