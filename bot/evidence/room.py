"""A room of its own for each file: a process without secrets, files or connections, which may break and be killed."""

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import astuple, dataclass, field
from functools import cached_property
from typing import Final

from bot.evidence.cleaning import PICTURE, SOUND, Cleaned, EvidenceRefused, Limits, Refusal
from bot.evidence.walls import READY

_LONGEST_LINE: Final = 100
# The system ends a process that has used up its time by one of these.
_OVERWORKED: Final = frozenset({-signal.SIGXCPU, -signal.SIGKILL})


class CleaningUnavailable(Exception):  # noqa: N818 - named as the stores' refusals are
    """No file can be cleaned now, whatever is in it; the same call may succeed later."""


@dataclass(frozen=True, eq=False)
class CleaningRoom:
    """Cleans files apart from this process, `at_once` of them; each takes up to `seconds`.

    The environment of this process, which holds its secrets, is never handed on.
    """

    limits: Limits = field(default_factory=Limits)
    seconds: float = 90.0
    at_once: int = 1
    command: Sequence[str] = (sys.executable, "-I", "-m", "bot.evidence")

    async def clean(self, content: bytes) -> Cleaned:
        """Make a file anew as `cleaning.clean` does. Raises EvidenceRefused, CleaningUnavailable."""
        if len(content) > self.limits.most_bytes:
            raise EvidenceRefused(Refusal.TOO_LARGE)
        async with self._places, self._process() as process:
            try:
                async with asyncio.timeout(self.seconds):
                    said = await self._exchange(process, content)
                    status = await process.wait()
            except TimeoutError:
                raise EvidenceRefused(Refusal.TOO_LARGE) from None
        return _understood(said, status)

    @cached_property
    def _places(self) -> asyncio.Semaphore:
        return asyncio.Semaphore(self.at_once)

    @asynccontextmanager
    async def _process(self) -> AsyncIterator[Process]:
        numbers = map(str, astuple(self.limits))
        try:
            process = await asyncio.create_subprocess_exec(
                *self.command, *numbers, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}
            )
        except OSError:
            raise CleaningUnavailable from None
        try:
            yield process
        finally:
            await _ended(process)

    async def _exchange(self, process: Process, content: bytes) -> bytes:
        """Hand the file in, and take out as much as may come."""
        asked, answer = process.stdin, process.stdout
        if asked is None or answer is None:
            raise CleaningUnavailable
        with suppress(BrokenPipeError, ConnectionResetError):
            asked.write(content)
            await asked.drain()
            asked.close()
        said = bytearray()
        while len(said) <= self.limits.most_kept_bytes + _LONGEST_LINE:
            piece = await answer.read(65_536)
            if not piece:
                return bytes(said)
            said += piece
        process.kill()
        return bytes(said)


async def _ended(process: Process) -> None:
    """Wait until the process is gone and nothing of it is left open."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    if process.stdin is not None:
        process.stdin.close()
    while process.stdout is not None and await process.stdout.read(65_536):
        pass
    await process.wait()


def _understood(said: bytes, status: int) -> Cleaned:
    ready, _, answer = said.partition(b"\n")
    if ready != READY:
        raise CleaningUnavailable
    if status in _OVERWORKED:
        raise EvidenceRefused(Refusal.TOO_LARGE)
    line, _, content = answer.partition(b"\n")
    word = line.decode("ascii", "replace")
    if status == 0 and word in {PICTURE, SOUND} and content:
        return Cleaned(word, content)
    if status == 0 and word in set(Refusal):
        raise EvidenceRefused(Refusal(word))
    raise EvidenceRefused(Refusal.UNREADABLE)
